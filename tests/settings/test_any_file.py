"""Whatever a file holds, it is loaded or refused; nothing else comes out."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from tests.settings import kit

VALUES = st.sampled_from(
    [
        "1", "-1", "0", "1.5", "nan", "inf", "true", '""', '"chat"', '"user"', '"https://a"',
        "[]", "[1, 2]", '["user", "backend"]', "[[]]", "{}", '{ env = "A" }', "{ a = {} }",
        "12:00:00", "2026-12-01", "2026-12-01T12:00:00Z", "99999999999999999999", "1e400",
    ]
)  # fmt: skip
HEADERS = st.sampled_from(
    [
        "[targets.staging]", "[targets.x]", "[targets.staging.manners]", "[identities.user]",
        "[identities.y]", "[[probes]]", "[chat]", "[[windows]]", "[[accepted]]", "[docs]", "[web]",
        "[log]", "[zzz]", "[targets]", "[probes]", "[identities]", "[[targets]]",
    ]
)  # fmt: skip
KEYS = st.sampled_from(
    [
        "location", "frontend", "api", "websocket", "manners", "lifted", "kind", "secret", "email",
        "name", "journey", "target", "identity", "every_s", "deadline_s", "tags", "form",
        "total_s", "quiet_s", "question", "mode", "from", "to", "probe", "failure", "expires",
        "source", "token", "chat", "probes", "targets", "too_fast_ms", "ca", "outside",
    ]
)  # fmt: skip
TABLES = st.tuples(HEADERS, st.dictionaries(KEYS, VALUES, max_size=6))


@given(top=st.dictionaries(KEYS, VALUES, max_size=3), tables=st.lists(TABLES, max_size=5))
def test_any_file_is_loaded_or_refused(
    top: dict[str, str], tables: list[tuple[str, dict[str, str]]]
) -> None:
    parts = [spelled(top), *(f"{header}\n{spelled(keys)}" for header, keys in tables)]

    with TemporaryDirectory() as folder:
        said = kit.complaints(Path(folder), "\n".join(parts))

    assert all(said)


@given(st.text())
def test_any_text_is_loaded_or_refused(text: str) -> None:
    with TemporaryDirectory() as folder:
        said = kit.complaints(Path(folder), text)

    assert all(said)


def spelled(keys: dict[str, str]) -> str:
    return "".join(f"{key} = {value}\n" for key, value in keys.items())
