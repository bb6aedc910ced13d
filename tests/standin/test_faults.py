import re
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.errors import Blame, Failure
from probes.core.model import Verdict
from probes.standin.agents import Asked, Script, one_agent, several_agents
from probes.standin.behaviour import Behaviour
from probes.standin.effects import EFFECTS, behaviour_of
from probes.standin.fault_words import ABOUT
from probes.standin.faults import FAULTS, Fault, UnknownFault, checked

INCIDENTS = range(1, 43)
STEPS = {
    "user-login": "sign_in claims me validate refresh rest logout",
    "service-login": "diagnosis",
    "chat": "sign_in thread connect ping ask notifications answer persisted cleaned_up",
    "health": "resolve frontend api auth clock",
}
TELLERS = (several_agents, one_agent)
every_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: fault.name)


@every_fault
def test_a_fault_has_a_place_and_a_name_of_its_own(fault: Fault) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", fault.name)
    assert fault.name not in set(Failure)
    assert fault.incident is None or fault.incident in INCIDENTS
    assert fault.step in STEPS[fault.probe].split()
    assert re.fullmatch(r"[A-Z][^.]+(\. ?[^.]+)*\.", fault.about)


@every_fault
def test_a_fault_changes_something(fault: Fault) -> None:
    assert behaviour_of([fault.name]) != Behaviour()


@every_fault
def test_only_the_probes_own_credential_makes_it_inconclusive(fault: Fault) -> None:
    ours = fault.failure in {Failure.SERVICE_SECRET_WRONG, Failure.SERVICE_ID_WRONG}

    assert (fault.verdict is Verdict.INCONCLUSIVE) == ours
    assert (fault.blame is Blame.CREDENTIAL) == ours


def test_names_effects_and_words_belong_together() -> None:
    assert set(FAULTS) == set(EFFECTS) == set(ABOUT)


@pytest.mark.parametrize("tell", TELLERS)
def test_any_two_faults_can_be_on_together(tell: Callable[[Asked], Script]) -> None:
    asked = Asked(user_id="u", thread_id="t", text="1 + 2", answer="3", tool_value="3")

    for pair in product(FAULTS, FAULTS):
        script = tell(asked)
        for rewrite in behaviour_of(pair).rewrites:
            script = rewrite(script)
        assert isinstance(script, tuple)


def test_names_are_sorted_and_counted_once() -> None:
    assert checked(["lost-thread", "auth-down", "lost-thread"]) == ("auth-down", "lost-thread")


@given(st.text().filter(lambda text: text not in FAULTS))
def test_an_unknown_name_is_refused_with_the_nearest(name: str) -> None:
    with pytest.raises(UnknownFault) as refused:
        checked([name])

    assert refused.value.name == name
    assert refused.value.nearest in FAULTS


def test_the_nearest_name_is_near() -> None:
    assert UnknownFault("missing-tool-complete").nearest == "missing-tool-completed"
