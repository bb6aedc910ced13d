"""The list of faults is what scripts walk along."""

import json

import jsonschema
from click.testing import CliRunner

from probes.core.catalogue import CATALOGUE
from probes.standin.faults import FAULTS
from scheduler.cli.faults import faults

ROW = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "incident", "probe", "step", "failure", "verdict", "blame"],
    "properties": {
        "name": {"pattern": "^[a-z0-9]+(-[a-z0-9]+)+$"},
        "incident": {"type": ["integer", "null"]},
        "probe": {"type": "string"},
        "step": {"type": "string"},
        "failure": {"pattern": "^[a-z]+(_[a-z]+)*$"},
        "verdict": {"enum": ["fail", "inconclusive"]},
        "blame": {"enum": ["target", "probe", "credential", "network"]},
    },
}


def test_the_document_has_every_fault_in_the_agreed_form() -> None:
    outcome = CliRunner().invoke(faults, ["--format", "json"])

    written = json.loads(outcome.output)
    assert outcome.exit_code == 0
    assert set(written) == {"schema", "faults"}
    assert written["schema"] == "goldenpath.faults/v1"
    assert [row["name"] for row in written["faults"]] == list(FAULTS)
    for row in written["faults"]:
        jsonschema.validate(row, ROW)


def test_the_page_names_every_fault_in_80_columns() -> None:
    outcome = CliRunner().invoke(faults)

    assert outcome.exit_code == 0
    assert all(name in outcome.output for name in FAULTS)
    assert all(len(line) <= 80 for line in outcome.output.splitlines())


def test_what_is_explained_of_a_failure_knows_the_incident_that_a_fault_plays() -> None:
    unknown = [
        fault.name
        for fault in FAULTS.values()
        if fault.incident is not None and fault.incident not in CATALOGUE[fault.failure].incidents
    ]

    assert unknown == []
