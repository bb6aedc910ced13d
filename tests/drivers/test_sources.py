import base64
import json
import os
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.ports import Http
from probes.drivers import sources
from probes.drivers.sources import Places
from probes.settings.values import EnvSecret, FileSecret, GcpSecret, SecretRef

KEY = EnvSecret("GOLDENPATH_KEY")
SECRET = "hunter2"
VERSION = GcpSecret("projects/p/secrets/s/versions/latest")


def at(environ: Mapping[str, str]) -> Places:
    return Places(environ=environ, metadata="http://127.0.0.1:9", secrets="http://127.0.0.1:9")


async def refused(ref: SecretRef, http: Http | None = None, where: Places | None = None) -> str:
    """Resolve what must not resolve, check whose fault it is, and give what is said."""
    with pytest.raises(StepFailed) as caught:
        await sources.resolve(ref, http, where)
    assert caught.value.failure is Failure.SECRET_MISSING
    assert caught.value.blame is Blame.CREDENTIAL
    assert SECRET not in repr(caught.value) + str(caught.value)
    return caught.value.detail


def written(folder: Path, content: bytes, mode: int = 0o600) -> FileSecret:
    path = folder / "key"
    path.write_bytes(content)
    path.chmod(mode)
    return FileSecret(path)


async def test_a_variable_is_read_each_time() -> None:
    environ = {"GOLDENPATH_KEY": "old"}
    first = await sources.resolve(KEY, where=at(environ))
    environ["GOLDENPATH_KEY"] = "new"

    assert (first, await sources.resolve(KEY, where=at(environ))) == ("old", "new")


async def test_a_variable_that_is_not_set_is_named() -> None:
    assert await refused(KEY, where=at({})) == "environment variable GOLDENPATH_KEY is not set"


@pytest.mark.parametrize("text", ["", "\n", "  "])
async def test_an_empty_variable_is_no_secret(text: str) -> None:
    assert (await refused(KEY, where=at({"GOLDENPATH_KEY": text}))).endswith("_KEY is empty")


async def test_a_variable_that_is_not_utf_8_is_refused() -> None:
    raw = os.fsdecode(b"hunter2\xff")

    assert (await refused(KEY, where=at({"GOLDENPATH_KEY": raw}))).endswith("is not UTF-8")


@pytest.mark.parametrize("text", ["hunter2\nx", "hun\0ter2", "hunter2\x7f"])
async def test_a_secret_that_would_break_a_header_is_refused(text: str) -> None:
    said = await refused(KEY, where=at({"GOLDENPATH_KEY": text}))

    assert said.endswith("holds a line break or control character inside")


@given(st.text())
async def test_any_variable_gives_itself_without_its_line_end_or_is_refused(text: str) -> None:
    try:
        secret = await sources.resolve(KEY, where=at({"GOLDENPATH_KEY": text}))
    except StepFailed:
        return

    assert secret == text.rstrip("\r\n")
    assert secret.strip()


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
async def test_the_line_end_of_a_file_is_no_part_of_the_secret(tmp_path: Path, end: bytes) -> None:
    ref = written(tmp_path, b"hunter2" + end, 0o400)  # its owner may read it, and that is enough

    assert await sources.resolve(ref) == "hunter2"


async def test_a_file_is_read_each_time(tmp_path: Path) -> None:
    ref = written(tmp_path, b"old")
    first = await sources.resolve(ref)
    written(tmp_path, b"new")

    assert (first, await sources.resolve(ref)) == ("old", "new")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o601])
async def test_a_file_that_others_can_get_at_is_refused_with_the_remedy(
    tmp_path: Path, mode: int
) -> None:
    ref = written(tmp_path, b"hunter2", mode)

    said = await refused(ref)

    assert f"(mode {mode:04o})" in said
    assert said.endswith(f"chmod 600 {ref.path}")


async def test_a_link_is_judged_by_what_it_leads_to(tmp_path: Path) -> None:
    written(tmp_path, b"hunter2", 0o644)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "key")

    assert "can be read by others" in await refused(FileSecret(link))


async def test_a_missing_file_is_named(tmp_path: Path) -> None:
    said = await refused(FileSecret(tmp_path / "key"))

    assert said == f"file {tmp_path}/key does not exist"


async def test_a_path_through_a_file_cannot_be_read(tmp_path: Path) -> None:
    ref = written(tmp_path, b"hunter2")

    assert (await refused(FileSecret(ref.path / "x"))).endswith("cannot be read: Not a directory")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"x" * (sources.MOST_BYTES + 1), "has more than 65536 bytes"),
    ],
)
async def test_a_file_without_a_secret_in_it_is_refused(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    assert (await refused(written(tmp_path, content))).endswith(reason)


async def test_a_file_that_is_not_utf_8_is_refused_and_its_bytes_go_nowhere(tmp_path: Path) -> None:
    ref = written(tmp_path, b"hunter2\xff")

    with pytest.raises(StepFailed) as caught:
        await sources.resolve(ref)

    assert caught.value.detail.endswith("is not UTF-8")
    assert caught.value.__context__ is None


async def test_neither_folder_nor_pipe_is_a_secret_or_holds_the_run_up(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path, 0o600)

    assert (await refused(FileSecret(tmp_path))).endswith("is not a regular file")
    assert (await refused(FileSecret(path))).endswith("is not a regular file")


@dataclass
class Google:
    """A metadata server and a Secret Manager in one, saying what it is told to say."""

    base: str = ""
    token: tuple[int, object] = (200, {"access_token": "made-up-token", "expires_in": 3599})
    access: tuple[int, object] = (200, None)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def keep(self, raw: bytes) -> None:
        payload = {"data": base64.b64encode(raw).decode()}
        self.access = (200, {"name": VERSION.resource, "payload": payload})

    @property
    def places(self) -> Places:
        return Places(environ={}, metadata=self.base, secrets=self.base)


@pytest.fixture
def google() -> Iterator[Google]:
    told = Google()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            status, body = told.token if "Metadata" in self.path else told.access
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    told.base = f"http://127.0.0.1:{server.server_port}"
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
async def way(google: Google) -> AsyncIterator[Http]:
    async with sources.google(google.places) as http:
        yield http


async def test_a_secret_of_google_is_read_with_the_machine_s_own_token(
    google: Google, way: Http
) -> None:
    google.keep(b"hunter2\n")

    secret = await sources.resolve(VERSION, way, google.places)

    (token_path, told), (path, headers) = google.asked
    assert (secret, told["metadata-flavor"]) == ("hunter2", "Google")
    assert token_path == "/computeMetadata/v1/instance/service-accounts/default/token"
    assert path == "/v1/projects/p/secrets/s/versions/latest:access"
    assert headers["authorization"] == "Bearer made-up-token"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (403, "said 403, this service account may not read it"),
        (500, "Secret Manager said 500, it refused"),
    ],
)
async def test_a_refusal_of_google_is_the_credential_s_fault(
    google: Google, way: Http, status: int, reason: str
) -> None:
    google.access = (status, {"error": "hunter2"})

    assert (await refused(VERSION, way, google.places)).endswith(reason)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", {"payload": {}}, {"payload": {"data": 1}}])
async def test_an_answer_without_payload_is_refused(
    google: Google, way: Http, body: object
) -> None:
    google.access = (200, body)

    assert (await refused(VERSION, way, google.places)).endswith("answer has no payload")


@pytest.mark.parametrize(("raw", "said"), [(b"\xff", "is not UTF-8"), (b"\n", "is empty")])
async def test_a_payload_that_is_no_secret_is_refused(
    google: Google, way: Http, raw: bytes, said: str
) -> None:
    google.keep(raw)

    assert (await refused(VERSION, way, google.places)).endswith(said)


async def test_a_payload_that_is_not_base64_is_refused(google: Google, way: Http) -> None:
    google.access = (200, {"payload": {"data": "hunter2!"}})

    assert (await refused(VERSION, way, google.places)).endswith("its payload is not base64")


@pytest.mark.parametrize("token", [(404, {}), (200, {"access_token": ""}), (200, b"<html>")])
async def test_a_machine_without_token_cannot_read_it(
    google: Google, way: Http, token: tuple[int, object]
) -> None:
    google.token = token

    assert "the metadata server" in await refused(VERSION, way, google.places)
    assert len(google.asked) == 1


async def test_an_unreachable_google_is_never_the_target_s_fault() -> None:
    assert (await refused(VERSION, where=at({}))).endswith("did not answer (connection_refused)")


async def test_without_a_way_to_google_one_is_opened(google: Google) -> None:
    google.keep(b"hunter2")

    assert await sources.resolve(VERSION, where=google.places) == "hunter2"


def test_the_metadata_server_can_be_moved() -> None:
    moved = sources.places({"GCE_METADATA_HOST": "127.0.0.1:8080"})

    assert moved.metadata == "http://127.0.0.1:8080"
    assert sources.places({}).metadata == "http://metadata.google.internal"


async def test_a_metadata_server_that_is_no_host_is_the_credential_s_fault() -> None:
    where = sources.places({"GCE_METADATA_HOST": "x:y"})

    assert (await refused(VERSION, where=where)).endswith("GCE_METADATA_HOST is no host")
