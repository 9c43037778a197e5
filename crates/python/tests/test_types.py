"""What type checkers are told is what there is."""

import subprocess
import sys
from pathlib import Path

import commonground
import pytest

pytest.importorskip("mypy")
CONFIGURATION = Path(__file__).resolve().parents[1] / "pyproject.toml"


def run(*arguments, folder):
    return subprocess.run([sys.executable, "-m", *map(str, arguments)], capture_output=True, text=True, cwd=folder)


def test_the_stubs_of_the_native_part_are_true(tmp_path):
    done = run("mypy.stubtest", "commonground._native", "--mypy-config-file", CONFIGURATION, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_public_layer_is_typed(tmp_path):
    package = Path(commonground.__file__).parent
    assert (package / "py.typed").is_file()
    # In a folder of its own: mypy would not follow a package of the environment that it runs in.
    (tmp_path / "commonground").symlink_to(package)
    done = run("mypy", "--config-file", CONFIGURATION, "-p", "commonground", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
