// A stop receipt in words.
import type { StopReceipt } from '../api/types.ts';
import { duration, signalName } from './words.ts';

type Process = StopReceipt['processes'][number];

export const STAGES: Record<StopReceipt['stage'], string> = {
  running: 'by itself',
  linger: 'by itself, after the main process',
  signal: 'after the first signal',
  terminate: 'after SIGTERM',
  kill: 'after SIGKILL',
};

const processes = (count: number) => (count === 1 ? '1 process' : `${count} processes`);

/** `320 ms`, then as `duration` says. */
const precise = (milliseconds: number) =>
  milliseconds < 1_000 ? `${Math.max(0, Math.round(milliseconds))} ms` : duration(milliseconds);

/** `All 5 processes are gone, 320 ms after the stop was asked for.` */
export function receiptSummary(receipt: StopReceipt): string {
  const gone = receipt.seen === 1 ? 'Its one process is gone' : `All ${processes(receipt.seen)} are gone`;
  if (receipt.requested_at === null) return `${gone}; nobody asked for a stop.`;
  const took = Date.parse(receipt.gone_at) - Date.parse(receipt.requested_at);
  return `${gone}, ${precise(took)} after the stop was asked for.`;
}

/** `Sent: SIGINT to its main group, SIGTERM to all, SIGKILL to all (3 rounds).` */
export function signalSummary(receipt: StopReceipt): string {
  const sent = receipt.signals.map(
    ({ signal, scope }) => `${signalName(signal)} to ${scope === 'group' ? 'its main group' : 'all'}`,
  );
  const rounds = receipt.rounds > 1 ? ` (${receipt.rounds} rounds)` : '';
  const cgroup = receipt.cgroup_kill ? '; the kernel killed its control group at once' : '';
  return `Sent: ${sent.join(', ')}${rounds}${cgroup}.`;
}

/** How one process ended, as far as the kernel told. */
export function processEnding({ exit_code, signal }: Process): string {
  if (signal !== null) return `ended by ${signalName(signal)}`;
  return exit_code === null ? 'ended' : `exit code ${exit_code}`;
}
