// Whether the console stays at the end: it leaves only when the reader moves up, never by itself.
export type Following = { mode: 'following' } | { mode: 'paused'; since: number };

/** Fractions of pixels of zoomed screens. */
export const AT_END = 3;

export class Follow {
  state: Following = { mode: 'following' };

  constructor(private readonly changed: (state: Following) => void) {}

  get isOn(): boolean {
    return this.state.mode === 'following';
  }

  /** `next`: the number that the next line will get; what comes from there on is new to the reader. */
  pause(next: number): void {
    if (this.isOn) this.set({ mode: 'paused', since: next });
  }

  follow(): void {
    if (!this.isOn) this.set({ mode: 'following' });
  }

  private set(state: Following): void {
    this.state = state;
    this.changed(state);
  }
}
