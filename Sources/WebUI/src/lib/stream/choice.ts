// Which transport to begin with: what the address says, else what this browser learnt here, else WebSocket.
import type { Rung } from './carrier.ts';

const KEY = 'ac.transport.v1';
const KEPT = 24 * 3600 * 1000;

export interface Choice {
  rung: Rung;
  /** The address asks for it: never leave it. */
  fixed: boolean;
}

type Store = Pick<Storage, 'getItem' | 'setItem'>;

export function chooseRung(search: string, store: Store, now: number): Choice {
  const asked = new URLSearchParams(search).get('transport');
  if (asked === 'ws' || asked === 'sse') return { rung: asked, fixed: true };
  try {
    const kept = JSON.parse(store.getItem(KEY) ?? 'null') as { rung: Rung; until: number } | null;
    if (kept?.rung === 'sse' && kept.until > now) return { rung: 'sse', fixed: false };
  } catch {
    // What is stored is not ours, or storage is shut: begin at the top.
  }
  return { rung: 'ws', fixed: false };
}

export function rememberRung(rung: Rung, why: string, store: Store, now: number): void {
  try {
    store.setItem(KEY, JSON.stringify({ rung, until: now + KEPT, why }));
  } catch {
    // Storage is full or shut: it is learnt again on the next page.
  }
}
