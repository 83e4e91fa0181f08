#!/usr/bin/env python3
"""The faction model's throughput beside yardsticks, its memory on a long stream, and its start.

    benches/peers/faction.py ARTICLES.jsonl [--runs 5] [--stream-gb 2] [--article FILE.txt] [--out TABLE.md]

Three programs read the same file in turn, so that what else the machine does falls on all of them:
`wc -w` in C.UTF-8, reading and tokenising alone (examples/read_and_tokenise.rs), and `nabra predict`
with all evidence, written to /dev/null. Wall time is measured around the process, CPU time is what the
kernel counted for it; the table has medians, and medians of the ratios within a run. The stream repeats the file through a pipe; its memory is the
peak that the kernel counted for the process. The start is one article from process start to exit.

Needs `cargo build --release --bin nabra --example read_and_tokenise`; NABRA_BIN names another folder
than target/release.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(os.environ.get("NABRA_BIN", os.environ.get("CARGO_TARGET_DIR", str(ROOT / "target")) + "/release"))
NULL = subprocess.DEVNULL


def timed(command, feed=None, **environment):
    """Wall seconds, CPU seconds and peak megabytes of a command; `feed` writes its standard input."""
    since = time.perf_counter()
    stdin = subprocess.PIPE if feed else NULL
    process = subprocess.Popen(command, stdin=stdin, stdout=NULL, env={**os.environ, **environment})
    if feed:
        feed(process.stdin)
        process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - since
    process.returncode = status
    if status:
        sys.exit(f"failed: {command}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def throughput(articles, runs):
    """A row a program: its times and memory, and its times in units of the others'."""
    file, size = str(articles), articles.stat().st_size / 1e6
    programs = {
        "`wc -w`, C.UTF-8, one thread": (["wc", "-w", file], {"LC_ALL": "C.UTF-8"}),
        "reading and tokenising, 2 threads": ([BIN / "examples/read_and_tokenise", file, "2"], {}),
        "`nabra predict`, 2 threads": ([BIN / "nabra", "predict", "--quiet", "--threads", "2", file], {}),
        "reading and tokenising, 1 thread": ([BIN / "examples/read_and_tokenise", file, "1"], {}),
        "`nabra predict`, 1 thread": ([BIN / "nabra", "predict", "--quiet", "--threads", "1", file], {}),
    }
    results = {name: [] for name in programs}
    for run in range(runs):
        for name, (command, environment) in programs.items():
            results[name].append(timed(command, **environment))
            print(f"run {run + 1}, {name}: {results[name][-1]}", file=sys.stderr)
    head = ["", "wall s", "MB/s", "CPU s", "peak MB", "wall / `wc`", "CPU / `wc`", "wall / reading", "CPU / reading"]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for name, own in results.items():
        wall, cpu, memory = (statistics.median(run[i] for run in own) for i in range(3))
        cells = [name, f"{wall:.2f}", f"{size / wall:.0f}", f"{cpu:.2f}", f"{memory:.0f}"]
        threads = name.rsplit(", ", 1)[1]
        for other in ("`wc -w`, C.UTF-8, one thread", f"reading and tokenising, {threads}"):
            pairs = list(zip(own, results.get(other, [])))
            cells += [f"{statistics.median(a[i] / b[i] for a, b in pairs):.2f}" if pairs else "" for i in (0, 1)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def stream(articles, gigabytes):
    """Peak memory on the file repeated through a pipe."""
    text = articles.read_bytes()
    repeats = -(-int(gigabytes * 1e9) // len(text))

    def feed(pipe):
        for _ in range(repeats):
            pipe.write(text)

    wall, cpu, memory = timed([BIN / "nabra", "predict", "--quiet", "--threads", "2"], feed)
    size = repeats * len(text) / 1e6
    return f"Stream of {size:.0f} MB: {wall:.1f} s, {size / wall:.0f} MB/s, {cpu:.1f} s of CPU, peak {memory:.0f} MB.\n"


def start(article, runs):
    """One article from process start to exit."""
    command = [BIN / "nabra", "predict", "--quiet", "--threads", "1", "--format", "jsonl", str(article)]
    times = [timed(command) for _ in range(runs)]
    wall, cpu = (1e3 * statistics.median(run[i] for run in times) for i in range(2))
    return f"One article of {article.stat().st_size} bytes: {wall:.0f} ms, {cpu:.0f} ms of CPU (median of {runs}).\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--stream-gb", type=float, default=0.0)
    parser.add_argument("--article", type=Path)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    parts = [throughput(arguments.articles, arguments.runs)] if arguments.runs else []
    if arguments.stream_gb:
        parts.append(stream(arguments.articles, arguments.stream_gb))
    if arguments.article:
        parts.append(start(arguments.article, 21))
    written = "\n".join(parts)
    print(written, end="")
    if arguments.out:
        arguments.out.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
