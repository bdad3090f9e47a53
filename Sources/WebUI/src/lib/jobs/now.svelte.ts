// The time, a second at a time: elapsed times of all rows move together.
import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 1_000);
  return () => clearInterval(timer);
});

/** Milliseconds since 1970; who reads it in a component is drawn again each second. */
export function now(): number {
  subscribe();
  return Date.now();
}
