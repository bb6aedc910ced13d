"""Which settings are meant, and which of their probes."""

from collections.abc import Sequence

from probes.core.model import Probe
from probes.drivers import tls
from probes.netra import question
from probes.settings import file
from probes.settings.problems import SettingsError, nearest
from probes.settings.values import Settings
from scheduler.cli import config
from scheduler.cli.exits import Refused
from scheduler.cli.inert import inert


def settings_of(option: str | None) -> Settings:
    """Load what ``--config`` names, else ``GOLDENPATH_CONFIG``.

    Raises:
        Refused: neither is given, or the file cannot be used; it names file, line and key.
    """
    try:
        return file.load(file.find(option), config.facts(), question.problems)
    except SettingsError as exc:
        raise Refused(str(exc)) from exc


def chosen(settings: Settings, names: Sequence[str], tags: Sequence[str]) -> tuple[Probe, ...]:
    """Choose the probes of these names (all, when none is named) that bear one of these tags.

    They come in the order of the file, each once, whatever was typed.

    Raises:
        Refused: a name that no probe has.
    """
    known = {str(probe.name) for probe in settings.probes}
    for name in names:
        if name not in known:
            raise Refused(
                f"no probe is called '{inert(name, 60)}' in {settings.path}; {nearest(name, known)}"
            )
    return tuple(
        probe
        for probe in settings.probes
        if (not names or probe.name in names) and (not tags or set(tags) & set(probe.tags))
    )


def check_trust(settings: Settings, probes: Sequence[Probe]) -> None:
    """See that the authorities which the chosen targets need can be read.

    Raises:
        Refused: one cannot; it names the key.
    """
    for name in dict.fromkeys(probe.target.name for probe in probes):
        authority = settings.ca[name]
        if authority is None:
            continue
        try:
            tls.trust(authority)
        except OSError as exc:
            reason = exc.strerror or "it holds no certificate"
            place = f"{settings.path}: targets.{name}.ca: {authority}"
            raise Refused(f"{place} cannot be used: {reason}") from exc
