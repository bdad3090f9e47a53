// End to end: Debian's chromium against the real `anana` and the committed static/.
//   ANANA_BIN=…   another program.   ANANA_E2E_MOCK=1   the pretended server of scripts/mock instead.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { freePort, program, serveArguments } from './e2e/program.ts';

// This file is read again in each worker: what it chose is handed on by the environment.
process.env.ANANA_E2E_PORT ??= freePort();
process.env.ANANA_E2E_DIR ??= mkdtempSync(join(tmpdir(), 'anana-e2e-'));
const { ANANA_E2E_PORT: port = '', ANANA_E2E_DIR: folder = '' } = process.env;

const real = `exec '${program}' ${serveArguments(folder, port).join(' ')}`;
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
