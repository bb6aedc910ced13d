"""Every failure is explained."""

import pytest

from probes.core.catalogue import CATALOGUE, WHOSE
from probes.core.errors import Blame, Failure


def test_there_is_an_entry_for_every_failure_and_no_other() -> None:
    assert set(CATALOGUE) == set(Failure)


@pytest.mark.parametrize("failure", list(Failure))
def test_an_entry_says_what_it_means_and_what_to_do(failure: Failure) -> None:
    meaning = CATALOGUE[failure]

    said = (meaning.means, meaning.looks, *meaning.causes, *meaning.next)

    assert meaning.causes
    assert meaning.next
    assert all(len(text) > 5 and text == text.strip() and "  " not in text for text in said)
    assert meaning.means.endswith(".")
    assert all(text.endswith((".", "?")) for text in meaning.next)


@pytest.mark.parametrize("failure", list(Failure))
def test_incidents_are_numbers_of_the_list_in_order(failure: Failure) -> None:
    numbers = CATALOGUE[failure].incidents

    assert list(numbers) == sorted(set(numbers))
    assert all(1 <= number <= 42 for number in numbers)


def test_every_incident_is_behind_some_failure() -> None:
    in_a_browser_only = {38}

    known = {number for meaning in CATALOGUE.values() for number in meaning.incidents}

    assert known == set(range(1, 43)) - in_a_browser_only


def test_no_two_entries_say_the_same() -> None:
    assert len({meaning.means for meaning in CATALOGUE.values()}) == len(Failure)


def test_whose_it_is_is_said_for_every_blame() -> None:
    assert set(WHOSE) == set(Blame)
