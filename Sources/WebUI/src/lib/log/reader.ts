// What the reader does with wheel, finger, keys, scrollbar and selection; nothing else moves the console.
import { ROW } from './geometry.ts';

export interface ReaderActions {
  /** Returns whether it was dealt with; else the browser scrolls. */
  wheel(pixels: number): boolean;
  movedUp(): void;
  scrolled(byReader: boolean, touching: boolean): void;
  go(pixels: number): void;
  toStart(): void;
  toEnd(): void;
}

/** So long after a gesture the scrolling that it started may go on. */
const MOMENTUM = 1_000;

function pixelsOf(event: WheelEvent, page: number): number {
  if (event.deltaMode === WheelEvent.DOM_DELTA_LINE) return event.deltaY * ROW;
  return event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? event.deltaY * page : event.deltaY;
}

/** Whether the key was one that moves the console. */
function onKey(scroller: HTMLElement, actions: ReaderActions, event: KeyboardEvent): boolean {
  if (event.target !== scroller || event.altKey || event.metaKey || event.ctrlKey) return false;
  const page = scroller.clientHeight - ROW;
  const moves: Record<string, () => void> = {
    ArrowUp: () => actions.go(-ROW),
    ArrowDown: () => actions.go(ROW),
    PageUp: () => actions.go(-page),
    PageDown: () => actions.go(page),
    ' ': () => actions.go(event.shiftKey ? -page : page),
    Home: () => actions.toStart(),
    End: () => actions.toEnd(),
  };
  const move = moves[event.key];
  if (!move) return false;
  event.preventDefault();
  move();
  return true;
}

export function listenToReader(scroller: HTMLElement, signal: AbortSignal, actions: ReaderActions): void {
  let gesture = -Infinity;
  let touching = false;
  let dragging = false;
  const note = () => (gesture = performance.now());

  const onWheel = (event: WheelEvent) => {
    note();
    if (event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    const pixels = pixelsOf(event, scroller.clientHeight);
    if (pixels < 0 && scroller.scrollTop > 0) actions.movedUp();
    if (actions.wheel(pixels)) event.preventDefault();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (onKey(scroller, actions, event)) note();
  };
  const onSelection = () => {
    const selection = document.getSelection();
    if (selection && !selection.isCollapsed && scroller.contains(selection.anchorNode)) actions.movedUp();
  };
  const onScroll = () => {
    const byReader = dragging || touching || performance.now() - gesture < MOMENTUM;
    if (byReader && (touching || dragging)) note();
    actions.scrolled(byReader, touching);
  };

  scroller.addEventListener('wheel', onWheel, { signal, passive: false });
  scroller.addEventListener('keydown', onKeyDown, { signal });
  scroller.addEventListener('scroll', onScroll, { signal, passive: true });
  scroller.addEventListener('touchstart', () => (touching = true), { signal, passive: true });
  scroller.addEventListener('touchmove', note, { signal, passive: true });
  scroller.addEventListener('scrollend', () => (touching = false), { signal });
  // A press on the scroller itself, not on a row, is one on its scrollbar.
  scroller.addEventListener('pointerdown', (event) => (dragging = event.target === scroller), { signal });
  window.addEventListener('pointerup', () => (dragging = false), { signal });
  document.addEventListener('selectionchange', onSelection, { signal });
}
