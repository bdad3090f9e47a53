// Scroll position to lines and back, for logs far taller than any element may be.
export const ROW = 20;
/** Firefox ends at 17.9 million pixels, Chromium at 33.5. */
const TALLEST = 8_000_000;
/** Rows drawn beyond each edge. */
export const OVERSCAN = 20;

export class Geometry {
  constructor(
    readonly rows: number,
    /** Height of what is visible, in pixels. */
    readonly height: number,
  ) {}

  /** Height of the element that is scrolled. */
  get spacer(): number {
    return Math.max(this.height, Math.min(this.rows * ROW, TALLEST));
  }

  /** The largest position, in pixels of the log: all its rows are `ROW` high. */
  get end(): number {
    return Math.max(0, this.rows * ROW - this.height);
  }

  get isScaled(): boolean {
    return this.rows * ROW > TALLEST;
  }

  clamp(position: number): number {
    return Math.max(0, Math.min(this.end, position));
  }

  fromScroll(scrollTop: number): number {
    if (!this.isScaled) return this.clamp(scrollTop);
    return this.clamp((scrollTop * this.end) / (this.spacer - this.height));
  }

  toScroll(position: number): number {
    if (!this.isScaled) return position;
    return (position * (this.spacer - this.height)) / this.end;
  }

  /** Rows `[from,to)` to draw at a position. */
  range(position: number): [from: number, to: number] {
    const first = Math.floor(position / ROW);
    const visible = Math.ceil(this.height / ROW) + 1;
    return [Math.max(0, first - OVERSCAN), Math.min(this.rows, first + visible + OVERSCAN)];
  }

  /**
   * The row (with its fraction) that stands at the same height on the screen, from the top, as in the whole
   * log. With rows of one height it is where it would be anyway; with wrapped rows it is the only one that
   * has to be right: every row can be reached, and the last one ends at the lower edge.
   */
  focus(position: number): { row: number; y: number } {
    const share = this.end === 0 ? 0 : position / this.end;
    return { row: share * this.rows, y: share * this.height };
  }
}
