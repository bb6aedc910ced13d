"""The answers to checks, in one line each."""

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Finding


def finding(check: str, expected: str, seen: str, failure: Failure | None = None) -> Finding:
    """Answer a check: with yes, or with the failure that a no means."""
    ok = failure is None
    return Finding(check=check, ok=ok, expected=expected, seen=seen, failure=failure)


def of_trouble(
    check: str, expected: str, trouble: StepFailed, blame: Blame | None = None
) -> Finding:
    """Answer a check with what stopped us from looking; ``blame`` overrules the trouble's own."""
    return Finding(
        check=check,
        ok=False,
        expected=expected,
        seen=trouble.detail,
        failure=trouble.failure,
        blame=blame or trouble.blame,
        candidates=trouble.candidates,
    )
