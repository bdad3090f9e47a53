// Jobs in words: states, times, arguments, how one ended.
import type { Job, JobState } from '../api/types.ts';

const ENDED: readonly JobState[] = ['completed', 'failed', 'stopped', 'lost'];
export const hasEnded = (state: JobState) => ENDED.includes(state);

const SIGNALS: Record<number, string> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
  18: 'SIGCONT',
  19: 'SIGSTOP',
};
export const signalName = (signal: number) => SIGNALS[signal] ?? `signal ${signal}`;

/** `4 s`, `3 min 07 s`, `1 h 02 min`, `3 d 04 h`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${two(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
}

/** Milliseconds that the job has run, or ran; undefined before its start. */
export function elapsed(job: Job, now: number): number | undefined {
  if (job.started_at === null) return undefined;
  const end = job.ended_at === null ? now : Date.parse(job.ended_at);
  return Math.max(0, end - Date.parse(job.started_at));
}

/** `just now`, `5 min ago`, `3 h ago`, then the date. */
export function ago(time: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(time)) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return new Date(time).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

export const moment = (time: string) =>
  new Date(time).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** What people call the job: its name, else its template's. */
export const titleOf = (job: Job) => job.name ?? job.template;

/** The end of its id tells jobs apart; its beginning is the time. */
export const shortId = (job: Job) => job.id.slice(-6);

/** `trials=5 quick flavor=cpu`: switches that are off are left out. */
export function argumentsOf(job: Job): string {
  return Object.entries(job.parameters)
    .filter(([, value]) => value !== false && value !== null)
    .map(([name, value]) => {
      if (value === true) return name;
      return `${name}=${Array.isArray(value) ? value.join(' ') : String(value)}`;
    })
    .join('  ');
}

type Ending = Pick<Job, 'state' | 'cause' | 'exit_code' | 'signal'>;

function codeOf({ exit_code, signal }: Ending): string {
  if (signal !== null) return signalName(signal);
  return exit_code === null ? '' : `exit code ${exit_code}`;
}

/** Why it failed or was lost, in a few words. */
export function causeOf(ending: Ending): string {
  const code = codeOf(ending);
  switch (ending.cause) {
    case null:
    case 'exit_code':
      return code;
    case 'signal':
      return `ended by ${code || 'a signal'}`;
    case 'out_of_memory':
      return 'out of memory';
    case 'time_limit':
      return 'over its time limit';
    case 'launch_failure':
      return 'could not be started';
    case 'log_failure':
      return 'its log could not be written';
    case 'reboot':
      return 'the machine was restarted';
    case 'supervisor_lost':
      return 'its supervisor was lost; how it ended is unknown';
  }
}

export const STATE_NAMES: Record<JobState, string> = {
  queued: 'Queued',
  launching: 'Starting',
  running: 'Running',
  stopping: 'Stopping',
  finalizing: 'Finishing',
  completed: 'Completed',
  failed: 'Failed',
  stopped: 'Stopped',
  lost: 'Lost',
};
