#!/usr/bin/env python3
"""What jobs cost in their thousands: a history of JOBS finished ones (start, pages), and a queue of as many as are made
in the time it takes. Prints the goal of each figure beside it. CPU is the server's own, of all its threads.

    Tests/Benchmarks/jobs.py .build/release/anana [JOBS]"""
import datetime, http.client, json, os, random, re, select, shutil, socket, subprocess, sys, tempfile, time

binary = sys.argv[1]
jobs = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
queued = 10_000
tick = os.sysconf("SC_CLK_TCK")
folder = tempfile.mkdtemp(prefix="jobs-bench-")
results = folder + "/.anana-results"
with open(folder + "/anana.yaml", "w") as file:
    file.write("""templates:
  run:
    command: [/bin/true]
    parameters:
      trials: {type: integer, default: 5, flag: --trials}
      quick: {type: boolean, default: false, flag: --quick}
""")


class Server:
    def __init__(self):
        begin = time.perf_counter()
        words = [binary, "serve", folder, "--port", "0", "--access-log", "off"]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said = next((m for m in (re.search(rb"at http://[^ ]*:(\d+)", l) for l in self.process.stdout) if m), None)
        if said is None: raise SystemExit("the server ended before it listened")
        self.started, self.start_cpu = time.perf_counter() - begin, self.cpu()
        self.port = int(said[1])
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port)

    def cpu(self):
        """Seconds; the kernel counts in hundredths."""
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / tick

    def private(self):
        """Bytes that are its own."""
        text = open(f"/proc/{self.process.pid}/smaps_rollup").read()
        return sum(int(n) for n in re.findall(r"Private_\w+:\s+(\d+) kB", text)) * 1024

    def ask(self, path, method="GET", body=None):
        self.connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status < 300, (answer.status, text[:300])
        return text

    def end(self):
        self.process.terminate()
        self.process.wait()


def checksum(data):
    """As JobDirectory/History/LineChecksum.swift has it."""
    prime, mask = 0x9E3779B97F4A7C15, (1 << 64) - 1
    total = len(data) * prime & mask
    whole = len(data) // 8 * 8
    for word in memoryview(data[:whole]).cast("Q"):
        total = (total ^ word) * prime & mask
        total ^= total >> 32
    for byte in data[whole:]:
        total = (total ^ byte) * prime & mask
        total ^= total >> 32
    return total ^ total >> 29


def name(milliseconds):
    value = milliseconds << 80 | random.getrandbits(80)
    return "".join("0123456789abcdefghjkmnpqrstvwxyz"[value >> 5 * n & 31] for n in range(25, -1, -1))


def make_history():
    """From the line of one job that was really run."""
    server = Server()
    body = json.dumps({"template": "run", "name": "lr=0.1 night", "tags": ["baseline", "v2"]})
    old = json.loads(server.ask("/api/v1/jobs", "POST", body))["id"]
    server.ask(f"/api/v1/jobs/{old}/logs/stream?tail=0")
    # Its line is written before its size is told.
    cursor = json.loads(server.ask("/api/v1/stream/poll?topics=jobs&wait=0"))["cursor"]
    while json.loads(server.ask(f"/api/v1/jobs/{old}"))["bytes"] is None:
        cursor = json.loads(server.ask(f"/api/v1/stream/poll?topics=jobs&wait=5&cursor={cursor}"))["cursor"]
    server.end()
    line = open(results + "/history.jsonl", "rb").read().splitlines()[0]
    now = int(time.time() * 1000)
    ended = int(re.search(rb'"ended_at":(\d+)', line)[1])
    with open(results + "/history.jsonl", "ab") as file:
        for index in range(jobs - 1):
            moment = now - 60_000 * (jobs - index)
            new = name(moment)
            state = random.choice([b"completed"] * 8 + [b"failed", b"stopped"])
            text = line.replace(old.encode(), new.encode()).replace(b"%d" % ended, b"%d" % (moment + random.randrange(1, 9999)))
            rest = text.replace(b'"state":"completed"', b'"state":"%s"' % state, 1)[26:]
            file.write(b'{"sum":"%016x",' % checksum(rest) + rest + b"\n")
            month = datetime.datetime.fromtimestamp(moment / 1000, datetime.timezone.utc).strftime("%Y-%m")
            os.makedirs(f"{results}/jobs/{month}/{new}")


def say(what, figure, goal, is_met):
    print(f"{what:58} {figure:>22}   goal {goal:12} {'met' if is_met else 'MISSED'}", flush=True)


def pages(server):
    floor = cost(server, "/healthz")[0]
    lists = {
        "the newest": "limit=100", "longest first": "limit=100&sort=longest", "with counts": "limit=100&counts=true",
        "failed": "limit=100&state=failed", "failed, counted": "limit=100&state=failed&counts=true",
        "of a tag": "limit=100&tag=baseline", "found by text": "limit=100&text=night+lr",
        "text that is nowhere": "limit=100&text=nowhere", "last ended, by tag, counted": "limit=100&tag=v2&sort=last_ended&counts=true",
    }
    for what, query in lists.items():
        used, median = cost(server, "/api/v1/jobs?" + query)
        say(f"page of 100, {what}", f"{used - floor:.2f} ms CPU, {median:.2f} ms", "2 ms", used - floor <= 2)


def cost(server, path, count=300):
    """Milliseconds of CPU a request, and the median that a client waits."""
    times = []
    for _ in range(20): server.ask(path)
    begin = server.cpu()
    for _ in range(count):
        moment = time.perf_counter()
        server.ask(path)
        times.append((time.perf_counter() - moment) * 1e3)
    return (server.cpu() - begin) / count * 1e3, sorted(times)[count // 2]


def create(server):
    """By 64 connections, each with one request at a time."""
    body = b'{"template":"run","parameters":{"trials":7,"quick":true},"name":"lr=0.1 night","tags":["baseline"]}'
    request = b"POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    poll, sockets, begin = select.epoll(), {}, time.perf_counter()
    used = server.cpu()
    for _ in range(64):
        one = socket.create_connection(("127.0.0.1", server.port))
        sockets[one.fileno()] = one
        poll.register(one, select.EPOLLIN)
        one.sendall(request)
    sent, done = 64, 0
    while done < queued:
        for number, _ in poll.poll():
            answer = sockets[number].recv(65536)
            # An answer is short, and comes in one piece.
            assert answer.startswith(b"HTTP/1.1 201"), answer[:300]
            done += 1
            if sent < queued:
                sockets[number].sendall(request)
                sent += 1
    seconds = time.perf_counter() - begin
    for one in sockets.values(): one.close()
    return queued / seconds, (server.cpu() - used) / queued * 1e6


try:
    make_history()
    server = Server()
    say(f"start with {jobs} finished jobs", f"{server.start_cpu:.2f} s CPU, {server.started:.2f} s", "1 s", server.started <= 1)
    print(f"private memory then: {server.private() / 1e6:.1f} MB")
    pages(server)
    server.ask("/api/v1/queue/pause", "POST")
    before = server.private()
    rate, used = create(server)
    grown = server.private() - before
    say("jobs accepted and journaled", f"{rate:.0f}/s, {used:.0f} us CPU", "2,000/s", rate >= 2000)
    say(f"{queued} queued jobs", f"{grown / 1e6:.1f} MB", "20 MB", grown <= 20e6)
    floor = cost(server, "/healthz")[0]
    used, median = cost(server, "/api/v1/jobs?limit=100")
    say("page of 100 queued jobs (found, converted, encoded, sent)", f"{(used - floor) * 1e3:.0f} us CPU, {median:.2f} ms", "60 us (encode)", (used - floor) * 1e3 <= 60)
    server.end()
finally:
    shutil.rmtree(folder)
