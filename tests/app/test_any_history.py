"""Whatever a person does to the runs of an experiment, every step of them stays what it was."""

import contextlib
import io
import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from micrograd.export.script import write_script
from micrograd.runs.events import Event
from micrograd.runs.restore import restore
from micrograd.runs.run import Run
from micrograd.runs.score_history import STEP, mark_of
from micrograd.runs.score_marks import marking
from micrograd.runs.segments import own_segment
from micrograd.training.measuring import measured
from tests.app.random_acts import AnyPerson, AnyTrainer

LOSSES = SimpleNamespace(content="losses", every=1, first=0, last=None, library="micrograd")
# Each of these histories has found a mistake in the program, or finds it when it is made again.
SEEDS = [4, 5, 13, 14, 20, 31, 34, 43, 45, 49, 57, 58, 71, 82, 92, 95, 146]
TRAINED_SEEDS = [3, 7, 11, 19, 23, 42]


def changes(run: Run) -> set[tuple[int, str, int]]:
    return {(event.step, event.kind, getattr(event, "index", 0)) for event in run.events}


class AnyHistory:
    """Knows what there was to see at every step of every run, whatever a person does."""

    def __init__(self, seed: int, kind: type[AnyPerson] = AnyPerson) -> None:
        self.person = kind(seed)
        self.session, self.acts = self.person.session, self.person.acts
        self.seen: dict[tuple[Run, int], str] = {}
        self.listed: list[Run] = []

    def go_on(self) -> None:
        """One act; what it is meant to change is forgotten, all else has to be as it was."""
        session = self.session
        place, state = (session.cursor.run, session.cursor.steps), self.state()
        before = {run: (run.start, [*run.events]) for run in session.experiment.all_runs()}
        act = self.person.act()
        if act == "change_mind":
            assert (session.cursor.run, session.cursor.steps) == place, self.acts
            assert self.state() == state, self.acts
        elif act == "reopen":
            now = self.person.read
            self.seen = {(now[run], k): see for (run, k), see in self.seen.items() if run in now}
            self.listed = []
        else:
            for run, (start, events) in before.items():
                self.forget_changed(run, start, events)
        self.check()
        self.look()

    def state(self) -> dict[Run, object]:
        """What every run of the list begins with, and what was changed at which steps of it."""
        return {run: (run.start, run.steps, changes(run)) for run in self.session.experiment.runs}

    def check(self) -> None:
        """Everything fits together."""
        session, experiment, acts = self.session, self.session.experiment, self.acts
        run, listed = session.cursor.run, session.experiment.runs
        assert run in listed, acts
        assert session.cursor.owner is run.owner_of(session.cursor.steps), acts
        assert run.first_step <= session.cursor.steps <= run.steps, acts
        assert len({each.number for each in listed}) == len(listed), acts
        assert max(each.number for each in listed) < experiment.next_number, acts
        for each in experiment.all_runs():
            steps = [each.start.step, *(event.step for event in each.events), each.steps]
            assert steps == sorted(steps), (each.name, steps, acts)
            if each.parent:
                assert each.parent.start.step <= each.start.step <= each.parent.steps, acts
        for each in set(self.listed) - set(listed):
            assert each.steps <= self.person.may_go.get(each, each.start.step), (each.name, acts)
        self.listed = listed

    def look(self) -> None:
        """Between two steps all is as it was when one was here before."""
        session = self.session
        # Each frame of the loss plot does this.
        session.scores.note()
        if not session.cursor.trainer.is_between_steps:
            return
        trainer, rows = session.cursor.trainer, session.cursor.dataset.rows()
        held = trainer.state, trainer.settings
        now = repr((held, rows, session.cursor.recipe, session.cursor.evaluation))
        key = session.cursor.run.owner_of(session.cursor.steps), session.cursor.steps
        assert self.seen.setdefault(key, now) == now, (key[0].name, key[1], self.acts)

    def forget_changed(self, run: Run, start: object, events: list[Event]) -> None:
        """An edit at the end of a run, or a divergence, changes what there is from there on."""
        stayed = {id(event) for event in events} & {id(event) for event in run.events}
        changed = [event.step for event in [*events, *run.events] if id(event) not in stayed]
        if run.start is not start:
            changed.append(run.start.step)
        first = min([*changed, run.steps + 1])
        for key in [key for key in self.seen if key[0] is run and key[1] >= first]:
            del self.seen[key]

    def check_all_again(self) -> None:
        """Every step that was seen is gone to once more, by way of any run that comes from it."""
        session = self.session
        places = list(self.seen)
        self.person.chance.shuffle(places)
        for owner, step in places:
            ways = [run for run in session.experiment.runs if run.owner_of(step) is owner]
            if ways:
                session.runs.make_current(self.person.chance.choice(ways))
                session.cursor.go_to(step)
                assert not session.cursor.divergence, self.acts
                self.look()

    def check_marks(self) -> None:
        """What was measured of a step, then or now, is what the step has."""
        for run in self.session.experiment.all_runs():
            for _ in marking(own_segment(run)):
                pass
            trainer = run.start.trainer()
            for mark in run.history.scores.between(-math.inf, math.inf):
                restore(trainer, run, step := int(mark[STEP]))
                found = mark_of(step, measured(trainer))
                assert np.array_equal(mark, found, equal_nan=True), (run.name, step, self.acts)

    def check_scripts(self, path: Path) -> None:
        """The script of every run prints the losses that are known of it."""
        for run in self.session.experiment.runs:
            self.session.runs.make_current(run)
            list(write_script(self.session.experiment, LOSSES, path))
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(path.read_text(), path.name, "exec"), {"__name__": "__main__"})
            known = [f"{k} {run.loss_at(k).low!r}\n" for k in range(run.first_step, run.steps)]
            assert printed.getvalue() == "".join(known), (run.name, self.acts)


def live_through(seed: int, path: Path, kind: type[AnyPerson] = AnyPerson) -> None:
    history = AnyHistory(seed, kind)
    for _ in range(60):
        history.go_on()
    history.check_all_again()
    history.check()
    history.check_marks()
    history.check_scripts(path)


@pytest.mark.parametrize("seed", SEEDS)
def test_any_history_stays_what_it_was_on_the_engine(
    qapp: object, tmp_path: Path, seed: int
) -> None:
    live_through(seed, tmp_path / "script.py")


@pytest.mark.parametrize("seed", SEEDS)
def test_any_history_stays_what_it_was_compiled(
    compiled_loop: object, qapp: object, tmp_path: Path, seed: int
) -> None:
    live_through(seed, tmp_path / "script.py")


# Losses, penalties, optimizers and schedules change in these as well.
@pytest.mark.parametrize("seed", TRAINED_SEEDS)
def test_any_training_stays_what_it_was_on_the_engine(
    qapp: object, tmp_path: Path, seed: int
) -> None:
    live_through(seed, tmp_path / "script.py", AnyTrainer)


@pytest.mark.parametrize("seed", TRAINED_SEEDS)
def test_any_training_stays_what_it_was_compiled(
    compiled_loop: object, qapp: object, tmp_path: Path, seed: int
) -> None:
    live_through(seed, tmp_path / "script.py", AnyTrainer)
