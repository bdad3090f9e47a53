// Does static/ belong to this source, untouched? With --rebuild: is it what this source builds, byte for byte?
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { filesUnder, sha256, sourceDigest } from './digest.ts';

interface Manifest {
  source_digest: string;
  node: string;
  lock_sha256: string;
  files: Record<string, { sha256: string; size: number }>;
}

const ROOT = join(import.meta.dirname, '..');
const STATIC = join(ROOT, '../../static');
const faults: string[] = [];
const expect = (condition: boolean, fault: string) => condition || faults.push(fault);
const read = (folder: string, path: string) => readFileSync(join(folder, path));
const original = (path: string) => path.replace(/\.(br|gz)$/, '');

function unpacked(folder: string, path: string): Buffer {
  const data = read(folder, path);
  if (path.endsWith('.br')) return brotliDecompressSync(data);
  return path.endsWith('.gz') ? gunzipSync(data) : data;
}

function checkSource(manifest: Manifest, index: string) {
  const digest = sourceDigest();
  expect(manifest.source_digest === digest, 'the source was changed after the build: npm run build');
  expect(manifest.lock_sha256 === sha256(read(ROOT, 'package-lock.json')), 'another lock file');
  const version = JSON.parse(read(STATIC, '_app/version.json').toString()) as { version: string };
  expect(version.version === digest.slice(0, 16), '_app/version.json names another source');
  expect(index.includes(digest.slice(0, 16)), 'index.html names another source');
}

function checkFiles(manifest: Manifest) {
  const present = filesUnder(STATIC, STATIC).filter((path) => path !== 'build-manifest.json');
  for (const path of present) {
    const entry = manifest.files[path];
    expect(entry !== undefined, `${path} is not in the manifest`);
    expect(entry?.sha256 === sha256(read(STATIC, path)), `${path} was changed`);
    if (original(path) !== path)
      expect(unpacked(STATIC, path).equals(read(STATIC, original(path))), `${path} holds something else`);
  }
  for (const path of Object.keys(manifest.files)) expect(present.includes(path), `${path} is missing`);
}

function checkIndex(index: string) {
  for (const [, path] of index.matchAll(/["'](\/_app\/[^"']+)["']/g))
    expect(existsSync(join(STATIC, path!)), `index.html refers to ${path}, which is not there`);
  for (const [, script] of index.matchAll(/<script>([\s\S]*?)<\/script>/g)) {
    const hash = createHash('sha256').update(script!).digest('base64');
    expect(index.includes(`'sha256-${hash}'`), 'the inline script is not the one that the CSP allows');
  }
}

/** Twins are compared by what they hold: another Node may compress differently. */
function checkRebuild(manifest: Manifest) {
  const out = mkdtempSync(join(tmpdir(), 'anana-static-'));
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.ts')], {
    env: { ...process.env, ANANA_STATIC_OUT: relative(ROOT, out) },
    stdio: 'inherit',
  });
  for (const path of Object.keys(manifest.files))
    if (!existsSync(join(out, path))) faults.push(`a rebuild gives no ${path}`);
    else if (!unpacked(out, path).equals(unpacked(STATIC, path)))
      faults.push(`a rebuild gives another ${path}`);
    else if (manifest.node === process.versions.node && !read(out, path).equals(read(STATIC, path)))
      faults.push(`a rebuild packs ${path} differently`);
  rmSync(out, { recursive: true });
}

const manifest = JSON.parse(read(STATIC, 'build-manifest.json').toString()) as Manifest;
const index = read(STATIC, 'index.html').toString();
checkSource(manifest, index);
checkFiles(manifest);
checkIndex(index);
if (process.argv.includes('--rebuild')) checkRebuild(manifest);
for (const fault of faults) console.error(`static: ${fault}`);
if (faults.length > 0) process.exit(1);
console.log(
  `static: ${Object.keys(manifest.files).length} files of source ${manifest.source_digest.slice(0, 16)}`,
);
