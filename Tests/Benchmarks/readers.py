"""Clients for the benchmarks of streams: one that reads every frame, and many that stop reading and come again."""
import json, re, socket, subprocess, time


class FrameReader:
    """Frames of an event stream or a WebSocket as objects, in the order in which they come."""
    def __init__(self, port, path):
        self.messages = '/ws' in path
        self.socket = socket.create_connection(('127.0.0.1', port), 60)
        upgrade = ('Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n'
                   'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n') if self.messages else ''
        self.socket.sendall(f'GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{upgrade}\r\n'.encode())
        self.file = self.socket.makefile('rb', 1 << 18)
        status = self.file.readline()
        if status.split()[1] not in (b'200', b'101'): raise SystemExit(f'{path}: {status}')
        self.chunked = False
        while (line := self.file.readline()) != b'\r\n':
            self.chunked |= line.lower().startswith(b'transfer-encoding:')

    def __iter__(self): return self.of_messages() if self.messages else self.of_events()

    def of_messages(self):
        while True:
            head = self.file.read(2)
            if len(head) < 2: return
            length = head[1] & 127
            if length >= 126: length = int.from_bytes(self.file.read(2 if length == 126 else 8), 'big')
            payload = self.file.read(length)
            if head[0] & 15 == 8: return
            if head[0] & 15 == 1: yield json.loads(payload)

    def of_events(self):
        rest = b''
        for part in self.parts():
            *lines, rest = (rest + part).split(b'\n')
            for line in lines:
                if line.startswith(b'data: '): yield json.loads(line[6:])

    def parts(self):
        while self.chunked and (size := int(self.file.readline() or b'0', 16)):
            yield self.file.read(size)
            self.file.readline()
        while not self.chunked and (part := self.file.read1()): yield part

    def rest(self):
        """Reads to the log's end; how many lines and frames came, without a gap."""
        lines = frames = 0
        due = None
        for frame in self:
            frames += 1
            if frame['e'] == 'end': break
            if frame['e'] == 'lag': due = frame['to']  # it asked for the log's end, and is too slow for what comes
            if frame['e'] != 'log': continue
            if due not in (None, frame['from']): raise SystemExit(f"line {due} is due, {frame['from']} came")
            due = frame['to']
            lines += len(frame['x'])
        self.close()
        return lines, frames

    def close(self):
        self.file.close()
        self.socket.close()


class Stalled:
    """Subscribers that begin with the job, read nothing, and go on when the others have all of it."""
    def __init__(self, number, count):
        self.number, self.count = number, count
        self.sockets, self.kernel, self.cut, self.lost, self.looked = [], 0, 0, 0, 0

    def look(self, server, job):
        """Called often while the others read."""
        if not self.sockets:
            self.path, self.port = server.lines(job), server.port
            self.sockets = [self.connect() for _ in range(self.number)]
            self.names = {one.getsockname()[1] for one in self.sockets}
        if time.monotonic() - self.looked < 1: return
        self.looked = time.monotonic()
        self.kernel = max(self.kernel, self.held())

    def resume(self):
        for one in self.sockets: self.lost += self.resumed(one)

    def connect(self, after=None):
        one = socket.create_connection(('127.0.0.1', self.port), 60)
        resumed = f'Last-Event-ID: {after}\r\n' if after is not None else ''
        one.sendall(f'GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n{resumed}\r\n'.encode())
        return one

    def held(self):
        """Bytes that the kernel holds at the server's ends of their connections (ss(8), skmem: r, w, f)."""
        text = subprocess.run(['ss', '-tmnOH', 'sport', '=', f':{self.port}'], capture_output=True, text=True, check=True).stdout
        total = 0
        for line in text.splitlines():
            fields = line.split()
            if int(fields[4].rsplit(':', 1)[1]) in self.names and (memory := re.search(r'skmem:\(r(\d+),.*?,f(\d+),w(\d+)', line)):
                total += sum(map(int, memory.groups()))
        return total

    def resumed(self, one):
        """Reads on; where it was cut, from behind the line that it has. How many lines it never got."""
        seen = self.ids(one, bytearray())
        tries = 0
        while (not seen or seen[-1] < self.count) and tries < 5:
            tries += 1
            self.cut += tries == 1
            seen += self.ids(self.connect(seen[-1] if seen else 0), bytearray())
        return self.count - len(seen) if seen == list(range(1, len(seen) + 1)) else self.count

    def ids(self, one, text):
        """Numbers of the whole events that come until the job's end or the connection's."""
        one.settimeout(60)
        try:
            while b'\nevent: end\n' not in text[-4096:] and (part := one.recv(1 << 20)): text += part
        except ConnectionResetError: pass  # it was cut: what came before counts
        one.close()
        whole = text[:text.rfind(b'\n\n') + 2]
        return [int(number) for number in re.findall(rb'^id: (\d+)$', whole, re.M)]
