"""The plane of the inputs that all pictures show: its two axes, and where the others are held."""

from collections.abc import Sequence
from re import fullmatch

from PySide6.QtCore import QObject, Signal

from app.session.cursor import Cursor
from app.session.selection import Selection
from micrograd.analysis.surface import MARGIN, Plane, plane_of, typed_inputs
from micrograd.data.dataset import Dataset

# Two different inputs or none, and where the others are held.
PLANE_FORM = r"((\d{1,4}) (?!\2 )\d{1,4} )?(sample|mean)"


class PlaneChoice(QObject):
    """Two inputs as axes, and whether the others are held at the chosen sample or at their mean.

    `changed` comes with another choice; and with another chosen sample, where others are held
    there.
    """

    changed = Signal()

    def __init__(self, cursor: Cursor, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self._cursor, self._selection = cursor, selection
        self._chosen: tuple[int, ...] = ()
        self.holds_sample = False
        self._known: dict[float, tuple[Dataset, object, Plane]] = {}
        selection.sample_changed.connect(self._follow_sample)

    @property
    def axes(self) -> tuple[int, ...]:
        """The inputs that are the axes, one or two."""
        typed = typed_inputs(self._cursor.dataset)
        if len(self._chosen) == 2 and set(self._chosen) <= set(typed):
            return self._chosen
        return tuple(typed[:2])

    @property
    def has_held(self) -> bool:
        """True where there are more inputs than axes."""
        return len(typed_inputs(self._cursor.dataset)) > 2

    def around_samples(self, margin: float = MARGIN) -> Plane:
        """The plane with all samples in it, and this share of their range around them."""
        dataset, axes = self._cursor.dataset, self.axes
        # While samples are taken away, the chosen one may be gone already.
        sample = min(self._selection.sample, len(dataset) - 1) if self.holds_sample else None
        known = self._known.get(margin)
        if known is None or known[0] is not dataset or known[1] != (axes, sample):
            # Views ask in every frame, and going through all samples takes a while.
            known = dataset, (axes, sample), plane_of(dataset, axes, sample, margin)
            self._known[margin] = known
        return known[2]

    def choose_axes(self, axes: Sequence[int]) -> None:
        """See it along other inputs."""
        self._chosen = tuple(axes)
        self.changed.emit()

    def hold_sample(self, holds_sample: bool) -> None:
        """Hold the other inputs at the chosen sample, or at their mean."""
        self.holds_sample = holds_sample
        self.changed.emit()

    @property
    def text(self) -> str:
        """The choice as a text, `2 0 sample`, for `choose_text`."""
        return " ".join([*map(str, self._chosen), "sample" if self.holds_sample else "mean"])

    def choose_text(self, text: str) -> None:
        """Choose what such a text says. Raises ValueError for any other one."""
        if not fullmatch(PLANE_FORM, text):
            raise ValueError(f"“{text}” is no plane: write two inputs from 0 on, as in 1 0 mean")
        *axes, held = text.split()
        self.hold_sample(held == "sample")
        self.choose_axes([*map(int, axes)])

    def _follow_sample(self) -> None:
        if self.holds_sample and self.has_held:
            self.changed.emit()
