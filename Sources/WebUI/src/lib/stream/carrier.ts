// What a transport of log frames does, whichever it is.
import type { Frame } from '../api/types.ts';

export type Rung = 'ws' | 'sse';

/** Where to begin: at a line, or so many lines before the end. */
export type Position = { from: number } | { tail: number };

export type Closed =
  | { why: 'cut'; detail: string }
  | { why: 'refused'; detail: string; retryAfter?: number }
  | { why: 'not_found' }
  /** The server says that we have all of a final log (204). */
  | { why: 'complete' };

export interface CarrierEvents {
  frame(frame: Frame): void;
  /** At most once, and never after `close()`. */
  closed(how: Closed): void;
}

export interface Carrier {
  close(): void;
}

export type OpenCarrier = (job: string, position: Position, events: CarrierEvents) => Carrier;

export const query = (position: Position) =>
  'from' in position ? `from=${position.from}` : `tail=${position.tail}`;
