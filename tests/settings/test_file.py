from pathlib import Path
from urllib.parse import urlsplit

import pytest

from probes.core.model import Identity, Kind
from probes.core.rules import ChatRules, Form, Limit, Manners
from probes.settings.file import find, load
from probes.settings.problems import SettingsError
from probes.settings.values import EnvSecret, FileSecret, GcpSecret
from tests.settings import kit

STAGING = Path(__file__).parents[2] / "config" / "staging.toml"


def test_the_file_of_the_command_line_comes_first() -> None:
    assert find("a.toml", {"GOLDENPATH_CONFIG": "b.toml"}) == Path("a.toml")


def test_the_variable_names_the_file_otherwise() -> None:
    assert find(None, {"GOLDENPATH_CONFIG": "b.toml"}) == Path("b.toml")


@pytest.mark.parametrize("environ", [{}, {"GOLDENPATH_CONFIG": ""}])
def test_without_either_both_are_named(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as caught:
        find(None, environ)

    assert "--config FILE" in str(caught.value)
    assert "GOLDENPATH_CONFIG" in str(caught.value)


def test_what_is_left_out_has_the_usual_value(tmp_path: Path) -> None:
    settings = kit.load_text(tmp_path, kit.GOOD)

    assert settings.location == "local"
    assert settings.chat == {"staging": ChatRules()}
    assert settings.manners == {"staging": Manners()}
    assert settings.ca == {"staging": None}
    assert settings.outside == {"staging": None}
    assert settings.later == ()


def test_a_probe_has_its_journey_s_cadence_unless_it_says_otherwise(tmp_path: Path) -> None:
    settings = kit.load_text(tmp_path, kit.GOOD)

    cadences = {str(one.name): (one.every_s, one.deadline_s) for one in settings.probes}
    assert cadences == {
        "health": (60.0, 30.0),
        "service-login": (300.0, 90.0),
        "chat": (900.0, 180.0),
    }


def test_a_probe_is_bound_to_its_identities_in_order(tmp_path: Path) -> None:
    settings = kit.load_text(tmp_path, kit.GOOD)

    assert settings.probes[1].identities == (
        Identity(name="backend", kind=Kind.SERVICE, subject="netra-backend"),
        Identity(name="user", kind=Kind.E2E_BYPASS, subject="k7qz@example.org"),
    )
    assert settings.probes[1].target is settings.targets[0]


def test_secrets_stay_references_and_files_begin_beside_the_settings(tmp_path: Path) -> None:
    settings = kit.load_text(tmp_path, kit.GOOD)

    assert settings.secrets == {
        "user": EnvSecret("KEY"),
        "backend": FileSecret(tmp_path / "service.secret"),
    }


def test_a_secret_of_google_stays_its_name(tmp_path: Path) -> None:
    version = "projects/p/secrets/s/versions/latest"
    settings = kit.load_text(tmp_path, kit.GOOD.replace('env = "KEY"', f'gcp = "{version}"'))

    assert settings.secrets["user"] == GcpSecret(version)


def test_what_an_operator_chose_arrives(tmp_path: Path) -> None:
    chosen = kit.GOOD + (
        "every_s = 1200\ndeadline_s = 300\nobjective = 0.995\nobjective_days = 7\n"
        'tags = ["ai"]\nowner = "ana"\nseverity = "page"\nrunbook = "https://example.org/r"\n'
        '[chat]\nform = "execute_agent"\ntotal_s = [20, 90]\nsecond_question = true\n'
        "questions_per_day = 150\n"
    )
    settings = kit.load_text(tmp_path, 'location = "fra"\n' + chosen)

    probe, rules = settings.probes[2], settings.chat["staging"]
    upkeep = settings.upkeep[probe.name]
    assert (probe.every_s, probe.deadline_s, probe.tags) == (1200.0, 300.0, ("ai",))
    assert {one.location for one in settings.probes} == {"fra"}
    assert (upkeep.objective, upkeep.objective_days, upkeep.owner) == (0.995, 7, "ana")
    assert (upkeep.severity, upkeep.runbook) == ("page", "https://example.org/r")
    assert (rules.form, rules.total) == (Form.EXECUTE_AGENT, Limit(20.0, 90.0))
    assert rules.second_question is True
    assert settings.manners["staging"].questions_per_day == 150


def test_each_target_says_what_is_too_fast(tmp_path: Path) -> None:
    spoiled = kit.GOOD.replace("websocket =", "too_fast_ms = 120\nwebsocket =")

    settings = kit.load_text(tmp_path, spoiled)

    assert settings.chat["staging"].too_fast_s == 0.12


def test_no_probe_at_all_is_for_the_command_to_judge(tmp_path: Path) -> None:
    settings = kit.load_text(tmp_path, kit.TARGET)

    assert settings.probes == ()


def test_all_that_is_wrong_is_said_at_once_by_line(tmp_path: Path) -> None:
    text = "oops = 1\n" + kit.GOOD.replace('journey = "chat"', 'journey = "chta"')

    said = kit.complaints(tmp_path, text)

    assert [line.split(":")[0] for line in said] == ["1", "29"]


def test_the_file_for_staging_is_right() -> None:
    settings = load(STAGING, kit.JOURNEYS, kit.question_problems, kit.TODAY)

    assert [one.journey for one in settings.probes] == [
        "health",
        "user-login",
        "service-login",
        "chat",
    ]
    assert {urlsplit(host).scheme for host in settings.targets[0].hosts} == {"https", "wss"}
    assert all(isinstance(ref, EnvSecret) for ref in settings.secrets.values())
