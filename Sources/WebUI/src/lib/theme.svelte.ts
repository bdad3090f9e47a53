// Light, dark or as the system says; assets/theme.js sets it before the first paint.
const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'ac.theme';

function stored(): Theme {
  return THEMES.find((theme) => theme === document.documentElement.dataset.theme) ?? 'system';
}

let chosen = $state<Theme>(stored());

export const theme = () => chosen;

export function nextTheme(): void {
  chosen = THEMES[(THEMES.indexOf(chosen) + 1) % THEMES.length] ?? 'system';
  document.documentElement.dataset.theme = chosen;
  localStorage.setItem(KEY, chosen);
}
