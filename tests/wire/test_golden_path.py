"""Every probe against the stand-in, over real sockets: faultless, and with one fault at a time."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from probes.core.model import Verdict
from probes.core.rules import ChatRules, Form
from probes.journeys.registry import JOURNEYS
from probes.standin.faults import FAULTS
from probes.standin.options import Envelope, Options, Welcome
from tests.wire.stage import Stage, failed_step, quick, staged, story


@pytest.mark.parametrize("name", JOURNEYS)
async def test_every_probe_passes_where_nothing_is_wrong(name: str, tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        run = await stage.run(name)

    assert run.ruling.verdict is Verdict.PASS, story(run)
    assert [warned for step in run.steps for warned in step.warnings] == []


@pytest.mark.parametrize("welcome", Welcome)
async def test_a_chat_passes_with_every_known_welcome(welcome: Welcome, tmp_path: Path) -> None:
    async with staged(tmp_path, Options(welcome=welcome)) as stage:
        run = await stage.run("chat")

    assert run.ruling.verdict is Verdict.PASS, story(run)


@pytest.mark.parametrize("envelope", Envelope)
@pytest.mark.parametrize("form", Form)
async def test_a_chat_passes_in_every_form_and_envelope(
    form: Form, envelope: Envelope, tmp_path: Path
) -> None:
    rules = replace(quick(ChatRules()), form=form, second_question=True)

    async with staged(tmp_path, Options(envelope=envelope), rules) as stage:
        run = await stage.run("chat")

    assert run.ruling.verdict is Verdict.PASS, story(run)


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
async def test_every_fault_is_named_by_the_promised_probe_step_and_failure(
    name: str, tmp_path: Path
) -> None:
    fault = FAULTS[name]

    async with staged(tmp_path, Options(faults=frozenset({name}))) as stage:
        run = await stage.run(fault.probe)

    assert run.ruling.failure is fault.failure, story(run)
    assert (run.ruling.verdict, run.ruling.blame) == (fault.verdict, fault.blame)
    assert failed_step(run) == fault.step


async def test_a_run_leaves_no_thread_behind(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.run("chat")
        stage.standin.set_faults(["silent-agent"])
        await stage.run("chat")

        assert await _threads(stage) == []


async def _threads(stage: Stage) -> object:
    """List the threads of the probe's user, by hand."""
    user = stage.probe("chat").identities[0]
    key = {"X-E2E-Bypass-Key": stage.standin.secrets.e2e_key}
    async with httpx.AsyncClient() as client:
        url = f"{stage.standin.auth}/auth/e2e/test-auth"
        session = (await client.post(url, headers=key, json={"email": user.subject})).json()
        bearer = {"Authorization": f"Bearer {session['access_token']}"}
        return (await client.get(f"{stage.standin.api}/api/threads", headers=bearer)).json()
