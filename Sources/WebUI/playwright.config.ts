// End to end: Debian's chromium against the real `anana` and the committed static/.
//   ANANA_BIN=…   another program.   ANANA_E2E_MOCK=1   the pretended server of scripts/mock instead.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defineConfig } from '@playwright/test';

const FREE_PORT =
  "const s = require('net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })";

// This file is read again in each worker: what it chose is handed on by the environment.
process.env.ANANA_E2E_PORT ??= execFileSync(process.execPath, ['-e', FREE_PORT], { encoding: 'utf8' }).trim();
process.env.ANANA_E2E_DIR ??= mkdtempSync(join(tmpdir(), 'anana-e2e-'));
const { ANANA_E2E_PORT: port, ANANA_E2E_DIR: folder } = process.env;

const program = resolve(import.meta.dirname, process.env.ANANA_BIN ?? '../../.build/release/anana');
const bundle = resolve(import.meta.dirname, '../../static');
const real = `exec '${program}' serve '${folder}' --sample --port ${port} --static '${bundle}'`;
const pretended = `exec '${process.execPath}' scripts/mock/server.ts ${port}`;

export default defineConfig({
  testDir: 'e2e',
  // One server, whose jobs queue: one test at a time.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    launchOptions: { executablePath: '/usr/bin/chromium' },
    trace: 'retain-on-failure',
  },
  webServer: {
    command: process.env.ANANA_E2E_MOCK ? pretended : real,
    url: `http://127.0.0.1:${port}/healthz`,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
  },
});
