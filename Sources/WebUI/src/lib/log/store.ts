// The lines of one job that are in memory, by number. A line that is not here is read when it is looked at:
// frames that are lost, doubled, cut or skipped can't make a line missing or double.
import type { Frame } from '../api/types.ts';
import { CHUNK, Chunk, chunkOf, firstOf, type Columns, type Line } from './chunk.ts';

/** About 25 MB of ordinary lines. */
const CHUNKS_KEPT = 200;

export interface LogEnd {
  state: string;
  cause: string | null;
  exitCode: number | null;
  signal: number | null;
}

export class LogStore {
  /** Number of the first line that the server keeps. */
  first = 1;
  /** Number that the next line will get; 0 before anything is known. */
  next = 0;
  epoch = '';
  complete = false;
  end: LogEnd | undefined;
  progress: string[] = [];
  /** Why is there a `next`, but nothing of it: for the empty state. */
  readonly job: string;
  private readonly chunks = new Map<number, Chunk>();
  private readonly listeners = new Set<(columns: Columns | undefined) => void>();

  constructor(job: string) {
    this.job = job;
  }

  get count(): number {
    return Math.max(0, this.next - this.first);
  }

  /** Called at each change, with the lines that came live, if any. Returns its undoing. */
  listen(listener: (columns: Columns | undefined) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  line(n: number): Line | undefined {
    return this.chunks.get(chunkOf(n))?.get(n);
  }

  /** The first line of `[from,to)` that is not in memory, or undefined. */
  firstMissing(from: number, to: number): number | undefined {
    for (let n = Math.max(from, this.first); n < Math.min(to, this.next); n += 1) {
      const chunk = this.chunks.get(chunkOf(n));
      if (chunk?.held === CHUNK) n = firstOf(chunkOf(n) + 1) - 1;
      else if (!chunk?.has(n)) return n;
    }
    return undefined;
  }

  take(frame: Frame): void {
    switch (frame.e) {
      case 'hello': {
        const topic = frame.log[this.job];
        if (!topic) return;
        this.adopt(topic.epoch, topic.first);
        this.progress = [];
        this.reach(topic.next);
        break;
      }
      case 'log':
        this.adopt(frame.epoch, this.first);
        this.put(frame);
        return this.tell(frame);
      case 'lag':
        this.reach(frame.to);
        break;
      case 'ping':
        this.reach(frame.log[this.job] ?? 0);
        break;
      case 'reset':
        // Without an epoch it is one of topics, not of a log.
        if (frame.epoch === undefined || frame.first === undefined) return;
        this.adopt(frame.epoch, frame.first);
        this.progress = [];
        this.reach(frame.next ?? 0);
        break;
      case 'progress':
        this.progress = frame.x;
        break;
      case 'end':
        this.finish(frame);
        break;
      default:
        return;
    }
    this.tell(undefined);
  }

  /** Lines that were asked for by number. Of another epoch they are of no use. */
  fill(window: Columns & { epoch: string; first: number; next: number }): void {
    this.adopt(window.epoch, window.first);
    this.put(window);
    this.reach(window.next);
    this.tell(undefined);
  }

  private finish(end: Extract<Frame, { e: 'end' }>): void {
    this.reach(end.to);
    this.complete = true;
    this.progress = [];
    this.end = { state: end.state, cause: end.cause, exitCode: end.exit_code, signal: end.signal };
  }

  private adopt(epoch: string, first: number): void {
    if (this.epoch !== '' && this.epoch !== epoch) {
      this.chunks.clear();
      this.next = 0;
    }
    this.epoch = epoch;
    this.first = first;
  }

  private reach(next: number): void {
    if (next > this.next) this.next = next;
  }

  private put(columns: Columns): void {
    this.reach(columns.to);
    columns.x.forEach((_, index) => {
      const line = columns.n?.[index] ?? columns.from + index;
      this.chunk(chunkOf(line)).put(columns, index, line);
    });
  }

  private chunk(index: number): Chunk {
    const known = this.chunks.get(index);
    if (known) return known;
    const made = new Chunk(index);
    this.chunks.set(index, made);
    this.evict();
    return made;
  }

  /** The oldest made goes first, but never one of the newest lines. */
  private evict(): void {
    if (this.chunks.size <= CHUNKS_KEPT) return;
    const pinned = chunkOf(this.next) - 5;
    for (const index of this.chunks.keys()) {
      if (index >= pinned) continue;
      this.chunks.delete(index);
      if (this.chunks.size <= CHUNKS_KEPT) return;
    }
  }

  private tell(columns: Columns | undefined): void {
    for (const listener of this.listeners) listener(columns);
  }
}
