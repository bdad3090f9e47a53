// Makes any colour readable on the console's background, in both themes.
export type Rgb = [number, number, number];

/** The console's backgrounds; app.css holds the same. */
const LIGHT: Rgb = [255, 255, 255];
const DARK: Rgb = [13, 14, 17];
/** WCAG AA. */
const WANTED = 4.5;

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** `colour` moved towards `end` until it can be read on `ground`. */
export function readable(colour: Rgb, ground: Rgb, end: number): Rgb {
  let moved = colour;
  for (let step = 0; step < 20 && contrast(moved, ground) < WANTED; step += 1)
    moved = moved.map((value) => Math.round(value + (end - value) * 0.15)) as Rgb;
  return moved;
}

const css = (rgb: Rgb) => `rgb(${rgb.join(' ')})`;

/** A CSS colour that is readable in the light and in the dark theme. */
export const textColour = (rgb: Rgb) =>
  `light-dark(${css(readable(rgb, LIGHT, 0))}, ${css(readable(rgb, DARK, 255))})`;

/** Black or white, whichever reads better on `ground`. */
export const textOn = (ground: Rgb) =>
  contrast(ground, [0, 0, 0]) >= contrast(ground, [255, 255, 255]) ? '#000' : '#fff';
