// The server is killed while a job runs and its log is looked at: the page waits, and nothing is missing.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { badge, ending, expect, readThrough, serverLines, startJob, test } from './bench.ts';
import { freePort, program, serveArguments } from './program.ts';

const port = freePort();
const folder = mkdtempSync(join(tmpdir(), 'anana-restart-'));
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

test.skip(process.env.ANANA_E2E_MOCK !== undefined, 'the pretended server forgets its jobs');
test.use({ baseURL: `http://127.0.0.1:${port}` });
test.afterEach(() => server?.kill('SIGTERM'));

test('a server that is killed twice leaves the log whole', async ({ page }) => {
  test.setTimeout(120_000);
  await start();
  const id = await startJob(page, 'survivor', 100);
  for (let kill = 0; kill < 2; kill += 1) {
    await expect(badge(page)).toHaveText('Live · WebSocket', { timeout: 20_000 });
    await page.waitForTimeout(700);
    server?.kill('SIGKILL');
    await expect(badge(page)).toContainText('Reconnecting');
    await expect(page.getByRole('heading', { name: 'survivor' })).toBeVisible();
    await start();
  }
  await expect(ending(page)).toContainText('exit code 0', { timeout: 60_000 });
  await expect(badge(page)).toHaveText('Complete', { timeout: 20_000 });
  expect([...(await readThrough(page)).values()]).toEqual(await serverLines(page, id));
});
