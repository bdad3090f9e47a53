// One job, kept up to date until it has ended, and the stopping of it.
import { api } from '#lib/api/client.ts';
import { outcome, type Failure } from '#lib/api/problem.ts';
import type { Job, StopMode } from '#lib/api/types.ts';
import { poll, type Poll } from './poll.ts';
import { hasEnded } from './words.ts';

export class WatchedJob {
  job = $state.raw<Job | undefined>(undefined);
  failure = $state.raw<Failure | undefined>(undefined);
  stopFailure = $state.raw<Failure | undefined>(undefined);
  /** The strongest stop that was asked for from this page. */
  asked = $state.raw<StopMode | undefined>(undefined);
  private last = '';
  private readonly polling: Poll;

  constructor(readonly id: string) {
    this.polling = poll((signal) => this.ask(signal), 1_000);
  }

  refresh(): void {
    this.polling.now();
  }

  close(): void {
    this.polling.stop();
  }

  async stop(mode: StopMode): Promise<void> {
    this.asked = mode;
    const { data, failure } = await stopJob(this.id, mode);
    this.stopFailure = failure;
    if (data) this.take(data);
    else this.asked = undefined;
    this.refresh();
  }

  private async ask(signal: AbortSignal): Promise<void> {
    if (this.job && hasEnded(this.job.state)) return;
    const call = api.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: this.id } }, signal });
    const { data, failure } = await outcome(call);
    this.failure = failure;
    if (data) this.take(data);
  }

  private take(job: Job): void {
    const text = JSON.stringify(job);
    if (text !== this.last) this.job = job;
    this.last = text;
  }
}

export const stopJob = (id: string, mode: StopMode) =>
  outcome(api.POST('/api/v1/jobs/{job_id}/stop', { params: { path: { job_id: id } }, body: { mode } }));
