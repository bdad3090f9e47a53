// Log frames as Server-Sent Events, read by fetch: status codes show, and a slow reader slows the sender.
import { createParser } from 'eventsource-parser';
import type { Frame } from '../api/types.ts';
import { query, type CarrierEvents, type Closed, type OpenCarrier } from './carrier.ts';

function refusal(response: Response): Closed {
  if (response.status === 204) return { why: 'complete' };
  if (response.status === 404) return { why: 'not_found' };
  const seconds = Number(response.headers.get('retry-after'));
  const refused = { why: 'refused', detail: `the stream was answered with ${response.status}` } as const;
  return seconds > 0 ? { ...refused, retryAfter: seconds * 1000 } : refused;
}

async function read(body: ReadableStream<Uint8Array>, events: CarrierEvents) {
  const parser = createParser({ onEvent: ({ data }) => events.frame(JSON.parse(data) as Frame) });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    parser.feed(decoder.decode(value, { stream: true }));
  }
}

async function follow(url: string, signal: AbortSignal, events: CarrierEvents): Promise<Closed> {
  const headers = { accept: 'text/event-stream' };
  const response = await fetch(url, { headers, signal, cache: 'no-store' });
  const type = response.headers.get('content-type') ?? '';
  if (response.status !== 200 || !response.body || !type.startsWith('text/event-stream'))
    return refusal(response);
  await read(response.body, events);
  return { why: 'cut', detail: 'the event stream ended' };
}

export const openEventStream: OpenCarrier = (job, position, events) => {
  const abort = new AbortController();
  const unlessAborted: CarrierEvents = {
    frame: (frame) => abort.signal.aborted || events.frame(frame),
    closed: (how) => abort.signal.aborted || events.closed(how),
  };
  follow(`/api/v1/jobs/${job}/logs/stream?${query(position)}`, abort.signal, unlessAborted).then(
    unlessAborted.closed,
    (error: unknown) => unlessAborted.closed({ why: 'cut', detail: String(error) }),
  );
  return { close: () => abort.abort() };
};
