// Test only: the log of a pretended job, with the columns and frames of the real one.
import type { LogWindow } from '../../src/lib/api/types.ts';

const LEVELS = [
  ['I', '\u001b[32mINFO\u001b[0m'],
  ['D', '\u001b[2mDEBUG\u001b[0m'],
  ['W', '\u001b[33mWARNING\u001b[0m'],
  ['E', '\u001b[31mERROR\u001b[0m'],
] as const;

interface Entry {
  time: number;
  level: string;
  text: string;
}

/** Line `n` of an endless training log. */
export function trainingLine(n: number, time: number): Entry {
  const [level, word] = LEVELS[n % 41 === 0 ? 3 : n % 13 === 0 ? 2 : n % 3 === 0 ? 1 : 0]!;
  const loss = (2.5 / (1 + n / 60) + (n % 7) / 100).toFixed(4);
  const texts = {
    I: `epoch=${Math.floor(n / 50)} step=${n} loss=${loss} lr=3.0e-04 throughput=\u001b[36m4.71 it/s\u001b[0m`,
    D: `dataloader queue=${n % 16} prefetch=4 pinned=true worker=${n % 8}`,
    W: `gradient norm 11.${n % 10} is clipped to 1.0; the learning rate may be too high for batch size 512 with this schedule`,
    E: `batch ${n} holds a NaN in column "income"; the row is skipped`,
  };
  return { time, level, text: n % 17 === 0 ? `  saved checkpoint-${n}.json` : `${word} ${texts[level]}` };
}

export class MockLog {
  readonly entries: Entry[] = [];
  /** Lines 1 to `virtual` are made when they are read. */
  virtual = 0;
  readonly epoch = 'a1';
  progress: string[] = [];
  complete = false;
  readonly watchers = new Set<() => void>();

  get next(): number {
    return this.virtual + this.entries.length + 1;
  }

  add(entry: Entry): void {
    this.entries.push(entry);
    this.tell();
  }

  tell(): void {
    for (const watcher of this.watchers) watcher();
  }

  private entry(n: number): Entry {
    return n <= this.virtual
      ? trainingLine(n, 1_764_000_000_000 + n * 7)
      : this.entries[n - this.virtual - 1]!;
  }

  window(job: string, from: number, to: number, level: string | null): LogWindow {
    const numbers: number[] = [];
    for (let n = from; n < to; n += 1)
      if (!level || level.includes(this.entry(n).level.toUpperCase())) numbers.push(n);
    const t0 = numbers[0] === undefined ? 0 : this.entry(numbers[0]).time;
    const { epoch, next } = this;
    const entries = numbers.map((n) => this.entry(n));
    return {
      j: job,
      epoch,
      first: 1,
      next,
      from,
      to,
      t0,
      dt: entries.map((entry) => entry.time - t0),
      s: 'm'.repeat(entries.length),
      l: entries.map((entry) => entry.level).join(''),
      x: entries.map((entry) => entry.text),
      ...(level ? { n: numbers } : {}),
    };
  }
}
