// Plants a type error in a script and in a component: the type check must fail on both, or it checks nothing.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const NEST = join(ROOT, 'src/canary');
mkdirSync(NEST, { recursive: true });
writeFileSync(join(NEST, 'canary.ts'), `export const wrong: number = 'text';\n`);
writeFileSync(
  join(NEST, 'Canary.svelte'),
  `<script lang="ts">\n  const wrong: number = 'text';\n</script>\n\n{wrong}\n`,
);
try {
  const args = ['svelte-check', '--tsconfig', './tsconfig.json', '--output', 'machine'];
  const check = spawnSync('npx', args, { cwd: ROOT, encoding: 'utf8' });
  const found = ['canary.ts', 'Canary.svelte'].filter((name) =>
    check.stdout.split('\n').some((line) => line.includes('ERROR') && line.includes(name)),
  );
  if (check.status === 0 || found.length < 2) {
    console.error(`the type check overlooks a planted error; it saw ${found.join(', ') || 'none'}`);
    process.exitCode = 1;
  } else console.log('canary: both planted errors were found');
} finally {
  rmSync(NEST, { recursive: true });
}
