"""Builds the Python package, and tests it in an environment of its own. Python 3 with venv and pip is all it needs.

    python3 build.py test      build the wheel (unoptimised), install it under target/python, run the tests
    python3 build.py docs      the same wheel, and the documentation of it into target/python/docs, running its notebooks
    python3 build.py wheel     build the wheel and the source archive for others, into target/wheels

What is installed is pinned in requirements.txt here and in docs/python; nothing outside of target/ changes.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "target" / "python"
ENVIRONMENT = WORK / "venv"
REQUIREMENTS = HERE / "requirements.txt"
DOCS = ROOT / "docs" / "python"
OLDEST = (3, 11)
ZIG = "ziglang==0.17.1"
# What makes the wheel smaller and costs no time.
SMALL = [
    # A function that asks to be inlined, as most of Rust's small ones do, may be so large in LLVM's units: about a fifth of what the
    # compiler allows, and somewhat more than any other may in a crate that is built for size.
    "-Cllvm-args=-inlinehint-threshold=70",
    # The tables by which panics unwind are a quarter smaller.
    "-Cforce-frame-pointers=yes",
    # Functions lie in the order of their names, and by these like ones lie together, which packs better.
    "-Csymbol-mangling-version=v0",
]


def main() -> int:
    if sys.version_info < OLDEST:
        return complain(f"the tests need Python {OLDEST[0]}.{OLDEST[1]} or later, not {sys.version.split()[0]}")
    jobs = {"test": test, "docs": docs, "wheel": wheel}
    if len(sys.argv) < 2 or sys.argv[1] not in jobs:
        return complain(__doc__ or "")
    return jobs[sys.argv[1]](sys.argv[2:])


def test(arguments: list[str]) -> int:
    """Builds the wheel and tests it as it is installed."""
    prepare()
    install()
    # What is tested is what was installed, so the tests run where the sources are not.
    paths = [str(HERE / "tests"), "--pyargs", "commonground"] if not arguments else arguments
    command = ["-m", "pytest", "-c", str(HERE / "pyproject.toml"), "--doctest-modules", *paths]
    return subprocess.call([str(python()), *command], cwd=WORK)


def docs(arguments: list[str]) -> int:
    """Builds the documentation, and runs its notebooks on the wheel as it is installed."""
    prepare()
    install()
    once("docs", DOCS / "requirements.txt")
    # All pages anew, because what a notebook gives depends on the package; a warning is a fault.
    options = ["--fresh-env", "--write-all", "--fail-on-warning", "--keep-going", "--quiet"]
    run(python(), "-m", "sphinx", *options, *arguments, DOCS, WORK / "docs")
    print(f"The documentation is {WORK / 'docs' / 'index.html'}")
    return 0


def wheel(arguments: list[str]) -> int:
    """Builds what others install: a wheel for this system, and the source archive."""
    prepare()
    out = ROOT / "target" / "wheels"
    portable = []
    if sys.platform == "linux":
        # zig links against the C library of 2014, so that the wheel runs on every Linux that is still in use.
        had = subprocess.call([str(python()), "-m", "pip", "--quiet", "install", "--no-deps", ZIG])
        if had == 0:
            portable = ["--zig", "--compatibility", "manylinux2014"]
        else:
            print("zig cannot be had here: the wheel is for systems like this one only", file=sys.stderr)
    run("cargo", "fetch", "--locked", "--manifest-path", ROOT / "Cargo.toml")
    os.environ["RUSTFLAGS"] = " ".join([os.environ.get("RUSTFLAGS", ""), *SMALL, *remapped()]).strip()
    built = build(out, "--profile", "wheel", *portable, *arguments)
    run(python(), HERE / "pack.py", built)
    run(python(), "-m", "maturin", "sdist", "--manifest-path", HERE / "Cargo.toml", "--out", out)
    return 0


def remapped() -> list[str]:
    """What keeps the folders of this machine out of the wheel: the places of panics are told from these."""
    cargo = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    sources = [path for path in (cargo / "registry" / "src").glob("*") if path.is_dir()]
    folders = [*sources, ROOT]
    return [f"--remap-path-prefix={folder}=." for folder in folders if " " not in str(folder)]


def prepare() -> None:
    """Makes the environment, unless it is there already as it should be."""
    if is_done("environment", REQUIREMENTS) and python().is_file():
        return
    WORK.mkdir(parents=True, exist_ok=True)
    for stamp in ("environment", "docs"):
        (WORK / f"{stamp}.stamp").unlink(missing_ok=True)
    made = subprocess.call([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)])
    if made != 0:
        sys.exit(complain("Python's venv or ensurepip is missing: install it (on Debian: python3-venv)"))
    once("environment", REQUIREMENTS)


def once(stamp: str, requirements: Path) -> None:
    """Installs what a file lists, unless that is done."""
    if not is_done(stamp, requirements):
        # All that is needed is listed, so nothing drags in more (BERTopic would, by the gigabyte).
        pip("install", "--no-deps", "--requirement", str(requirements))
        (WORK / f"{stamp}.stamp").write_text(digest(requirements))


def is_done(stamp: str, requirements: Path) -> bool:
    path = WORK / f"{stamp}.stamp"
    return path.is_file() and path.read_text() == digest(requirements)


def digest(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()


def install() -> None:
    """Builds the wheel, unoptimised, and installs it into the environment."""
    built = build(WORK / "wheels", "--profile", "dev")
    pip("install", "--no-deps", "--force-reinstall", str(built))


def build(out: Path, *options: str) -> Path:
    """Builds the wheel and returns its path."""
    for old in out.glob("*.whl"):
        old.unlink()
    manifest = ["--manifest-path", HERE / "Cargo.toml", "--interpreter", python()]
    run(python(), "-m", "maturin", "build", *manifest, "--out", out, *options)
    return next(out.glob("*.whl"))


def python() -> Path:
    """The interpreter of the environment."""
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def pip(*arguments: str) -> None:
    run(python(), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)


def run(*command: object) -> None:
    """Runs a command; what it says is what went wrong."""
    paths = os.pathsep.join([str(python().parent), os.environ["PATH"]])
    done = subprocess.call([str(part) for part in command], env=os.environ | {"PATH": paths})
    if done != 0:
        sys.exit(complain(f"failed: {' '.join(str(part) for part in command)}"))


def complain(what: str) -> int:
    print(what, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
