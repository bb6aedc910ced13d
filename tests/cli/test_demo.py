"""The demo: everything at once, with nothing but this package."""

import pytest

from tests.cli.conftest import start


@pytest.mark.slow
def test_once_walks_every_probe_and_says_what_it_walked() -> None:
    process = start("demo", "--once")

    out, err = process.communicate()

    assert process.returncode == 0
    assert out.startswith("PASS: all 4 runs passed at standin.")
    assert "not a real target" in out
    assert len(err.splitlines()) == 4
