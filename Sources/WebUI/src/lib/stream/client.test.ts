// The stream client: which transport, when to give one up, how long to wait, where to resume.
import { describe, expect, it } from 'vitest';
import type { Frame } from '../api/types.ts';
import { Bench } from './fakes.spec.ts';

const end: Frame = {
  e: 'end',
  j: 'j',
  to: 1,
  bytes: 0,
  state: 'completed',
  cause: null,
  exit_code: 0,
  signal: null,
};

describe('StreamClient', () => {
  it('begins with a WebSocket at the last 2,000 lines and is live after the greeting', () => {
    const bench = new Bench();
    expect(bench.last).toMatchObject({ rung: 'ws', position: { tail: 2_000 } });
    expect(bench.status?.phase).toBe('connecting');
    bench.last.send(bench.hello(1));
    expect(bench.status?.phase).toBe('live');
  });

  it('counts a stream that does not greet within 3 s as failed', async () => {
    const bench = new Bench();
    await bench.clock.pass(2_999);
    expect(bench.status?.phase).toBe('connecting');
    await bench.clock.pass(1);
    expect(bench.status?.phase).toBe('waiting');
    expect(bench.connections[0]?.isOpen).toBe(false);
  });

  it('counts 35 s of silence as failed', async () => {
    const bench = new Bench();
    bench.last.send(bench.hello(1));
    await bench.clock.pass(34_000);
    bench.last.send(bench.ping());
    await bench.clock.pass(34_000);
    expect(bench.status?.phase).toBe('live');
    await bench.clock.pass(1_000);
    expect(bench.status?.phase).toBe('waiting');
  });

  it('counts heartbeats that come in a bunch as failed', () => {
    const bench = new Bench();
    bench.last.send(bench.hello(1));
    const sent = bench.clock.now();
    bench.last.send(bench.ping(sent));
    bench.last.send(bench.ping(sent + 15_000));
    expect(bench.status?.phase).toBe('waiting');
  });

  it('goes to SSE after two failures in a row, and remembers it once that works', async () => {
    const bench = new Bench();
    await bench.last.close({ why: 'refused', detail: 'no upgrade' });
    expect(bench.last.rung).toBe('ws');
    await bench.clock.pass(1_000);
    await bench.last.close({ why: 'refused', detail: 'no upgrade' });
    expect(bench.last.rung).toBe('sse');
    expect(bench.remembered).toEqual([]);
    bench.last.send(bench.hello(1));
    expect(bench.remembered).toEqual(['sse']);
  });

  it('does not blame the WebSocket for a server that is down', async () => {
    const bench = new Bench();
    bench.isReachable = false;
    for (let n = 0; n < 6; n += 1) {
      await bench.last.close();
      await bench.clock.pass(20_000);
    }
    expect(new Set(bench.connections.map(({ rung }) => rung))).toEqual(new Set(['ws']));
  });

  it('forgives a failure after a minute of life', async () => {
    const bench = new Bench();
    for (let n = 0; n < 4; n += 1) {
      bench.last.send(bench.hello(1));
      for (let beat = 0; beat < 5; beat += 1) {
        await bench.clock.pass(15_000);
        bench.last.send(bench.ping());
      }
      await bench.last.close();
      await bench.clock.pass(1_000);
    }
    expect(bench.last.rung).toBe('ws');
  });

  it('never leaves the transport that the address asks for', async () => {
    const bench = new Bench({ choice: { rung: 'ws', fixed: true } });
    for (let n = 0; n < 5; n += 1) {
      await bench.last.close({ why: 'refused', detail: '' });
      await bench.clock.pass(20_000);
    }
    expect(bench.last.rung).toBe('ws');
  });

  it('doubles the bound of its waiting up to 15 s', async () => {
    const bench = new Bench({ choice: { rung: 'sse', fixed: true }, random: () => 0.999 });
    const waits: number[] = [];
    for (let n = 0; n < 7; n += 1) {
      await bench.last.close();
      if (bench.status?.phase !== 'waiting') break;
      waits.push(bench.status.until - bench.clock.now());
      await bench.clock.pass(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([500, 999, 1_998, 3_996, 7_992, 14_985, 14_985]);
  });

  it('resumes at the next line', async () => {
    const bench = new Bench();
    bench.last.send(bench.hello(500));
    bench.next = 500;
    await bench.last.close();
    await bench.clock.pass(1_000);
    expect(bench.last.position).toEqual({ from: 500 });
  });

  it('jumps to the tail when it is far behind', async () => {
    const bench = new Bench();
    bench.next = 500;
    await bench.last.close();
    await bench.clock.pass(1_000);
    bench.last.send(bench.hello(90_000));
    expect(bench.last.position).toEqual({ tail: 2_000 });
    expect(bench.frames).toEqual([]);
    bench.last.send(bench.hello(90_000));
    expect(bench.status?.phase).toBe('live');
  });

  it('begins at the tail when the server does not know its line', async () => {
    const bench = new Bench();
    bench.next = 500;
    await bench.last.close();
    await bench.clock.pass(1_000);
    bench.last.send({ e: 'error', code: 'bad_cursor', retry: 10 });
    await bench.clock.pass(10);
    expect(bench.last.position).toEqual({ tail: 2_000 });
  });

  it('comes back after a goodbye, without blame', async () => {
    const bench = new Bench();
    bench.last.send(bench.hello(1));
    bench.last.send({ e: 'bye', why: 'shutdown', retry: 700 });
    await bench.clock.pass(699);
    expect(bench.connections).toHaveLength(1);
    await bench.clock.pass(1);
    expect(bench.connections).toHaveLength(2);
    expect(bench.last.rung).toBe('ws');
  });

  it('waits as long as the server asks for', async () => {
    const bench = new Bench({ choice: { rung: 'sse', fixed: false } });
    await bench.last.close({ why: 'refused', detail: '503', retryAfter: 7_000 });
    await bench.clock.pass(6_999);
    expect(bench.connections).toHaveLength(1);
    await bench.clock.pass(1);
    expect(bench.connections).toHaveLength(2);
  });

  it.each([
    ['an end frame', () => end],
    ['a job that is gone', () => ({ e: 'error', code: 'gone' }) as Frame],
  ])('asks no more after %s', async (_name, frame) => {
    const bench = new Bench();
    bench.last.send(bench.hello(1));
    bench.last.send(frame());
    await bench.clock.pass(100_000);
    expect(bench.connections).toHaveLength(1);
    expect(bench.last.isOpen).toBe(false);
    expect(['ended', 'failed']).toContain(bench.status?.phase);
  });

  it.each([
    ['complete', 'ended'],
    ['not_found', 'failed'],
  ] as const)('takes the answer "%s" as the last word', async (why, phase) => {
    const bench = new Bench({ choice: { rung: 'sse', fixed: false } });
    await bench.last.close({ why });
    await bench.clock.pass(100_000);
    expect(bench.connections).toHaveLength(1);
    expect(bench.status?.phase).toBe(phase);
  });

  it('rests while nobody looks and goes on where it was', async () => {
    const bench = new Bench();
    bench.last.send(bench.hello(10));
    bench.next = 10;
    bench.client.sleep();
    await bench.clock.pass(300_000);
    expect(bench.connections).toHaveLength(1);
    bench.client.wake();
    expect(bench.last.position).toEqual({ from: 10 });
  });

  it('tries at once when it is told to', async () => {
    const bench = new Bench();
    await bench.last.close();
    bench.client.retryNow();
    expect(bench.connections).toHaveLength(2);
    bench.client.retryNow();
    expect(bench.connections).toHaveLength(2);
  });
});
