// A job's live log as the console's components see it: few reactive values, set once a frame.
import { api } from '#lib/api/client.ts';
import { outcome } from '#lib/api/problem.ts';
import { openLiveLog } from '#lib/stream/browser.ts';
import type { Status, StreamClient } from '#lib/stream/client.ts';
import { Loader, type ReadWindow } from './loader.ts';
import { LogStore, type LogEnd } from './store.ts';

function windowReader(job: string): ReadWindow {
  return async (from, limit, level, signal) => {
    const query = level === undefined ? { from, limit } : { from, limit, level };
    try {
      const call = api.GET('/api/v1/jobs/{job_id}/logs', {
        params: { path: { job_id: job }, query },
        signal,
      });
      return (await outcome(call)).data;
    } catch {
      // Aborted: nobody waits for it.
      return undefined;
    }
  };
}

export class LiveLog {
  readonly store: LogStore;
  readonly loader: Loader;
  readonly read: ReadWindow;
  status = $state.raw<Status>({ phase: 'connecting', rung: 'ws' });
  next = $state(0);
  first = $state(1);
  progress = $state.raw<string[]>([]);
  end = $state.raw<LogEnd | undefined>(undefined);
  /** Version of the page that the server serves, once it has said it. */
  ui = $state('');
  /** Called when lines may have come. */
  onChange = () => {};
  private readonly client: StreamClient;
  private readonly closeStream: () => void;
  private pending = false;

  constructor(readonly job: string) {
    this.store = new LogStore(job);
    this.read = windowReader(job);
    this.loader = new Loader(this.store, this.read);
    this.store.listen(() => this.changed());
    const { client, close } = openLiveLog(job, {
      next: () => this.store.next,
      onFrame: (frame) => {
        if (frame.e === 'hello') this.ui = frame.ui;
        this.store.take(frame);
      },
      onStatus: (status) => (this.status = status),
    });
    this.client = client;
    this.closeStream = close;
  }

  retryNow(): void {
    this.client.retryNow();
  }

  close(): void {
    this.closeStream();
    this.loader.close();
  }

  private changed(): void {
    this.onChange();
    if (this.pending) return;
    this.pending = true;
    // A hidden tab draws no frames; its title and state must go on.
    setTimeout(() => this.publish(), 50);
  }

  private publish(): void {
    this.pending = false;
    this.next = this.store.next;
    this.first = this.store.first;
    this.progress = this.store.progress;
    this.end = this.store.end;
  }
}
