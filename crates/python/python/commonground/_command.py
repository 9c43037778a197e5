"""The command ``commonground``."""

from __future__ import annotations

import signal
import sys

from commonground import _native


def main() -> int:
    """Run the command line. Python's own handling of Ctrl-C would wait until the command has returned."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.cli(["commonground", *sys.argv[1:]])
