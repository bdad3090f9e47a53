// How long to wait before the next try: full jitter between nothing and a bound that doubles.
const FIRST = 500;
const LONGEST = 15_000;

/** Milliseconds; `failures` from 1; `random` in [0,1). Never under 100: a refusal may come at once. */
export function backoff(failures: number, random: number): number {
  const bound = Math.min(LONGEST, FIRST * 2 ** Math.min(failures - 1, 10));
  return Math.max(100, Math.round(bound * random));
}
