"""Servers for the benchmarks of streams: ours, and the peers of ../shared/bench in C and Go, each in a folder of its
own with one job that `emit` prints; what they and their jobs cost."""
import glob, http.client, json, os, re, shutil, socket, subprocess, sys, tempfile, time

TICK = os.sysconf('SC_CLK_TCK')


class Tools:
    """Load clients and peers, built from the sources of `bench`."""
    def __init__(self, bench, names):
        self.folder = tempfile.mkdtemp(prefix='fanout-tools-')
        self.emit, self.sseload = (self.built(bench, name + '.c', name) for name in ('emit', 'sseload'))
        if any(name.startswith('c') for name in names): self.c = self.built(bench, 'peers/epoll_c/server.c', 'epoll_c')
        if 'go' in names:
            self.go = f'{self.folder}/gonet'
            subprocess.run(['go', 'build', '-o', self.go, os.path.abspath(f'{bench}/peers/gonet/main.go')], check=True,
                           cwd=self.folder, env=dict(os.environ, GO111MODULE='off'))
        # The peers serve pages as well, and want some.
        self.pages = f'{self.folder}/www'
        os.makedirs(f'{self.pages}/assets')
        for name in ('job.json', 'index.html', 'assets/small.js', 'assets/large.js'):
            with open(f'{self.pages}/{name}', 'w') as file: file.write('{"id":"0f9c5d9e-6a1b-4c7e-9f36-2b9d1f1c8a77"}')

    def built(self, bench, source, name):
        compiler = shutil.which('cc') or shutil.which('clang') or sys.exit('needs a C compiler: neither cc nor clang is on PATH')
        subprocess.run([compiler, '-O2', '-o', f'{self.folder}/{name}', f'{bench}/{source}', '-lpthread'], check=True)
        return f'{self.folder}/{name}'

    def close(self): shutil.rmtree(self.folder)


class Server:
    """Has `folder`, `process`, `port`."""
    def ask(self, method, path, body=None):
        client = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        client.request(method, path, body and json.dumps(body), {'Content-Type': 'application/json'} if body else {})
        answer = client.getresponse()
        text = answer.read()
        client.close()
        if answer.status >= 300: sys.exit(f'{method} {path}: {answer.status} {text[:500]}')
        return json.loads(text)

    def helpers(self): return []

    def resident(self):
        """KiB."""
        return int(field(f'/proc/{self.process.pid}/status', 'VmRSS') or 0)

    def peak(self): return int(field(f'/proc/{self.process.pid}/status', 'VmHWM') or 0)

    def close(self):
        self.process.terminate()
        try: self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Ours(Server):
    def __init__(self, binary, tools):
        self.folder = tempfile.mkdtemp(prefix='fanout-ours-')
        with open(f'{self.folder}/anana.yaml', 'w') as file:
            file.write(f'templates:\n  emit:\n    command: [{tools.emit}]\n    parameters:\n'
                       '      args: {type: array, items: string, position: 1}\n')
        self.process = subprocess.Popen(
            [os.path.abspath(binary), 'serve', self.folder, '--port', '0', '--max-connections', '12000', '--access-log', 'off'],
            stdout=subprocess.DEVNULL)
        lock = f'{self.folder}/.anana-results/server.lock'
        self.port = int(until(lambda: (m := re.search(r'http://[^"]*:(\d+)', read(lock) or '')) and m[1]))

    def job(self, arguments):
        return self.ask('POST', '/api/v1/jobs', {'template': 'emit', 'parameters': {'args': arguments}})['id']

    def lines(self, job): return f'/api/v1/jobs/{job}/logs/stream?format=lines'

    def log(self, job): return f'{self.folder}/.anana-results/logs/{job}.log'

    def helpers(self):
        """The supervisors of jobs: they do what a peer's pump does."""
        with open(f'/proc/{self.process.pid}/task/{self.process.pid}/children') as file: main = file.read().split()
        children = set(main)
        for tasks in glob.glob(f'/proc/{self.process.pid}/task/*/children'): children |= set((read(tasks) or '').split())
        return sorted(children)

    def close(self):
        for job in os.listdir(f'{self.folder}/.anana-results/jobs/active'):
            self.ask('POST', f'/api/v1/jobs/{job}/stop', {'mode': 'kill'})
        until(lambda: not os.listdir(f'{self.folder}/.anana-results/jobs/active'))
        super().close()


class Peer(Server):
    def __init__(self, tools, command):
        self.folder, self.tools = tempfile.mkdtemp(prefix='fanout-peer-'), tools
        with socket.create_server(('127.0.0.1', 0)) as door: self.port = door.getsockname()[1]
        self.process = subprocess.Popen([part.format(port=self.port) for part in command], cwd=self.folder,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(self.answers)

    def answers(self):
        try: return socket.create_connection(('127.0.0.1', self.port)).close() is None
        except ConnectionRefusedError: return False

    def job(self, arguments):
        return self.ask('POST', '/api/v1/jobs', {'command': [self.tools.emit] + arguments})['id']

    def lines(self, job): return f'/api/v1/jobs/{job}/logs/stream'

    def log(self, job): return until(lambda: glob.glob(f'{self.folder}/.anana-results/logs/*.log'))[0]


def server(name, binary, tools):
    """`c`: sends at once; `c5`: at most each 5 ms."""
    if name == 'ours': return Ours(binary, tools)
    commands = {'c': lambda: [tools.c, '{port}', tools.pages], 'c5': lambda: [tools.c, '{port}', tools.pages, '-i', '5'],
                'go': lambda: [tools.go, '-addr', '127.0.0.1:{port}', '-static', tools.pages]}
    return Peer(tools, commands[name]())


class Meter:
    """Processor time of a server and its helpers. A helper that ends between two looks keeps what was seen last."""
    def __init__(self, server):
        self.server, self.began, self.seen = server, {}, {}
        self.look()
        self.began = dict(self.seen)

    def look(self):
        for pid in [str(self.server.process.pid)] + self.server.helpers():
            text = read(f'/proc/{pid}/stat')
            if text is None: continue
            fields = text.rpartition(')')[2].split()
            self.seen[pid] = (int(fields[11]) + int(fields[12])) / TICK

    def seconds(self):
        """Of the server, and of all."""
        self.look()
        spent = {pid: seconds - self.began.get(pid, 0) for pid, seconds in self.seen.items()}
        return spent[str(self.server.process.pid)], sum(spent.values())


def read(path):
    try:
        with open(path) as file: return file.read()
    except (FileNotFoundError, ProcessLookupError): return None


def field(path, name):
    return next((line.split()[1] for line in (read(path) or '').splitlines() if line.startswith(name + ':')), None)


def until(body, limit=60):
    end = time.monotonic() + limit
    while time.monotonic() < end:
        if value := body(): return value
        time.sleep(0.002)  # a look: files tell nobody, and this client must not cost what it measures
    sys.exit('not within the limit')
