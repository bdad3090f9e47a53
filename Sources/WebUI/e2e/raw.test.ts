// The browser's own EventSource and WebSocket against the server, on a page without any code of ours.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './bench.ts';
import { freePort, program, serveArguments } from './program.ts';

const port = freePort();
const folder = mkdtempSync(join(tmpdir(), 'anana-raw-'));
let server: ChildProcess | undefined;

async function start(): Promise<void> {
  server = spawn(program, serveArguments(folder, port), { stdio: 'ignore' });
  await expect
    .poll(() =>
      fetch(`http://127.0.0.1:${port}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    )
    .toBe(true);
}

/** As a crash would end it. */
async function kill(): Promise<void> {
  const gone = new Promise((resolve) => server?.once('exit', resolve));
  server?.kill('SIGKILL');
  await gone;
}

test.skip(process.env.ANANA_E2E_MOCK !== undefined, 'the pretended server is no server');
test.use({ baseURL: `http://127.0.0.1:${port}` });
test.beforeEach(start);
test.afterEach(() => server?.kill('SIGTERM'));

/** A document of the server's origin that holds no script; then a job. */
async function begin(page: Page, trials: number): Promise<string> {
  await page.goto('/healthz');
  const answer = await page.request.post('/api/v1/jobs', {
    data: { template: 'train', name: 'raw', parameters: { trials, quick: true } },
  });
  expect(answer.status()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

/** What the page has heard so far, as its script keeps it. */
interface Heard {
  numbers: number[];
  texts: string[];
  /** `Last-Event-ID` as the browser has it. */
  id: string;
  opens: number;
  errors: number;
  state: number;
  ended: boolean;
}

const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: Heard }).heard);

/** Every line of the log, by the window: number and text. */
async function lines(page: Page, id: string): Promise<string[]> {
  const answer = await page.request.get(`/api/v1/jobs/${id}/logs?from=1&limit=5000`);
  return ((await answer.json()) as { x: string[] }).x;
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test('EventSource goes on by itself behind the last line, and stops at the end of the log', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const id = await begin(page, 60);
  await page.evaluate((path) => {
    const heard: Heard = { numbers: [], texts: [], id: '', opens: 0, errors: 0, state: 0, ended: false };
    (window as unknown as { heard: Heard }).heard = heard;
    const source = new EventSource(path);
    source.addEventListener('open', () => (heard.opens += 1));
    source.addEventListener('error', () => {
      heard.errors += 1;
      heard.state = source.readyState;
    });
    source.addEventListener('line', (event) => {
      const line = JSON.parse(event.data as string) as { n: number; x: string };
      heard.numbers.push(line.n);
      heard.texts.push(line.x);
      heard.id = event.lastEventId;
    });
    source.addEventListener('end', () => (heard.ended = true));
  }, `/api/v1/jobs/${id}/logs/stream?format=lines`);
  await expect.poll(async () => (await heard(page)).numbers.length, { timeout: 30_000 }).toBeGreaterThan(3);
  await kill();
  const before = (await heard(page)).numbers.length;
  await start();
  await expect.poll(async () => (await heard(page)).ended, { timeout: 90_000 }).toBe(true);
  // The server hangs up, the browser comes once more, hears 204, and comes no more.
  await expect.poll(async () => (await heard(page)).state, { timeout: 30_000 }).toBe(2);
  const all = await lines(page, id);
  const { numbers, texts, opens, id: last } = await heard(page);
  expect(numbers).toEqual(upTo(all.length));
  expect(texts).toEqual(all);
  expect(last).toBe(String(all.length));
  expect(opens).toBe(2);
  expect(before).toBeLessThan(all.length);
});

test('WebSocket brings every line once, also when the server is killed in between', async ({ page }) => {
  test.setTimeout(120_000);
  const id = await begin(page, 60);
  const listen = (from: number) =>
    page.evaluate(
      ([path, first]) => {
        const before = (window as unknown as { heard?: Heard }).heard;
        const heard = before ?? {
          numbers: [],
          texts: [],
          id: '',
          opens: 0,
          errors: 0,
          state: 0,
          ended: false,
        };
        (window as unknown as { heard: Heard }).heard = heard;
        const socket = new WebSocket(`${path}?from=${first}`, 'ananacare.v1');
        heard.state = 0;
        socket.addEventListener('open', () => {
          heard.opens += 1;
          heard.id = socket.protocol;
        });
        socket.addEventListener('close', () => (heard.state = socket.readyState));
        socket.addEventListener('message', (event) => {
          const frame = JSON.parse(event.data as string) as { e: string; from: number; x: string[] };
          if (frame.e === 'end') heard.ended = true;
          if (frame.e !== 'log') return;
          frame.x.forEach((text, index) => {
            heard.numbers.push(frame.from + index);
            heard.texts.push(text);
          });
        });
      },
      [`ws://127.0.0.1:${port}/ws/logs/${id}`, from] as [string, number],
    );
  await listen(1);
  await expect.poll(async () => (await heard(page)).numbers.length, { timeout: 30_000 }).toBeGreaterThan(3);
  await kill();
  await expect.poll(async () => (await heard(page)).state).toBe(3);
  await start();
  await listen((await heard(page)).numbers.length + 1);
  await expect.poll(async () => (await heard(page)).ended, { timeout: 90_000 }).toBe(true);
  // After `end` the stream of one job is closed.
  await expect.poll(async () => (await heard(page)).state, { timeout: 30_000 }).toBe(3);
  const all = await lines(page, id);
  const { numbers, texts, opens, id: protocol } = await heard(page);
  expect(numbers).toEqual(upTo(all.length));
  expect(texts).toEqual(all);
  expect(protocol).toBe('ananacare.v1');
  expect(opens).toBe(2);
});
