"""An experiment that is trained and edited as the window does it, without the window."""

import contextlib
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from micrograd.data.dataset import Dataset
from micrograd.export.script import write_script
from micrograd.recipe.network import keep_parameters
from micrograd.recipe.recipe import Recipe
from micrograd.runs.events import Event, network_event, parameter_event, setting_event
from micrograd.runs.experiment import Experiment, new_experiment
from micrograd.runs.recording import train_run
from micrograd.runs.run import Run, Start, drawn_start
from tests.micrograd.files.experiments import standing_at


@dataclass
class Options:
    """The options that the writers ask for."""

    content: str = "losses"
    every: int = 1
    first: int = 0
    last: int | None = None
    library: str = "micrograd"


class Lab:
    """Trains the current run, edits it, and branches off it."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.turn_to(experiment.current)

    @property
    def run(self) -> Run:
        return self.experiment.current

    def turn_to(self, run: Run) -> "Lab":
        self.experiment.current = run
        self.trainer = standing_at(run, run.steps)
        return self

    def train(self, steps: int) -> "Lab":
        train_run(self.run, self.trainer, steps)
        return self

    def rate(self, rate: float) -> "Lab":
        return self.set("learning_rate", rate)

    def set(self, name: str, value: Any) -> "Lab":
        """Give a setting that can change another value."""
        return self._happen(setting_event(self.run.steps, name, value))

    def parameter(self, index: int, data: float) -> "Lab":
        label = self.trainer.parameters[index].label
        return self._happen(parameter_event(self.run.steps, index, label, data))

    def data(self, dataset: Dataset, text: str = "other samples") -> "Lab":
        return self._happen(setting_event(self.run.steps, "dataset", dataset, text))

    def cell(self, sample: int, column: int, number: float) -> "Lab":
        rows = self.trainer.dataset.rows()
        rows[sample][column] = number
        text = f"change sample {sample + 1}"
        return self.data(Dataset.from_rows(rows, self.trainer.dataset.nout), text)

    def branch(self, step: int) -> "Lab":
        """Go on another way from an earlier step of the current run."""
        owner = self.run.owner_of(step)
        trainer = standing_at(owner, step)
        state, grads = tuple(trainer.state), tuple(trainer.grads)
        start = Start(step, owner.recipe_at(step), state, grads)
        return self._add(self.experiment.new_run(start, owner))

    def network(self, settings: dict[str, Any], text: str = "resize") -> "Lab":
        """Go on with another network that keeps what fits."""
        recipe = self.run.recipe
        dataset = recipe.dataset.with_targets(settings.get("layers", recipe.layers)[-1])
        recipe = recipe.changed(dataset=dataset, **settings)
        start = drawn_start(recipe)
        model = start.model()
        common = min(len(recipe.layers), len(self.run.recipe.layers))
        origins = [i if i < common else None for i in range(len(recipe.layers))]
        keep_parameters(self.trainer.model, model, origins)
        start = replace(start.with_numbers(model), step=self.run.steps)
        run = self.experiment.new_run(start, self.run)
        run.events = [network_event(start.step, text)]
        return self._add(run)

    def _add(self, run: Run) -> "Lab":
        self.experiment.add(run)
        return self.turn_to(run)

    def _happen(self, event: Event) -> "Lab":
        event.apply(self.trainer)
        self.run.add_event(event)
        return self


@pytest.fixture
def lab() -> Callable[..., Lab]:
    """A lab for a dataset, a network and a learning rate."""

    def make(
        dataset: Dataset | None = None,
        network: dict[str, Any] | None = None,
        rate: float = 0.1,
    ) -> Lab:
        settings = {"dataset": dataset} if dataset else {}
        return Lab(new_experiment(Recipe(**(network or {}), **settings, learning_rate=rate)))

    return make


@pytest.fixture
def options() -> type[Options]:
    return Options


def window_lines(run: Run, end: int | None = None) -> list[str]:
    """`k loss` for every step of a run and its past, as the window has it."""
    steps = range(run.first_step, run.steps if end is None else end)
    kept = [run.loss_at(k) for k in steps]
    assert all(each.low == each.high for each in kept)
    return [f"{k} {each.low!r}" for k, each in zip(steps, kept, strict=True)]


@pytest.fixture
def lines_of() -> Callable[..., list[str]]:
    return window_lines


@pytest.fixture
def script_of(tmp_path: Path) -> Callable[..., str]:
    """The text of the script that is written of an experiment."""

    def write(experiment: Experiment, **chosen: Any) -> str:
        path = tmp_path / "script.py"
        progress = list(write_script(experiment, Options(**chosen), path))
        assert progress == sorted(progress)
        assert progress[-1] == 1.0
        return path.read_text(encoding="utf-8")

    return write


@pytest.fixture
def printed_by() -> Callable[[str], list[str]]:
    """The lines that a script prints, in this very interpreter."""

    def run(text: str) -> list[str]:
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile(text, "script.py", "exec"), {"__name__": "__main__"})
        return output.getvalue().splitlines()

    return run


def assert_close(lines: Iterable[str], expected: Iterable[str]) -> None:
    """The same steps, and losses that agree within 1e-9."""
    for line, other in zip(lines, expected, strict=True):
        (k, loss), (step, known) = line.split(), other.split()
        assert k == step
        assert float(loss) == pytest.approx(float(known), rel=1e-9, abs=1e-9), f"step {k}"


@pytest.fixture
def close() -> Callable[[Iterable[str], Iterable[str]], None]:
    return assert_close
