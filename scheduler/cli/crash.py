"""A bug of ours, written to a file that can be sent to somebody.

It holds where it happened and what kind of error it was, and not what the error said: that may
quote a target's answer or a secret.
"""

import os
import platform
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from scheduler.cli import release


def sentence(exc: BaseException, environ: Mapping[str, str] = os.environ) -> str:
    """Write the report, and say in a sentence what happened and where the report is."""
    bug = f"goldenpath has a bug and cannot tell ({type(exc).__name__})"
    try:
        path = write(exc, directory(environ))
    except (OSError, RuntimeError) as why:
        reason = why.strerror if isinstance(why, OSError) and why.strerror else "no home directory"
        return f"{bug}; {_place(exc)}. A report of it could not be written either: {reason}."
    return f"{bug}; the report is {path}"


def directory(environ: Mapping[str, str]) -> Path:
    """Say where reports are kept: XDG's place for state.

    Raises:
        RuntimeError: there is no home directory.
    """
    state = Path(environ.get("XDG_STATE_HOME", ""))
    if not state.is_absolute():  # the XDG specification says to ignore such a value
        home = environ.get("HOME")
        state = (Path(home) if home else Path.home()) / ".local" / "state"
    return state / "goldenpath"


def write(exc: BaseException, room: Path) -> Path:
    """Write the report for its owner's eyes.

    Raises:
        OSError: it could not be written.
    """
    room.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = datetime.now(UTC)
    path = room / f"crash-{now:%Y%m%dT%H%M%S%f}Z-{os.getpid()}.txt"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as sheet:
        sheet.write(report(exc, now))
    return path


def report(exc: BaseException, now: datetime) -> str:
    """Say what is known of the bug without quoting anything that was worked on."""
    lines = [
        f"goldenpath {release.version()}, Python {platform.python_version()}, {platform.system()}",
        f"{now.isoformat()}",
        f"command: {sys.argv[1] if len(sys.argv) > 1 else '(none)'}",
        "The texts of the errors are left out: they may quote a secret.",
        "",
        *_chain(exc),
    ]
    return "\n".join(lines) + "\n"


def _chain(exc: BaseException) -> list[str]:
    lines = []
    seen: BaseException | None = exc
    while seen is not None:
        kind = f"{type(seen).__module__}.{type(seen).__qualname__}"
        lines += [f"{kind}, most recent call last:"]
        lines += [line.rstrip("\n") for line in traceback.format_tb(seen.__traceback__)]
        if isinstance(seen, BaseExceptionGroup):
            for inner in seen.exceptions:
                lines += ["of which:", *_chain(inner)]
        seen = seen.__cause__ or seen.__context__
        if seen is not None:
            lines.append("while handling, or because of:")
    return lines


def _place(exc: BaseException) -> str:
    frames = traceback.extract_tb(exc.__traceback__)
    return f"it is in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown"
