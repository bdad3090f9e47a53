// The event stream by fetch; the choice of the transport; heartbeats that were held back.
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Frame } from '../api/types.ts';
import { backoff } from './backoff.ts';
import type { Closed } from './carrier.ts';
import { chooseRung, rememberRung } from './choice.ts';
import { Heartbeat } from './heartbeat.ts';
import { openEventStream } from './sse.ts';

afterEach(() => vi.unstubAllGlobals());

function bodyOf(text: string, cuts: number[]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const at = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
  return new ReadableStream({
    start(controller) {
      for (const [index, end] of at.slice(1).entries()) controller.enqueue(bytes.slice(at[index], end));
      controller.close();
    },
  });
}

async function read(response: Response | Error): Promise<{ frames: Frame[]; closed: Closed; url: string }> {
  let url = '';
  vi.stubGlobal('fetch', (asked: string) => {
    url = asked;
    return response instanceof Error ? Promise.reject(response) : Promise.resolve(response);
  });
  const frames: Frame[] = [];
  const closed = await new Promise<Closed>((resolve) => {
    openEventStream('j', { from: 7 }, { frame: (frame) => frames.push(frame), closed: resolve });
  });
  return { frames, closed, url };
}

const headers = { 'content-type': 'text/event-stream; charset=utf-8' };

describe('openEventStream', () => {
  const body =
    ': ok\n\nretry: 1500\n\nevent: ping\ndata: {"e":"ping","t":1,"log":{"j":3}}\n\n' +
    'id: 3\nevent: progress\ndata: {"e":"progress","j":"j","s":"m","at":3,"x":["50 % ▇▇ ü"]}\n\n';

  it('gives the same frames wherever the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 9 }), async (cuts) => {
        const { frames, closed } = await read(new Response(bodyOf(body, cuts), { headers }));
        expect(frames.map(({ e }) => e)).toEqual(['ping', 'progress']);
        expect(frames[1]).toMatchObject({ x: ['50 % ▇▇ ü'] });
        expect(closed.why).toBe('cut');
      }),
    );
  });

  it('asks for its position', async () => {
    expect((await read(new Response(null, { status: 204 }))).url).toBe('/api/v1/jobs/j/logs/stream?from=7');
  });

  it.each([
    [new Response(null, { status: 204 }), { why: 'complete' }],
    [new Response('{}', { status: 404 }), { why: 'not_found' }],
    [
      new Response('', { status: 503, headers: { 'retry-after': '2' } }),
      { why: 'refused', retryAfter: 2_000 },
    ],
    [new Response('<html>', { headers: { 'content-type': 'text/html' } }), { why: 'refused' }],
    [new TypeError('no server'), { why: 'cut' }],
  ])('knows what an answer means', async (response, expected) => {
    expect((await read(response)).closed).toMatchObject(expected);
  });

  it('is silent after it was closed', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(bodyOf(body, []), { headers })));
    const heard: unknown[] = [];
    const events = { frame: (frame: Frame) => heard.push(frame), closed: (how: Closed) => heard.push(how) };
    openEventStream('j', { tail: 1 }, events).close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heard).toEqual([]);
  });
});

describe('chooseRung', () => {
  const storage = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
  };

  it('takes what the address says, and keeps to it', () => {
    expect(chooseRung('?transport=sse', storage(), 0)).toEqual({ rung: 'sse', fixed: true });
    expect(chooseRung('?transport=pigeon', storage(), 0)).toEqual({ rung: 'ws', fixed: false });
  });

  it('remembers what did not work for a day', () => {
    const store = storage();
    rememberRung('sse', 'no upgrade', store, 0);
    expect(chooseRung('', store, 23 * 3_600_000).rung).toBe('sse');
    expect(chooseRung('', store, 25 * 3_600_000).rung).toBe('ws');
  });

  it('does without storage', () => {
    const shut = {
      getItem: () => 'not JSON',
      setItem: () => {
        throw new Error('full');
      },
    };
    rememberRung('sse', '', shut, 0);
    expect(chooseRung('', shut, 0).rung).toBe('ws');
  });
});

describe('Heartbeat', () => {
  it('suspects only those that were sent apart and come together', () => {
    const heart = new Heartbeat();
    expect(heart.heldBack(0, 100)).toBe(false);
    expect(heart.heldBack(15_000, 15_100)).toBe(false);
    expect(heart.heldBack(16_000, 15_200)).toBe(false);
    expect(heart.heldBack(31_000, 15_300)).toBe(true);
    heart.reset();
    expect(heart.heldBack(61_000, 15_300)).toBe(false);
  });
});

describe('backoff', () => {
  it('lies between a tenth of a second and 15 s', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (n, r) => {
          expect(backoff(n, r)).toBeGreaterThanOrEqual(100);
          expect(backoff(n, r)).toBeLessThanOrEqual(15_000);
        },
      ),
    );
  });
});
