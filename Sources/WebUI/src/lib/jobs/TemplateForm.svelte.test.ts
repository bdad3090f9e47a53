// The form in a real browser: bounds while typing, the server's word beside its field, the request sent.
import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { Result } from '#lib/api/problem.ts';
import type { Job, JobRequest, Template } from '#lib/api/types.ts';
import TemplateForm from './TemplateForm.svelte';

const template: Template = {
  id: 'train',
  title: 'Train',
  help: null,
  problem: null,
  command: ['python3', 'train.py'],
  environment: [],
  parameters: [
    {
      name: 'trials',
      type: 'integer',
      required: false,
      default: 20,
      minimum: 1,
      maximum: 500,
      flag: '--trials',
    },
    { name: 'quick', type: 'boolean', required: false, default: false, flag: '--quick' },
    {
      name: 'flavor',
      type: 'flavor',
      required: false,
      default: 'cpu',
      choices: ['cpu', 'gpu'],
      flag: '--flavor',
    },
  ],
};

function form(answer: Result<Job>) {
  const send = vi.fn<(request: JobRequest) => Promise<Result<Job>>>(() => Promise.resolve(answer));
  const done = vi.fn();
  render(TemplateForm, { template, send, done, cancel: () => {} });
  return { send, done };
}

test('says while typing what is out of bounds, and sends nothing then', async () => {
  const { send } = form({ failure: { status: 0, title: 'unused', errors: [] } });
  await page.getByLabelText('Trials').fill('501');
  await expect.element(page.getByText('Must be 1 to 500')).toBeVisible();
  await page.getByRole('button', { name: 'Start job' }).click();
  expect(send).not.toHaveBeenCalled();
  await expect.element(page.getByLabelText('Trials')).toHaveFocus();
  await page.getByLabelText('Trials').fill('500');
  await expect.element(page.getByLabelText('Trials')).toHaveAttribute('aria-invalid', 'false');
});

test("puts the server's error beside its field and the focus into it, until it is changed", async () => {
  const errors = [{ pointer: '/parameters/trials', detail: 'Only 3 are allowed today' }];
  const { done } = form({ failure: { status: 422, title: 'Unprocessable Content', errors } });
  await page.getByRole('button', { name: 'Start job' }).click();
  const field = page.getByLabelText('Trials');
  await expect.element(field).toHaveFocus();
  await expect.element(field).toHaveAccessibleDescription(/Only 3 are allowed today/);
  expect(done).not.toHaveBeenCalled();
  await field.fill('3');
  await expect.element(page.getByText('Only 3 are allowed today')).not.toBeInTheDocument();
});

test('shows the command and sends typed values by Ctrl+Enter', async () => {
  const job = { id: 'x' } as Job;
  const { send, done } = form({ data: job });
  await page.getByLabelText('Quick').click();
  await page.getByLabelText('Flavor').selectOptions('gpu');
  await expect
    .element(page.getByRole('region', { name: 'Command' }))
    .toHaveTextContent('Command python3 train.py --trials 20 --quick --flavor gpu');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await vi.waitFor(() => expect(done).toHaveBeenCalledWith(job));
  expect(send).toHaveBeenCalledExactlyOnceWith({
    template: 'train',
    parameters: { trials: 20, quick: true, flavor: 'gpu' },
    environment: {},
  });
});
