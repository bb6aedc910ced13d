"""The whole file as one model: its top-level keys, and the JSON Schema that editors read."""

from pydantic import Field, JsonValue

from probes.core.model import Json
from probes.settings.chat import ChatTable
from probes.settings.identities import IdentityTable
from probes.settings.later import (
    NOT_YET,
    AcceptedTable,
    AlertsTable,
    DocsTable,
    LogTable,
    StoreTable,
    WebTable,
    WindowTable,
)
from probes.settings.probes import ProbeTable
from probes.settings.shapes import Name, Strict
from probes.settings.targets import TargetTable

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NAMED: dict[str, JsonValue] = {"additionalProperties": False}  # but what the name's pattern allows


class SettingsTable(Strict):
    """Settings of goldenpath: what is looked at, as whom, how often and how politely."""

    location: Name = Field(default="local", description="Where these runs look from")
    targets: dict[Name, TargetTable] = Field(
        default={},
        description="The deployed environments, each with its four addresses",
        json_schema_extra=_NAMED,
    )
    identities: dict[Name, IdentityTable] = Field(
        default={},
        description="Who probes sign in as; secrets by reference only",
        json_schema_extra=_NAMED,
    )
    probes: list[ProbeTable] = Field(default=[], description="What is looked at, and how often")
    chat: ChatTable = Field(default=ChatTable(), description="How a chat is asked and judged")
    windows: list[WindowTable] = Field(
        default=[], description=f"Planned times of another kind; {NOT_YET}"
    )
    accepted: list[AcceptedTable] = Field(
        default=[], description=f"Known failures that page nobody for a while; {NOT_YET}"
    )
    log: LogTable = Field(default=LogTable(), description=f"The log of evidence; {NOT_YET}")
    store: StoreTable = Field(default=StoreTable(), description=f"History; {NOT_YET}")
    web: WebTable = Field(default=WebTable(), description=f"The page; {NOT_YET}")
    docs: DocsTable = Field(default=DocsTable(), description=f"Governed documents; {NOT_YET}")
    alerts: AlertsTable = Field(default=AlertsTable(), description=f"Alert rules; {NOT_YET}")


def json_schema() -> dict[str, Json]:
    """Build the JSON Schema (draft 2020-12) of a settings file."""
    schema: dict[str, Json] = {"$schema": DIALECT}
    schema.update(SettingsTable.model_json_schema())
    schema["title"] = "goldenpath settings"
    return schema
