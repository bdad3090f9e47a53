// The API's description as people see it: every operation, tried out, and no word to another host.
import { expect, test } from '@playwright/test';

test('the docs show each operation, and one can be tried out', async ({ page, baseURL }) => {
  const faults: string[] = [];
  const foreign: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${baseURL}/`) && !request.url().startsWith('data:'))
      foreign.push(request.url());
  });
  await page.goto('/docs');
  const document = (await (await page.request.get('/openapi.json')).json()) as {
    paths: Record<string, Record<string, { operationId?: string }>>;
  };
  const operations = Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .filter((operation) => operation.operationId !== undefined);
  await expect(page.locator('.opblock')).toHaveCount(operations.length);

  const health = page.locator('#operations-System-getHealth');
  await health.locator('.opblock-summary').click();
  await health.getByRole('button', { name: 'Try it out' }).click();
  await health.getByRole('button', { name: 'Execute' }).click();
  await expect(health.locator('.live-responses-table tbody .response-col_status').first()).toContainText(
    '200',
  );
  await expect(health.locator('.live-responses-table')).toContainText('"status": "ok"');
  expect(faults).toEqual([]);
  expect(foreign).toEqual([]);
});
