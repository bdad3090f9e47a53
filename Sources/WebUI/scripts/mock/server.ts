// Test only: a server that pretends to be `anana`, for work on the page without it.
//   node scripts/mock/server.ts [PORT]     MOCK_SEED=1: jobs in every state.  MOCK_NO_WS=1: no WebSockets.
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { Frame, JobRequest, StopMode } from '../../src/lib/api/types.ts';
import { accept, CLOSE } from './socket.ts';
import { TEMPLATES, World, type Pretended } from './world.ts';

const STATIC = process.env.MOCK_STATIC ?? join(import.meta.dirname, '../../../../static');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};
const world = new World();
if (process.env.MOCK_SEED) world.seed();

function json(response: ServerResponse, status: number, value: unknown): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response
    .writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
    .end(JSON.stringify(value));
}
const problem = (response: ServerResponse, status: number, title: string) =>
  json(response, status, { type: 'about:blank', title, status });

/** Sends all frames that are due, now and whenever the log grows, until it has ended. */
function feed(
  { job, log }: Pretended,
  url: URL,
  transport: 'sse' | 'ws',
  send: (frame: Frame, id?: number) => void,
  finish: () => void,
) {
  const from = Number(url.searchParams.get('from') ?? 1);
  const tail = url.searchParams.get('tail');
  let next = tail === null ? from : Math.max(1, log.next - Number(tail));
  let shown = '';
  const version = JSON.parse(readFileSync(join(STATIC, '_app/version.json'), 'utf8')) as { version: string };
  const topic = {
    first: 1,
    next: log.next,
    epoch: log.epoch,
    state: job.state,
    complete: log.complete,
    streams: 'merged' as const,
  };
  send({
    e: 'hello',
    v: 1,
    boot: 'mock',
    ui: version.version,
    t: Date.now(),
    hb: 15_000,
    transport,
    cursor: '',
    log: { [job.id]: topic },
  });
  if (tail !== null && next > 1) send({ e: 'lag', j: job.id, from: 1, to: next, why: 'tail' });
  const step = () => {
    while (next < log.next) {
      const to = Math.min(log.next, next + 1_000);
      send({ e: 'log', ...log.window(job.id, next, to, url.searchParams.get('level')) }, to - 1);
      next = to;
    }
    const bars = log.progress.join('\n');
    if (bars !== shown) send({ e: 'progress', j: job.id, s: 'm', at: log.next, x: log.progress });
    shown = bars;
    if (!log.complete) return;
    log.watchers.delete(step);
    send({
      e: 'end',
      j: job.id,
      to: log.next,
      bytes: 0,
      state: job.state,
      cause: job.cause,
      exit_code: job.exit_code,
      signal: job.signal,
    });
    finish();
  };
  log.watchers.add(step);
  step();
  const beat = setInterval(() => send({ e: 'ping', t: Date.now(), log: { [job.id]: log.next } }), 15_000);
  return () => {
    log.watchers.delete(step);
    clearInterval(beat);
  };
}

function events(made: Pretended, url: URL, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store, no-transform' });
  response.write(': ok\n\nretry: 1500\n\n');
  const send = (frame: Frame, id?: number) =>
    response.write(
      `${id === undefined ? '' : `id: ${id}\n`}event: ${frame.e}\ndata: ${JSON.stringify(frame)}\n\n`,
    );
  response.on(
    'close',
    feed(made, url, 'sse', send, () => response.end()),
  );
}

function window({ job, log }: Pretended, url: URL, response: ServerResponse): void {
  const asked = Number(url.searchParams.get('from') ?? 1);
  const from = Math.min(log.next, Math.max(1, asked < 0 ? log.next + asked : asked));
  const to = Math.min(log.next, from + Number(url.searchParams.get('limit') ?? 1_000));
  json(response, 200, log.window(job.id, from, to, url.searchParams.get('level')));
}

async function body(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}');
}

async function ofJob(
  made: Pretended,
  action: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (action === '') return json(response, 200, { ...made.job, lines: made.log.next - 1 });
  if (action === '/logs') return window(made, url, response);
  if (action === '/logs/stream') return events(made, url, response);
  if (action !== '/stop') return problem(response, 404, 'Not Found');
  world.stop(made, ((await body(request)) as { mode?: StopMode }).mode ?? 'graceful');
  json(response, 202, made.job);
}

async function jobs(url: URL, request: IncomingMessage, response: ServerResponse) {
  if (request.method === 'POST') {
    const made = world.create((await body(request)) as JobRequest);
    return json(response, 'id' in made ? 201 : made.status, made);
  }
  const states = url.searchParams.get('state')?.split(',');
  const limit = Number(url.searchParams.get('limit') ?? 100);
  const found = world.jobs.map(({ job }) => job).filter((job) => !states || states.includes(job.state));
  json(response, 200, { items: found.slice(0, limit), next: found.length > limit ? 'more' : null });
}

function file(path: string, response: ServerResponse): void {
  const found = [join(STATIC, path), join(STATIC, 'index.html')].find(
    (name) => extname(name) && existsSync(name),
  );
  if (!found || path.startsWith('/_app/') !== found.includes('/_app/'))
    return problem(response, 404, 'Not Found');
  response.writeHead(200, { 'content-type': TYPES[extname(found)] ?? 'text/plain' }).end(readFileSync(found));
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://mock');
  const [, id, action] = /^\/api\/v1\/jobs\/([^/]+)(.*)$/.exec(url.pathname) ?? [];
  if (url.pathname === '/healthz')
    return json(response, 200, { status: 'ok', version: 'mock', boot: 'mock' });
  if (url.pathname === '/api/v1/templates') return json(response, 200, { items: TEMPLATES });
  if (url.pathname === '/api/v1/jobs') return void jobs(url, request, response);
  if (id === undefined) return file(url.pathname, response);
  const made = world.jobs.find(({ job }) => job.id === id);
  if (!made) return problem(response, 404, 'There is no such job');
  void ofJob(made, action ?? '', url, request, response);
});

server.on('upgrade', (request, socket) => {
  const url = new URL(request.url ?? '/', 'http://mock');
  const made = world.jobs.find(({ job }) => url.pathname === `/ws/logs/${job.id}`);
  if (!made || process.env.MOCK_NO_WS) {
    socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  const send = accept(request, socket);
  const leave = feed(
    made,
    url,
    'ws',
    (frame) => send(JSON.stringify(frame)),
    () => socket.end(CLOSE),
  );
  socket.on('close', leave).on('end', () => socket.end());
});

const port = Number(process.argv[2] ?? 8080);
server.listen(port, '127.0.0.1', () => console.log(`pretending on http://127.0.0.1:${port}`));
