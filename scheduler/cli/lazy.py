"""A group of commands whose files are imported when they are asked for.

``goldenpath --help`` must not load a client library, so the one line about each command stands
here in the table and not in the command's file; a test sees that every entry leads to a command.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import ClassVar

import click


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command is (``module:name``), and its line in the help."""

    path: str
    about: str


class LazyGroup(click.Group):
    """Loads a command by its entry."""

    entries: ClassVar[Mapping[str, Entry]] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order of the table."""
        del ctx
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's file."""
        del ctx
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        module, _, name = entry.path.partition(":")
        command: object = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.path} is no command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say which command would be nearest, if there is none of that name."""
        name = args[0]
        if name not in self.entries and not name.startswith("-"):
            raise click.exceptions.NoSuchCommand(name, possibilities=list(self.entries), ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table into the help, without importing anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.about) for name, entry in self.entries.items()])
