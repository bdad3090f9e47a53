// What the viewport shows: numbered rows, each of which is a line of the log.
import type { Line } from './chunk.ts';
import type { Loader } from './loader.ts';
import type { LogStore } from './store.ts';

export interface LogView {
  /** How many rows there are now. */
  readonly rows: number;
  /** Number of the line in a row. */
  number(row: number): number;
  line(row: number): Line | undefined;
  /** The row of line `n`, or of the next one shown. */
  rowOf(n: number): number;
  /** Sees to it that the lines of rows `[from,to)` come. */
  want(from: number, to: number): void;
  close(): void;
}

/** Every line, row by row. */
export class WholeLog implements LogView {
  constructor(
    private readonly store: LogStore,
    private readonly loader: Loader,
  ) {}

  get rows(): number {
    return this.store.count;
  }

  number(row: number): number {
    return this.store.first + row;
  }

  line(row: number): Line | undefined {
    return this.store.line(this.number(row));
  }

  rowOf(n: number): number {
    return Math.max(0, Math.min(this.rows, n - this.store.first));
  }

  want(from: number, to: number): void {
    this.loader.want(this.number(from), this.number(to));
  }

  close(): void {}
}
