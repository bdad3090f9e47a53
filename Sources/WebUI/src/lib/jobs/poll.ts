// Asks again and again while somebody looks; rests while the tab is hidden.
export interface Poll {
  /** Asks at once. */
  now(): void;
  stop(): void;
}

/** `ask` is given a signal that ends it; `interval` in milliseconds, between an answer and the next question. */
export function poll(ask: (signal: AbortSignal) => Promise<void>, interval: number): Poll {
  const ending = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  let again = false;

  const step = async () => {
    clearTimeout(timer);
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    again = false;
    await ask(ending.signal).catch(() => {
      // Only an abort gets here, and then nobody asks any more.
    });
    asking = false;
    if (ending.signal.aborted) return;
    if (again) return void step();
    if (!document.hidden) timer = setTimeout(() => void step(), interval);
  };
  const onVisibility = () => {
    if (document.hidden) clearTimeout(timer);
    else void step();
  };
  document.addEventListener('visibilitychange', onVisibility, { signal: ending.signal });
  void step();
  return {
    now: () => void step(),
    stop() {
      clearTimeout(timer);
      ending.abort();
    },
  };
}
