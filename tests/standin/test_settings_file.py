import stat
import tomllib
from pathlib import Path

import httpx
import pytest

from probes.standin import settings_file
from probes.standin.server import serve


def content(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", ["plain.toml", 'a "quoted" \\ one.toml', "mit Umlaut ä 😀.toml", "tab\tand\x7f.toml"]
)
async def test_the_settings_are_toml_whatever_the_path(tmp_path: Path, name: str) -> None:
    path = tmp_path / name

    async with serve() as standin:
        settings_file.write(path, standin)

    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    secret = Path(settings["identities"]["user"]["secret"]["file"])
    assert secret.parent == tmp_path / f"{name}.secrets"
    assert content(secret) == standin.secrets.e2e_key


async def test_they_hold_what_the_four_journeys_need(tmp_path: Path) -> None:
    path = tmp_path / "goldenpath.toml"

    async with serve() as standin:
        settings_file.write(path, standin)

    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    target = settings["targets"]["standin"]
    service = settings["identities"]["service"]
    assert settings["location"] == "local"
    assert (target["api"], target["websocket"]) == (standin.api, standin.websocket)
    assert (target["frontend"], target["auth"]) == (standin.frontend, standin.auth)
    assert target["too_fast_ms"] == 50
    assert target["manners"] == {"lifted": True}
    assert (service["kind"], service["service_id"]) == ("service", "netra-backend")
    assert settings["identities"]["user"]["kind"] == "e2e-bypass"
    assert settings["chat"] == {"second_question": True}
    assert settings["probes"] == [
        {"name": "health", "journey": "health", "target": "standin"},
        {"name": "user-login", "journey": "user-login", "target": "standin", "identity": "user"},
        {
            "name": "service-login",
            "journey": "service-login",
            "target": "standin",
            "identity": ["service", "user"],
        },
        {"name": "chat", "journey": "chat", "target": "standin", "identity": "user"},
    ]


async def test_secrets_are_for_their_owner_alone_and_not_in_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "goldenpath.toml"
    kept = tmp_path / "goldenpath.toml.secrets"
    kept.mkdir(mode=0o755)
    (kept / "e2e_key").write_text("of an earlier start", encoding="utf-8")

    async with serve() as standin:
        settings_file.write(path, standin)

    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in kept.iterdir()}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert modes == {"e2e_key": 0o600, "service_secret": 0o600}
    assert standin.secrets.e2e_key not in path.read_text(encoding="utf-8")
    assert standin.secrets.service_secret not in path.read_text(encoding="utf-8")


async def test_the_written_key_signs_the_written_user_in(tmp_path: Path) -> None:
    path = tmp_path / "goldenpath.toml"

    async with serve() as standin, httpx.AsyncClient() as http:
        settings_file.write(path, standin)
        user = tomllib.loads(path.read_text(encoding="utf-8"))["identities"]["user"]
        key = content(Path(user["secret"]["file"]))
        answer = await http.post(
            f"{standin.auth}/auth/e2e/test-auth",
            headers={"X-E2E-Bypass-Key": key},
            json={"email": user["email"]},
        )

    assert answer.status_code == 200
    assert answer.json()["user"]["id"] == f"e2e-{user['email'].partition('@')[0]}"
