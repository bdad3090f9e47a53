// The stream client with the browser's clock, chance, storage and sockets.
import type { Frame } from '../api/types.ts';
import { chooseRung, rememberRung } from './choice.ts';
import { StreamClient, type Clock, type Status } from './client.ts';
import { openEventStream } from './sse.ts';
import { openWebSocket } from './ws.ts';

/** A tab that nobody looks at keeps its stream so long. */
const HIDDEN_FOR = 30_000;

const clock: Clock = {
  now: () => Date.now(),
  after(delay, action) {
    const timer = setTimeout(action, delay);
    return () => clearTimeout(timer);
  },
};

async function reachable(): Promise<boolean> {
  try {
    const answer = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(3_000) });
    return answer.ok;
  } catch {
    return false;
  }
}

interface Hooks {
  next(): number;
  onFrame(frame: Frame): void;
  onStatus(status: Status): void;
}

/** Opens the live log of `job`; it rests while the tab is hidden. Returns the client and its undoing. */
export function openLiveLog(job: string, hooks: Hooks): { client: StreamClient; close(): void } {
  const client = new StreamClient({
    job,
    open: { ws: openWebSocket, sse: openEventStream },
    choice: chooseRung(location.search, localStorage, Date.now()),
    clock,
    random: Math.random,
    reachable,
    remember: (rung, why) => rememberRung(rung, why, localStorage, Date.now()),
    ...hooks,
  });
  const ending = new AbortController();
  const { signal } = ending;
  let cancelSleep = () => {};
  const onVisibility = () => {
    cancelSleep();
    if (document.hidden) cancelSleep = clock.after(HIDDEN_FOR, () => client.sleep());
    else {
      client.wake();
      client.retryNow();
    }
  };
  document.addEventListener('visibilitychange', onVisibility, { signal });
  window.addEventListener('online', () => client.retryNow(), { signal });
  client.start();
  return {
    client,
    close() {
      cancelSleep();
      ending.abort();
      client.close();
    },
  };
}
