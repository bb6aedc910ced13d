"""The console script: so little that Ctrl-C cannot come before its guard."""

import sys
from typing import NoReturn

INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command line, and end quietly when stopped while it is still being loaded."""
    try:
        from scheduler.cli.main import outermost  # noqa: PLC0415  (loading it takes a while)

        code = outermost()
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)
