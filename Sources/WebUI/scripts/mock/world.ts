// Test only: pretended jobs that run, print, stop and end.
import type { Job, JobRequest, Problem, StopMode, Template } from '../../src/lib/api/types.ts';
import { commandLine, type Value } from '../../src/lib/jobs/command.ts';
import { MockLog, trainingLine } from './log.ts';

export const TEMPLATES: Template[] = [
  {
    id: 'train',
    title: 'Hyperparameter search',
    help: 'Trains a classifier for each trial and keeps the best.',
    problem: null,
    command: ['python3', 'train.py'],
    environment: ['DATA_DIR', 'MY_*'],
    parameters: [
      {
        name: 'trials',
        type: 'integer',
        required: false,
        default: 20,
        minimum: 1,
        maximum: 500,
        flag: '--trials',
        help: 'Number of trials',
      },
      {
        name: 'learning_rate',
        type: 'number',
        required: false,
        default: 0.05,
        minimum: 0.0001,
        maximum: 1,
        flag: '--learning-rate',
      },
      {
        name: 'quick',
        type: 'boolean',
        required: false,
        default: false,
        flag: '--quick',
        help: 'One per cent of the data',
      },
      {
        name: 'flavor',
        type: 'flavor',
        required: false,
        default: 'cpu',
        choices: ['cpu', 'gpu'],
        flag: '--flavor',
        title: 'Hardware',
      },
    ],
  },
  {
    id: 'script',
    title: 'Shell script',
    help: 'Runs a script of the project.',
    problem: null,
    command: ['/bin/bash'],
    environment: [],
    parameters: [
      { name: 'file', type: 'string', required: true, position: 1 },
      { name: 'args', type: 'array', required: false, position: 2 },
    ],
  },
];

export interface Pretended {
  job: Job;
  log: MockLog;
}

export class World {
  readonly jobs: Pretended[] = [];
  private count = 0;

  add(job: Partial<Job>, log = new MockLog()): Pretended {
    this.count += 1;
    const id = `01kb3v6y7m9q2r4t6w8x${String(this.count).padStart(6, '0')}`;
    const now = new Date().toISOString();
    const usual: Job = {
      id,
      name: null,
      template: 'train',
      flavor: 'cpu',
      state: 'running',
      cause: null,
      exit_code: null,
      signal: null,
      detail: null,
      created_at: now,
      started_at: now,
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
      parameters: { trials: 20, quick: false, flavor: 'cpu' },
      command: ['python3', 'train.py', '--trials', '20', '--flavor', 'cpu'],
    };
    const made = { job: { ...usual, ...job, id }, log };
    this.jobs.unshift(made);
    return made;
  }

  create(request: JobRequest): Job | Problem {
    const template = TEMPLATES.find(({ id }) => id === request.template);
    const refused = (pointer: string, detail: string): Problem => ({
      type: 'about:blank',
      title: 'Unprocessable Content',
      status: 422,
      detail: 'The request names a value that can not be used.',
      errors: [{ pointer, detail }],
    });
    if (!template) return refused('/template', 'There is no such template');
    if (request.name === 'taken') return refused('/name', 'This name is taken');
    if (typeof request.parameters?.trials === 'string')
      return refused('/parameters/trials', 'Must be a whole number, not a text');
    if (request.parameters?.trials === 13)
      return refused('/parameters/trials', 'The server does not like 13');
    const defaults = Object.fromEntries(template.parameters.map(({ name, default: value }) => [name, value]));
    const parameters = { ...defaults, ...request.parameters } as Record<string, Value>;
    const made = this.add({
      name: request.name ?? null,
      template: template.id,
      parameters,
      command: commandLine(template, parameters),
    });
    this.run(made, 200, 60);
    return made.job;
  }

  /** Prints `lines` lines, one each `pause` ms, with a bar in between, and ends well. */
  run({ job, log }: Pretended, lines: number, pause: number): void {
    let n = 0;
    const timer = setInterval(() => {
      if (job.state === 'stopping' || job.ended_at) return clearInterval(timer);
      n += 1;
      log.progress = [
        `Epoch ${Math.floor(n / 50)}: ${n % 50 < 25 ? ' ' : ''}${(n % 50) * 2}%|${'█'.repeat(n % 50)}${' '.repeat(50 - (n % 50))}| ${n % 50}/50 [00:0${n % 9}<00:0${9 - (n % 9)}, 4.7it/s]`,
      ];
      log.add(trainingLine(n, Date.now()));
      job.lines = n;
      if (n < lines) return;
      clearInterval(timer);
      this.end({ job, log }, { state: 'completed', exit_code: 0 });
    }, pause);
  }

  end({ job, log }: Pretended, ending: Partial<Job>): void {
    Object.assign(job, ending, { ended_at: new Date().toISOString() });
    log.progress = [];
    log.complete = true;
    log.tell();
  }

  stop(made: Pretended, mode: StopMode): void {
    if (made.job.ended_at) return;
    made.job.state = 'stopping';
    const ending: Partial<Job> =
      mode === 'kill' ? { state: 'stopped', signal: 9 } : { state: 'stopped', exit_code: 130 };
    setTimeout(() => made.job.ended_at || this.end(made, ending), mode === 'graceful' ? 4_000 : 300);
  }

  /** Jobs in every state, one of them with a million lines. */
  seed(): void {
    const past = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const ended = (name: string | null, minutes: number, ran: number, rest: Partial<Job>, lines = 300) => {
      const log = new MockLog();
      for (let n = 1; n <= lines; n += 1)
        log.entries.push(trainingLine(n, Date.now() - minutes * 60_000 + n * 50));
      log.complete = true;
      this.add(
        {
          name,
          created_at: past(minutes),
          started_at: past(minutes),
          ended_at: past(minutes - ran),
          lines,
          ...rest,
        },
        log,
      );
    };
    ended('baseline', 3000, 190, { state: 'completed', exit_code: 0 });
    ended(null, 2000, 3, { state: 'lost', cause: 'reboot' });
    ended('sweep-wd', 400, 22, { state: 'failed', cause: 'exit_code', exit_code: 1 }, 3_000);
    ended('big-batch', 300, 5, {
      state: 'failed',
      cause: 'out_of_memory',
      signal: 9,
      detail: 'The kernel ended the main process; the machine had 312 MB left.',
    });
    ended(
      null,
      200,
      1,
      { state: 'failed', cause: 'launch_failure', exit_code: null, detail: 'python4: no such file' },
      0,
    );
    ended('quick look', 60, 2, {
      state: 'stopped',
      exit_code: 130,
      parameters: { trials: 5, quick: true, flavor: 'cpu' },
    });
    const million = new MockLog();
    million.virtual = 1_000_000;
    const big = this.add(
      { name: 'million lines', created_at: past(72), started_at: past(72), lines: 1_000_000 },
      million,
    );
    this.run(big, 1e9, 100);
    this.run(
      this.add({
        name: 'sweep-lr',
        created_at: past(3),
        started_at: past(3),
        parameters: { trials: 40, quick: true, flavor: 'gpu' },
      }),
      1e9,
      150,
    );
    this.add({ name: 'big-run', state: 'queued', started_at: null, queue_position: 1, flavor: 'gpu' });
  }
}
