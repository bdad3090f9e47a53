// Jobs in words.
import { expect, it } from 'vitest';
import type { Job } from '../api/types.ts';
import { ago, argumentsOf, causeOf, duration, elapsed } from './words.ts';

const job: Job = {
  id: '01kb3v6y7m9q2r4t6w8x0z1a3c',
  name: null,
  template: 'train',
  parameters: { trials: 5, quick: true, dry: false, args: ['a', 'b'] },
  command: ['true'],
  flavor: 'cpu',
  state: 'running',
  cause: null,
  exit_code: null,
  signal: null,
  detail: null,
  created_at: '2026-11-24T10:00:00Z',
  started_at: '2026-11-24T10:00:05Z',
  ended_at: null,
  queue_position: null,
  lines: 0,
  timeout: null,
  stop: null,
  stuck: [],
  attempt: 1,
  attempts: [],
  attempt_limit: 1,
  retry_at: null,
  tags: [],
  note: null,
  priority: 0,
  pinned: false,
  parent: null,
  bytes: null,
  waiting_for: null,
  estimated_start: null,
};
const at = (time: string) => Date.parse(time);

it.each([
  [-5, '0 s'],
  [59_999, '59 s'],
  [187_000, '3 min 07 s'],
  [3_720_000, '1 h 02 min'],
  [4 * 86_400_000, '4 d 00 h'],
])('tells %d ms as %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));

it('counts from the start, to the end if there is one', () => {
  expect(elapsed(job, at('2026-11-24T10:00:15Z'))).toBe(10_000);
  expect(elapsed({ ...job, ended_at: '2026-11-24T10:00:06Z' }, 0)).toBe(1_000);
  expect(elapsed({ ...job, started_at: null }, 0)).toBeUndefined();
});

it('tells how long ago something was', () => {
  expect(ago(job.created_at, at('2026-11-24T10:00:30Z'))).toBe('just now');
  expect(ago(job.created_at, at('2026-11-24T10:05:00Z'))).toBe('5 min ago');
  expect(ago(job.created_at, at('2026-11-24T13:05:00Z'))).toBe('3 h ago');
  expect(ago(job.created_at, at('2026-11-27T13:05:00Z'))).toBe('24 Nov 2026');
});

it('leaves switches that are off out of the arguments', () => {
  expect(argumentsOf(job)).toBe('trials=5  quick  args=a b');
});

it.each([
  [{ cause: 'exit_code', exit_code: 3 }, 'exit code 3'],
  [{ cause: 'signal', signal: 11 }, 'ended by SIGSEGV'],
  [{ cause: 'signal', signal: 35 }, 'ended by signal 35'],
  [{ cause: 'out_of_memory', signal: 9 }, 'out of memory'],
  [{ cause: 'launch_failure' }, 'could not be started'],
  [{ exit_code: 0 }, 'exit code 0'],
  [{}, ''],
] as const)('tells the ending %o', (ending, words) => {
  expect(causeOf({ ...job, state: 'failed', ...ending })).toBe(words);
});
