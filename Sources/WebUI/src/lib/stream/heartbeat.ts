// Tells a stream that is held back by a proxy from one that is alive.

/** Heartbeats are 15 s apart: two that the server sent 14 s apart and that come together were held back. */
const SENT_APART = 14_000;
const CAME_APART = 1_000;

export class Heartbeat {
  private sent = 0;
  private came = 0;

  /** Notes a heartbeat sent at `sent` (server's clock) and come at `came` (ours); true when it was held back. */
  heldBack(sent: number, came: number): boolean {
    const held = this.sent > 0 && sent - this.sent >= SENT_APART && came - this.came < CAME_APART;
    this.sent = sent;
    this.came = came;
    return held;
  }

  reset(): void {
    this.sent = 0;
  }
}
