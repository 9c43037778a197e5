"""The environment of a benchmark: a virtual environment of its own, and the programs that it builds."""

import importlib.util
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

from process import Failed, say

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def enter(folder: Path = HERE) -> None:
    """Go on inside of the folder's .venv, which is made first if it is missing or if the pins beside it have changed."""
    venv, requirements = folder / ".venv", folder / "requirements.txt"
    if Path(sys.prefix).resolve() == venv.resolve():
        return
    python = venv / "bin" / "python"
    stamp = venv / "requirements.stamp"
    wanted = f"Python {platform.python_version()}\n{requirements.read_text()}"
    name = venv.relative_to(ROOT)
    if not (python.exists() and stamp.exists() and stamp.read_text() == wanted):
        if importlib.util.find_spec("ensurepip") is None:
            raise Failed(
                "this Python cannot make virtual environments, because ensurepip is missing: install your "
                "system's package for it (Debian and Ubuntu: apt-get install python3-venv) and try again"
            )
        say(f"making {name}" + (" (some gigabytes: the peers bring PyTorch)" if folder == HERE else ""))
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--only-binary=:all:"]
        for step in [[sys.executable, "-m", "venv", "--clear", venv], [*pip, "-r", requirements]]:
            if subprocess.run(step, check=False, stdout=sys.stderr).returncode != 0:
                raise Failed(f"could not make {name}; the pins were chosen for CPython 3.11 on Linux")
        stamp.write_text(wanted)
    sys.stdout.flush()
    os.execv(python, [python, *sys.argv])


def build(package: str = "commonground-cli", program: str = "commonground", folder: Path = ROOT) -> Path:
    """Build the release binary of a package of the workspace in a folder, and ask cargo where it is."""
    say(f"cargo build --release --locked -p {package}")
    command = ["cargo", "build", "--release", "--locked", "-p", package]
    command.append("--message-format=json-render-diagnostics")
    try:
        built = subprocess.run(command, check=False, cwd=folder, stdout=subprocess.PIPE, text=True)
    except FileNotFoundError:
        raise Failed("cargo is not installed") from None
    if built.returncode != 0:
        raise Failed("cargo build failed")
    for message in map(json.loads, built.stdout.splitlines()):
        if message.get("executable") and message["target"]["name"] == program:
            return Path(message["executable"])
    raise Failed(f"cargo built no program named {program}")


def answer(command: list[str | Path]) -> str:
    """The first line that a command prints, or nothing."""
    try:
        done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip().split("\n")[0] if done.returncode == 0 else ""


def machine() -> str:
    """The processor and the system, for the head of the record."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as lines:
            model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), model)
    except OSError:
        model = answer(["sysctl", "-n", "machdep.cpu.brand_string"]) or model
    return f"{model}, {os.cpu_count()} cores, {platform.system()}"


def our_version(binary: Path, built: bool) -> str:
    """What the program says of itself, and the commit that it was built from."""
    ours = answer([binary, "--version"]) or "commonground (version unknown)"
    if not built:
        return f"{ours} (a program given with --binary)"
    commit = answer(["git", "rev-parse", "--short", "HEAD"])
    changed = answer(["git", "status", "--porcelain", "--untracked-files=no"])
    return f"{ours} at {commit}{' with changes' if changed else ''}" if commit else ours
