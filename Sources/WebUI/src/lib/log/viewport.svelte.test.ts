// The viewport in a real browser: a million lines, few nodes, and a reader who is never pulled away.
import '../../app.css';
import { afterEach, describe, expect, test } from 'vitest';
import type { Line } from './chunk.ts';
import { ROW } from './geometry.ts';
import type { LogView } from './view.ts';
import { LogViewport } from './viewport.ts';

const LONG = ' and a tail that is far too long for one row of a narrow console'.repeat(3);

class Lines implements LogView {
  constructor(public rows: number) {}
  number = (row: number) => row + 1;
  line = (row: number): Line => ({
    n: row + 1,
    text: `line ${row + 1}${row % 3 === 0 ? LONG : ''} end`,
    time: 0,
    level: 'I',
    stream: 'm',
    cut: 0,
  });
  rowOf = (n: number) => n - 1;
  want() {}
  close() {}
}

let closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing) close();
  closing = [];
});

const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
async function frames(count = 3) {
  for (let n = 0; n < count; n += 1) await frame();
}

async function open(rows: number, wrap = false) {
  const scroller = document.createElement('div');
  scroller.className = `log-scroller ${wrap ? 'log-wrap' : ''}`;
  scroller.tabIndex = 0;
  scroller.style.cssText = 'position: relative; width: 500px; height: 400px';
  const spacer = document.createElement('div');
  const layer = document.createElement('div');
  layer.className = 'log-layer';
  scroller.append(spacer, layer);
  document.body.append(scroller);
  const view = new Lines(rows);
  const next = () => view.rows + 1;
  const viewport = new LogViewport({ scroller, spacer, layer, view, wrap, next, onFollow: () => {} });
  closing.push(() => {
    viewport.close();
    scroller.remove();
  });
  viewport.redraw();
  await frames();
  const bounds = scroller.getBoundingClientRect();
  const visible = () =>
    [...layer.children]
      .filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return bottom > bounds.top + 1 && top < bounds.bottom - 1;
      })
      .map((row) => Number((row as HTMLElement).dataset.n));
  return { scroller, layer, view, viewport, visible, bounds };
}

const wheel = (scroller: HTMLElement, deltaY: number) =>
  scroller.dispatchEvent(new WheelEvent('wheel', { deltaY, bubbles: true, cancelable: true }));
const press = (scroller: HTMLElement, key: string) =>
  scroller.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

describe.each([
  ['one row a line', false],
  ['wrapped', true],
])('%s', (_name, wrap) => {
  test.each([3, 50, 500, 1_000_000, 5_000_000])('of %d lines, first and last are reached', async (count) => {
    const { scroller, layer, visible, bounds } = await open(count, wrap);
    expect(visible().at(-1)).toBe(count);
    if (count > 100)
      expect(layer.lastElementChild?.getBoundingClientRect().bottom).toBeCloseTo(bounds.bottom, -1);
    press(scroller, 'Home');
    await frames();
    expect(visible()[0]).toBe(1);
    expect(layer.childElementCount).toBeLessThanOrEqual(150);
    press(scroller, 'End');
    await frames();
    expect(visible().at(-1)).toBe(count);
  });

  test('a reader who went up stays, whatever comes', async () => {
    const { scroller, view, viewport, visible } = await open(10_000, wrap);
    press(scroller, 'PageUp');
    press(scroller, 'PageUp');
    await frames();
    expect(viewport.follow.state).toEqual({ mode: 'paused', since: 10_001 });
    const before = visible();
    for (let n = 0; n < 10; n += 1) {
      view.rows += 1_000;
      viewport.redraw();
      await frames(2);
    }
    expect(visible()).toEqual(before);
    viewport.toEnd();
    await frames();
    expect(visible().at(-1)).toBe(20_000);
    expect(viewport.follow.isOn).toBe(true);
  });

  test('every line is passed when scrolling by steps', async () => {
    const { scroller, visible } = await open(400, wrap);
    press(scroller, 'Home');
    await frames();
    const seen = new Set(visible());
    for (let n = 0; n < 60; n += 1) {
      press(scroller, 'ArrowDown');
      press(scroller, 'ArrowDown');
      press(scroller, 'ArrowDown');
      press(scroller, 'ArrowDown');
      press(scroller, 'ArrowDown');
      press(scroller, 'ArrowDown');
      press(scroller, 'ArrowDown');
      await frame();
      for (const line of visible()) seen.add(line);
    }
    expect(seen.size).toBe(400);
  });
});

test('the wheel moves six lines a notch in a log of five million', async () => {
  const { scroller, visible, viewport } = await open(5_000_000);
  wheel(scroller, -120);
  await frames();
  expect(viewport.follow.isOn).toBe(false);
  expect(visible().at(-1)).toBe(5_000_000 - 120 / ROW);
  wheel(scroller, 120);
  await frames();
  expect(visible().at(-1)).toBe(5_000_000);
  expect(viewport.follow.isOn).toBe(true);
});

test('dragging the scrollbar leaves and finds the end', async () => {
  const { scroller, viewport } = await open(10_000);
  scroller.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  scroller.scrollTop = 1_000;
  await frames();
  expect(viewport.follow.isOn).toBe(false);
  scroller.scrollTop = scroller.scrollHeight;
  await frames();
  expect(viewport.follow.isOn).toBe(true);
  window.dispatchEvent(new PointerEvent('pointerup'));
});

test('a resize and a turn of wrapping keep the line at the top', async () => {
  const { scroller, viewport, visible } = await open(10_000);
  for (let n = 0; n < 5; n += 1) press(scroller, 'PageUp');
  await frames();
  const top = visible()[0];
  scroller.style.height = '300px';
  await frames();
  expect(visible()[0]).toBe(top);
  scroller.classList.add('log-wrap');
  viewport.setWrap(true);
  await frames();
  scroller.classList.remove('log-wrap');
  viewport.setWrap(false);
  await frames();
  expect(visible()[0]).toBe(top);
});

test('what a job prints never becomes markup', async () => {
  const { layer, view, viewport } = await open(0);
  view.line = (row) => ({
    n: row + 1,
    text: '<img src=x onerror=alert(1)>\u001b[31m<b>red</b>\u001b[0m',
    time: 0,
    level: 'E',
    stream: 'm',
    cut: 0,
  });
  view.rows = 1;
  viewport.redraw();
  await frames();
  expect(layer.querySelector('img, b')).toBeNull();
  expect(layer.textContent).toContain('<img src=x onerror=alert(1)><b>red</b>');
});
