#!/usr/bin/env python3
"""What the HTTP engine costs, beside the peers of ../shared/bench in the same run: each goal beside its figure.

    Tests/Benchmarks/engine.py [--build .build/release] [--rounds 5] [SERIES…]

Series: get (a job over 64 kept connections), static (4 KB, 1 MiB), idle (10,000 connections), streams (10,000 event
streams), start, bundle (6,000 files). Needs wrk, and what ../shared/bench/README.md names for the peers: where one is
missing its goals are left out. Rounds alternate; medians are printed; a run is repeated (once) when other
processes took more than 12 % of the machine."""
import argparse, http.client, os, random, re, resource, shutil, socket, statistics, subprocess, tempfile, time
from servers import HOME, Anana, peers

# peers.md: what could not be had here is compared through the C peer, as measured there.
C_TO_UVICORN, C_TO_HUMMINGBIRD = 152254 / 4224, 152254 / 15523
COUNT = 10_000


def goal(what, figure, sign, limit, unit=''):
    met = figure <= limit if sign == '<=' else figure >= limit
    print(f'  {"met   " if met else "MISSED"} {what}: {figure:.2f}{unit} (goal {sign} {limit:g}{unit})')

def busy():
    fields = [int(value) for value in open('/proc/stat').readline().split()[1:]]
    return (fields[0] + fields[1] + fields[2] + fields[5] + fields[6]) / os.sysconf('SC_CLK_TCK')

def load(server, path, seconds):
    """One run of wrk: requests per second, CPU us per request, MB per second."""
    for attempt in range(2):
        cpu, all, wrk = server.cpu(), busy(), sum(os.times()[2:4])
        text = subprocess.run(['wrk', '-t2', '-c64', f'-d{seconds}s', f'http://127.0.0.1:{server.port}{path}'],
                              capture_output=True, text=True, check=True).stdout
        cpu, all, wrk = server.cpu() - cpu, busy() - all, sum(os.times()[2:4]) - wrk
        if all - cpu - wrk < 0.12 * seconds * os.cpu_count(): break
    if 'Non-2xx' in text or 'Socket errors' in text: raise SystemExit(f'{server.name} {path}: {text}')
    count = int(re.search(r'(\d+) requests in', text)[1])
    number, unit = re.search(r'Transfer/sec:\s+([\d.]+)(.)B', text).groups()
    return (float(re.search(r'Requests/sec:\s+([\d.]+)', text)[1]), cpu / count * 1e6,
            float(number) * {'K': 1 << 10, 'M': 1 << 20, 'G': 1 << 30}[unit] / 1e6)

def compare(title, targets, options):
    """Targets are (row, server, path); returns medians by row."""
    rows, begin = {row: [] for row, _, _ in targets}, time.monotonic()
    for _, server, path in targets: load(server, path, 1)  # warm
    for number in range(options.rounds):
        if number and time.monotonic() - begin > options.limit: break
        for row, server, path in targets: rows[row].append(load(server, path, options.seconds))
    count = min(map(len, rows.values()))
    print(f'{title}, wrk -t2 -c64, {options.seconds} s, median of {count}')
    medians = {row: [statistics.median(column) for column in zip(*values)] for row, values in rows.items()}
    for row, (rate, cpu, bytes) in medians.items():
        print(f'  {row:28} {rate:10,.0f} req/s {cpu:8.2f} us CPU/req {bytes:8.0f} MB/s   rounds:',
              ' '.join(f'{value[1]:.2f}' for value in rows[row]))
    return medians


def get(options):
    ours = Anana(options.build, '--access-log', 'off')
    logging = Anana(options.build, name='anana, access log')
    others = list(peers('C epoll', 'nginx', 'Go', 'uvicorn'))
    try:
        path = f'/api/v1/jobs/{ours.job("short", "completed")}'
        targets = [('anana, a job that has ended', ours, path),
                   ('anana, a job that runs', ours, f'/api/v1/jobs/{ours.long_job()}'),
                   ('anana, access log on', logging, f'/api/v1/jobs/{logging.job("short", "completed")}')]
        targets += [(one.name, one, f'/api/v1/jobs/{one.peer_job()}') for one in others]
        got = compare('GET /api/v1/jobs/{id}', targets, options)
    finally:
        for one in [ours, logging] + others: one.stop()
    (rate, cpu, _), (_, running, _), (_, logged, _) = [got[row] for row, _, _ in targets[:3]]
    print(f'  the access log costs {logged - cpu:.2f} us a request')
    if 'C epoll' in got:
        goal('CPU per request, of C', cpu / got['C epoll'][1], '<=', 1.1, 'x')
        goal('CPU per request of a job that runs, of C', running / got['C epoll'][1], '<=', 1.1, 'x')
        goal('req/s through C, of Hummingbird 2', rate / got['C epoll'][0] * C_TO_HUMMINGBIRD, '>=', 8, 'x')
        if 'uvicorn' not in got:
            goal('req/s through C, of uvicorn', rate / got['C epoll'][0] * C_TO_UVICORN, '>=', 30, 'x')
    for name, factor in [('nginx', 1.1), ('Go', 2.5), ('uvicorn', 30)]:
        if name in got: goal(f'req/s, of {name}', rate / got[name][0], '>=', factor, 'x')


def static(options):
    www = tempfile.mkdtemp(prefix='anana-bench-')
    others = list(peers('C epoll', 'nginx', 'Go'))
    shutil.copytree(f'{HOME}/www', www, dirs_exist_ok=True)
    ours = Anana(options.build, '--access-log', 'off', '--static', www)
    try:
        servers = [ours] + others
        small = compare('static file of 4 KB', [(one.name, one, '/assets/small.js') for one in servers], options)
        if 'C epoll' in small: goal('CPU per request, of C', small['anana'][1] / small['C epoll'][1], '<=', 1.15, 'x')
        large = compare('static file of 1 MiB', [(one.name, one, '/assets/large.js') for one in servers], options)
        best = max(value[2] for row, value in large.items() if row != 'anana') if others else 1
        goal('bytes per second, of the best peer', large['anana'][2] / best, '>=', 1, 'x')
    finally:
        for one in servers: one.stop()
        shutil.rmtree(www)


def connect(port, request, until):
    """A connection that has been answered."""
    one = socket.create_connection(('127.0.0.1', port), 30)
    one.sendall(request)
    answer = b''
    while until not in answer:
        part = one.recv(65536)
        if not part: raise SystemExit(f'closed after {answer!r}')
        answer += part
    return one


def rest(server, seconds):
    """Time in which nobody asks: a part of what is measured. A server that ends in it ends the run."""
    try: server.process.wait(seconds)
    except subprocess.TimeoutExpired: return
    raise SystemExit(f'{server.name} has ended')


def held(server, path, until, quiet):
    """Bytes of anonymous memory that each of very many idle connections adds."""
    request = f'GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n'.encode()
    for one in [connect(server.port, request, until) for _ in range(100)]: one.close()
    rest(server, 0.5)
    before = server.memory('RssAnon')
    connections = [connect(server.port, request, until) for _ in range(COUNT)]
    rest(server, quiet)
    after = server.memory('RssAnon')
    for one in connections: one.close()
    return (after - before) * 1024 / COUNT

def many(title, make, row, path, until, quiet, options):
    figures = []
    for _ in range(options.rounds):
        server = make()
        try: figures.append(held(server, path(server), until, quiet))
        finally: server.stop()
    print(f'  {row:10} {statistics.median(figures):8.0f} bytes each of {COUNT} {title}, rounds:',
          ' '.join(f'{value:.0f}' for value in figures))
    return statistics.median(figures)

ROOM = ['--max-connections', str(4 * COUNT), '--idle-timeout', '600s']

def beside(title, path, until, quiet, ours, options):
    for name in ('C epoll', 'nginx', 'Go'):
        for probe in peers(name):  # at most one: whether it is there at all
            probe.stop()
            many(title, lambda: next(peers(name)), name, path, until, quiet, options)
    return many(title, ours, 'anana', path, until, quiet, options)

def idle(options):
    print(f'{COUNT} idle kept connections, median of {options.rounds}')
    figure = beside('kept connections', lambda server: '/assets/small.js' if server.name != 'anana' else '/healthz',
                    b'\r\n\r\n', 1, lambda: Anana(options.build, *ROOM, '--access-log', 'off'), options)
    goal('user memory each', figure, '<=', 200, ' bytes')

def streams(options):
    print(f'{COUNT} idle event streams, with heartbeats, median of {options.rounds}')
    figure = beside('event streams', lambda server: f'/api/v1/jobs/{server.long_job()}/logs/stream', b'\r\n\r\n', 4,
                    lambda: Anana(options.build, *ROOM, '--access-log', 'off', '--heartbeat', '1s'), options)
    goal('user memory each', figure, '<=', 1024, ' bytes')


def start(options):
    print(f'exec to the first answer, and resident memory after it, median of {options.rounds}')
    makers = {'anana': lambda: Anana(options.build)}
    makers |= {name: lambda name=name: next(peers(name), None) for name in ('C epoll', 'nginx', 'Go', 'uvicorn')}
    for row, make in makers.items():
        figures = []
        for _ in range(options.rounds):
            server = make()
            if server is None: break
            rest(server, 0.5)
            figures.append((server.start_ms, server.memory('VmRSS') / 1024, server.memory('RssAnon') / 1024))
            server.stop()
        if not figures: continue
        ms, resident, private = [statistics.median(column) for column in zip(*figures)]
        print(f'  {row:10} {ms:7.1f} ms, {resident:6.1f} MiB resident, {private:5.1f} MiB of it anonymous; ms:',
              ' '.join(f'{value[0]:.1f}' for value in figures))
        if row == 'anana':
            goal('exec to the first answer', ms, '<=', 10, ' ms')
            goal('resident', resident, '<=', 12, ' MiB')


def bundle(options):
    folder = tempfile.mkdtemp(prefix='anana-bench-')
    files, random_bytes = {}, random.Random(8).randbytes
    for number in range(6000):
        size = 1_320_000 if number % 60 == 59 else 20_000
        files[f'/_app/immutable/chunks/{number % 50}/{number}.js'] = random_bytes(size)
    files['/index.html'] = b'<!doctype html><title>bundle</title>'
    for path, content in files.items():
        os.makedirs(os.path.dirname(folder + path), exist_ok=True)
        with open(folder + path, 'wb') as file: file.write(content)
    times, total = [], sum(map(len, files.values())) / 1e6
    for _ in range(options.rounds):
        server = Anana(options.build, '--access-log', 'off', '--static', folder)
        times.append(server.start_ms)
        if len(times) < options.rounds: server.stop()
    try:
        client = http.client.HTTPConnection('127.0.0.1', server.port)
        for path, content in files.items():
            client.request('GET', path)
            if client.getresponse().read() != content: raise SystemExit(f'{path} is not what lies there')
        print(f'bundle of {len(files)} files, {total:.0f} MB: each was served as it lies there;',
              f'{server.memory("VmRSS") / 1024:.0f} MiB resident; start, ms:', ' '.join(f'{value:.0f}' for value in times))
        goal('exec to the first answer', statistics.median(times), '<=', 1000, ' ms')
    finally:
        server.stop()
        shutil.rmtree(folder)


SERIES = {'get': get, 'static': static, 'idle': idle, 'streams': streams, 'start': start, 'bundle': bundle}

if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', default='.build/release', help='where anana and anana-supervisor lie')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--seconds', type=int, default=2, help='of each run of wrk')
    parser.add_argument('--limit', type=int, default=600, help='seconds after which a table begins no further round')
    parser.add_argument('series', nargs='*', choices=[*SERIES, []])
    options = parser.parse_args()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    for name in options.series or SERIES: SERIES[name](options)
