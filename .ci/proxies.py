"""Reads a job's lines by every carrier through every proxy at once, and measures how late each line comes."""
import asyncio, json, os, sys, time, urllib.error, urllib.request
import websockets

DIRECT, PROJECT, STRIP_PORT = sys.argv[1], sys.argv[2], int(sys.argv[3])
PROXIES = dict(word.split('=', 1) for word in sys.argv[4:])
LIMIT = 1.0


async def strip_upgrade(reader, writer):
    """A proxy that lets no connection become anything else."""
    host, port = DIRECT.removeprefix('http://').split(':')
    up_reader, up_writer = await asyncio.open_connection(host, int(port))

    async def requests():
        while line := await reader.readline():
            if not line.lower().startswith((b'upgrade:', b'connection:')):
                up_writer.write(line)
                await up_writer.drain()
        up_writer.write_eof()

    async def answers():
        while data := await up_reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    await asyncio.gather(requests(), answers(), return_exceptions=True)
    up_writer.close()


def start():
    body = json.dumps({'template': 'train'}).encode()
    request = urllib.request.Request(DIRECT + '/api/v1/jobs', body, {'Content-Type': 'application/json'})
    return json.load(urllib.request.urlopen(request))['id']


class Tape:
    """The lines of one client, and how late the latest of them was."""

    def __init__(self, name):
        self.name, self.lines, self.late, self.ended = name, [], 0.0, False

    def take(self, texts, now):
        for text in texts:
            self.lines.append(text)
            self.late = max(self.late, now - float(text.split()[0]))

    def frame(self, frame, now):
        if frame['e'] == 'log':
            self.take(frame['x'], now)
        self.ended = self.ended or frame['e'] == 'end'


async def curl(tape, url):
    process = await asyncio.create_subprocess_exec('curl', '-sNf', '--max-time', '40', url, stdout=asyncio.subprocess.PIPE)
    try:
        while line := (await process.stdout.readline()).decode():
            yield line.rstrip('\n'), time.time()
            if tape.ended:
                return
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def lines(tape, base, job):
    async for line, now in curl(tape, f'{base}/api/v1/jobs/{job}/logs/stream?format=lines'):
        if line.startswith('data: {"n"'):
            tape.take([json.loads(line[6:])['x']], now)
        tape.ended = tape.ended or line == 'event: end'


async def frames(tape, base, job):
    async for line, now in curl(tape, f'{base}/api/v1/stream?topics=jobs,log:{job}'):
        if line.startswith('data: '):
            tape.frame(json.loads(line[6:]), now)


async def raw(tape, base, job):
    async for line, now in curl(tape, f'{base}/api/v1/jobs/{job}/logs/raw?follow=true'):
        tape.take([line], now)
    tape.ended = True


async def poll(tape, base, job):
    cursor = 'l1'
    while not tape.ended:
        url = f'{base}/api/v1/stream/poll?topics=jobs,log:{job}&cursor={cursor}'
        answer = json.loads(await asyncio.to_thread(lambda: urllib.request.urlopen(url, timeout=40).read()))
        for frame in answer['frames']:
            tape.frame(frame, time.time())
        cursor = answer['cursor']


async def socket(tape, base, job):
    async with websockets.connect(base.replace('http', 'ws') + f'/api/v1/stream/ws?topics=log:{job}') as channel:
        async for message in channel:
            tape.frame(json.loads(message), time.time())
            if tape.ended:
                return


async def refused(base, job):
    """Where Upgrade does not get through, the answer must say so at once: a client goes to its next carrier."""
    try:
        async with websockets.connect(base.replace('http', 'ws') + f'/api/v1/stream/ws?topics=log:{job}'):
            return False
    except websockets.exceptions.InvalidStatus as error:
        return error.response.status_code == 426


async def main():
    server = await asyncio.start_server(strip_upgrade, '127.0.0.1', STRIP_PORT)
    bases = {'direct': DIRECT, **PROXIES, 'stripping': f'http://127.0.0.1:{STRIP_PORT}'}
    for _ in range(100):
        if all(await asyncio.gather(*(asyncio.to_thread(answers, base) for base in bases.values()))):
            break
        await asyncio.sleep(0.1)
    job = start()
    tapes, readers = [], []
    for name, base in bases.items():
        carriers = [lines, frames, raw, poll] + ([socket] if name in ('direct', 'haproxy') else [])
        for carrier in carriers:
            tapes.append(Tape(f'{name} {carrier.__name__}'))
            readers.append(asyncio.create_task(carrier(tapes[-1], base, job)))
    for name in ('nginx', 'stripping'):
        assert await refused(bases[name], job), f'a WebSocket through {name} is not answered by 426'
    await asyncio.sleep(1)
    open(os.path.join(PROJECT, 'go'), 'w').close()
    await asyncio.wait_for(asyncio.gather(*readers), 60)
    server.close()
    bad = 0
    for tape in tapes:
        numbers = [text.split()[-1] for text in tape.lines]
        flaw = numbers != [str(n) for n in range(1, 31)] or not tape.ended or tape.late > LIMIT
        bad += flaw
        print(f'{"BAD" if flaw else "ok "} {tape.name:18} {len(numbers)} lines, the latest {tape.late * 1000:.0f} ms late')
    sys.exit(1 if bad else 0)


def answers(base):
    try:
        return urllib.request.urlopen(base + '/healthz', timeout=2).status == 200
    except (urllib.error.URLError, OSError):
        return False


asyncio.run(main())
