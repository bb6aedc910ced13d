"""What every failure means, for the person who is woken by it.

One entry for each member of :class:`~probes.core.errors.Failure`; the texts live by theme in
``probes/core/meanings/``.  It explains; it judges nothing.
"""

from collections import ChainMap
from collections.abc import Mapping
from types import MappingProxyType

from probes.core.errors import Blame, Failure
from probes.core.meanings import (
    answers,
    http,
    notifications,
    own,
    reach,
    service,
    sign_in,
    sockets,
)
from probes.core.meanings.meaning import Meaning

_THEMES = (reach, http, sign_in, service, sockets, notifications, answers, own)
_BY_NAME = ChainMap(*(dict(theme.MEANINGS) for theme in _THEMES))

CATALOGUE: Mapping[Failure, Meaning] = MappingProxyType(
    {failure: _BY_NAME[failure] for failure in Failure}
)

WHOSE: Mapping[Blame, str] = MappingProxyType(
    {
        Blame.TARGET: "The target's: the people who run it have to act.",
        Blame.PROBE: "Ours: the probe has to be looked at. This says nothing against the target.",
        Blame.CREDENTIAL: "A credential of ours: it is missing, wrong or out of date.",
        Blame.NETWORK: "The network's, between us and the target. The target was not judged.",
    }
)
