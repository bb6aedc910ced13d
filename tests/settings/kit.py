"""Journeys as settings know them, and a good file to spoil."""

from datetime import date
from pathlib import Path

from probes.core.model import Kind
from probes.core.rules import Derivation
from probes.settings.file import load
from probes.settings.problems import SettingsError
from probes.settings.values import JourneyFacts, Settings

USER = (Kind.E2E_BYPASS, Kind.PASSWORD)
SERVICE = (Kind.SERVICE,)
TODAY = date(2026, 11, 23)

JOURNEYS = {
    "health": JourneyFacts(kinds=(), default_every_s=60.0, default_deadline_s=30.0, requests=6),
    "user-login": JourneyFacts(
        kinds=(USER,), default_every_s=300.0, default_deadline_s=60.0, requests=9
    ),
    "service-login": JourneyFacts(
        kinds=(SERVICE, USER), default_every_s=300.0, default_deadline_s=90.0, requests=20
    ),
    "isolation": JourneyFacts(
        kinds=(USER, USER), default_every_s=3600.0, default_deadline_s=300.0, questions=2
    ),
    "chat": JourneyFacts(
        kinds=(USER,), default_every_s=900.0, default_deadline_s=60.0, requests=8, questions=1
    ),
}

TARGET = """\
[targets.staging]
frontend = "https://app.example"
api = "https://api.example"
auth = "https://auth.example"
websocket = "wss://api.example/ws"
"""
IDENTITIES = """\
[identities.user]
kind = "e2e-bypass"
email = "k7qz@example.org"
secret = { env = "KEY" }

[identities.backend]
kind = "service"
service_id = "netra-backend"
secret = { file = "service.secret" }
"""
PROBES = """\
[[probes]]
name = "health"
journey = "health"

[[probes]]
name = "service-login"
journey = "service-login"
identity = ["backend", "user"]

[[probes]]
name = "chat"
journey = "chat"
identity = "user"
"""
GOOD = f"{TARGET}\n{IDENTITIES}\n{PROBES}"


def question_problems(template: str, derivation: Derivation) -> list[str]:
    """Stand in for ``netra.question``: a template needs both numbers."""
    lacking = [part for part in ("{a}", "{b}") if part not in template]
    return [f"lacks {part} for the {derivation}" for part in lacking]


def load_text(folder: Path, text: str) -> Settings:
    """Load settings from text."""
    path = folder / "goldenpath.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, JOURNEYS, question_problems, TODAY)


def complaints(folder: Path, text: str) -> list[str]:
    """Say what is wrong with a text, a line each, without the file's own path."""
    try:
        load_text(folder, text)
    except SettingsError as exc:
        return [str(one).removeprefix(f"{one.path}:").strip() for one in exc.problems]
    return []
