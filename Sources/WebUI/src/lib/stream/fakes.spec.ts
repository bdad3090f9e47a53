// A clock moved by hand, and carriers whose other end the test holds.
import type { Frame } from '../api/types.ts';
import type { CarrierEvents, Closed, OpenCarrier, Position, Rung } from './carrier.ts';
import { StreamClient, type Clock, type Status, type StreamOptions } from './client.ts';

export class ManualClock implements Clock {
  private time = 1_000_000;
  private timers: { due: number; action: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(delay: number, action: () => void): () => void {
    const timer = { due: this.time + delay, action };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((other) => other !== timer));
  }

  /** Lets what is due happen, in order; promises settle in between. */
  async pass(delay: number): Promise<void> {
    const end = this.time + delay;
    for (;;) {
      const next = this.timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.timers = this.timers.filter((other) => other !== next);
      this.time = next.due;
      next.action();
      await settled();
    }
    this.time = end;
    await settled();
  }
}

export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

/** One connection, seen from the server. */
export class Connection {
  isOpen = true;

  constructor(
    readonly rung: Rung,
    readonly position: Position,
    private readonly events: CarrierEvents,
  ) {}

  send(frame: Frame): void {
    if (this.isOpen) this.events.frame(frame);
  }

  async close(how: Closed = { why: 'cut', detail: 'cut by the test' }): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.events.closed(how);
    await settled();
  }
}

export class Bench {
  readonly clock = new ManualClock();
  readonly connections: Connection[] = [];
  readonly frames: Frame[] = [];
  readonly remembered: Rung[] = [];
  status: Status | undefined;
  next = 0;
  isReachable = true;
  readonly client: StreamClient;

  constructor(options: Partial<StreamOptions> = {}) {
    const open =
      (rung: Rung): OpenCarrier =>
      (_job, position, events) => {
        const connection = new Connection(rung, position, events);
        this.connections.push(connection);
        return { close: () => void (connection.isOpen = false) };
      };
    this.client = new StreamClient({
      job: 'j',
      open: { ws: open('ws'), sse: open('sse') },
      choice: { rung: 'ws', fixed: false },
      clock: this.clock,
      random: () => 0.5,
      next: () => this.next,
      reachable: () => Promise.resolve(this.isReachable),
      remember: (rung) => this.remembered.push(rung),
      onFrame: (frame) => this.frames.push(frame),
      onStatus: (status) => (this.status = status),
      ...options,
    });
    this.client.start();
  }

  get last(): Connection {
    const last = this.connections.at(-1);
    if (!last) throw new Error('nothing was opened');
    return last;
  }

  hello(next: number): Frame {
    return {
      e: 'hello',
      v: 1,
      boot: 'b',
      ui: 'u',
      t: this.clock.now(),
      hb: 15_000,
      transport: 'ws',
      cursor: '',
      log: { j: { first: 1, next, epoch: 'a', state: 'running', complete: false, streams: 'merged' } },
    };
  }

  ping(sent = this.clock.now()): Frame {
    return { e: 'ping', t: sent, log: { j: this.next } };
  }
}
