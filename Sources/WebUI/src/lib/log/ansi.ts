// Terminal colours to spans of text: classes for the 16 named colours, styles for all others.
import Anser, { type AnserJsonEntry } from 'anser';
import { textColour, textOn, type Rgb } from './contrast.ts';

export interface Span {
  text: string;
  /** Class names, separated by blanks. */
  classes: string;
  colour?: string;
  background?: string;
}

// OSC (titles, links) and the escapes that are no CSI: anser would print them.
// eslint-disable-next-line no-control-regex
const OTHER_ESCAPES = /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-Z\\^-~]/g;
const STEPS = [0, 95, 135, 175, 215, 255];

/** The colour of the xterm palette of 256, from 16 on. */
export function paletteColour(index: number): Rgb {
  if (index >= 232) return [8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10];
  const cell = index - 16;
  const step = (value: number) => STEPS[value % 6] ?? 0;
  return [step(Math.floor(cell / 36)), step(Math.floor(cell / 6)), step(cell)];
}

/** The exact colour behind a class of anser's, or undefined for the 16 named ones. */
function exact(name: string | null, truecolour: string | null): Rgb | undefined {
  if (name === 'ansi-truecolor' && truecolour)
    return truecolour.split(',').map((part) => Number(part)) as Rgb;
  const palette = name?.match(/^ansi-palette-(\d+)$/)?.[1];
  return palette === undefined ? undefined : paletteColour(Number(palette));
}

function spanOf(entry: AnserJsonEntry): Span {
  const span: Span = { text: entry.content, classes: '' };
  const classes = entry.decorations.map((decoration) => `ansi-${decoration}`);
  const ground = exact(entry.bg, entry.bg_truecolor);
  const front = exact(entry.fg, entry.fg_truecolor);
  if (ground) {
    span.background = `rgb(${ground.join(' ')})`;
    span.colour = textOn(ground);
  } else if (entry.bg) classes.push(`${entry.bg}-bg`);
  else if (front) span.colour = textColour(front);
  else if (entry.fg) classes.push(entry.fg);
  span.classes = classes.join(' ');
  return span;
}

/** Colours begin anew on each line. */
export function spansOf(text: string): Span[] {
  if (!text.includes('\u001b')) return [{ text, classes: '' }];
  const entries = Anser.ansiToJson(text.replace(OTHER_ESCAPES, ''), {
    use_classes: true,
    remove_empty: true,
  });
  return entries.map(spanOf);
}

/** A node for each span, of text alone: nothing that a job prints becomes markup. */
export function renderSpans(text: string): Node[] {
  return spansOf(text).map((span) => {
    if (!span.classes && !span.colour) return document.createTextNode(span.text);
    const node = document.createElement('span');
    node.textContent = span.text;
    node.className = span.classes;
    if (span.colour) node.style.color = span.colour;
    if (span.background) node.style.background = span.background;
    return node;
  });
}
