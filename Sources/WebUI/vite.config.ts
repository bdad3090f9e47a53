// How the page is built (into ../../static, reproducibly) and how its tests run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { absolutePath } from 'swagger-ui-dist';
import type { Plugin } from 'vite';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { sourceDigest } from './scripts/digest.ts';

const OUT = process.env.ANANA_STATIC_OUT ?? '../../static';
const SERVER = process.env.ANANA_SERVER ?? 'http://127.0.0.1:8080';

/** Copies Swagger UI beside `assets/docs/index.html`. */
function apiDocs(): Plugin {
  return {
    name: 'api-docs',
    apply: 'build',
    applyToEnvironment: (environment) => environment.name === 'client',
    generateBundle() {
      for (const file of ['swagger-ui-bundle.js', 'swagger-ui.css'])
        this.emitFile({
          type: 'asset',
          fileName: `docs/${file}`,
          source: readFileSync(join(absolutePath(), file)),
        });
    },
  };
}

export default defineConfig({
  plugins: [
    tailwindcss(),
    apiDocs(),
    sveltekit({
      compilerOptions: {
        runes: ({ filename }) => (filename.split(/[/\\]/).includes('node_modules') ? undefined : true),
      },
      adapter: adapter({ pages: OUT, assets: OUT, fallback: 'index.html', precompress: true, strict: true }),
      files: { assets: 'assets' },
      // The default is the clock: not reproducible.
      version: { name: sourceDigest().slice(0, 16), pollInterval: 0 },
      serviceWorker: { register: false },
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          // Svelte writes style attributes; a hash here would cancel 'unsafe-inline'.
          'style-src': ['self', 'unsafe-inline'],
          'img-src': ['self', 'data:', 'blob:'],
          'connect-src': ['self'],
          'worker-src': ['self'],
          'font-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['none'],
          'form-action': ['self'],
          'require-trusted-types-for': ['script'],
          'trusted-types': ['svelte-trusted-html'],
        },
      },
    }),
  ],
  // light-dark() stays as it is written: these are the first browsers that know it.
  build: { target: 'es2022', cssTarget: ['chrome123', 'firefox120', 'safari17.5'], sourcemap: false },
  server: { proxy: { '/api': SERVER, '/healthz': SERVER, '/ws': { target: SERVER, ws: true } } },
  test: {
    expect: { requireAssertions: true },
    projects: [
      {
        extends: './vite.config.ts',
        test: {
          name: 'node',
          environment: 'node',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.svelte.test.ts'],
        },
      },
      {
        extends: './vite.config.ts',
        test: {
          name: 'browser',
          include: ['src/**/*.svelte.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: '/usr/bin/chromium' } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
