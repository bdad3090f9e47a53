// The frames as the server's own tests expect them to be written (Tests/Fixtures/frames): this page reads the same.
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Frame } from '../api/types.ts';
import { LogStore } from '../log/store.ts';
import { openEventStream } from './sse.ts';

const FOLDER = new URL('../../../../../Tests/Fixtures/frames/', import.meta.url);
const JOB = '01kb3v6y7m9q2r4t6w8x0z1a3c';
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const textOf = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8').trimEnd();

afterEach(() => vi.unstubAllGlobals());

async function overEvents(data: string): Promise<Frame[]> {
  const body = `: ok\n\nevent: any\ndata: ${data}\n\n`;
  const headers = { 'content-type': 'text/event-stream' };
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { headers })));
  const frames: Frame[] = [];
  await new Promise((resolve) => {
    openEventStream(JOB, { from: 1 }, { frame: (frame) => frames.push(frame), closed: resolve });
  });
  return frames;
}

async function taken(...files: string[]): Promise<LogStore> {
  const store = new LogStore(JOB);
  for (const file of files) for (const frame of await overEvents(textOf(file))) store.take(frame);
  return store;
}

describe('golden frames', () => {
  it('are there', () => expect(names.length).toBeGreaterThan(15));

  it.each(names)('%s comes out of an event as it went in', async (name) => {
    expect(await overEvents(textOf(name))).toEqual([JSON.parse(textOf(name))]);
  });

  it('lines have their numbers, levels and times', async () => {
    const store = await taken('log.json');
    expect(store.line(1)).toMatchObject({ level: 'I', time: 1_764_000_000_005 });
    expect(store.line(4)).toMatchObject({ text: 'ValueError: bad', level: 'e' });
    expect(store.line(5)).toMatchObject({
      text: 'WARNING: 99 % "full"',
      level: 'W',
      time: 1_764_000_000_009,
    });
    expect(store.next).toBe(6);
  });

  it('filtered lines keep their own numbers', async () => {
    const store = await taken('log-filtered.json');
    expect([store.line(1)?.level, store.line(2), store.line(5)?.level]).toEqual(['I', undefined, 'W']);
  });

  it('a cut line says how long it is', async () => {
    const store = await taken('log-cut.json');
    expect([store.line(1)?.cut, store.line(2)?.cut]).toEqual([0, 40]);
  });

  it('progress is shown, cleared, and gone at the end', async () => {
    expect((await taken('progress.json')).progress).toEqual(['Epoch 3: 62%|######---| 620/1000']);
    expect((await taken('progress.json', 'progress-cleared.json')).progress).toEqual([]);
    expect((await taken('progress.json', 'end-failed.json')).progress).toEqual([]);
  });

  it('a greeting, a lag and a heartbeat tell how far the log reaches', async () => {
    expect((await taken('hello.json')).next).toBe(98_413);
    expect((await taken('lag.json')).next).toBe(96_413);
    expect((await taken('ping.json')).next).toBe(98_413);
  });

  it('a reset drops what is no longer valid', async () => {
    const store = await taken('log.json', 'reset.json');
    expect([store.line(1), store.epoch]).toEqual([undefined, 'a2']);
  });

  it.each([
    ['end-completed.json', { state: 'completed', exitCode: 0, signal: null }],
    ['end-failed.json', { state: 'failed', cause: 'exit_code', exitCode: 3 }],
    ['end-killed.json', { state: 'failed', cause: 'signal', exitCode: null, signal: 9 }],
  ])('%s says how the job ended', async (file, end) => {
    expect((await taken(file)).end).toMatchObject(end);
  });
});
