// Scroll arithmetic, levels, terminal colours.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paletteColour, spansOf } from './ansi.ts';
import { contrast, readable, type Rgb } from './contrast.ts';
import { Geometry, ROW } from './geometry.ts';
import { ALL, keyOf, lettersOf, parseLevels, toggleLevel } from './levels.ts';

const rows = fc.integer({ min: 0, max: 50_000_000 });
const height = fc.integer({ min: 50, max: 2_500 });

describe('Geometry', () => {
  it('reaches the first and the last row, and never draws more than 200', () => {
    fc.assert(
      fc.property(rows, height, (count, high) => {
        const geometry = new Geometry(count, high);
        expect(geometry.spacer).toBeLessThanOrEqual(8_000_000);
        expect(geometry.range(0)[0]).toBe(0);
        expect(geometry.range(geometry.end)[1]).toBe(count);
        const [from, to] = geometry.range(geometry.end / 3);
        expect(to - from).toBeLessThanOrEqual(Math.ceil(high / ROW) + 41);
      }),
    );
  });

  it('goes from the scrollbar to the log and back', () => {
    fc.assert(
      fc.property(rows, height, fc.double({ min: 0, max: 1, noNaN: true }), (count, high, share) => {
        const geometry = new Geometry(count, high);
        const scroll = share * (geometry.spacer - high);
        expect(geometry.toScroll(geometry.fromScroll(scroll))).toBeCloseTo(scroll, 3);
      }),
    );
  });

  it('has the focus where rows of one height have it anyway', () => {
    fc.assert(
      fc.property(rows, height, fc.double({ min: 0, max: 1, noNaN: true }), (count, high, share) => {
        const geometry = new Geometry(count, high);
        const position = share * geometry.end;
        const { row, y } = geometry.focus(position);
        expect(row * ROW - y).toBeCloseTo(position, 2);
      }),
    );
  });
});

describe('levels', () => {
  it('counts critical as error and the body of a traceback with its head', () => {
    expect(lettersOf('WE')).toBe('WEC');
    expect(lettersOf(ALL)).toBeUndefined();
    expect(['C', 'e', 'c', 'i', '-'].map(keyOf)).toEqual(['E', 'E', 'E', 'I', '-']);
  });

  it('keeps their order, and at least one', () => {
    expect(toggleLevel(ALL, 'D')).toBe('IWE-');
    expect(toggleLevel('WE', 'I')).toBe('IWE');
    expect(toggleLevel('E', 'E')).toBe('E');
    expect(parseLevels('EW?')).toBe('WE');
    expect(parseLevels(null)).toBe(ALL);
  });
});

describe('spansOf', () => {
  it('loses no text and no escape gets through', () => {
    expect(spansOf('plain <b>')).toEqual([{ text: 'plain <b>', classes: '' }]);
    expect(spansOf('a \u001b[1;31mred\u001b[0m z')).toEqual([
      { text: 'a ', classes: '' },
      { text: 'red', classes: 'ansi-bold ansi-red' },
      { text: ' z', classes: '' },
    ]);
    const odd =
      'x\u001b]8;;javascript:alert(1)\u0007link\u001b]8;;\u0007\u001b[2K\u001b(By\u001b]0;title\u001b\\z';
    expect(
      spansOf(odd)
        .map(({ text }) => text)
        .join(''),
    ).toBe('xlinkyz');
  });

  it('makes every colour readable on both grounds', () => {
    const colour = fc.tuple(...[0, 1, 2].map(() => fc.nat(255))) as unknown as fc.Arbitrary<Rgb>;
    fc.assert(
      fc.property(fc.oneof(colour, fc.integer({ min: 16, max: 255 }).map(paletteColour)), (rgb) => {
        expect(contrast(readable(rgb, [255, 255, 255], 0), [255, 255, 255])).toBeGreaterThanOrEqual(4.5);
        expect(contrast(readable(rgb, [13, 14, 17], 255), [13, 14, 17])).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('knows colours by number', () => {
    expect(spansOf('\u001b[38;5;196mx')[0]?.colour).toContain('light-dark(');
    expect(spansOf('\u001b[48;2;255;255;0mx')[0]).toMatchObject({
      background: 'rgb(255 255 0)',
      colour: '#000',
    });
    expect(paletteColour(231)).toEqual([255, 255, 255]);
  });
});
