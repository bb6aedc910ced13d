"""The journeys there are.  A new one is a file of its own and a line here."""

from collections.abc import Mapping
from types import MappingProxyType

from probes.journeys import chat, health, service_login, user_login
from probes.journeys.kind import Journey
from probes.settings.values import JourneyFacts

JOURNEYS: Mapping[str, Journey] = MappingProxyType(
    {
        journey.name: journey
        for journey in (health.JOURNEY, user_login.JOURNEY, service_login.JOURNEY, chat.JOURNEY)
    }
)

FACTS: Mapping[str, JourneyFacts] = MappingProxyType(
    {
        journey.name: JourneyFacts(
            kinds=journey.kinds,
            default_every_s=journey.every_s,
            default_deadline_s=journey.deadline_s,
            requests=journey.requests,
            questions=journey.questions,
        )
        for journey in JOURNEYS.values()
    }
)
"""What settings must know of each journey, so that they need not know journeys."""
