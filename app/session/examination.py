"""Examination: what was measured of the layers, and what the doctor says of the run."""

from collections.abc import Iterator, Sequence
from operator import is_not
from weakref import WeakKeyDictionary

from app.session.cursor import Cursor
from app.session.scores import Scores
from micrograd.analysis.doctor.doctor import Diagnosis, Doctor
from micrograd.analysis.health import Health, measured_health
from micrograd.analysis.probe import probe_of
from micrograd.runs.events import Event
from micrograd.runs.examined import examined
from micrograd.runs.run import Run
from micrograd.training.divergence import DivergenceError
from micrograd.training.step_engine import Probe

# A run with the last of its changes: whatever is another one has to be looked at anew.
Subject = tuple[Run, Event | None, int]


class Examination:
    """Looks at the step where the cursor stands; changes nothing.

    A step under way is not looked at: what was measured before it stays.
    """

    def __init__(self, cursor: Cursor, scores: Scores) -> None:
        self._cursor, self._scores = cursor, scores
        self._patients = WeakKeyDictionary[Run, _Patient]()
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

    @property
    def _patient(self) -> "_Patient":
        """The record of the present run; a change of the run begins an empty one."""
        subject = self.subject
        run, *changes = subject
        known = self._patients.get(run)
        if known is None or known.changes != changes:
            known = self._patients[run] = _Patient(changes)
        return known

    @property
    def diagnosis(self) -> Diagnosis | None:
        """What the doctor says of the step where the cursor stands; None while all is well.

        Of a run with a line that is wrong on purpose nothing is said.
        """
        return None if self._cursor.trainer.fault.is_any else self._patient.doctor.diagnosis

    def look(self, is_running: bool = False) -> Diagnosis | None:
        """Let the doctor look at the step where the cursor stands; see `diagnosis`.

        What helps is not tried yet: see `search`. is_running: True where the next look is of other
        numbers.
        """
        cursor, patient = self._cursor, self._patient
        if cursor.trainer.fault.is_any:
            return None
        patient.divergence = cursor.divergence or patient.divergence
        if not cursor.trainer.is_between_steps:
            return patient.doctor.diagnosis
        found = examined(
            cursor.run if cursor.is_at_the_end else cursor.owner,
            cursor.trainer,
            cursor.evaluation,
            divergence=patient.divergence if self._leads_to_the_end else None,
            health=self.health,
            score=self._scores.now.score.value,
            is_past=not cursor.is_at_the_end,
        )
        return patient.doctor.look(found, keeps_words=is_running)

    @property
    def _leads_to_the_end(self) -> bool:
        """True where nothing is changed between this step and the end of the run."""
        run, cursor = self._cursor.run, self._cursor
        return cursor.owner is run and run.events_until(cursor.steps) == len(run.events)

    @property
    def is_searching(self) -> bool:
        """True while the doctor has remedies to try."""
        return not self._cursor.trainer.fault.is_any and self._patient.doctor.is_searching

    def search(self) -> Iterator[None]:
        """Try remedies, in slices of some milliseconds, until `diagnosis` is all there is."""
        while self.is_searching:
            self._patient.doctor.search_on()
            yield


class _Patient:
    """A run with its last change. divergence: what ended it, also once the cursor has left it."""

    def __init__(self, changes: Sequence[object]) -> None:
        self.changes = changes
        self.doctor = Doctor()
        self.divergence: DivergenceError | None = None
