// Builds the page into static/ from nothing, and writes down what came out and from which source.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { byBytes, filesUnder, sha256, sourceDigest } from './digest.ts';

const ROOT = join(import.meta.dirname, '..');
const OUT = join(ROOT, process.env.ANANA_STATIC_OUT ?? '../../static');
const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });

rmSync(OUT, { recursive: true, force: true });
rmSync(join(ROOT, '.svelte-kit'), { recursive: true, force: true });
run('npx', 'svelte-kit', 'sync');
run('npx', 'vite', 'build', '--logLevel', 'warn');

const files = Object.fromEntries(
  byBytes(filesUnder(OUT, OUT)).map((path) => {
    const data = readFileSync(join(OUT, path));
    return [path, { sha256: sha256(data), size: data.length }];
  }),
);
const manifest = {
  source_digest: sourceDigest(),
  node: process.versions.node,
  npm: run('npm', '--version').trim(),
  lock_sha256: sha256(readFileSync(join(ROOT, 'package-lock.json'))),
  files,
};
writeFileSync(join(OUT, 'build-manifest.json'), JSON.stringify(manifest, null, 1) + '\n');
console.log(`built ${Object.keys(files).length} files, source ${manifest.source_digest.slice(0, 16)}`);
