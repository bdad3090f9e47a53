// SHA-256 over every file that the bundle is built from: the name of the build.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const FOLDERS = ['src', 'assets'];
const FILES = ['package.json', 'package-lock.json', 'vite.config.ts', 'tsconfig.json', 'scripts/digest.ts'];
// Tests are not in the bundle, and the generated API types are erased from it.
const IGNORED = /\.(test|spec)\.ts$|^src\/lib\/api\/schema\.d\.ts$/;

export const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');

/** Paths of all files under `folder`, with `/`, relative to `base`. */
export function filesUnder(folder: string, base: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(base, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

/** In the order of their UTF-8 bytes, which is not that of JavaScript's strings. */
export const byBytes = (paths: string[]) =>
  paths.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

/** Hex digest of the page's source, 64 characters; the same on every machine. */
export function sourceDigest(): string {
  const paths = [...FOLDERS.flatMap((folder) => filesUnder(join(ROOT, folder), ROOT)), ...FILES];
  const lines = byBytes(paths.filter((path) => !IGNORED.test(path))).map(
    (path) => `${path}\0${sha256(readFileSync(join(ROOT, path)))}\n`,
  );
  return sha256(lines.join(''));
}
