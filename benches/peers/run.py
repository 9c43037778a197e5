#!/usr/bin/env python3
"""commonground and scikit-learn on the same documents, in the same run: see README.md beside this file.

This process needs the standard library only, and has to stay small: a child's peak memory is never reported
as less than what its parent held when it started.
"""

import argparse
import datetime
import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VENV = HERE / ".venv"
WORK = HERE / "work"
REQUIREMENTS = HERE / "requirements.txt"

# Corpus and its number of classes, which is the k that everyone is told.
CORPORA = {"bbc_news": 5, "stackoverflow_short": 20, "20newsgroups": 20}

# What a row of the table is called, and what runs: further arguments for commonground, or a name in peers.py.
OURS = "commonground"
PIPELINES = {
    OURS: [],
    "scikit-learn, defaults": "defaults",
    "scikit-learn, tuned, n_init 1": "tuned-1",
    "scikit-learn, tuned, n_init 10": "tuned-10",
}

THREAD_VARIABLES = ["OMP", "OPENBLAS", "MKL", "BLIS", "RAYON", "NUMEXPR"]
ONE_THREAD = {"VECLIB_MAXIMUM_THREADS": "1", **{f"{name}_NUM_THREADS": "1" for name in THREAD_VARIABLES}}


class Failed(Exception):
    """A step that did not work; the message is for the user."""


# --- setting up -----------------------------------------------------------------------------------------------


def enter_environment():
    """Go on inside of .venv, which is made first if it is missing or if the pins have changed."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        return
    python = VENV / "bin" / "python"
    stamp = VENV / "requirements.stamp"
    wanted = f"Python {platform.python_version()}\n{REQUIREMENTS.read_text()}"
    if not (python.exists() and stamp.exists() and stamp.read_text() == wanted):
        if importlib.util.find_spec("ensurepip") is None:
            raise Failed(
                "this Python cannot make virtual environments, because ensurepip is missing: install your "
                "system's package for it (Debian and Ubuntu: apt-get install python3-venv) and try again"
            )
        say("making benches/peers/.venv")
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--only-binary=:all:"]
        for step in [[sys.executable, "-m", "venv", "--clear", VENV], [*pip, "-r", REQUIREMENTS]]:
            if subprocess.run(step, stdout=sys.stderr).returncode != 0:
                raise Failed("could not make benches/peers/.venv; the pins need CPython 3.10 to 3.13")
        stamp.write_text(wanted)
    sys.stdout.flush()
    os.execv(python, [python, __file__, *sys.argv[1:]])


def build():
    """Build the release binary, and ask cargo where it is."""
    say("cargo build --release --locked")
    command = ["cargo", "build", "--release", "--locked", "--message-format=json-render-diagnostics"]
    try:
        built = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    except FileNotFoundError:
        raise Failed("cargo is not installed") from None
    if built.returncode != 0:
        raise Failed("cargo build failed")
    for message in map(json.loads, built.stdout.splitlines()):
        if message.get("executable") and message["target"]["name"] == "commonground":
            return message["executable"]
    raise Failed("cargo built no program named commonground")


def find_corpora(names):
    folder = Path(os.environ.get("COMMONGROUND_CORPORA") or ROOT.parent / "shared" / "corpora")
    found = {}
    for name in names:
        path = folder / name / "data.jsonl"
        if path.is_file():
            found[name] = path
        elif folder.is_dir():
            say(f"skipped: {name} is not among the corpora")
    return found


# --- measuring ------------------------------------------------------------------------------------------------


def child(command, log):
    """Run a process on one thread. Gives its standard output, CPU seconds (user and system) and peak bytes."""
    with open(log.with_suffix(".stdout"), "w+") as out, open(log.with_suffix(".stderr"), "w+") as err:
        try:
            process = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **ONE_THREAD})
        except OSError as error:
            raise Failed(f"could not start: {error.strerror}") from None
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode != 0:
            last = (err.read().strip().splitlines() or ["it said nothing"])[-1]
            raise Failed(f"ended with {process.returncode}: {last}")
        unit = 1 if sys.platform == "darwin" else 1024
        return out.read(), usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit


def measure(binary, pipeline, source, k, seed, folder):
    """One run of one pipeline: its cost, then its scores."""
    what = PIPELINES[pipeline]
    folder.mkdir(parents=True)
    out = folder / "clusters.csv"
    shared = [source, "--k", str(k), "--seed", str(seed), "--out", out]
    if isinstance(what, str):
        command = [sys.executable, HERE / "peers.py", *shared, "--pipeline", what]
    else:
        command = [binary, "cluster", *shared, "--unit", "document", "--threads", "1", "--quiet", *what]
    printed, cpu, peak = child(command, folder / "run")
    if not out.is_file():
        raise Failed("it wrote no clusters")
    # Ours has no interpreter to start: the whole process is the work.
    work = json.loads(printed)["work_seconds"] if isinstance(what, str) else cpu
    printed, _, _ = child([sys.executable, HERE / "scores.py", source, out], folder / "scores")
    return {"cpu": cpu, "work": work, "peak": peak, **json.loads(printed)}


def measure_all(binary, corpora, repeats):
    """Runs by corpus and pipeline, pipelines interleaved so that a slow minute hurts all alike."""
    shutil.rmtree(WORK, ignore_errors=True)
    results = {name: {pipeline: [] for pipeline in PIPELINES} for name in corpora}
    failures = []
    for name, source in corpora.items():
        for repeat in range(repeats):
            for number, pipeline in enumerate(PIPELINES):
                run = f"{name}, {pipeline}, repeat {repeat + 1} of {repeats}"
                folder = WORK / name / f"{number}-{repeat}"
                try:
                    row = measure(binary, pipeline, source, CORPORA[name], repeat + 1, folder)
                except Failed as failure:
                    failures.append(f"{run}: {failure}")
                    results[name][pipeline].append(None)
                    say(f"{run}: FAILED: {failure}")
                else:
                    results[name][pipeline].append(row)
                    say(f"{run}: {row['cpu']:.2f} s, V {row['v']:.3f}")
    return results, failures


# --- reporting ------------------------------------------------------------------------------------------------


def median(runs, key):
    return statistics.median(run[key] for run in runs)


def ratio(runs, ours, key):
    """The median over the repeats of their CPU over ours, both from the same repeat."""
    ratios = [run[key] / our["cpu"] for run, our in zip(runs, ours) if run and our]
    return f"{statistics.median(ratios):.1f}" if ratios else "–"


def table(name, by_pipeline):
    lines = [
        f"## {name}, k = {CORPORA[name]}",
        "",
        "| | CPU s | without imports | CPU ÷ ours | without imports ÷ ours | peak MB "
        "| V-measure (lowest–highest) | ARI | accuracy |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    notes = []
    ours = by_pipeline[OURS]
    for pipeline, all_runs in by_pipeline.items():
        runs = [run for run in all_runs if run]
        if len(runs) < len(all_runs):
            notes.append(f"{pipeline}: {len(all_runs) - len(runs)} of {len(all_runs)} runs failed.")
        if not runs:
            lines.append(f"| {pipeline} | failed |" + " |" * 7)
            continue
        if unplaced := median(runs, "unplaced"):
            notes.append(f"{pipeline}: {unplaced:g} documents had no cluster; they count as one more cluster.")
        cells = [
            pipeline,
            f"{median(runs, 'cpu'):.2f}",
            f"{median(runs, 'work'):.2f}",
            ratio(all_runs, ours, "cpu"),
            ratio(all_runs, ours, "work"),
            f"{median(runs, 'peak') / 1e6:.0f}",
            f"{median(runs, 'v'):.3f} ({min(run['v'] for run in runs):.3f}–{max(run['v'] for run in runs):.3f})",
            f"{median(runs, 'ari'):.3f}",
            f"{median(runs, 'accuracy'):.3f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, *([""] if notes else []), *notes, ""])


def answer(command):
    """The first line that a command prints, or nothing."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip().split("\n")[0] if done.returncode == 0 else ""


def machine():
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as lines:
            model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), model)
    except OSError:
        model = answer(["sysctl", "-n", "machdep.cpu.brand_string"]) or model
    try:
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        system = platform.system()
    return f"{model}, {os.cpu_count()} cores, {system} ({platform.system()} {platform.release()})"


def versions(binary, built):
    ours = answer([binary, "--version"]) or "commonground (version unknown)"
    if not built:
        ours += " (a program given with --binary)"
    elif commit := answer(["git", "rev-parse", "--short", "HEAD"]):
        changed = answer(["git", "status", "--porcelain", "--untracked-files=no"])
        ours += f" at {commit}" + (" with changes" if changed else "")
    names = ["scikit-learn", "numpy", "scipy"]
    theirs = [f"{name} {importlib.metadata.version(name)}" for name in names]
    return ", ".join([ours, *theirs, f"Python {platform.python_version()}"])


def report(results, repeats, versions):
    head = [
        "# commonground and scikit-learn, in the same run",
        "",
        f"- Machine: {machine()}",
        f"- Versions: {versions}",
        f"- Date: {datetime.date.today().isoformat()}",
        f"- Medians of {repeats} interleaved repeats, a seed each, one thread. `benches/peers/README.md` says how "
        "to read them.",
        "",
    ]
    return "\n".join([*head, *(table(name, by_pipeline) for name, by_pipeline in results.items())])


def say(line):
    print(line, file=sys.stderr, flush=True)


def at_least_one(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number, 1 or more")
    return int(text)


def arguments():
    parser = argparse.ArgumentParser(description="Compare commonground with scikit-learn in the same run.")
    parser.add_argument("--corpus", nargs="+", choices=CORPORA, default=list(CORPORA), metavar="NAME",
                        help=f"the corpora to run, from: {', '.join(CORPORA)} (default: all)")
    parser.add_argument("--repeats", type=at_least_one, default=3, metavar="N", help="default: 3")
    parser.add_argument("--out", type=Path, default=ROOT / "record" / "peers.md", metavar="FILE",
                        help="where the tables go, beside standard output (default: record/peers.md)")
    parser.add_argument("--binary", metavar="FILE", help="measure this program; do not build one")
    return parser.parse_args()


def main():
    args = arguments()
    corpora = find_corpora(args.corpus)
    if not corpora:
        print("skipped: no corpora")
        return 0
    enter_environment()
    binary = str(Path(args.binary).resolve()) if args.binary else build()
    results, failures = measure_all(binary, corpora, args.repeats)
    text = report(results, args.repeats, versions(binary, not args.binary))
    print(text)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(text, encoding="utf-8")
    for failure in failures:
        say(f"failed: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failure:
        sys.exit(f"failed: {failure}")
