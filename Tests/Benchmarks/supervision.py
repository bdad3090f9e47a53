#!/usr/bin/env python3
"""What supervision costs, measured on built programs: spawn, kill, hoppers, idle, sampling, memory, soak.

    Tests/Benchmarks/supervision.py [--build .build/release] [--user UID] SERIES…

Each series prints a line. --user runs the server, and so all of its jobs, as another user (as root only): without
rights there is no cgroup, so trees are killed by the loop. Standard library only; `spawn` needs a C compiler.
Everything runs in a folder of its own, which is removed with all that it started."""
import argparse, glob, http.client, json, os, shutil, signal, statistics, subprocess, sys, tempfile, time

YAML = """
templates:
  first: {command: [./first]}
  main: {command: [python3], parameters: {file: {type: string, required: true, position: 1}},
         stop: {signal: INT, grace: 200ms, terminate_grace: 300ms}}
  sh: {command: [/bin/sh, -c, 'exit 0']}
  wait: {command: [/bin/sh, -c, 'until [ -e go ]; do sleep 0.2; done']}
limits: {running: 400}
"""
# The clock at main's first instruction.
FIRST = """
#include <stdio.h>
#include <time.h>
int main(void) { struct timespec t; clock_gettime(CLOCK_REALTIME, &t); printf("%ld%09ld\\n", t.tv_sec, t.tv_nsec); }
"""
REFORK = """
import os, signal, time
def again(*_):
    if os.fork() == 0: os.setsid()
signal.signal(signal.SIGTERM, again)
for i in range(500):
    if os.fork() == 0:
        os.setsid()
        break
else: print('ready', flush=True)
end = time.time() + 60
while time.time() < end: signal.sigtimedwait([], max(0, end - time.time()))
"""
HOPPERS = """
import os, signal, time
end = time.time() + 15
for i in range(100):
    if os.fork() == 0:
        os.setsid()
        while time.time() < end:
            if os.fork() != 0: os._exit(0)
            os.setsid()
        os._exit(0)
print('ready', flush=True)
signal.pause()
"""
TREE = """
import os, signal, sys
block = bytearray(b'x' * (20 << 20))
for i in range(%d - 1):
    if os.fork() == 0: break
else: print('ready', flush=True)
signal.pause()
"""


class Server:
    def __init__(self, build, user):
        self.folder = tempfile.mkdtemp(prefix='anana-bench-')
        files = {'anana.yaml': YAML, 'first.c': FIRST, 'refork.py': REFORK, 'hoppers.py': HOPPERS,
                 'ten.py': TREE % 10, 'fifty.py': TREE % 50}
        for name, text in files.items():
            with open(f'{self.folder}/{name}', 'w') as file: file.write(text)
        wrapper = []
        if user:
            for program in ('anana', 'anana-supervisor'): shutil.copy(f'{build}/{program}', self.folder)
            build = self.folder
            subprocess.run(['chown', '-R', f'{user}:{user}', self.folder], check=True)
            wrapper = ['setpriv', f'--reuid={user}', f'--regid={user}', '--clear-groups']
        environment = {'PATH': '/usr/local/bin:/usr/bin:/bin', 'HOME': self.folder}
        self.process = subprocess.Popen(
            wrapper + [os.path.abspath(f'{build}/anana'), 'serve', self.folder, '--port', '0'], env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
        lock = f'{self.folder}/.anana-results/server.lock'
        self.url = until(lambda: json.loads(read(lock) or '{}').get('url'))
        self.client = http.client.HTTPConnection(self.url.split('//')[1])

    def ask(self, method, path, body=None):
        headers = {'Content-Type': 'application/json'} if body is not None else {}
        self.client.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.client.getresponse()
        text = answer.read()
        assert answer.status < 300, text
        return json.loads(text)

    def submit(self, template, file=None):
        parameters = {'file': file} if file else {}
        return self.ask('POST', '/api/v1/jobs', {'template': template, 'parameters': parameters})['id']

    def job(self, id): return self.ask('GET', f'/api/v1/jobs/{id}')

    def ended(self, id):
        return until(lambda: (job := self.job(id))['state'] in ('completed', 'failed', 'stopped', 'lost') and job)

    def over(self, id):
        """Waits without asking again and again: on few processors that would be measured too."""
        self.client.request('GET', f'/api/v1/jobs/{id}/logs/stream?tail=0')
        self.client.getresponse().read()

    def ready(self, id): until(lambda: 'ready' in (read(f'{self.folder}/.anana-results/logs/{id}.log') or ''))

    def attempt(self, id): return until(lambda: glob.glob(f'{self.folder}/.anana-results/jobs/2*/{id}/attempts/1'))[0]

    def record(self, id, name):
        return until(lambda: (text := read(f'{self.attempt(id)}/{name}')) and json.loads(text))

    def close(self):
        for id in os.listdir(f'{self.folder}/.anana-results/jobs/active'): self.ask('POST', f'/api/v1/jobs/{id}/stop', {'mode': 'kill'})
        until(lambda: not os.listdir(f'{self.folder}/.anana-results/jobs/active'))
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)


def read(path):
    try:
        with open(path) as file: return file.read()
    except (FileNotFoundError, ProcessLookupError): return None

def until(body, limit=60):
    end = time.time() + limit
    while time.time() < end:
        if value := body(): return value
        time.sleep(0.002)  # a look: records are files, and this client must not cost what it measures
    sys.exit('not within the limit')

def spread(values): return f'median {statistics.median(values):.1f}, least {min(values):.1f}, most {max(values):.1f}, n = {len(values)}'

def processor_time(pid):
    """Seconds that all threads of it have used."""
    return sum(int(read(task).split()[0]) for task in glob.glob(f'/proc/{pid}/task/*/schedstat')) / 1e9

def memory(pid):
    rows = dict(line.split(':') for line in read(f'/proc/{pid}/smaps_rollup').splitlines()[1:])
    kib = {name: int(value.split()[0]) for name, value in rows.items()}
    return kib['Private_Clean'] + kib['Private_Dirty'], kib['Rss']

def share(server, id, seconds):
    """Per cent of a core that supervisor and waiter take."""
    record = server.record(id, 'pids.json')
    pids = [record['supervisor']['pid'], record['waiter']['pid']]
    before = sum(map(processor_time, pids))
    time.sleep(seconds)  # the measured interval
    return (sum(map(processor_time, pids)) - before) / seconds * 100

def spawn(server):
    compiler = shutil.which('cc') or shutil.which('clang')
    if compiler is None: raise SystemExit('spawn needs a C compiler: neither cc nor clang is on PATH')
    subprocess.run([compiler, '-O1', '-o', f'{server.folder}/first', f'{server.folder}/first.c'], check=True)
    os.chmod(f'{server.folder}/first', 0o755)
    times = []
    for number in range(110):
        begin = time.time_ns()
        id = server.submit('first')
        server.over(id)
        times.append((int(read(f'{server.folder}/.anana-results/logs/{id}.log')) - begin) / 1e6)
    print('spawn: ms from POST to the first instruction of main:', spread(times[10:]))

def killed(server, file, count, mode):
    times = []
    for number in range(count):
        id = server.submit('main', file)
        server.ready(id)
        server.ask('POST', f'/api/v1/jobs/{id}/stop', {'mode': mode})
        server.ended(id)
        receipt = server.record(id, 'receipt.json')
        begin = [sent['t'] for sent in receipt['signals'] if sent['signal'] == 9][-1]
        times.append(receipt['gone_at'] - begin)
    way = 'cgroup.kill' if receipt['cgroup_kill'] else 'loop'
    return f'ms after the kill stage began, by {way}: {spread(times)} (the last saw {receipt["seen"]} processes)'

def kill(server): print('kill: 500 that start anew on SIGTERM, gone', killed(server, 'refork.py', 10, 'terminate'))

def hoppers(server): print('hoppers: 100 that fork and exit, gone', killed(server, 'hoppers.py', 10, 'kill'))

def idle(server):
    id = server.submit('main', 'ten.py')
    server.ready(id)
    time.sleep(5)  # until what its start cost is over
    print(f'idle: {share(server, id, 60):.3f} % of a core for supervisor and waiter, 10 quiet processes, 60 s')

def sampling(server):
    id = server.submit('main', 'fifty.py')
    server.ready(id)
    time.sleep(5)  # until what its start cost is over
    print(f'sampling: {share(server, id, 60):.3f} % of a core for supervisor and waiter, 50 processes, 60 s')

def resident(server):
    id = server.submit('main', 'ten.py')
    server.ready(id)
    time.sleep(3)  # until a sample has been taken
    record = server.record(id, 'pids.json')
    for role in ('supervisor', 'waiter'):
        private, all = memory(record[role]['pid'])
        print(f'memory: {role} {private} KiB private, {all} KiB resident')

def soak(server):
    def holding():
        pid = server.process.pid
        children = [read(f'/proc/{name}/stat') or '' for name in os.listdir('/proc') if name.isdigit()]
        zombies = sum(1 for text in children if text.rpartition(')')[2].split()[:2] == ['Z', str(pid)])
        return f'{len(os.listdir(f"/proc/{pid}/fd"))} descriptors, {zombies} zombies, {memory(pid)[0]} KiB private'
    for number in range(50): server.ended(server.submit('sh'))
    print('soak: after 50 jobs', holding())
    begin = time.time()
    for number in range(1000): server.ended(server.submit('sh'))
    print(f'soak: after 1000 more, one after the other, in {time.time() - begin:.0f} s:', holding())
    ids = [server.submit('wait') for number in range(200)]
    for id in ids: until(lambda: server.job(id)['state'] == 'running')
    print('soak: with 200 at once', holding())
    open(f'{server.folder}/go', 'w').close()
    for id in ids: server.ended(id)
    time.sleep(1)  # so that what the last end still holds is let go
    doors = glob.glob(f'{server.folder}/.anana-results/jobs/2*/*/attempts/*/*.fifo') + glob.glob(f'{server.folder}/.anana-results/jobs/2*/*/attempts/*/*.sock')
    print('soak: after them', holding(), f'{len(doors)} FIFOs and sockets')


SERIES = {'spawn': spawn, 'kill': kill, 'hoppers': hoppers, 'idle': idle, 'sampling': sampling, 'memory': resident, 'soak': soak}

if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', default='.build/release', help='where anana and anana-supervisor lie')
    parser.add_argument('--user', type=int, default=0)
    parser.add_argument('series', nargs='+', choices=SERIES)
    options = parser.parse_args()
    for name in options.series:
        server = Server(options.build, options.user)
        try: SERIES[name](server)
        finally: server.close()
