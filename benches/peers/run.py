#!/usr/bin/env python3
"""Nabra beside scikit-learn and fastText on one pair of labelled JSONL files.

    benches/peers/run.py TRAIN.jsonl[.gz] TEST.jsonl[.gz] [--runs 5] [--out TABLE.md]

Every contender is a process of its own, from start to end: it reads the same plain JSONL files
(fastText: its own format, converted beforehand at no cost to it), trains, writes its model; then
another process loads the model and labels the test file. Runs alternate, so that what else the
machine does falls on all of them; the table gives medians, and ratios of times within one run,
whose median is what counts on a noisy machine. Wall time is measured around the process, CPU time
and peak memory are those the kernel counted for it.

Nabra is the command line of target/release (NABRA names another one):

    nabra train --quiet --unit document --no-cv {train} -o {model}
    nabra predict --quiet --model {model} {test} > {out}

NABRA_TRAIN and NABRA_PREDICT replace these lines. Nabra's exit code 2 says that single rows could
not be read (one text of the outlets is empty) and counts as done.

Needs: `cargo build --release`; pip's registry (scikit-learn goes into benches/peers/.venv), and fastText's command, from
Debian's package `fasttext`; without it that column stays empty.
"""

import argparse
import gzip
import json
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VENV = HERE / ".venv"
SOLVERS = ["lbfgs", "newton-cg", "sag", "saga"]
NABRA = os.environ.get("NABRA", os.environ.get("CARGO_TARGET_DIR", str(ROOT / "target")) + "/release/nabra")
TRAIN = os.environ.get(
    "NABRA_TRAIN", NABRA + " train --quiet --unit document --no-cv {train} -o {model} > /dev/null")
PREDICT = os.environ.get("NABRA_PREDICT", NABRA + " predict --quiet --model {model} {test} > {out}")


def python():
    """The interpreter of the environment with scikit-learn in it, made when it is missing."""
    interpreter = VENV / "bin" / "python"
    if not interpreter.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run([str(interpreter), "-m", "pip", "install", "-q", "scikit-learn"], check=True)
    return str(interpreter)


def fasttext():
    """fastText's command; installed where that is possible."""
    if not shutil.which("fasttext") and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "install", "-y", "-q", "fasttext"], check=False, stdout=subprocess.DEVNULL)
    return shutil.which("fasttext")


# What measures a command. It is a small process of its own: the kernel counts the memory of the
# process that starts another one as the other one's peak.
MEASURE = """
import os, sys, time
null = os.open(os.devnull, os.O_RDWR)
streams = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
since = time.perf_counter()
process = os.posix_spawn("/bin/bash", ["bash", "-c", "exec " + sys.argv[1]], os.environ, file_actions=streams)
_, status, usage = os.wait4(process, 0)
wall = time.perf_counter() - since
print(os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
"""


def timed(command, good=(0,)):
    """Runs a shell command; wall seconds, CPU seconds, peak resident megabytes."""
    done = subprocess.run([sys.executable, "-ISc", MEASURE, command], check=True, capture_output=True, text=True)
    code, *measured = done.stdout.split()
    if int(code) not in good:
        sys.exit(f"failed with {code}: {command}")
    return tuple(float(number) for number in measured)


def plain(path, folder):
    """The file unpacked."""
    if path.suffix != ".gz":
        return path
    out = folder / path.stem
    with gzip.open(path, "rb") as source, open(out, "wb") as target:
        shutil.copyfileobj(source, target)
    return out


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def text(row):
    return ((row.get("title") or "") + "\n" + row["text"]).strip()


def to_fasttext(path, folder):
    out = folder / (path.stem + ".ft")
    with open(out, "w", encoding="utf-8") as target:
        for row in rows(path):
            target.write(f"__label__{row['label']} {' '.join(text(row).split())}\n")
    return out


def labels(path, truth):
    """The labels that a contender wrote: bare, fastText's, or Nabra's JSON lines."""
    found = []
    for line in open(path, encoding="utf-8"):
        line = line.strip()
        found.append(json.loads(line).get("label") if line.startswith("{") else line.removeprefix("__label__"))
    if len(found) != len(truth):
        sys.exit(f"{path}: {len(found)} labels for {len(truth)} rows")
    return found


def macro_f1(truth, found):
    scores = []
    for label in sorted(set(truth)):
        right = sum(t == f == label for t, f in zip(truth, found))
        total = truth.count(label) + found.count(label)
        scores.append(2 * right / total if total else 0.0)
    return sum(scores) / len(scores)


def contenders(train, test, folder, solvers, with_fasttext):
    """Name, training command, prediction command, file of labels."""
    quote, interpreter = shlex.quote, python()
    files = {"train": quote(str(train)), "test": quote(str(test))}
    out = str(folder / "nabra.out")
    own = {"model": quote(str(folder / "nabra.model")), "out": quote(out), **files}
    yield "Nabra", TRAIN.format(**own), PREDICT.format(**own), out
    for solver in solvers:
        name = f"scikit-learn, {solver}"
        model, out = folder / f"{solver}.pickle", str(folder / f"{solver}.out")
        peer = f"{interpreter} {HERE / 'sklearn_peer.py'}"
        yield (name, f"{peer} train {solver} {model} {files['train']}",
               f"{peer} predict {model} {files['test']} {out}", out)
    if with_fasttext and fasttext():
        ft_train, ft_test = to_fasttext(train, folder), to_fasttext(test, folder)
        model, out = folder / "fasttext", str(folder / "fasttext.out")
        yield ("fastText", f"fasttext supervised -input {ft_train} -output {model} -epoch 10 -wordNgrams 2 "
               f"-thread 1 -verbose 0 > /dev/null", f"fasttext predict {model}.bin {ft_test} > {out}", out)


def table(results, accuracy, size):
    """The results in Markdown; ratios are medians of ratios within a run."""
    median = statistics.median
    head = ["", "train s", "CPU s", "MB", "ratio", "predict s", "CPU s", "MB/s", "MB", "ratio", "macro-F1"]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    own = results["Nabra"]
    for name, runs in results.items():
        cells = [name]
        for kind in ("train", "predict"):
            wall, cpu, memory = (median(run[kind][i] for run in runs) for i in range(3))
            ratio = median(run[kind][0] / ours[kind][0] for run, ours in zip(runs, own))
            cells += [f"{wall:.2f}", f"{cpu:.2f}"]
            cells += [f"{size / wall:.0f}"] if kind == "predict" else []
            cells += [f"{memory:.0f}", f"{ratio:.1f}"]
        lines.append("| " + " | ".join(cells + [f"{accuracy[name]:.3f}"]) + " |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("test", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--solvers", nargs="+", default=SOLVERS, help="scikit-learn's, each at its defaults")
    parser.add_argument("--no-fasttext", action="store_true", help="leave it out: it takes longest by far")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        train, test = plain(arguments.train, folder), plain(arguments.test, folder)
        truth = [str(row["label"]) for row in rows(test)]
        field = list(contenders(train, test, folder, arguments.solvers, not arguments.no_fasttext))
        results, accuracy = {who[0]: [] for who in field}, {}
        for run in range(arguments.runs):
            for who, fit, predict, out in field:
                good = (0, 2) if who == "Nabra" else (0,)
                results[who].append({"train": timed(fit, good), "predict": timed(predict, good)})
                accuracy[who] = macro_f1(truth, labels(out, truth))
                print(f"run {run + 1}, {who}: {results[who][-1]}", file=sys.stderr)
        written = table(results, accuracy, test.stat().st_size / 1e6)
    print(written, end="")
    if arguments.out:
        arguments.out.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
