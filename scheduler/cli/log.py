"""Runs under way as a log on standard error (``--verbose``), for a machine or a patient person."""

import sys
from contextlib import AbstractContextManager, nullcontext

import structlog

from probes.core.model import Probe, Run, StepRecord


class Log:
    """One line of JSON a step and a run (``--verbose``)."""

    def __init__(self) -> None:
        self._log = structlog.wrap_logger(
            structlog.PrintLogger(sys.stderr),
            processors=[
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.add_log_level,
                structlog.processors.JSONRenderer(),
            ],
        )
        self._probe = ""

    def shown(self) -> AbstractContextManager[object]:
        """Need no screen."""
        return nullcontext()

    def begins(self, probe: Probe) -> None:
        """Log that a run begins."""
        self._probe = probe.name
        self._log.info("run.started", probe=probe.name, target=probe.target.name)

    def step_started(self, name: str) -> None:
        """Log that a step begins."""
        self._log.info("step.started", probe=self._probe, step=name)

    def step_ended(self, record: StepRecord) -> None:
        """Log how it ended."""
        self._log.info(
            "step.finished",
            probe=self._probe,
            step=record.planned.name,
            failure=record.failure,
            took_s=round(record.took_s or 0.0, 3),
            waited_s=round(record.waited_s, 3),
        )

    def run_ended(self, run: Run) -> None:
        """Log the run's canonical line."""
        self._log.info(
            "run.finished",
            run_id=run.id,
            probe=run.probe.name,
            target=run.probe.target.name,
            verdict=run.ruling.verdict,
            failure=run.ruling.failure,
            blame=run.ruling.blame,
            took_s=round(run.took_s, 3),
        )
