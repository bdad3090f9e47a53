// Weighs the bundle, gzipped, against its budgets (streams-and-web.md section 6.2).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { filesUnder } from './digest.ts';

const STATIC = join(import.meta.dirname, '../../../static');
const BUDGETS = { js: 220_000, css: 20_000, html: 4_000 };

let failed = false;
for (const [kind, budget] of Object.entries(BUDGETS)) {
  const paths = filesUnder(STATIC, STATIC).filter((path) => path.endsWith(`.${kind}`));
  const weight = paths.reduce(
    (sum, path) => sum + gzipSync(readFileSync(join(STATIC, path)), { level: 9 }).length,
    0,
  );
  console.log(`${kind}: ${weight} bytes gzipped in ${paths.length} files, budget ${budget}`);
  failed ||= weight > budget;
}
if (failed) process.exit(1);
