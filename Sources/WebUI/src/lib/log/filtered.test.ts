// The rows of a filtered log are exactly the lines of those levels, in order, whatever came when.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { FilteredLog } from './filtered.ts';
import { PretendedLog } from './pretend.spec.ts';
import { LogStore } from './store.ts';

const level = (n: number) => (n % 97 === 0 ? 'E' : n % 97 === 1 && n > 1 ? 'e' : n % 10 === 0 ? 'W' : 'I');

function expected(log: PretendedLog, letters: string): number[] {
  const numbers = log.levels.map((_, index) => index + 1);
  return numbers.filter((n) => letters.includes((log.levels[n - 1] ?? '').toUpperCase()));
}

const shown = (view: FilteredLog) => Array.from({ length: view.rows }, (_, row) => view.number(row));

describe('FilteredLog', () => {
  it('finds every line of a long log, and its row again', async () => {
    const log = new PretendedLog(23_456, level);
    const store = new LogStore('j');
    store.take(log.hello());
    const view = new FilteredLog(store, log.read, 'EC', () => {});
    await vi.waitFor(() => expect(view.scanned).toBe(23_456));
    expect(shown(view)).toEqual(expected(log, 'EC'));
    for (let row = 0; row < view.rows; row += 1) {
      expect(view.rowOf(view.number(row))).toBe(row);
      expect(view.line(row)?.text).toBe(`line ${view.number(row)}`);
    }
    expect(view.rowOf(1)).toBe(0);
    expect(view.rowOf(23_456)).toBe(view.rows);
    view.close();
  });

  it('begins at the end, where the reader is', async () => {
    const log = new PretendedLog(12_000, level);
    const store = new LogStore('j');
    store.take(log.hello());
    const view = new FilteredLog(store, log.read, 'W', () => {});
    await vi.waitFor(() => expect(view.scanned).toBe(12_000));
    expect(log.asked.map(({ from }) => from)).toEqual([10_001, 5_001, 1]);
    view.close();
  });

  it('takes live lines in between, whatever the schedule', async () => {
    const batch = fc.array(fc.constantFrom('I', 'W', 'E', 'e', '-'), { minLength: 1, maxLength: 400 });
    const step = fc.record({ batch, lost: fc.boolean(), rest: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.nat(6_000), fc.array(step, { maxLength: 20 }), async (count, steps) => {
        const log = new PretendedLog(count, level);
        const store = new LogStore('j');
        store.take(log.hello());
        const view = new FilteredLog(store, log.read, 'EC-', () => {});
        for (const { batch, lost, rest } of steps) {
          const frame = log.print(...batch);
          if (!lost) store.take(frame);
          if (rest) await new Promise((resolve) => setTimeout(resolve, 0));
        }
        store.take({ e: 'ping', t: 0, log: { j: log.next } });
        await vi.waitFor(() => expect(view.scanned).toBe(log.levels.length), { interval: 1 });
        expect(shown(view)).toEqual(expected(log, 'EC-'));
        view.close();
      }),
      { numRuns: 60 },
    );
  }, 30_000);

  it('reads a block again when its lines were let go', async () => {
    const log = new PretendedLog(60_000, () => 'W');
    const store = new LogStore('j');
    store.take(log.hello());
    const view = new FilteredLog(store, log.read, 'W', () => {});
    await vi.waitFor(() => expect(view.scanned).toBe(60_000));
    expect(view.line(59_000)).toBeUndefined();
    view.want(59_000, 59_040);
    await vi.waitFor(() => expect(view.line(59_039)?.text).toBe('line 59040'));
    expect(view.rows).toBe(60_000);
    view.close();
  });

  it('begins anew in another epoch', async () => {
    const log = new PretendedLog(100, () => 'W');
    const store = new LogStore('j');
    store.take(log.hello());
    const view = new FilteredLog(store, log.read, 'W', () => {});
    await vi.waitFor(() => expect(view.rows).toBe(100));
    log.epoch = 'b';
    log.first = 51;
    store.take({ e: 'reset', j: 'j', epoch: 'b', first: 51, next: 101, why: 'retention' });
    await vi.waitFor(() => expect(shown(view)).toEqual(Array.from({ length: 50 }, (_, i) => 51 + i)));
    view.close();
  });
});
