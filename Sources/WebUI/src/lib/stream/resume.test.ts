// Whatever a network does to the frames, the log ends up with exactly the server's lines.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LogFrame } from '../api/types.ts';
import { LogStore } from '../log/store.ts';
import { Bench } from './fakes.spec.ts';

const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}`);

function frame(from: number, to: number): LogFrame {
  const x = lines(from, to);
  const t0 = from * 10;
  return {
    e: 'log',
    j: 'j',
    epoch: 'a',
    from,
    to,
    t0,
    dt: x.map((_, i) => i * 10),
    s: 'm'.repeat(x.length),
    l: 'I'.repeat(x.length),
    x,
  };
}

const step = fc.oneof(
  fc.record({ do: fc.constant('print' as const), count: fc.integer({ min: 1, max: 3_000 }) }),
  fc.record({ do: fc.constant('deliver' as const), count: fc.integer({ min: 1, max: 1_500 }) }),
  fc.record({ do: fc.constant('lose' as const), count: fc.integer({ min: 1, max: 500 }) }),
  fc.record({ do: fc.constant('repeat' as const), count: fc.integer({ min: 1, max: 800 }) }),
  fc.record({ do: fc.constant('lag' as const), count: fc.integer({ min: 1, max: 2_000 }) }),
  fc.record({ do: fc.constant('cut' as const), count: fc.constant(0) }),
  fc.record({ do: fc.constant('sleep' as const), count: fc.constant(0) }),
  fc.record({ do: fc.constant('ping' as const), count: fc.constant(0) }),
);

/** A server with a growing log, whose stream goes through a network that the steps describe. */
class Network {
  readonly store = new LogStore('j');
  readonly bench = new Bench({ next: () => this.store.next, onFrame: (frame) => this.store.take(frame) });
  private printed = 0;
  private cursor = 1;
  private greeted = 0;

  /** A new connection is greeted, and begins where the client asked for. */
  private greet(): void {
    while (this.greeted < this.bench.connections.length) {
      this.greeted = this.bench.connections.length;
      const next = this.printed + 1;
      const { last } = this.bench;
      const { position } = last;
      this.cursor = 'from' in position ? position.from : Math.max(1, next - position.tail);
      last.send(this.bench.hello(next));
      if ('tail' in position && this.cursor > 1 && last.isOpen)
        last.send({ e: 'lag', j: 'j', from: 1, to: this.cursor, why: 'tail' });
    }
  }

  async take({ do: what, count }: { do: string; count: number }): Promise<void> {
    this.greet();
    const to = Math.min(this.printed + 1, this.cursor + count);
    const { last } = this.bench;
    if (what === 'print') this.printed += count;
    if (what === 'deliver' && to > this.cursor) last.send(frame(this.cursor, to));
    if (what === 'lag' && to > this.cursor)
      last.send({ e: 'lag', j: 'j', from: this.cursor, to, why: 'slow' });
    if (what === 'deliver' || what === 'lag' || what === 'lose') this.cursor = Math.max(this.cursor, to);
    if (what === 'repeat' && this.cursor > 1) last.send(frame(Math.max(1, this.cursor - count), this.cursor));
    if (what === 'ping') last.send({ e: 'ping', t: this.bench.clock.now(), log: { j: this.printed + 1 } });
    if (what === 'sleep') {
      this.bench.client.sleep();
      this.bench.client.wake();
    }
    if (what === 'cut') await last.close();
    await this.pass();
  }

  /** Longer than any back-off; who connects meanwhile is greeted. */
  private async pass(): Promise<void> {
    for (let n = 0; n < 20; n += 1) {
      this.greet();
      await this.bench.clock.pass(1_000);
    }
  }

  /** The log ends; what is not in memory is read, as if the reader looked at every line. */
  async finish(): Promise<string[]> {
    await this.pass();
    await this.take({ do: 'ping', count: 0 });
    for (;;) {
      const missing = this.store.firstMissing(1, this.store.next);
      if (missing === undefined) break;
      const to = Math.min(this.printed + 1, missing + 1_000);
      this.store.fill({ ...frame(missing, to), first: 1, next: this.printed + 1 });
    }
    return Array.from({ length: this.printed }, (_, i) => this.store.line(i + 1)?.text ?? '');
  }

  get expected(): string[] {
    return lines(1, this.printed + 1);
  }
}

it('no schedule of lost, doubled, skipped and cut frames loses or doubles a line', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const network = new Network();
      for (const one of steps) await network.take(one);
      expect(await network.finish()).toEqual(network.expected);
      expect(network.store.next).toBe(network.expected.length + 1);
    }),
    { numRuns: Number(process.env.FC_RUNS ?? 300) },
  );
}, 120_000);
