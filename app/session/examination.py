"""Examination: what was measured of the layers, and what the doctor says of the run."""

from operator import is_not

from app.session.cursor import Cursor
from app.session.scores import Scores
from micrograd.analysis.doctor.doctor import Diagnosis, Doctor
from micrograd.analysis.health import Health, measured_health
from micrograd.analysis.probe import probe_of
from micrograd.runs.events import Event
from micrograd.runs.examined import examined
from micrograd.runs.run import Run
from micrograd.training.step_engine import Probe

# A run with the last of its changes: whatever is another one has to be looked at anew.
Subject = tuple[Run, Event | None, int]


class Examination:
    """Looks at the step where the cursor stands; changes nothing.

    A step under way is not looked at: what was measured before it stays.
    """

    def __init__(self, cursor: Cursor, scores: Scores) -> None:
        self._cursor, self._scores = cursor, scores
        self._doctor, self._subject = Doctor(), self.subject
        self._known: tuple[tuple[object, ...], Health] | None = None
        self._probed: tuple[tuple[object, ...], Probe] | None = None

    @property
    def subject(self) -> Subject:
        """What the doctor looks at; a diagnosis is of one subject."""
        run = self._cursor.run
        return run, run.events[-1] if run.events else None, len(run.events)

    @property
    def health(self) -> Health:
        """The layers at this step, measured once for all views."""
        cursor = self._cursor
        trainer = cursor.trainer
        # A change at the same step puts other settings, samples or numbers in the place of these.
        here = cursor.owner, cursor.steps, trainer.settings, trainer.samples, cursor.evaluation
        known = self._known
        is_known = known and all(a is b or a == b for a, b in zip(known[0], here, strict=True))
        if known is None or not (is_known or not trainer.is_between_steps):
            known = self._known = here, measured_health(trainer, self._probe)
        return known[1]

    @property
    def _probe(self) -> Probe:
        """The probe of the network and samples as they are."""
        trainer = self._cursor.trainer
        parts = trainer, trainer.samples, trainer.objective
        if self._probed is None or any(map(is_not, self._probed[0], parts)):
            self._probed = parts, probe_of(trainer)
        return self._probed[1]

    # The doctor.

    def look(self, is_running: bool = False) -> Diagnosis | None:
        """What the doctor says of the end of the run; None in the past, and while all is well.

        Tries at most one remedy: look again while `is_searching`. is_running: True where the next
        look is of other numbers.
        """
        cursor = self._cursor
        if self._subject != self.subject:
            self._doctor, self._subject = Doctor(), self.subject
        if not cursor.is_at_the_end:
            return None
        if cursor.trainer.is_between_steps:
            found = examined(
                cursor.run,
                cursor.trainer,
                cursor.evaluation,
                divergence=cursor.divergence,
                health=self.health,
                score=self._scores.now.score.value,
            )
            return self._doctor.look(found, is_in_haste=True, keeps_words=is_running)
        return self._doctor.diagnosis

    @property
    def is_searching(self) -> bool:
        """True where the doctor is trying remedies."""
        return self._doctor.is_searching
