// How the reader likes logs: wrapped or not, with times or not; kept in this browser.
const KEY = 'ac.log.v1';

interface Settings {
  wrap: boolean;
  times: boolean;
}

function stored(): Settings {
  // On a phone a line that runs out of the screen can't be read.
  const usual = { wrap: matchMedia('(max-width: 40rem)').matches, times: false };
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>) };
  } catch {
    // What is stored is not ours.
    return usual;
  }
}

class StoredSettings {
  private values = $state<Settings>(stored());

  get wrap(): boolean {
    return this.values.wrap;
  }

  set wrap(wrap: boolean) {
    this.keep({ ...this.values, wrap });
  }

  get times(): boolean {
    return this.values.times;
  }

  set times(times: boolean) {
    this.keep({ ...this.values, times });
  }

  private keep(values: Settings): void {
    this.values = values;
    localStorage.setItem(KEY, JSON.stringify(values));
  }
}

export const settings = new StoredSettings();
