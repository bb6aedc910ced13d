from pathlib import Path

from probes.settings.plan import costs
from tests.settings import kit

LOOPBACK = (
    kit.TARGET.replace("https://app.example", "http://127.0.0.1:8000")
    .replace("https://api.example", "http://localhost:8001")
    .replace("https://auth.example", "http://[::1]:8002")
    .replace("wss://api.example", "ws://localhost:8001")
)
OFTEN = kit.IDENTITIES + kit.PROBES + "every_s = 150\n"


def test_each_probe_costs_what_its_journey_does(tmp_path: Path) -> None:
    settings = kit.load_text(tmp_path, kit.GOOD)

    health, service, chat = costs(settings, kit.JOURNEYS)

    assert (health.runs_per_hour, health.requests_per_day) == (60, 60 * 24 * 6)
    assert (service.runs_per_hour, service.questions_per_day) == (12, 0)
    assert (chat.runs_per_hour, chat.questions_per_day) == (4, 96)


def test_a_second_question_doubles_the_questions(tmp_path: Path) -> None:
    settings = kit.load_text(tmp_path, kit.GOOD + "\n[chat]\nsecond_question = true\n")

    assert costs(settings, kit.JOURNEYS)[2].questions_per_day == 192


def test_a_plan_may_reach_its_limit_exactly(tmp_path: Path) -> None:
    said = kit.complaints(tmp_path, kit.GOOD + "\n[chat]\nquestions_per_day = 96\n")

    assert said == []


def test_a_plan_may_not_exceed_its_limit_by_one(tmp_path: Path) -> None:
    said = kit.complaints(tmp_path, kit.GOOD + "\n[chat]\nquestions_per_day = 95\n")

    assert len(said) == 1
    assert "asks staging 96 questions a day and [chat] questions_per_day allows 95" in said[0]


def test_the_requests_of_all_probes_count_together(tmp_path: Path) -> None:
    budget = "[targets.staging.manners]\nrequests_per_minute = {}\n"
    needed = 6 + 20 / 5 + 8 / 15

    fits = kit.complaints(tmp_path, kit.GOOD + budget.format(11))
    exceeds = kit.complaints(tmp_path, kit.GOOD + budget.format(10))

    assert 10 < needed < 11
    assert fits == []
    assert "about 11 requests a minute to staging and its manners allow 10" in exceeds[0]


def test_targets_have_budgets_of_their_own(tmp_path: Path) -> None:
    other = kit.TARGET.replace("staging", "other")
    probes = kit.PROBES.replace("journey", 'target = "staging"\njourney')
    more = '[[probes]]\nname = "chat-2"\njourney = "chat"\nidentity = "user"\ntarget = "other"\n'
    limit = "[chat]\nquestions_per_day = 96\n"

    said = kit.complaints(tmp_path, kit.TARGET + other + kit.IDENTITIES + probes + more + limit)

    assert said == []


def test_lifted_manners_limit_no_plan_on_loopback(tmp_path: Path) -> None:
    lifted = LOOPBACK + "[targets.staging.manners]\nlifted = true\ntoken_spacing_s = 0\n"

    assert kit.complaints(tmp_path, lifted + OFTEN) == []
    assert kit.complaints(tmp_path, LOOPBACK + OFTEN) != []
