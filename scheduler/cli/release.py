"""Which release of goldenpath this is."""

from importlib import metadata

DISTRIBUTION = "netra-golden-path"


def version() -> str:
    """Name the installed release; a checkout that is not installed has none."""
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "(not installed)"
