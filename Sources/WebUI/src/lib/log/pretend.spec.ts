// A server's log for the tests: lines by number, windows as the API gives them.
import type { ReadWindow, Window } from './loader.ts';

export class PretendedLog {
  levels: string[] = [];
  epoch = 'a';
  first = 1;
  readonly asked: { from: number; limit: number; level: string | undefined }[] = [];

  constructor(count: number, level: (n: number) => string = () => 'I') {
    for (let n = 1; n <= count; n += 1) this.levels.push(level(n));
  }

  get next(): number {
    return this.levels.length + 1;
  }

  window(from: number, to: number, level?: string): Window {
    const numbers: number[] = [];
    for (let n = Math.max(from, this.first); n < to; n += 1)
      if (!level || level.includes((this.levels[n - 1] ?? '-').toUpperCase())) numbers.push(n);
    return {
      epoch: this.epoch,
      first: this.first,
      next: this.next,
      from,
      to,
      t0: 1_000,
      dt: numbers,
      s: 'm'.repeat(numbers.length),
      l: numbers.map((n) => this.levels[n - 1]).join(''),
      x: numbers.map((n) => `line ${n}`),
      ...(level ? { n: numbers } : {}),
    };
  }

  readonly read: ReadWindow = (from, limit, level) => {
    this.asked.push({ from, limit, level });
    return Promise.resolve(this.window(from, Math.min(this.next, from + limit), level));
  };

  /** Prints lines of these levels; the frame that tells of them. */
  print(...levels: string[]) {
    const from = this.next;
    this.levels.push(...levels);
    return { e: 'log' as const, j: 'j', ...this.window(from, this.next) };
  }

  hello(job = 'j') {
    const topic = {
      first: this.first,
      next: this.next,
      epoch: this.epoch,
      state: 'running' as const,
      complete: false,
      streams: 'merged' as const,
    };
    return {
      e: 'hello' as const,
      v: 1,
      boot: 'b',
      ui: 'u',
      t: 0,
      hb: 15_000,
      transport: 'ws' as const,
      cursor: '',
      log: { [job]: topic },
    };
  }
}
