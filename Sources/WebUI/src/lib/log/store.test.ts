// The lines in memory, and the reading of those that are not.
import { describe, expect, it, vi } from 'vitest';
import { Loader } from './loader.ts';
import { PretendedLog } from './pretend.spec.ts';
import { LogStore } from './store.ts';

function storeOf(log: PretendedLog): LogStore {
  const store = new LogStore('j');
  store.take(log.hello());
  return store;
}

describe('LogStore', () => {
  it('knows how many lines there are before it has one', () => {
    const store = storeOf(new PretendedLog(1_000_000));
    expect(store.count).toBe(1_000_000);
    expect(store.line(500_000)).toBeUndefined();
    expect(store.firstMissing(500_000, 500_010)).toBe(500_000);
  });

  it('keeps a line as it came first', () => {
    const log = new PretendedLog(0);
    const store = storeOf(log);
    const frame = log.print('I', 'e');
    store.take(frame);
    store.take({ ...frame, x: ['other', 'other'] });
    expect(store.line(2)).toMatchObject({ n: 2, text: 'line 2', level: 'e', time: 1_002 });
    expect(store.count).toBe(2);
  });

  it('tells who listens which lines came live', () => {
    const log = new PretendedLog(0);
    const store = storeOf(log);
    const heard: (number | undefined)[] = [];
    const unlisten = store.listen((columns) => heard.push(columns?.x.length));
    store.take(log.print('I', 'I'));
    store.take({ e: 'ping', t: 0, log: { j: 9 } });
    unlisten();
    store.take(log.print('I'));
    expect(heard).toEqual([2, undefined]);
    expect(store.next).toBe(9);
  });

  it('drops what it has when the server says that it is no longer valid', () => {
    const log = new PretendedLog(0);
    const store = storeOf(log);
    store.take(log.print('I', 'I', 'I'));
    store.take({ e: 'reset', j: 'j', epoch: 'b', first: 3, next: 4, why: 'retention' });
    expect(store.line(3)).toBeUndefined();
    expect([store.first, store.next, store.count]).toEqual([3, 4, 1]);
  });

  it('notes the length of a line that was cut', () => {
    const log = new PretendedLog(0);
    const store = storeOf(log);
    store.take({ ...log.print('I', 'I'), cut: { '1': 1_048_576 } });
    expect([store.line(1)?.cut, store.line(2)?.cut]).toEqual([0, 1_048_576]);
  });

  it('shows progress until the end', () => {
    const store = storeOf(new PretendedLog(0));
    store.take({ e: 'progress', j: 'j', s: 'm', at: 1, x: ['50 %'] });
    expect(store.progress).toEqual(['50 %']);
    store.take({
      e: 'end',
      j: 'j',
      to: 1,
      bytes: 0,
      state: 'failed',
      cause: 'signal',
      exit_code: null,
      signal: 9,
    });
    expect(store.progress).toEqual([]);
    expect(store.end).toEqual({ state: 'failed', cause: 'signal', exitCode: null, signal: 9 });
  });

  it('does not grow for ever', () => {
    const log = new PretendedLog(0);
    const store = storeOf(log);
    const many = Array.from({ length: 1_000 }, () => 'I');
    for (let n = 0; n < 300; n += 1) store.take(log.print(...many));
    expect(store.line(1)).toBeUndefined();
    expect(store.firstMissing(299_000, 300_001)).toBeUndefined();
  });
});

describe('Loader', () => {
  it('reads the chunk that is looked at, once', async () => {
    const log = new PretendedLog(10_000);
    const store = storeOf(log);
    const loader = new Loader(store, log.read);
    loader.want(100, 140);
    loader.want(4_200, 4_240);
    await vi.waitFor(() => expect(store.line(4_239)?.text).toBe('line 4239'));
    loader.want(4_300, 4_340);
    expect(log.asked).toEqual([{ from: 4_001, limit: 1_000, level: undefined }]);
    loader.close();
  });

  it('reads both chunks when the screen lies across an edge', async () => {
    const log = new PretendedLog(10_000);
    const store = storeOf(log);
    const loader = new Loader(store, log.read);
    loader.want(990, 1_030);
    await vi.waitFor(() => expect(store.firstMissing(990, 1_030)).toBeUndefined());
    expect(log.asked.map(({ from }) => from)).toEqual([1, 1_001]);
    loader.close();
  });
});
