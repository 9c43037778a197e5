"""``python -m commonground`` is the command."""

import sys

from commonground._command import main

if __name__ == "__main__":
    sys.exit(main())
