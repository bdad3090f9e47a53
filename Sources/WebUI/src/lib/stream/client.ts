// One job's live log: keeps a stream open over whichever transport works, and resumes where it was.
import type { Frame, HelloFrame } from '../api/types.ts';
import { backoff } from './backoff.ts';
import type { Carrier, Closed, OpenCarrier, Position, Rung } from './carrier.ts';
import type { Choice } from './choice.ts';
import { Heartbeat } from './heartbeat.ts';

/** In the first 3 s must come a `hello`; later, 35 s without any frame is a dead stream. */
export const HELLO_WITHIN = 3_000;
export const SILENCE = 35_000;
/** So long a life forgives the transport's failures, and the back-off. */
export const HEALTHY = 60_000;
const STEADY = 5_000;
/** The lines of the first screen and what is above it. */
export const TAIL = 2_000;
/** Further behind than this we go on at the tail; what lies between is read when it is looked at. */
export const JUMP = 5_000;

export type Status =
  | { phase: 'connecting'; rung: Rung }
  | { phase: 'live'; rung: Rung }
  | { phase: 'waiting'; rung: Rung; until: number; why: string }
  | { phase: 'asleep'; rung: Rung }
  | { phase: 'ended'; rung: Rung }
  | { phase: 'failed'; rung: Rung; why: string };

export interface Clock {
  now(): number;
  after(delay: number, action: () => void): () => void;
}

export interface StreamOptions {
  job: string;
  open: Record<Rung, OpenCarrier>;
  choice: Choice;
  clock: Clock;
  random(): number;
  /** Number of the line wanted next; 0 when there is none yet. */
  next(): number;
  /** Whether the server answers at all: if not, a failure is not the transport's fault. */
  reachable(): Promise<boolean>;
  remember(rung: Rung, why: string): void;
  onFrame(frame: Frame): void;
  onStatus(status: Status): void;
}

export class StreamClient {
  private status: Status;
  private carrier: Carrier | undefined;
  private cancelTimer = () => {};
  private readonly heartbeat = new Heartbeat();
  private rung: Rung;
  /** Of this rung, in a row, while the server was reachable. */
  private failures = 0;
  private attempts = 0;
  private liveSince = 0;
  private demotedBecause = '';
  private asked: Position = { tail: TAIL };
  private lostCursor = false;

  constructor(private readonly options: StreamOptions) {
    this.rung = options.choice.rung;
    this.status = { phase: 'connecting', rung: this.rung };
  }

  start(): void {
    this.connect(this.position());
  }

  /** Tries again at once if it is waiting. */
  retryNow(): void {
    if (this.status.phase === 'waiting') this.connect(this.position());
  }

  /** Gives the connection up while nobody looks. */
  sleep(): void {
    if (this.isOver) return;
    this.drop();
    this.say({ phase: 'asleep', rung: this.rung });
  }

  wake(): void {
    if (this.status.phase === 'asleep') this.connect(this.position());
  }

  close(): void {
    this.drop();
  }

  private get isOver(): boolean {
    return this.status.phase === 'ended' || this.status.phase === 'failed';
  }

  private position(): Position {
    const next = this.options.next();
    return next > 0 && !this.lostCursor ? { from: next } : { tail: TAIL };
  }

  private say(status: Status): void {
    this.status = status;
    this.options.onStatus(status);
  }

  private drop(): void {
    this.cancelTimer();
    this.carrier?.close();
    this.carrier = undefined;
  }

  private watch(delay: number, detail: string): void {
    this.cancelTimer();
    this.cancelTimer = this.options.clock.after(delay, () => void this.fail({ why: 'cut', detail }));
  }

  private connect(position: Position): void {
    this.drop();
    this.asked = position;
    this.heartbeat.reset();
    this.say({ phase: 'connecting', rung: this.rung });
    this.watch(HELLO_WITHIN, `no greeting within ${HELLO_WITHIN / 1000} s`);
    let current = true;
    const carrier = this.options.open[this.rung](this.options.job, position, {
      frame: (frame) => current && this.receive(frame),
      closed: (how) => current && void this.fail(how),
    });
    this.carrier = {
      close() {
        current = false;
        carrier.close();
      },
    };
  }

  private receive(frame: Frame): void {
    this.watch(SILENCE, `silent for ${SILENCE / 1000} s`);
    switch (frame.e) {
      case 'hello':
        return this.greet(frame);
      case 'ping':
        if (this.heartbeat.heldBack(frame.t, this.options.clock.now()))
          return void this.fail({ why: 'cut', detail: 'a proxy holds the stream back' });
        break;
      case 'end':
        this.options.onFrame(frame);
        return this.finish({ phase: 'ended', rung: this.rung });
      case 'error':
        return this.refused(frame);
      case 'bye':
        return this.wait(frame.retry ?? 1_500, 'the server is going down');
    }
    this.options.onFrame(frame);
  }

  private greet(hello: HelloFrame): void {
    const topic = hello.log[this.options.job];
    if (topic && 'from' in this.asked && topic.next - this.asked.from > JUMP)
      return this.connect({ tail: TAIL });
    this.lostCursor = false;
    this.liveSince = this.options.clock.now();
    if (this.demotedBecause) this.options.remember(this.rung, this.demotedBecause);
    this.demotedBecause = '';
    this.options.onFrame(hello);
    this.say({ phase: 'live', rung: this.rung });
  }

  private refused(frame: Extract<Frame, { e: 'error' }>): void {
    const why = frame.problem?.detail ?? frame.problem?.title ?? frame.code;
    if (frame.code === 'overloaded' || frame.code === 'bad_cursor') {
      this.lostCursor = frame.code === 'bad_cursor';
      return this.wait(frame.retry ?? 1_500, why);
    }
    this.finish({ phase: 'failed', rung: this.rung, why });
  }

  private finish(status: Status): void {
    this.drop();
    this.say(status);
  }

  private wait(delay: number, why: string): void {
    this.drop();
    this.cancelTimer = this.options.clock.after(delay, () => this.connect(this.position()));
    this.say({ phase: 'waiting', rung: this.rung, until: this.options.clock.now() + delay, why });
  }

  private async fail(how: Closed): Promise<void> {
    if (how.why === 'complete') return this.finish({ phase: 'ended', rung: this.rung });
    if (how.why === 'not_found')
      return this.finish({ phase: 'failed', rung: this.rung, why: 'There is no such job.' });
    this.forgive();
    this.attempts += 1;
    const given = 'retryAfter' in how ? how.retryAfter : undefined;
    this.wait(given ?? backoff(this.attempts, this.options.random()), how.detail);
    const rung = this.rung;
    if (!(await this.options.reachable()) || rung !== this.rung) return;
    if (this.status.phase !== 'waiting' && this.status.phase !== 'connecting') return;
    this.failures += 1;
    if (this.failures >= 2 && rung === 'ws' && !this.options.choice.fixed) this.demote(how.detail);
  }

  private forgive(): void {
    const lived = this.liveSince > 0 ? this.options.clock.now() - this.liveSince : 0;
    if (lived >= HEALTHY) this.failures = 0;
    if (lived >= STEADY) this.attempts = 0;
    this.liveSince = 0;
  }

  private demote(why: string): void {
    this.rung = 'sse';
    this.failures = 0;
    this.attempts = 0;
    this.demotedBecause = why;
    this.connect(this.position());
  }
}
