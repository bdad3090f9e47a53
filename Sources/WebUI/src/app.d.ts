// SvelteKit's ambient types; we add none.
declare global {
  namespace App {}
}
export {};
