"""The surface as tables: what is answered over its axes, and the samples with their targets."""

from functools import partial

import numpy as np

from app.kit.numbers import plain, signed
from app.kit.signals import connect_all
from app.kit.table_model import TableColumn
from app.session.session import Session
from app.views.grid_table import SIDE, GridNumbers, GridTable, on_axis, over_plane
from app.views.number_table import NumberTable, TableStack, Titled
from app.views.surface.view import SurfaceView
from micrograd.data.class_names import sample_class
from micrograd.training.evaluation import Evaluation

# The points of a curve, and the shares of the height of both tables.
CURVE, ANSWERS_SHARE, SAMPLES_SHARE = 41, 3, 2
KEYS = "Up and down go from sample to sample and choose it, Ctrl+C copies all"


class SurfaceTables(TableStack):
    """What the network answers in sight, and below it the samples."""

    def __init__(self, session: Session, view: SurfaceView) -> None:
        self._session, self._view = session, view
        self.answers = GridTable(("surface_table", "What the network answers"), self._read)
        self.samples = SampleLines(session)
        answers = ANSWERS_SHARE, [Titled("Answers", self.answers)]
        super().__init__(answers, (SAMPLES_SHARE, [Titled("Samples", self.samples)]))
        steps = session.turns.of(self, self.isVisible)
        connect_all(self.look, steps, session.cursor.edited, view.surface.changed)

    def look(self) -> None:
        """Show the step where the cursor stands."""
        for table in (self.answers, self.samples):
            table.look()

    def _read(self) -> GridNumbers:
        surface = self._view.surface
        return self._read_curve() if surface.is_curve else self._read_plane()

    def _read_plane(self) -> GridNumbers:
        """The output, or the class, over both axes."""
        surface = self._view.surface
        picture, which = surface.coarse(SIDE), surface.output
        xs, ys = (np.linspace(*ends, SIDE).tolist() for ends in picture.plane.ranges)
        if which is None:
            names, answered = surface.answers.names, surface.answers.answered(picture.outputs)

            def text(row: int, column: int) -> str:
                answer = int(answered[row, column])
                return names[answer] if answer >= 0 else ""

        else:

            def text(row: int, column: int) -> str:
                return signed(float(picture.outputs[which, row, column]), 2)

        return over_plane(self._view.names, xs, ys, text)

    def _read_curve(self) -> GridNumbers:
        """All outputs over one axis."""
        picture, dataset = self._view.surface.coarse(CURVE), self._session.cursor.dataset
        name, (ends,) = self._view.names[0], picture.plane.ranges
        outputs = dataset.column_names()[dataset.nin :]
        return GridNumbers(
            (name, name),
            [(each, each) for each in outputs],
            [f"{name} {x}" for x in on_axis(np.linspace(*ends, CURVE).tolist())],
            lambda line, column: signed(float(picture.outputs[column, 0, line])),
        )


class SampleLines(NumberTable[int]):
    """A line for each sample: where it lies, its targets, and what the network answers."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._evaluation: Evaluation | None = None
        words = "surface_samples_table", "Samples of the surface", KEYS
        super().__init__([], words, session.selection.choose_sample)

    def look(self) -> None:
        """Show the samples as they are now, with what is answered at this step."""
        if not self.isVisible():
            return
        cursor, axes = self._session.cursor, self._session.plane.axes
        self._evaluation = cursor.evaluation
        dataset, names = cursor.dataset, cursor.dataset.column_names()
        outputs = range(dataset.nout)
        columns = [
            TableColumn("sample", "The number of the sample", self._name, self._name, is_text=True),
            *(self._column(names[axis], partial(self._input, axis)) for axis in axes),
            *(self._column(names[dataset.nin + i], partial(self._target, i)) for i in outputs),
        ]
        columns += [
            self._column(f"answer {names[dataset.nin + i]}", partial(self._answer, i))
            for i in outputs
        ]
        if sample_class(dataset, 0):
            columns.append(self._column("class", partial(sample_class, dataset)))
            columns.append(self._column("answered class", self._class))
        self.show_lines(range(len(dataset)), columns)
        self.mark(self._session.selection.sample)

    def _column(self, name: str, text: object) -> TableColumn[int]:
        return TableColumn(name, name, text, self._name)  # type: ignore[arg-type]

    # Texts.

    def _name(self, sample: int) -> str:
        held_out = sample in self._session.cursor.trainer.samples.held_out_set
        return f"sample {sample + 1:,}{', held out' if held_out else ''}"

    def _input(self, axis: int, sample: int) -> str:
        return plain(float(self._session.cursor.dataset.xs[sample][axis]))

    def _target(self, output: int, sample: int) -> str:
        return signed(float(self._session.cursor.dataset.targets[sample][output]), 2)

    def _answer(self, output: int, sample: int) -> str:
        assert self._evaluation is not None
        samples = self._session.cursor.trainer.samples
        return signed(float(samples.in_units(self._evaluation.predictions[sample])[output]))

    def _class(self, sample: int) -> str:
        assert self._evaluation is not None
        return self._session.scores.answer(sample, self._evaluation)
