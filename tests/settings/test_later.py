from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from probes.core.errors import Failure
from probes.settings.values import WindowMode
from tests.settings import kit


def test_a_window_repeats_every_day_or_is_a_span(tmp_path: Path) -> None:
    windows = """
[[windows]]
mode = "skip"
from = 22:00:00
to = 06:00:00
timezone = "Europe/Berlin"

[[windows]]
mode = "look"
from = 2026-12-01T22:00:00Z
to = 2026-12-02T06:00:00Z
target = "staging"
"""

    nightly, once = kit.load_text(tmp_path, kit.GOOD + windows).windows

    assert (nightly.mode, nightly.starts, nightly.ends) == (WindowMode.SKIP, time(22), time(6))
    assert (len(nightly.days), nightly.timezone) == (7, "Europe/Berlin")
    assert once.starts == datetime(2026, 12, 1, 22, tzinfo=UTC)
    assert (once.mode, once.target) == (WindowMode.LOOK, "staging")


@pytest.mark.parametrize("expires", ["2026-12-23", "2020-01-01"])
def test_a_failure_is_accepted_for_thirty_days_and_may_have_expired(
    tmp_path: Path, expires: str
) -> None:
    accepted = (
        '\n[[accepted]]\nprobe = "chat"\nstep = "answer"\nfailure = "answer_wrong"\n'
        f'ticket = "#1"\nowner = "us"\nexpires = {expires}\n'
    )

    (one,) = kit.load_text(tmp_path, kit.GOOD + accepted).accepted

    assert (one.probe, one.failure) == ("chat", Failure.ANSWER_WRONG)
    assert one.expires == date.fromisoformat(expires)


def test_sections_without_effect_are_taken_and_named(tmp_path: Path) -> None:
    sections = """
[log]
name = "local"
[store]
[web]
public = true
token = { env = "GOLDENPATH_TOKEN" }
[docs]
source = { path = "docs" }
[alerts]
engine = "prometheus"
"""

    settings = kit.load_text(tmp_path, kit.GOOD + sections)

    assert settings.later == ("log", "store", "web", "docs", "alerts")
