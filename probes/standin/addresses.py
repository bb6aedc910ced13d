"""Where the doors of one stand-in are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Addresses:
    """The address of each door, without a trailing slash."""

    frontend: str
    api: str
    auth: str

    @property
    def websocket(self) -> str:
        """The socket, which is the api's."""
        return f"ws{self.api.removeprefix('http')}/ws"

    @property
    def switch(self) -> str:
        """Where faults are changed live."""
        return f"{self.frontend}/__faults"
