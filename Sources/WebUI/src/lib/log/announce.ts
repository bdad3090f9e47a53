// What a screen reader hears of a log that grows: a summary now and then, never the lines.
import type { Columns } from './chunk.ts';
import { keyOf } from './levels.ts';
import type { LogStore } from './store.ts';

const EVERY = 5_000;

const some = (count: number, one: string) => `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;

/** Calls `say` with `48 new lines, 1 error`, at most every 5 s. Returns its undoing. */
export function announce(store: LogStore, say: (text: string) => void): () => void {
  let lines = 0;
  let errors = 0;
  const count = (columns: Columns | undefined) => {
    lines += columns?.x.length ?? 0;
    for (const letter of columns?.l ?? '') if ('EC'.includes(letter) && keyOf(letter) === 'E') errors += 1;
  };
  const unlisten = store.listen(count);
  const timer = setInterval(() => {
    if (lines > 0) say(some(lines, 'new line') + (errors > 0 ? `, ${some(errors, 'error')}` : ''));
    lines = errors = 0;
  }, EVERY);
  return () => {
    unlisten();
    clearInterval(timer);
  };
}
