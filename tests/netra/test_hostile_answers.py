"""Every reading of an HTTP answer, with every body that a broken or faking target might send."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.errors import StepFailed
from probes.core.model import Json
from probes.core.ports import Answer
from probes.netra import clocks, health, service_answers, session, sign_in, threads
from probes.netra.matrix import Rows
from tests.netra.answers import HOSTILE_BODIES, NOW, SERVICE, SUB, outcome, said

READINGS: tuple[Callable[[Answer], object], ...] = (
    sign_in.session,
    sign_in.read,
    lambda answer: session.names_user(answer, SUB),
    session.validity,
    session.refreshed,
    session.used_once,
    session.said_goodbye,
    lambda answer: session.logged_out(session.Validity(False, "", ""), answer),  # noqa: FBT003
    threads.created,
    threads.own_threads,
    threads.messages_of,
    lambda answer: threads.kept(threads.messages_of(answer), "question", bool),
    threads.deleted,
    lambda answer: threads.orphans(answer, NOW.timestamp()),
    lambda answer: health.service(answer, "frontend"),
    lambda answer: health.service(answer, "auth"),
    lambda answer: health.backend(answer, answer),
    health.warnings,
    health.claimed,
    lambda answer: clocks.agree([("api", answer)]),
    lambda answer: service_answers.with_health(Rows(), [answer]),
    lambda answer: service_answers.with_own_health(Rows(), answer),
    lambda answer: service_answers.with_entry(Rows(), answer, SERVICE),
    lambda answer: service_answers.with_validation(Rows(), answer),
    lambda answer: service_answers.with_service_validation(Rows(), answer),
    lambda answer: service_answers.with_greeting(Rows(), answer),
    lambda answer: service_answers.with_backend(Rows(), answer),
    service_answers.signature_of,
    lambda answer: service_answers.with_signed(Rows(), answer),
)
STATUSES = (200, 201, 204, 302, 400, 401, 403, 404, 422, 429, 500, 503)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("status", STATUSES)
def test_no_answer_raises_anything_but_a_failed_step(
    reading: Callable[[Answer], object], status: int
) -> None:
    answers = [said(status, body) for body in HOSTILE_BODIES]

    outcomes = [outcome(partial(reading, answer)) for answer in answers]

    assert all("hidden" not in one.detail for one in outcomes if isinstance(one, StepFailed))


keys = st.sampled_from(
    (
        "access_token", "refresh_token", "user", "id", "user_id", "valid", "error", "message",
        "status", "service", "services", "threads", "messages", "data", "role", "content",
        "created_at", "title", "authenticated", "service_token", "signature", "metadata",
    )
)  # fmt: skip
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(keys, anything, max_size=6) | anything, st.sampled_from(STATUSES))
def test_no_json_raises_anything_but_a_failed_step(body: Json, status: int) -> None:
    answer = said(status, body)

    outcomes = [outcome(partial(reading, answer)) for reading in READINGS]

    assert len(outcomes) == len(READINGS)
