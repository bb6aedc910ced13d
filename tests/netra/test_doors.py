from dataclasses import replace
from datetime import timedelta

import pytest

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Target
from probes.core.ports import Certificate
from probes.netra import doors
from tests.netra.answers import NOW, TARGET

LOST = StepFailed(Failure.NAME_NOT_RESOLVED, Blame.TARGET, "no address")


def test_only_doors_behind_tls_have_a_certificate() -> None:
    mixed = replace(TARGET, auth="http://auth.example.org", websocket="ws://api.example.org/ws")

    found = [role for role, _ in doors.secure_roles(mixed)]

    assert found == ["frontend", "api"]


def test_a_host_is_named_without_port_and_path() -> None:
    assert doors.host_of("wss://api.example.org:8443/ws") == "api.example.org"


def test_one_name_that_does_not_resolve_is_the_targets_fault() -> None:
    found = doors.resolved([("api", ("203.0.113.1",)), ("auth", LOST)])

    assert [one.failure for one in found] == [None, Failure.NAME_NOT_RESOLVED]
    assert found[1].blame is Blame.TARGET


def test_when_no_name_resolves_the_network_is_to_blame() -> None:
    found = doors.resolved([("api", LOST), ("auth", LOST)])

    assert [one.failure for one in found] == [Failure.NAME_NOT_RESOLVED] * 2
    assert {one.blame for one in found} == {Blame.NETWORK}


@pytest.mark.parametrize(
    ("left", "failure"),
    [(timedelta(days=90), None), (timedelta(0), Failure.CERTIFICATE_INVALID),
     (timedelta(days=-1), Failure.CERTIFICATE_INVALID)],
)  # fmt: skip
def test_a_certificate_is_in_force_or_it_is_invalid(
    left: timedelta, failure: Failure | None
) -> None:
    found = doors.certified([("api", Certificate(NOW + left, ("api.example.org",)))], NOW)

    assert [(one.check, one.failure) for one in found] == [("api_certificate", failure)]


def test_a_handshake_that_fails_keeps_its_own_name_and_blame() -> None:
    trouble = StepFailed(Failure.TLS_FAILED, Blame.NETWORK, "handshake")

    found = doors.certified([("api", trouble)], NOW)

    assert (found[0].failure, found[0].blame) == (Failure.TLS_FAILED, Blame.NETWORK)


@pytest.mark.parametrize(("days", "warned"), [(15, 0), (14, 0), (13, 1), (0, 1)])
def test_the_last_fortnight_of_a_certificate_is_warned_of(days: int, warned: int) -> None:
    certificate = Certificate(NOW + timedelta(days=days), ())

    found = doors.expiring(certificate, "api", NOW)

    assert len(found) == warned


def test_a_certificate_is_kept_with_its_end_and_its_names() -> None:
    kept = doors.seen(Certificate(NOW, ("api.example.org",)), "api")

    assert kept.data["names"] == ["api.example.org"]
    assert kept.data["expires_at_s"] == NOW.timestamp()


def test_the_auth_service_is_asked_where_no_other_door_answers() -> None:
    alone = Target(name="t", frontend="https://a", api="https://b", auth="https://c", websocket="")
    shared = Target(name="t", frontend="https://a", api="https://b", auth="https://a", websocket="")

    paths = [doors.auth_health(target) for target in (alone, shared)]

    assert paths == ["/health", "/auth/status"]
