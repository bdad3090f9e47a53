"""The servers that engine.py compares: ours, and the peers of ../shared/bench as far as they can be had here."""
import glob, json, os, shutil, signal, socket, subprocess, tempfile, time, urllib.request

BENCH = os.path.abspath(os.path.join(os.path.dirname(__file__), '../../../shared/bench'))
HOME = os.environ.get('BENCH_HOME', '/tmp/anana-bench')  # where ../shared/bench/peers/build.sh puts what it builds
YAML = """
templates:
  short: {command: [/bin/echo, done]}
  long: {command: [/bin/sleep, 1000]}
"""
PEER_JOB = {'name': 'bench', 'working_dir': '/tmp', 'environment': {}, 'gpu_ids': [0],
            'priority': 5, 'project': 'p', 'tags': []}


def read(path):
    try:
        with open(path) as file: return file.read()
    except (FileNotFoundError, ProcessLookupError): return ''


class Server:
    """One process and perhaps workers, in a folder of its own that goes with it."""
    def __init__(self, name, arguments, probe='/assets/small.js', port=0):
        self.name = name
        self.port = port or free_port()
        self.folder = tempfile.mkdtemp(prefix='anana-bench-')
        arguments = arguments(self.port, self.folder)
        self.begin = time.monotonic()
        with open(f'{self.folder}/output', 'w') as output:
            self.process = subprocess.Popen(arguments, cwd=self.folder, stdout=output, stderr=output)
        self.start_ms = self.wait(probe)

    def wait(self, probe):
        """Milliseconds from exec to the first answer; asks again and again, for nothing tells that a peer listens."""
        request = f'GET {probe} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'.encode()
        while time.monotonic() - self.begin < 30:
            try:
                with socket.create_connection(('127.0.0.1', self.port), 10) as connection:
                    connection.sendall(request)
                    if connection.recv(64).startswith(b'HTTP/1.1 2'): return (time.monotonic() - self.begin) * 1000
            except OSError: pass
            try: self.process.wait(0.0002)
            except subprocess.TimeoutExpired: continue
            break
        raise SystemExit(f'{self.name} did not start: {read(self.folder + "/output")[-2000:]}')

    def pids(self):
        children = read(f'/proc/{self.process.pid}/task/{self.process.pid}/children').split()
        return [self.process.pid] + [int(pid) for pid in children if 'nginx' in read(f'/proc/{pid}/comm')]

    def cpu(self):
        """Seconds that all threads have used."""
        tasks = [task for pid in self.pids() for task in glob.glob(f'/proc/{pid}/task/*/schedstat')]
        return sum(int((read(task) or '0').split()[0]) for task in tasks) / 1e9

    def memory(self, key):
        """KiB of all its processes: VmRSS, RssAnon."""
        lines = [line for pid in self.pids() for line in read(f'/proc/{pid}/status').splitlines()]
        return sum(int(line.split()[1]) for line in lines if line.startswith(key + ':'))

    def ask(self, path, body=None):
        headers = {'Content-Type': 'application/json'}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f'http://127.0.0.1:{self.port}{path}', data, headers)
        with urllib.request.urlopen(request, timeout=10) as answer: return json.loads(answer.read())

    def peer_job(self, command='/bin/true'):
        """The id of a job; nginx takes any."""
        if self.name == 'nginx': return 'any'
        return self.ask('/api/v1/jobs', PEER_JOB | {'command': command.split()})['id']

    def long_job(self):
        """The id of a job that runs and prints nothing."""
        return self.peer_job('/bin/sleep 30')

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try: self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Anana(Server):
    def __init__(self, build, *options, name='anana', probe='/healthz'):
        def arguments(port, folder):
            with open(f'{folder}/anana.yaml', 'w') as file: file.write(YAML)
            return [os.path.abspath(f'{build}/anana'), 'serve', folder, '--port', str(port), *options]
        super().__init__(name, arguments, probe)

    def job(self, template, state):
        """The id of a job of `template` once it is in `state`."""
        id = self.ask('/api/v1/jobs', {'template': template})['id']
        self.until(id, lambda now: now == state)
        return id

    def until(self, id, reached):
        """Until the job's state is one that is wanted; asks again when something has happened to a job."""
        cursor = self.ask('/api/v1/stream/poll?topics=jobs&wait=0')['cursor']
        while not reached(self.ask(f'/api/v1/jobs/{id}')['state']):
            cursor = self.ask(f'/api/v1/stream/poll?topics=jobs&wait=8&cursor={cursor}')['cursor']

    def long_job(self): return self.job('long', 'running')

    def stop(self):
        for job in self.ask('/api/v1/jobs?state=running')['items']:
            self.ask(f'/api/v1/jobs/{job["id"]}/stop', {'mode': 'kill'})
            self.until(job['id'], lambda now: now != 'running')
        super().stop()


def free_port():
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


def nginx(port, folder):
    text = read(f'{BENCH}/peers/nginx.conf')
    values = {'PORT': str(port), 'WWW': f'{HOME}/www', 'RUN': folder, 'JSON': read(f'{HOME}/www/job.json')}
    for name, value in values.items(): text = text.replace(f'@{name}@', value)
    with open(f'{folder}/nginx.conf', 'w') as file: file.write(text)
    return ['nginx', '-c', f'{folder}/nginx.conf', '-p', folder]


PEERS = {
    'C epoll': (f'{HOME}/bin/epoll_c', lambda port, folder: [f'{HOME}/bin/epoll_c', str(port), f'{HOME}/www']),
    'nginx': ('nginx', nginx),
    'Go': (f'{HOME}/bin/gonet',
           lambda port, folder: [f'{HOME}/bin/gonet', '-addr', f'127.0.0.1:{port}', '-static', f'{HOME}/www']),
    'uvicorn': (f'{HOME}/venv/bin/uvicorn',
                lambda port, folder: [f'{HOME}/venv/bin/uvicorn', '--app-dir', f'{BENCH}/peers', 'fastapi_app:app',
                                      '--port', str(port), '--no-access-log', '--log-level', 'warning']),
}


def peers(*names):
    """Those that are there; builds what is missing, as far as it can."""
    if not os.path.exists(f'{HOME}/bin/epoll_c') or not os.path.exists(f'{HOME}/www/job.json'):
        subprocess.run([f'{BENCH}/peers/build.sh'])  # ends early where Go or PyPI is missing; the rest is built
    os.environ['WWW'] = f'{HOME}/www'
    for name in names:
        program, arguments = PEERS[name]
        if shutil.which(program): yield Server(name, arguments)
        else: print(f'({name} is not here)')
