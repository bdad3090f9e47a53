// One line of the console as DOM nodes, made by hand: forty a frame must cost nothing.
import { renderSpans } from './ansi.ts';
import type { Line } from './chunk.ts';
import { keyOf } from './levels.ts';

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
const kilobytes = (bytes: number) => `${Math.round(bytes / 1000).toLocaleString('en')} kB`;

function cell(name: string, text: string): HTMLElement {
  const node = document.createElement('span');
  node.className = name;
  node.textContent = text;
  return node;
}

/** A line that has not come yet is a row with its number only. */
export function renderRow(n: number, line: Line | undefined): HTMLElement {
  const row = document.createElement('div');
  row.className = 'log-row';
  row.dataset.n = String(n);
  if (!line) {
    row.dataset.absent = '';
    row.append(cell('log-n', n.toLocaleString('en')), cell('log-t', ''), cell('log-x', '…'));
    return row;
  }
  const key = keyOf(line.level);
  if (key !== '-') row.dataset.level = key;
  const text = cell('log-x', '');
  text.append(...renderSpans(line.text));
  if (line.cut > 0) text.append(cell('log-cut', `cut here; ${kilobytes(line.cut)} in the raw log`));
  row.append(cell('log-n', n.toLocaleString('en')), cell('log-t', clock.format(line.time)), text);
  return row;
}
