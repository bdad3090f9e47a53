// Test only: just enough of RFC 6455 to send text messages to a browser.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

function head(length: number): Buffer {
  if (length < 126) return Buffer.from([0x81, length]);
  const long = Buffer.alloc(length < 65_536 ? 4 : 10);
  long[0] = 0x81;
  long[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) long.writeUInt16BE(length, 2);
  else long.writeBigUInt64BE(BigInt(length), 2);
  return long;
}

/** Answers the handshake; the result sends one text message. */
export function accept(request: IncomingMessage, socket: Duplex): (text: string) => void {
  const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
  );
  socket.on('error', () => {});
  return (text) => {
    const data = Buffer.from(text);
    if (socket.writable) socket.write(Buffer.concat([head(data.length), data]));
  };
}

export const CLOSE = Buffer.from([0x88, 2, 0x03, 0xe8]);
