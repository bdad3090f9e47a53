// Reads the lines that are looked at and are not in memory: one window at a time, the latest wish first.
import { CHUNK, chunkOf, firstOf, type Columns } from './chunk.ts';
import type { LogStore } from './store.ts';

export type Window = Columns & { epoch: string; first: number; next: number };
export type ReadWindow = (
  from: number,
  limit: number,
  level: string | undefined,
  signal: AbortSignal,
) => Promise<Window | undefined>;

/** While the scrollbar is dragged nothing is read. */
const SETTLE = 60;
const AFTER_FAILURE = 1_500;

export class Loader {
  private wish: [from: number, to: number] | undefined;
  private busy = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly abort = new AbortController();

  constructor(
    private readonly store: LogStore,
    private readonly read: ReadWindow,
  ) {}

  /** Sees to it that the lines `[from,to)` come. */
  want(from: number, to: number): void {
    this.wish = [from, to];
    if (this.busy || this.timer !== undefined || this.missing() === undefined) return;
    this.schedule(SETTLE);
  }

  close(): void {
    clearTimeout(this.timer);
    this.abort.abort();
  }

  private missing(): number | undefined {
    return this.wish && this.store.firstMissing(...this.wish);
  }

  private schedule(delay: number): void {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.step();
    }, delay);
  }

  private async step(): Promise<void> {
    const line = this.missing();
    if (line === undefined || this.abort.signal.aborted) return;
    this.busy = true;
    const window = await this.read(firstOf(chunkOf(line)), CHUNK, undefined, this.abort.signal);
    this.busy = false;
    if (this.abort.signal.aborted) return;
    if (window) this.store.fill(window);
    // An answer without the line (it was dropped meanwhile, or the server failed) must not be asked in a rush.
    const served = window !== undefined && this.store.line(line) !== undefined;
    if (this.missing() !== undefined) this.schedule(served ? 0 : AFTER_FAILURE);
  }
}
