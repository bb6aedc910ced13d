"""What every test may lean on."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """Run async tests on asyncio, the only loop the project uses."""
    return "asyncio"
