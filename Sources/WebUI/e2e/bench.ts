// What all end-to-end tests share: no error may show in the console, no rule of the CSP be broken.
import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';

export const test = base.extend<{ clean: void }>({
  clean: [
    async ({ page }, use) => {
      const seen: string[] = [];
      // A refused call or socket is written by the browser itself; tests provoke those.
      page.on('console', (message) => {
        const text = message.text();
        if (message.type() === 'error' && !/^Failed to load resource|^WebSocket connection/.test(text))
          seen.push(text);
      });
      page.on('pageerror', (error) => seen.push(String(error)));
      await page.addInitScript(() =>
        document.addEventListener('securitypolicyviolation', (event) =>
          console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`),
        ),
      );
      await use();
      expect(seen).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** No finding of axe, in the light and in the dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations, colorScheme).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}

/** Starts a job by the form and is then on its page. */
export async function startJob(page: Page, name: string, trials: number, query = ''): Promise<string> {
  await page.goto('/jobs/new?template=train');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel(/trials/i).fill(String(trials));
  await page.getByRole('checkbox', { name: /quick/i }).check();
  await page.getByRole('button', { name: 'Start job' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  if (query) await page.goto(`/jobs/${id}${query}`);
  return id;
}

export const logOf = (page: Page) => page.getByRole('log');
export const badge = (page: Page) => page.locator('[data-transport]');
export const ending = (page: Page) => page.locator('[data-ending]');

/** Scrolls through the whole log: what stands in each line, by number. */
export async function readThrough(page: Page): Promise<Map<number, string>> {
  const lines = new Map<number, string>();
  await logOf(page).focus();
  await page.keyboard.press('Home');
  for (let pages = 0; pages < 200; pages += 1) {
    await expect(page.locator('.log-row[data-absent]')).toHaveCount(0);
    const rows = await page
      .locator('.log-row')
      .evaluateAll((nodes) =>
        nodes.map((node) => [
          Number((node as HTMLElement).dataset.n),
          node.querySelector('.log-x')?.textContent ?? '',
        ]),
      );
    const before = lines.size;
    for (const [n, text] of rows as [number, string][]) lines.set(n, text);
    if (lines.size === before && pages > 1) break;
    await page.keyboard.press('PageDown');
    await page.waitForTimeout(60);
  }
  return lines;
}

/** The lines of the log as the server has them, read by number. */
export async function serverLines(page: Page, id: string): Promise<string[]> {
  const answer = await page.request.get(`/api/v1/jobs/${id}/logs?from=1&limit=5000`);
  const { x } = (await answer.json()) as { x: string[] };
  // eslint-disable-next-line no-control-regex
  return x.map((text) => text.replaceAll(/\u001b\[[\d;]*m/g, ''));
}
