#!/usr/bin/env python3
"""How fast a flooding job's output reaches .log and .idx, beside `cat > file` in the same run.

    flood.py .build/release/anana-supervisor [--rounds 7] [--bytes 200000000] [--writes 65536,100] [--emit EMIT]

Both take turns, so that what else the machine does falls on both. Counted is the time from the writer's first write
until the file is whole (and, for ours, the index has every line). Ratios are of medians; above 1 ours is faster.
EMIT, a writer in C (`../shared/bench/emit.c`), is used where it is given; else Python writes blocks made beforehand.
"""
import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

LINE = 100
WRITER = """
import os, sys
total, size, began = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
line = b'seq=0000000000 step=1200 loss=0.241 ' + b'x' * PADDING + b'\\n'
block = line * (size // len(line))
count = total // len(block)
rest = line * ((total - count * len(block)) // len(line))
open(began, 'w').close()
for _ in range(count): os.write(1, block)
while rest: rest = rest[os.write(1, rest):]
""".replace("PADDING", str(LINE - 37))


def writer(options, size, began):
    if options.emit:
        # The gate is there already: touch it, then become the writer.
        return ["sh", "-c", 'touch "$0"; exec "$@"', began, options.emit, "-B", str(options.bytes), "-s", str(LINE),
                "-b", str(size)]
    return ["python3", "-c", WRITER, str(options.bytes), str(size), began]


def whole(path, size, process):
    """Waits until `path` has `size` bytes; its time. Looks each millisecond: no more than a thousandth of the figure."""
    while True:
        try:
            if os.stat(path).st_size >= size:
                return time.time()
        except FileNotFoundError:
            pass
        if process.poll() is not None and (not os.path.exists(path) or os.stat(path).st_size < size):
            raise SystemExit(f"{path} ended early: {process.returncode}")
        # Nothing tells that a file has reached a size; inotify would wake us at every write of a flood.
        try:
            process.wait(0.001)
        except subprocess.TimeoutExpired:
            pass


def cat(options, size, folder):
    began, out = folder + "/began", folder + "/out"
    with open(out, "wb") as file:
        source = subprocess.Popen(writer(options, size, began), stdout=subprocess.PIPE)
        sink = subprocess.Popen(["cat"], stdin=source.stdout, stdout=file)
        source.stdout.close()
        end = whole(out, options.bytes, sink)
        sink.wait()
        source.wait()
    return end - os.stat(began).st_mtime, {}


def ours(options, size, folder):
    attempt = folder + "/attempts/1"
    os.makedirs(attempt)
    began, log, index = folder + "/began", folder + "/job.log", folder + "/job.idx"
    launch = {
        "v": 1, "job": "01kb0000000000000000000000", "attempt": 1, "t": 1,
        "boot_id": open("/proc/sys/kernel/random/boot_id").read().strip(),
        "argv": writer(options, size, began), "cwd": folder, "environment": {},
        "lease": {"flavor": "cpu", "gpus": []},
        "stop": {"signal": "INT", "grace_ms": 30000, "terminate_grace_ms": 15000, "linger_ms": 5000},
        "nonce": "n", "log": log, "index": index,
    }
    with open(attempt + "/launch.json", "w") as file:
        json.dump(launch, file)
    process = subprocess.Popen([options.supervisor, attempt])
    # Private pages while it works: sampled, so a bound from below.
    whole(log, options.bytes // 2, process)
    memory = private(process.pid)
    logged = whole(log, options.bytes, process)
    end = whole(index, 64 + 16 * (options.bytes // LINE), process)
    process.wait()
    start = os.stat(began).st_mtime
    end_record = json.load(open(attempt + "/exit.json"))
    assert end_record["lines"] == options.bytes // LINE, end_record
    return end - start, {"index_behind_ms": (end - logged) * 1e3, "private_kb": memory}


def private(pid):
    total = 0
    with open(f"/proc/{pid}/smaps_rollup") as file:
        for line in file:
            if line.startswith(("Private_Dirty", "Private_Clean")):
                total += int(line.split()[1])
    return total


def one_round(options, how, size):
    folder = tempfile.mkdtemp(prefix="flood-", dir=options.dir)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        seconds, extra = how(options, size, folder)
    finally:
        shutil.rmtree(folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    extra["cpu_s"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # What one round left dirty must not slow the next.
    subprocess.run(["sync", "-f", options.dir], check=True)
    return seconds, extra


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("supervisor")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--bytes", type=int, default=200_000_000)
    parser.add_argument("--writes", default="65536,100")
    parser.add_argument("--emit")
    parser.add_argument("--dir", default=tempfile.gettempdir())
    options = parser.parse_args()
    options.bytes -= options.bytes % LINE
    options.supervisor = os.path.abspath(options.supervisor)
    for size in map(int, options.writes.split(",")):
        times, extras = {"cat": [], "ours": []}, []
        for _ in range(options.rounds):
            for name, how in (("cat", cat), ("ours", ours)):
                seconds, extra = one_round(options, how, size)
                times[name].append(seconds)
                extras.append((name, extra))
        medians = {name: statistics.median(values) for name, values in times.items()}
        mean = {key: statistics.median([e[key] for n, e in extras if n == "ours"])
                for key in ("index_behind_ms", "private_kb", "cpu_s")}
        cat_cpu = statistics.median([e["cpu_s"] for n, e in extras if n == "cat"])
        print(f"writes of {size}: cat {medians['cat']:.3f} s (cpu {cat_cpu:.3f}), ours {medians['ours']:.3f} s "
              f"(cpu {mean['cpu_s']:.3f}), ratio {medians['cat'] / medians['ours']:.2f}; "
              f"index {mean['index_behind_ms']:.0f} ms behind, private {mean['private_kb']} kB")
        for name in times:
            print(f"  {name:4} {' '.join(f'{value:.3f}' for value in times[name])}")
        sys.stdout.flush()


main()
