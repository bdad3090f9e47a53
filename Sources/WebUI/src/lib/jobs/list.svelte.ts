// The list of jobs, kept up to date; it changes only when an answer differs, so nothing flickers.
import { api } from '#lib/api/client.ts';
import { outcome, type Failure } from '#lib/api/problem.ts';
import type { Job, JobState } from '#lib/api/types.ts';
import { poll, type Poll } from './poll.ts';

const PAGE = 100;
const LARGEST = 1_000;

export const FILTERS = {
  all: [],
  active: ['queued', 'launching', 'running', 'stopping', 'finalizing'],
  ended: ['completed', 'failed', 'stopped', 'lost'],
} satisfies Record<string, JobState[]>;
export type Filter = keyof typeof FILTERS;

export class JobList {
  /** undefined until the first answer. */
  jobs = $state.raw<Job[] | undefined>(undefined);
  hasMore = $state(false);
  failure = $state.raw<Failure | undefined>(undefined);
  private limit = PAGE;
  private last = '';
  private readonly polling: Poll;

  constructor(private readonly filter: Filter) {
    this.polling = poll((signal) => this.ask(signal), 1_000);
  }

  more(): void {
    this.limit = Math.min(LARGEST, this.limit + PAGE);
    this.polling.now();
  }

  refresh(): void {
    this.polling.now();
  }

  close(): void {
    this.polling.stop();
  }

  private async ask(signal: AbortSignal): Promise<void> {
    const state = FILTERS[this.filter];
    const query = state.length > 0 ? { limit: this.limit, state } : { limit: this.limit };
    const call = api.GET('/api/v1/jobs', {
      params: { query },
      signal,
    });
    const { data, failure } = await outcome(call);
    this.failure = failure;
    if (!data) return;
    const text = JSON.stringify(data.items);
    if (text !== this.last) this.jobs = data.items;
    this.last = text;
    this.hasMore = data.next !== null && this.limit < LARGEST;
  }
}
