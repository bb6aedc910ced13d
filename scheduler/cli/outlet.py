"""The only way out for a report: standard output, or a file that is whole or not there.

What cannot be written is :class:`CannotWrite`, one sentence, exit 3: a report that nobody can read
must not look like a pass.
"""

import contextlib
import os
import stat
import sys
import tempfile
from io import TextIOBase
from pathlib import Path

STDOUT = "-"


class CannotWrite(Exception):  # noqa: N818  (it names an outcome, as the sentence does)
    """A report could not be delivered."""

    def __init__(self, where: str, error: Exception) -> None:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        super().__init__(f"the report cannot be written to {where}: {reason}")


class ClosedStream(TextIOBase):
    """Stands in for a standard output that was closed before we began."""

    def write(self, _: str, /) -> int:
        """Refuse, as the system would."""
        raise OSError("it is closed")


def prepare() -> None:
    """Make the standard streams safe: never silently absent, never an error for a character."""
    if sys.stdout is None:
        sys.stdout = ClosedStream()
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  (for good)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def tell(text: str) -> None:
    """Write to standard output, to the last byte.

    Raises:
        CannotWrite: it is closed, full, or nobody reads it.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, ValueError) as exc:
        raise CannotWrite("standard output", exc) from exc


def flush() -> None:
    """See that what others wrote to standard output has arrived.

    Raises:
        CannotWrite: it has not.
    """
    if not isinstance(sys.stdout, ClosedStream):
        tell("")


def is_gone() -> bool:
    """Say whether standard output is closed, or holds on to what cannot be written."""
    try:
        flush()
    except CannotWrite:
        return True
    return isinstance(sys.stdout, ClosedStream)


def abandon() -> None:
    """Give up standard output, so that the interpreter does not stumble over it at the end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def check(where: str) -> None:
    """See that a report can be written there, before anything is asked for its sake.

    Raises:
        CannotWrite: no such directory, no permission, a directory.
    """
    path = Path(where)
    if where == STDOUT or _is_device(path):
        return
    try:
        if path.is_dir():
            raise IsADirectoryError(21, os.strerror(21))
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(13, os.strerror(13))
        with tempfile.NamedTemporaryFile(dir=path.resolve().parent, prefix=".goldenpath-"):
            pass
    except OSError as exc:
        raise CannotWrite(where, exc) from exc


def deliver(text: str, where: str) -> None:
    """Write a report to a file, or to standard output for ``-``.

    A regular file is replaced at once when all is on the disk, so that a reader finds the old
    report or the new one; a device or a pipe is written to.

    Raises:
        CannotWrite: it could not be written whole.
    """
    if where == STDOUT:
        tell(text)
        return
    path = Path(where)
    try:
        if _is_device(path):
            with path.open("w", encoding="utf-8", errors="backslashreplace") as sheet:
                sheet.write(text)
        else:
            _replace(path.resolve(), text)
    except OSError as exc:
        raise CannotWrite(where, exc) from exc


def _is_device(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _replace(path: Path, text: str) -> None:
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".goldenpath-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as sheet:
            sheet.write(text)
            sheet.flush()
            os.fsync(sheet.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
