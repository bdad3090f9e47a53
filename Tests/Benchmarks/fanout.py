#!/usr/bin/env python3
"""A job's lines to many subscribers, beside the peers of ../shared/bench in the same run.

    Tests/Benchmarks/fanout.py .build/release/anana ../shared/bench [--rounds 3] [--peers c5,c,go] FIGURE…

Figures: idle fan1000 fan5000 fan10000 rate100 flood websocket stalled long mux (all, when none is named). A row is the
median of the rounds, in which the servers take turns. Peers: `c5` wakes its subscribers each 5 ms, `c` at once. Ours
sends `format=lines` where a peer stands beside it. Processor time of ours is that of the server and of the job's
supervisor, which does what is within a peer. Standard library only; needs a C compiler, for `go` Go, and `ss` for
`stalled`. Everything runs in folders of its own under $TMPDIR, which are removed."""
import argparse, json, os, re, socket, statistics, subprocess, time
from readers import FrameReader, Stalled
from stream_servers import Meter, Tools, read, server, until


def ended(process, seconds):
    """Whether it has ended, or ends so soon."""
    try: process.wait(seconds)
    except subprocess.TimeoutExpired: return False
    return True


def fan(name, n, rate, seconds, load=(), path=None, beside=None):
    """One row: what the subscribers got, and what it cost. `beside` looks now and then, and resumes in the end."""
    one = server(name, options.anana, tools)
    try:
        gate, report, result = (f'{one.folder}/{part}' for part in ('gate', 'report', 'result'))
        count = int(rate * seconds)
        job = one.job(['-r', str(rate), '-c', str(count), '-s', '100', '-w', gate, '-o', report])
        url = f'http://127.0.0.1:{one.port}{path(job) if path else one.lines(job)}'
        client = subprocess.Popen(
            [tools.sseload, '-q', '-u', url, '-n', str(n), '-d', str(seconds * 3 + 10), '-R', f'touch {gate}', '-j', result]
            + list(load), stderr=subprocess.DEVNULL)
        until(lambda: os.path.exists(gate) or client.poll() is not None)
        meter = Meter(one)
        while not ended(client, 0.02):
            # What helpers have used is lost when they end.
            meter.look()
            if beside: beside.look(one, job)
        row = json.loads(read(result))
        row['server_s'], row['cpu_s'] = meter.seconds()
        row['rss_mib'], row['peak_mib'] = one.resident() / 1024, one.peak() / 1024
        if beside: beside.resume()
        row['blocked_s'] = float(until(lambda: read(report)).split()[3])
        # A server ends a stream behind the last line. Progress counts as events, and shows sequence numbers twice.
        holes = 0 if path else max(0, count - row['ev_min']) + row['gaps'] + row['missing']
        row['lost'] = row['alive'] + row['reset'] + row['failed'] + holes
        return row
    finally: one.close()


def rounds(names, *arguments, **more):
    rows = {name: [] for name in names}
    for _ in range(options.rounds):
        for name in names: rows[name].append(fan(name, *arguments, **more))
    return {name: {key: statistics.median(row[key] for row in list) for key in list[0] if key != 'label'}
            for name, list in rows.items()}


def show(title, rows):
    print(f'\n{title}', flush=True)
    for name, row in rows.items():
        print(f"  {name:10} p50 {row['p50_ms']:8.2f} ms  p99 {row['p99_ms']:8.2f} ms  {row['events_per_s'] / 1e6:6.3f} M events/s"
              f"  lost {row['lost']:.0f}  cpu {row['cpu_s']:5.2f} s (server {row['server_s']:.2f})  rss {row['rss_mib']:.1f} MiB"
              f" (peak {row['peak_mib']:.1f})  blocked {row['blocked_s']:.3f} s", flush=True)


def goal(what, value, limit, most=True):
    met = value <= limit if most else value >= limit
    print(f"  {'met   ' if met else 'MISSED'} {what}: {value:.3g} ({'at most' if most else 'at least'} {limit:g})", flush=True)


def kept(row):
    goal('lines lost', row['lost'], 0)
    goal('job blocked in write, s of 4', row['blocked_s'], 0.05)


def idle():
    rows = rounds(['ours'] + peers, 1, 50, 6)
    show('idle: one subscriber, 50 lines/s', rows)
    goal('p50 ms', rows['ours']['p50_ms'], 0.3)
    goal('p99 ms', rows['ours']['p99_ms'], 3)


def beside_c(n, rate, load=()):
    rows = rounds(['ours'] + peers, n, rate, 4, load)
    show(f'{n} subscribers, {rate} lines/s for 4 s', rows)
    kept(rows['ours'])
    return rows['ours'], rows['ours']['cpu_s'] / rows[peers[0]]['cpu_s']


def fan1000():
    row, ratio = beside_c(1000, 1000)
    goal('p99 ms', row['p99_ms'], 25)
    goal(f'processor time of {peers[0]}', ratio, 1.15)


def fan5000(): goal('peak resident MiB', beside_c(5000, 1000)[0]['peak_mib'], 40)


# Ids are checked, times are not read: the client has one of the cores.
def fan10000(): goal('M events/s', beside_c(10_000, 1000, ['-l'])[0]['events_per_s'] / 1e6, 6.5, most=False)


def rate100(): goal(f'processor time of {peers[0]}', beside_c(100, 20_000)[1], 1.3)


def websocket():
    ways = {'sse': (lambda job: f'/api/v1/jobs/{job}/logs/stream', []), 'websocket': (lambda job: f'/ws/logs/{job}', ['-w'])}
    rows = {way: [] for way in ways}
    for _ in range(options.rounds):
        for way, (path, load) in ways.items(): rows[way].append(fan('ours', 1000, 1000, 4, load, path))
    rows = {way: {key: statistics.median(row[key] for row in list) for key in list[0] if key != 'label'} for way, list in rows.items()}
    show('frames to 1000 subscribers, 1000 lines/s for 4 s (an event is a frame)', rows)
    for key in ('cpu_s', 'p50_ms', 'p99_ms'): goal(f'WebSocket, {key} of SSE', rows['websocket'][key] / rows['sse'][key], 1.1)


def flood():
    """200 MB as fast as they can be written, one subscriber."""
    size, count = 200_000_000, 2_000_000
    times, lost = {'cat': [], **{name: [] for name in ['ours'] + peers}}, 0
    for _ in range(options.rounds):
        for name in times:
            seconds, missing = flooded(name, size, count)
            times[name].append(seconds)
            if name == 'ours': lost += missing
        subprocess.run(['sync'], check=True)  # what one round left dirty must not slow the next
    medians = {name: statistics.median(list) for name, list in times.items()}
    print('\nflood: 200 MB in lines of 100 bytes, one subscriber; until the file has all')
    for name, seconds in medians.items(): print(f"  {name:10} {size / seconds / 1e6:6.0f} MB/s  ({' '.join(f'{t:.3f}' for t in times[name])})")
    goal('of `cat > file`', medians['cat'] / medians['ours'], 0.9, most=False)
    goal('lines lost to the subscriber', lost, 0)


def flooded(name, size, count):
    if name == 'cat':
        folder = tools.folder
        gate, log = f'{folder}/gate', f'{folder}/cat'
        for path in (gate, log): os.path.exists(path) and os.remove(path)
        job = subprocess.Popen(f'{tools.emit} -B {size} -s 100 -w {gate} | cat > {log}', shell=True)
        children = lambda: read(f'/proc/{job.pid}/task/{job.pid}/children').split()
        until(lambda: {'emit', 'cat'} <= {read(f'/proc/{pid}/comm').strip() for pid in children()})
        seconds = filled(gate, log, size)
        job.wait()
        return seconds, 0
    one = server(name, options.anana, tools)
    try:
        gate, ready, result = (f'{one.folder}/{part}' for part in ('gate', 'ready', 'result'))
        job = one.job(['-B', str(size), '-s', '100', '-w', gate])
        client = subprocess.Popen([tools.sseload, '-q', '-u', f'http://127.0.0.1:{one.port}{one.lines(job)}', '-n', '1', '-d', '60',
                                   '-e', str(count), '-R', f'touch {ready}', '-j', result], stderr=subprocess.DEVNULL)
        until(lambda: os.path.exists(ready))
        seconds = filled(gate, one.log(job), size)
        client.wait()
        row = json.loads(read(result))
        # Progress and the end count as events too, and progress shows sequence numbers twice.
        return seconds, max(0, count - row['events']) + row['gaps'] + row['missing']
    finally: one.close()


def filled(gate, log, size):
    until(lambda: os.path.exists(log))
    open(gate, 'w').close()
    began = time.monotonic()
    until(lambda: os.stat(log).st_size >= size)
    return time.monotonic() - began


def stalled():
    """50 that stop reading for 60 s beside 1000 that read; then they resume."""
    plain = fan('ours', 1000, 1000, 62)
    some = Stalled(50, 62_000)
    row = fan('ours', 1000, 1000, 62, beside=some)
    show('1000 subscribers, 1000 lines/s for 62 s, alone and beside 50 that stop reading for 60 s', {'alone': plain, 'beside 50': row})
    print(f'  {some.cut} of 50 were cut meanwhile; the kernel held at most {some.kernel / 1024:.0f} KiB for them')
    goal('lines lost to the others', row['lost'], 0)
    goal('lines lost to the stalled after they resumed', some.lost, 0)
    goal('p99 of the others, to that alone', row['p99_ms'] / plain['p99_ms'], 1.2)
    goal('more memory, kernel buffers included, MiB', max(0, row['peak_mib'] - plain['peak_mib']) + some.kernel / 2 ** 20, 16)


def long():
    """First lines of a stream on a log of ten million lines."""
    count = 10_000_000
    one = server('ours', options.anana, tools)
    try:
        job = one.job(['-B', str(count * 100), '-s', '100'])
        FrameReader(one.port, f'/api/v1/jobs/{job}/logs/stream?tail=0').rest()
        times = []
        for number in range(100):
            start = ('tail=2000', f'from={1 + number * 99_999}')[number % 2]
            began = time.perf_counter()
            reader = FrameReader(one.port, f'/api/v1/jobs/{job}/logs/stream?{start}')
            next(frame for frame in reader if frame['e'] == 'log')
            times.append((time.perf_counter() - began) * 1e3)
            reader.close()
        print(f'\nfirst lines of a stream on a log of {count} lines: median {statistics.median(times):.2f}, 90 % under {sorted(times)[89]:.2f} ms')
        goal('slowest of 100, ms', max(times), 10)
    finally: one.close()


def mux():
    """50,000 lines/s to one client of the multiplexed stream that reads each frame."""
    for carrier in ('/api/v1/stream', '/api/v1/stream/ws'):
        costs = []
        for _ in range(options.rounds):
            one = server('ours', options.anana, tools)
            try:
                gate, count = f'{one.folder}/gate', 200_000
                job = one.job(['-r', '50000', '-c', str(count), '-s', '100', '-w', gate])
                reader = FrameReader(one.port, f'{carrier}?topics=log:{job}')
                next(iter(reader))
                meter = Meter(one)
                open(gate, 'w').close()
                lines, frames = reader.rest()
                costs.append(meter.seconds()[0] / count * 1e6)
                if lines != count: raise SystemExit(f'{lines} of {count} lines came')
            finally: one.close()
        print(f'\nframes, 50,000 lines/s to one client of {carrier}: {frames} frames')
        goal('server, us a line', statistics.median(costs), 2)


FIGURES = [idle, fan1000, fan5000, fan10000, rate100, flood, websocket, stalled, long, mux]

if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('anana')
    parser.add_argument('bench')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--peers', default='c5')
    parser.add_argument('figures', nargs='*', metavar='FIGURE')
    options = parser.parse_intermixed_args()
    peers = options.peers.split(',')
    known = {figure.__name__: figure for figure in FIGURES}
    for name in options.figures:
        if name not in known: parser.error(f'{name} is no figure: {" ".join(known)}')
    tools = Tools(options.bench, peers)
    try:
        for name in options.figures or known: known[name]()
    finally: tools.close()
