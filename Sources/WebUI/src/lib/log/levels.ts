// The five levels that a reader may choose, and their letters in the log.
export const LEVELS = [
  { key: 'D', name: 'Debug', letters: 'D' },
  { key: 'I', name: 'Info', letters: 'I' },
  { key: 'W', name: 'Warning', letters: 'W' },
  { key: 'E', name: 'Error', letters: 'EC' },
  { key: '-', name: 'Other', letters: '-' },
] as const;

export const ALL = LEVELS.map((level) => level.key).join('');

/** The keys of `text` that are known, in order; all when none is. */
export function parseLevels(text: string | null): string {
  const keys = LEVELS.filter((level) => text?.includes(level.key)).map((level) => level.key);
  return keys.length > 0 ? keys.join('') : ALL;
}

/** Turns one level on or off; the last one that is on stays. */
export function toggleLevel(chosen: string, key: string): string {
  const without = [...chosen].filter((other) => other !== key).join('');
  if (without.length < chosen.length) return without || chosen;
  return parseLevels(chosen + key);
}

/** Letters for the server's `level=`, or undefined when nothing is filtered. */
export function lettersOf(chosen: string): string | undefined {
  if (chosen === ALL) return undefined;
  return LEVELS.filter((level) => chosen.includes(level.key))
    .map((level) => level.letters)
    .join('');
}

/** The key of a line's level; the body of a traceback counts with its head. */
export function keyOf(letter: string): string {
  const upper = letter.toUpperCase();
  return upper === 'C' ? 'E' : upper;
}
