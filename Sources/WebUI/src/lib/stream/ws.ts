// Log frames over a WebSocket: one text message, one frame.
import type { Frame } from '../api/types.ts';
import { query, type OpenCarrier } from './carrier.ts';

export const openWebSocket: OpenCarrier = (job, position, events) => {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/ws/logs/${job}?${query(position)}`);
  let open = false;
  let over = false;

  socket.onopen = () => (open = true);
  socket.onmessage = (message) => {
    if (!over) events.frame(JSON.parse(message.data as string) as Frame);
  };
  // The reason of a refused handshake is hidden from scripts: `refused` covers proxy, 404 and no server.
  socket.onclose = (event) => {
    if (over) return;
    over = true;
    events.closed(
      open
        ? { why: 'cut', detail: `the WebSocket was closed (${event.code})` }
        : { why: 'refused', detail: 'the WebSocket could not be opened' },
    );
  };
  return {
    close() {
      over = true;
      socket.close();
    },
  };
};
