// A thousand lines by column, some of which may not have come yet.
export const CHUNK = 1_000;

export interface Line {
  n: number;
  text: string;
  /** Milliseconds since 1970. */
  time: number;
  /** D I W E C or - ; lower case continues the line above. */
  level: string;
  /** m merged, o stdout, e stderr, x system. */
  stream: string;
  /** Whole length in bytes of a line that was cut, else 0. */
  cut: number;
}

/** The columns that log frames and log windows share. */
export interface Columns {
  from: number;
  to: number;
  t0: number;
  dt: number[];
  s: string;
  l: string;
  x: string[];
  n?: number[];
  cut?: Record<string, number>;
}

export const chunkOf = (line: number) => Math.floor((line - 1) / CHUNK);
export const firstOf = (chunk: number) => chunk * CHUNK + 1;

export function lineAt(columns: Columns, index: number): Line {
  return {
    n: columns.n?.[index] ?? columns.from + index,
    text: columns.x[index] ?? '',
    time: columns.t0 + (columns.dt[index] ?? 0),
    level: columns.l[index] ?? '-',
    stream: columns.s[index] ?? 'm',
    cut: columns.cut?.[index] ?? 0,
  };
}

export class Chunk {
  private readonly texts: (string | undefined)[] = new Array<undefined>(CHUNK);
  private readonly times = new Float64Array(CHUNK);
  private readonly marks = new Uint8Array(CHUNK * 2);
  private cuts: Map<number, number> | undefined;
  /** How many of its lines are here. */
  held = 0;

  constructor(private readonly index: number) {}

  put(columns: Columns, index: number, line: number): void {
    const slot = line - firstOf(this.index);
    if (this.texts[slot] !== undefined) return;
    this.held += 1;
    this.texts[slot] = columns.x[index];
    this.times[slot] = columns.t0 + (columns.dt[index] ?? 0);
    this.marks[slot * 2] = columns.l.charCodeAt(index);
    this.marks[slot * 2 + 1] = columns.s.charCodeAt(index);
    const cut = columns.cut?.[index];
    if (cut) (this.cuts ??= new Map()).set(slot, cut);
  }

  get(line: number): Line | undefined {
    const slot = line - firstOf(this.index);
    const text = this.texts[slot];
    if (text === undefined) return undefined;
    return {
      n: line,
      text,
      time: this.times[slot] ?? 0,
      level: String.fromCharCode(this.marks[slot * 2] ?? 45),
      stream: String.fromCharCode(this.marks[slot * 2 + 1] ?? 109),
      cut: this.cuts?.get(slot) ?? 0,
    };
  }

  has(line: number): boolean {
    return this.texts[line - firstOf(this.index)] !== undefined;
  }
}
