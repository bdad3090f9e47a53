// The way of a newcomer: the empty list, the form, a job that runs to its end, one that is stopped.
import {
  badge,
  ending,
  expect,
  expectAccessible,
  logOf,
  readThrough,
  serverLines,
  startJob,
  test,
} from './bench.ts';

test.describe.configure({ mode: 'serial' });

test('the front page leads from nothing to a first job', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveURL('/jobs');
  await expect(page.getByRole('heading', { name: 'No jobs yet' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('region', { name: 'No jobs yet' }).getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: 'New job' })).toBeVisible();
});

test('the form checks bounds and shows the command', async ({ page }) => {
  await page.goto('/jobs/new?template=train');
  const trials = page.getByLabel(/trials/i);
  await trials.fill('100000');
  await expect(trials).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(trials).toBeFocused();
  await expect(page).toHaveURL(/new/);
  await trials.fill('3');
  await expect(page.getByRole('region', { name: 'Command' })).toContainText('--trials 3');
});

test("the server's word about a field stands beside it", async ({ page }) => {
  await page.route('**/api/v1/jobs', async (route) => {
    const body = route.request().postDataJSON() as { parameters: Record<string, unknown> };
    body.parameters.trials = 'many';
    await route.continue({ postData: JSON.stringify(body) });
  });
  await page.goto('/jobs/new?template=train');
  await page.getByRole('button', { name: 'Start job' }).click();
  const trials = page.getByLabel(/trials/i);
  await expect(trials).toBeFocused();
  await expect(trials).toHaveAttribute('aria-invalid', 'true');
});

test('a job runs to its end, its lines arriving live over the WebSocket', async ({ page }) => {
  const id = await startJob(page, 'first run', 3);
  await expect(badge(page)).toHaveText(/Live · WebSocket|Complete/);
  await expect(page.locator('.log-row').first()).toBeVisible();
  await expect(ending(page)).toContainText('Completed', { timeout: 45_000 });
  await expect(ending(page)).toContainText('exit code 0');
  await expectAccessible(page);
  const lines = await serverLines(page, id);
  expect([...(await readThrough(page)).values()]).toEqual(lines);
  await page.reload();
  await expect(page.locator('[data-count]')).toHaveText(`${lines.length} lines`);
  await page.goto('/jobs');
  const row = page.getByRole('listitem').filter({ hasText: 'first run' });
  await expect(row).toContainText('Completed');
  await expectAccessible(page);
});

test('a job can be run again with its values', async ({ page }) => {
  await page.goto('/jobs');
  await page.getByRole('link', { name: 'first run' }).click();
  await page.getByRole('link', { name: 'Run again' }).click();
  await expect(page.getByLabel('Name')).toHaveValue('first run');
  await expect(page.getByLabel(/trials/i)).toHaveValue('3');
  await expect(page.getByRole('checkbox', { name: /quick/i })).toBeChecked();
});

test('the level filter shows only the levels that are on', async ({ page }) => {
  await page.goto('/jobs');
  await page.getByRole('link', { name: 'first run' }).click();
  await expect(page.locator('.log-row').first()).toBeVisible();
  for (const name of ['Debug', 'Warning', 'Error', 'Other'])
    await page.getByRole('button', { name, exact: true }).click();
  await expect(page).toHaveURL(/level=I/);
  await expect(page.locator('.log-row:not([data-level="I"])')).toHaveCount(0);
  await expect(page.locator('[data-count]')).toContainText(' of ');
  await page.reload();
  await expect(page.locator('.log-row[data-level="I"]').first()).toBeVisible();
  await expect(page.locator('.log-row:not([data-level="I"])')).toHaveCount(0);
});

test('a running job is stopped from its page, and says how it ended', async ({ page }) => {
  await startJob(page, 'to be stopped', 400);
  await expect(page.locator('.log-row').nth(3)).toBeVisible();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Terminate now' }).or(ending(page))).toBeVisible();
  await expect(ending(page)).toContainText('Stopped', { timeout: 45_000 });
  const receipt = page.getByRole('complementary').locator('[data-receipt]');
  await receipt.locator('summary').click();
  await expect(receipt).toContainText(/gone, .* after the stop was asked for/);
  await expect(receipt).toContainText('python3');
  await expectAccessible(page);
});

test('the console stays where the reader is, and one click leads back to live', async ({ page }) => {
  await startJob(page, 'followed', 400);
  await expect(page.locator('.log-row[data-n="45"]')).toBeAttached({ timeout: 40_000 });
  await expect(page.getByText('Following')).toBeVisible();
  await logOf(page).hover();
  await page.mouse.wheel(0, -200);
  await expect(page.getByText('Paused')).toBeVisible();
  const top = () => logOf(page).evaluate((node) => node.scrollTop);
  const before = await top();
  await expect(page.getByText(/\d+ new lines/)).toBeVisible({ timeout: 30_000 });
  expect(await top()).toBe(before);
  await page.getByRole('button', { name: 'Back to live' }).click();
  await expect(page.getByText('Following')).toBeVisible();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(ending(page)).toContainText('Stopped', { timeout: 45_000 });
});

test('a stop that takes long can be made harder; killing is asked about', async ({ page }) => {
  const id = await startJob(page, 'stubborn', 400);
  const modes: unknown[] = [];
  // The sample obeys at once: this server only seems to have asked it.
  await page.route('**/stop', async (route) => {
    modes.push((route.request().postDataJSON() as { mode: string }).mode);
    if (modes.length > 1) return route.continue();
    return route.fulfill({ status: 202, response: await page.request.get(`/api/v1/jobs/${id}`) });
  });
  await expect(page.locator('.log-row').first()).toBeVisible();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Terminate now' })).toBeVisible();
  await page.getByRole('button', { name: 'Kill…' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.getByRole('button', { name: 'Kill…' }).click();
  await page.getByRole('button', { name: 'Kill it' }).click();
  await expect(ending(page)).toContainText('Stopped');
  await expect(ending(page)).toContainText('SIGKILL');
  expect(modes).toEqual(['graceful', 'kill']);
});

test('an unknown job and an unknown page are told as such', async ({ page }) => {
  await page.goto('/jobs/01zzzzzzzzzzzzzzzzzzzzzzzz');
  await expect(page.getByRole('heading', { name: 'There is no such job' })).toBeVisible();
  await page.goto('/nowhere/at/all');
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
});
