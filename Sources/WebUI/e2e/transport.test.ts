// The log's transports in a real browser: SSE by wish and by need, and a stream that is cut again and again.
import { badge, ending, expect, readThrough, serverLines, startJob, test } from './bench.ts';

test('SSE can be asked for', async ({ page }) => {
  const id = await startJob(page, 'over SSE', 2, '?transport=sse');
  await expect(badge(page)).toHaveAttribute('data-transport', 'sse');
  await expect(ending(page)).toContainText('Completed', { timeout: 45_000 });
  expect([...(await readThrough(page)).values()]).toEqual(await serverLines(page, id));
});

test('where WebSockets are refused the log comes over SSE within 10 s, and the next page knows', async ({
  page,
}) => {
  await page.routeWebSocket(/\/ws\/logs\//, (socket) => void socket.close());
  await startJob(page, 'no sockets', 400);
  await expect(badge(page)).toHaveText('Live · SSE', { timeout: 10_000 });
  await expect(page.locator('.log-row').first()).toBeVisible();
  await page.reload();
  await expect(badge(page)).toHaveAttribute('data-transport', 'sse');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(ending(page)).toContainText('Stopped', { timeout: 45_000 });
});

test('a socket that is cut again and again loses and doubles no line', async ({ page }) => {
  let cuts = 0;
  await page.routeWebSocket(/\/ws\/logs\//, (socket) => {
    const server = socket.connectToServer();
    let frames = 0;
    server.onMessage((message) => {
      frames += 1;
      if (frames > 8 && cuts < 6) {
        cuts += 1;
        void socket.close();
      } else socket.send(message);
    });
  });
  const id = await startJob(page, 'cut', 3);
  await expect(ending(page)).toContainText('Completed', { timeout: 45_000 });
  await expect(badge(page)).toHaveText('Complete', { timeout: 30_000 });
  expect(cuts).toBeGreaterThan(0);
  expect([...(await readThrough(page)).values()]).toEqual(await serverLines(page, id));
});
