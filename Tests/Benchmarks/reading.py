#!/usr/bin/env python3
"""How fast a large log is read over HTTP: windows, searches, the map of levels, metrics. Makes a log of LINES lines
(100 bytes each) with the server itself, and removes it.

    Tests/Benchmarks/reading.py .build/release/anana 10000000"""
import http.client, json, os, random, re, shutil, subprocess, sys, tempfile, time
binary = sys.argv[1]; lines = int(sys.argv[2])
d = tempfile.mkdtemp(prefix="text-bench-")
open(d + "/anana.yaml", "w").write("templates:\n  big:\n    command: [python3, big.py]\n")
open(d + "/big.py", "w").write(f'''import sys
out = sys.stdout.buffer
levels = ["INFO", "INFO", "INFO", "WARNING", "INFO", "INFO", "ERROR"]
for base in range(1, {lines} + 1, 10000):
    out.write("".join(f"2026-11-24 06:25:42,123 {{levels[n % 7 if n % 1000 == 0 else 0]}} trainer: epoch {{n // 1000}} step {{n}} loss={{1 / n:.6f}} grad_norm=0.2513 samples=1234\\n" for n in range(base, min(base + 10000, {lines} + 1))).encode())
''')
p = subprocess.Popen([binary, "serve", d, "--port", "0", "--access-log", "off"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
try:
    said = next((m for m in (re.search(rb"at http://[^ ]*:(\d+)", line) for line in p.stdout) if m), None)
    if said is None: raise SystemExit("the server ended before it listened")
    port = int(said[1])
    c = http.client.HTTPConnection("127.0.0.1", port)
    def ask(path, method="GET", body=None):
        c.request(method, path, body, {"Content-Type": "application/json"} if body else {}); r = c.getresponse(); t = r.read()
        assert r.status < 300, (r.status, t[:300]); return t
    j = json.loads(ask("/api/v1/jobs", "POST", '{"template":"big"}'))["id"]
    t0 = time.time()
    ask(f"/api/v1/jobs/{j}/logs/stream?tail=0")  # ends when the job does
    state = json.loads(ask(f"/api/v1/jobs/{j}"))["state"]
    if state != "completed": raise SystemExit(f"the job that prints the log ended as {state}")
    log = d + f"/.anana-results/logs/{j}.log"; size = os.path.getsize(log)
    print(f"log: {size/1e6:.0f} MB, {lines} lines, written in {time.time()-t0:.1f} s")
    times = []
    for _ in range(300):
        f = random.randint(1, lines - 1000); t = time.perf_counter(); b = ask(f"/api/v1/jobs/{j}/logs?from={f}&limit=1000"); times.append((time.perf_counter() - t) * 1e3)
    times.sort(); print(f"window of 1000 lines: p50 {times[150]:.2f} ms, p99 {times[297]:.2f} ms, max {times[-1]:.2f} ms ({len(b)} bytes)")
    def search(q):
        nxt = 1; calls = 0; hits = 0; worst = 0; t = time.perf_counter()
        while nxt:
            u = time.perf_counter(); r = json.loads(ask(f"/api/v1/jobs/{j}/logs/search?{q}&from={nxt}")); worst = max(worst, time.perf_counter() - u)
            nxt = r["next"]; calls += 1; hits += len(r["hits"])
        s = time.perf_counter() - t; print(f"search {q}: {size/1e6/s:.0f} MB/s, {s:.2f} s, {calls} calls, worst {worst*1e3:.0f} ms, {hits} hits")
    for q in ["q=not+there+at+all", "q=not+there+at+all", "q=not+there&case=true", "q=step+9999999", "q=loss%3D0\\.0+x&mode=regex", "q=(OOM|out+of+memory)&mode=regex", "level=E", "q=loss&level=E"]: search(q)
    t = time.perf_counter(); ask(f"/api/v1/jobs/{j}/logs/index"); u = time.perf_counter(); ask(f"/api/v1/jobs/{j}/logs/index"); print(f"index: first {1e3*(u-t):.0f} ms, then {1e3*(time.perf_counter()-u):.1f} ms")
    t = time.perf_counter(); n = 0
    while True:
        r = json.loads(ask(f"/api/v1/jobs/{j}/metrics?max_points=2")); n += 1
        if not r["more"] or r["to"] > 1048576: break
    s = time.perf_counter() - t; print(f"metrics: {r['scanned_to']} lines, {r['to']-1} rows in {s:.2f} s, {n} calls, {s/r['scanned_to']*1e9:.0f} ns a line")
finally:
    p.terminate(); p.wait(); shutil.rmtree(d)
