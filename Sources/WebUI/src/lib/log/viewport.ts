// Draws the rows that are visible, keeps them in place while others come, and stays at the end if it shall.
import { AT_END, Follow, type Following } from './follow.ts';
import { Geometry, ROW } from './geometry.ts';
import { renderRow } from './row.ts';
import { listenToReader } from './reader.ts';
import type { LogView } from './view.ts';

/** Of few rows all are drawn, so that wrapped ones scroll as any text does. */
const FEW = 120;
/** Two frames slower than this halve the rate of drawing. */
const SLOW = 34;

export interface ViewportOptions {
  scroller: HTMLElement;
  spacer: HTMLElement;
  layer: HTMLElement;
  view: LogView;
  wrap: boolean;
  /** Number of the next line of the log: what is new after a pause. */
  next(): number;
  onFollow(state: Following): void;
}

export class LogViewport {
  readonly follow: Follow;
  private view: LogView;
  private wrap: boolean;
  private geometry = new Geometry(0, 0);
  private position = 0;
  /** The line at the top and the pixels of it that are hidden: what a change of rows must not move. */
  private anchor = { n: 1, hidden: 0 };
  /** With wrapped rows: the line, and how much of it, that stands `y` pixels below the upper edge. */
  private focus = { n: 1, share: 0, y: 0 };
  private rows = new Map<number, HTMLElement>();
  private frame = 0;
  private skip = 0;
  private slowFrames = 0;
  private lastScroll = 0;
  private readonly stop = new AbortController();
  private readonly resize: ResizeObserver;

  constructor(private readonly options: ViewportOptions) {
    this.view = options.view;
    this.wrap = options.wrap;
    this.follow = new Follow(options.onFollow);
    this.resize = new ResizeObserver(() => this.redraw());
    this.resize.observe(options.scroller);
    listenToReader(options.scroller, this.stop.signal, {
      wheel: (pixels) => this.wheel(pixels),
      movedUp: () => this.pause(),
      scrolled: (byReader, touching) => this.scrolled(byReader, touching),
      go: (pixels) => this.moveBy(pixels),
      toStart: () => this.toStart(),
      toEnd: () => this.toEnd(),
    });
  }

  close(): void {
    this.stop.abort();
    this.resize.disconnect();
    cancelAnimationFrame(this.frame);
  }

  show(view: LogView): void {
    this.view = view;
    this.clear();
    this.redraw();
  }

  setWrap(wrap: boolean): void {
    this.wrap = wrap;
    this.redraw();
  }

  toEnd(): void {
    this.follow.follow();
    this.redraw();
  }

  /** Draws in the next frame; as often as wished. */
  redraw(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.drawInTime());
  }

  private get isFew(): boolean {
    return this.wrap && this.geometry.rows <= FEW;
  }

  private pause(): void {
    if (this.follow.isOn) this.keepAnchor();
    this.follow.pause(this.options.next());
  }

  private toStart(): void {
    this.pause();
    if (this.isFew) this.options.scroller.scrollTop = 0;
    else this.goTo(0);
  }

  /** In a scaled log the browser's own step would be thousands of lines. */
  private wheel(pixels: number): boolean {
    if (this.geometry.isScaled) this.moveBy(pixels);
    return this.geometry.isScaled;
  }

  private moveBy(pixels: number): void {
    if (pixels < 0) this.pause();
    if (this.isFew) this.options.scroller.scrollTop += pixels;
    else this.goTo(this.geometry.clamp(this.position + pixels));
  }

  private goTo(position: number): void {
    this.place(position);
    if (this.position > 0 && this.position >= this.geometry.end - AT_END) this.follow.follow();
    this.draw();
  }

  /** Goes to a position; the scrollbar follows. */
  private place(position: number): void {
    this.position = position;
    this.keepAnchor();
    const { scroller } = this.options;
    scroller.scrollTop = this.geometry.toScroll(position);
    this.lastScroll = scroller.scrollTop;
  }

  private keepAnchor(): void {
    const row = Math.floor(this.position / ROW);
    if (row < this.view.rows) this.anchor = { n: this.view.number(row), hidden: this.position - row * ROW };
    const { row: focus, y } = this.geometry.focus(this.position);
    const at = Math.min(Math.floor(focus), this.view.rows - 1);
    if (at >= 0) this.focus = { n: this.view.number(at), share: Math.min(1, focus - at), y };
  }

  private scrolled(byReader: boolean, touching: boolean): void {
    const { scrollTop } = this.options.scroller;
    const moved = scrollTop - this.lastScroll;
    if (Math.abs(moved) < 1) return;
    this.lastScroll = scrollTop;
    // A finger moves by real pixels; the bar of a scaled log by many lines at once.
    if (this.geometry.isScaled && touching) this.position = this.geometry.clamp(this.position + moved);
    else this.position = this.geometry.fromScroll(scrollTop);
    this.keepAnchor();
    if (byReader && moved < 0) this.follow.pause(this.options.next());
    if (!byReader && this.follow.isOn) return this.redraw();
    if (byReader && this.scrollsAtEnd()) this.follow.follow();
    this.draw();
  }

  private scrollsAtEnd(): boolean {
    const { scroller } = this.options;
    return scroller.scrollTop >= scroller.scrollHeight - scroller.clientHeight - AT_END;
  }

  private drawInTime(): void {
    this.frame = 0;
    if (this.skip > 0) {
      this.skip -= 1;
      return this.redraw();
    }
    const start = performance.now();
    this.draw();
    this.slowFrames = performance.now() - start > SLOW ? this.slowFrames + 1 : 0;
    if (this.slowFrames >= 2) this.skip = 1;
  }

  private draw(): void {
    const { scroller, spacer } = this.options;
    this.geometry = new Geometry(this.view.rows, scroller.clientHeight);
    const few = this.isFew;
    spacer.style.height = few ? '' : `${this.geometry.spacer}px`;
    this.restorePosition();
    const [from, to] = few ? [0, this.geometry.rows] : this.geometry.range(this.position);
    this.drawRows(from, to);
    if (few) this.flow();
    else this.float(from);
    this.view.want(from, to);
  }

  /** Where to be: at the end, or where the line at the top has moved to. */
  private restorePosition(): void {
    if (this.follow.isOn) {
      this.position = this.geometry.end;
      this.keepAnchor();
    } else this.position = this.geometry.clamp(this.view.rowOf(this.anchor.n) * ROW + this.anchor.hidden);
  }

  private drawRows(from: number, to: number): void {
    const { layer } = this.options;
    const wanted = new Map<number, HTMLElement>();
    for (let row = from; row < to; row += 1) {
      const n = this.view.number(row);
      wanted.set(n, this.rowFor(n, row));
    }
    for (const [n, node] of this.rows) if (wanted.get(n) !== node) node.remove();
    this.rows = wanted;
    let before = layer.firstElementChild;
    for (const node of wanted.values())
      if (node === before) before = before.nextElementSibling;
      else layer.insertBefore(node, before);
  }

  private rowFor(n: number, row: number): HTMLElement {
    const known = this.rows.get(n);
    if (known && known.dataset.absent === undefined) return known;
    const line = this.view.line(row);
    return known && !line ? known : renderRow(n, line);
  }

  /** Few wrapped rows: the browser lays them out. */
  private flow(): void {
    const { scroller, layer, spacer } = this.options;
    layer.style.transform = '';
    spacer.style.height = `${layer.offsetHeight}px`;
    if (!this.follow.isOn) return;
    scroller.scrollTop = scroller.scrollHeight;
    this.lastScroll = scroller.scrollTop;
  }

  private float(from: number): void {
    const { scroller, layer } = this.options;
    const target = this.geometry.toScroll(this.position);
    if (Math.abs(scroller.scrollTop - target) >= 1) scroller.scrollTop = target;
    this.lastScroll = scroller.scrollTop;
    let top = from * ROW - this.position;
    if (this.wrap) top = this.focus.y - this.focusOffset(from);
    layer.style.transform = `translateY(${scroller.scrollTop + top}px)`;
  }

  /** Pixels from the top of the layer to the point of the log that must not move. */
  private focusOffset(from: number): number {
    const node = this.options.layer.children[this.view.rowOf(this.focus.n) - from];
    if (!(node instanceof HTMLElement)) return 0;
    return node.offsetTop + node.offsetHeight * this.focus.share;
  }

  private clear(): void {
    for (const node of this.rows.values()) node.remove();
    this.rows.clear();
  }
}
