"""What every test may lean on."""

import hypothesis
import pytest

# A shared machine is at times ten times slower; how long an example takes is no finding.
hypothesis.settings.register_profile("shared", deadline=None)
hypothesis.settings.load_profile("shared")


@pytest.fixture
def anyio_backend() -> str:
    """Run async tests on asyncio, the only loop the project uses."""
    return "asyncio"
