// A receipt in words.
import { expect, test } from 'vitest';
import type { StopReceipt } from '../api/types.ts';
import { processEnding, receiptSummary, signalSummary } from './receipt.ts';

const receipt: StopReceipt = {
  job: '01kb3v6y7m9q2r4t6w8x0z1a3c',
  attempt: 1,
  stop: null,
  requested_at: '2026-11-24T10:00:00.000Z',
  gone_at: '2026-11-24T10:00:00.320Z',
  stage: 'kill',
  signals: [
    { signal: 2, scope: 'group', at: '2026-11-24T10:00:00.001Z' },
    { signal: 9, scope: 'tree', at: '2026-11-24T10:00:00.200Z' },
  ],
  rounds: 3,
  cgroup_kill: false,
  gap_bytes: 0,
  gpus: [],
  seen: 5,
  processes: [],
};

test('says how many processes are gone, and how long that took', () => {
  expect(receiptSummary(receipt)).toBe('All 5 processes are gone, 320 ms after the stop was asked for.');
});

test('a tree of one is no "all 1"', () => {
  expect(receiptSummary({ ...receipt, seen: 1, requested_at: null })).toBe(
    'Its one process is gone; nobody asked for a stop.',
  );
});

test('says what was sent to whom, in its order', () => {
  expect(signalSummary(receipt)).toBe('Sent: SIGINT to its main group, SIGKILL to all (3 rounds).');
  expect(signalSummary({ ...receipt, rounds: 1, cgroup_kill: true })).toContain('control group at once');
});

test.each([
  [{ exit_code: null, signal: 9 }, 'ended by SIGKILL'],
  [{ exit_code: 3, signal: null }, 'exit code 3'],
  [{ exit_code: null, signal: null }, 'ended'],
])('a process %o: %s', (ending, words) => {
  const process = {
    pid: 1,
    parent: 0,
    command: 'python3',
    first_seen: '2026-11-24T10:00:00.000Z',
    gone_at: '2026-11-24T10:00:00.320Z',
    stage: 'kill' as const,
    ...ending,
  };
  expect(processEnding(process)).toBe(words);
});
