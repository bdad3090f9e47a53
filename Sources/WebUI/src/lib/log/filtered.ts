// Only the lines of some levels. The server scans backwards from the end, block by block; live lines are
// tested here. What is kept is the place of each line that matches: two bytes.
import { lineAt, type Columns, type Line } from './chunk.ts';
import type { ReadWindow } from './loader.ts';
import type { LogStore } from './store.ts';
import type { LogView } from './view.ts';

/** The server looks at so many lines at most for one answer. */
const BLOCK = 5_000;
const LINES_KEPT = 20_000;
const AFTER_FAILURE = 1_500;

interface Block {
  /** Offsets of the lines that match, ascending. */
  offsets: number[];
  /** So many of its lines were looked at. */
  scanned: number;
}

const blockOf = (line: number) => Math.floor((line - 1) / BLOCK);
const startOf = (block: number) => block * BLOCK + 1;

export class FilteredLog implements LogView {
  private readonly blocks = new Map<number, Block>();
  /** Row at which each block begins, from the first block on; made anew when dirty. */
  private starts: number[] = [];
  private base = 0;
  private dirty = true;
  private total = 0;
  private readonly lines = new Map<number, Line>();
  private readonly abort = new AbortController();
  private readonly unlisten: () => void;
  private busy = false;
  private epoch: string;
  private refetch: number | undefined;

  constructor(
    private readonly store: LogStore,
    private readonly read: ReadWindow,
    private readonly letters: string,
    private readonly changed: () => void,
  ) {
    this.epoch = store.epoch;
    this.unlisten = store.listen((columns) => this.follow(columns));
    void this.pump();
  }

  get rows(): number {
    this.order();
    return this.total;
  }

  /** Lines looked at so far, of all. */
  get scanned(): number {
    let sum = 0;
    for (const block of this.blocks.values()) sum += block.scanned;
    return sum;
  }

  number(row: number): number {
    const [index, offset] = this.place(row);
    return startOf(index) + (this.blocks.get(index)?.offsets[offset] ?? 0);
  }

  line(row: number): Line | undefined {
    const n = this.number(row);
    return this.store.line(n) ?? this.lines.get(n);
  }

  rowOf(n: number): number {
    this.order();
    const index = blockOf(n);
    const start = this.starts[index - this.base] ?? (index < this.base ? 0 : this.total);
    const offsets = this.blocks.get(index)?.offsets ?? [];
    const inside = offsets.findIndex((offset) => startOf(index) + offset >= n);
    return start + (inside < 0 ? offsets.length : inside);
  }

  want(from: number, to: number): void {
    for (let row = from; row < Math.min(to, this.rows); row += 1)
      if (this.line(row) === undefined) {
        this.refetch = blockOf(this.number(row));
        return void this.pump();
      }
    this.refetch = undefined;
  }

  close(): void {
    this.unlisten();
    this.abort.abort();
  }

  private place(row: number): [block: number, offset: number] {
    this.order();
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    return [low + this.base, row - (this.starts[low] ?? 0)];
  }

  private order(): void {
    if (!this.dirty) return;
    this.dirty = false;
    this.base = blockOf(Math.max(1, this.store.first));
    this.starts = [];
    let row = 0;
    for (let index = this.base; index <= blockOf(Math.max(1, this.store.next - 1)); index += 1) {
      this.starts.push(row);
      row += this.blocks.get(index)?.offsets.length ?? 0;
    }
    this.total = row;
  }

  private block(index: number): Block {
    const known = this.blocks.get(index);
    if (known) return known;
    const made = { offsets: [], scanned: Math.max(0, this.store.first - startOf(index)) };
    this.blocks.set(index, made);
    return made;
  }

  private follow(columns: Columns | undefined): void {
    if (this.store.epoch !== this.epoch) this.restart();
    if (columns && !columns.n)
      for (let index = 0; index < columns.x.length; index += 1) this.test(columns, index);
    if (this.unscanned() !== undefined) void this.pump();
  }

  private restart(): void {
    this.epoch = this.store.epoch;
    this.blocks.clear();
    this.lines.clear();
    this.dirty = true;
  }

  /** A live line counts if all before it in its block were looked at. */
  private test(columns: Columns, index: number): void {
    const n = columns.from + index;
    const block = this.block(blockOf(n));
    const offset = n - startOf(blockOf(n));
    if (offset !== block.scanned) return;
    block.scanned += 1;
    this.dirty = true;
    if (this.letters.includes((columns.l[index] ?? '-').toUpperCase())) block.offsets.push(offset);
  }

  /** The last block that was not looked at to its end. */
  private unscanned(): number | undefined {
    const last = this.store.next - 1;
    for (
      let index = blockOf(Math.max(1, last));
      index >= blockOf(Math.max(1, this.store.first));
      index -= 1
    ) {
      const size = Math.min(BLOCK, last - startOf(index) + 1);
      if ((this.blocks.get(index)?.scanned ?? 0) < size) return index;
    }
    return undefined;
  }

  private async pump(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    while (!this.abort.signal.aborted) {
      const again = this.refetch;
      this.refetch = undefined;
      const index = again ?? this.unscanned();
      if (index === undefined) break;
      if (!(await this.scan(index, again !== undefined)))
        await new Promise((resolve) => setTimeout(resolve, AFTER_FAILURE));
    }
    this.busy = false;
  }

  private async scan(index: number, whole: boolean): Promise<boolean> {
    const block = this.block(index);
    const from = startOf(index) + (whole ? 0 : block.scanned);
    const limit = startOf(index + 1) - from;
    const window = await this.read(from, limit, this.letters, this.abort.signal);
    if (!window || this.abort.signal.aborted || window.epoch !== this.epoch) return false;
    for (let at = 0; at < window.x.length; at += 1) this.keep(lineAt(window, at), block, index);
    block.scanned = Math.max(block.scanned, window.to - startOf(index));
    this.dirty = true;
    this.changed();
    return window.to > from;
  }

  private keep(line: Line, block: Block, index: number): void {
    const offset = line.n - startOf(index);
    if (offset >= block.scanned) block.offsets.push(offset);
    this.lines.delete(line.n);
    this.lines.set(line.n, line);
    if (this.lines.size > LINES_KEPT)
      for (const oldest of this.lines.keys()) return void this.lines.delete(oldest);
  }
}
