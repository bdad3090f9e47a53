// The real `anana`, where it is and how it is started.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const FREE_PORT = `const server = require('net').createServer();
server.listen(0, '127.0.0.1', () => { process.stdout.write(String(server.address().port)); server.close(); });`;

export const program = resolve(ROOT, process.env.ANANA_BIN ?? '../../.build/release/anana');
const bundle = resolve(ROOT, '../../static');

/** Free a moment ago; a configuration can't wait for a promise. */
export const freePort = () => execFileSync(process.execPath, ['-e', FREE_PORT], { encoding: 'utf8' }).trim();

export const serveArguments = (folder: string, port: string) => [
  'serve',
  folder,
  '--sample',
  '--port',
  port,
  '--access-log',
  'off',
  '--static',
  bundle,
];
