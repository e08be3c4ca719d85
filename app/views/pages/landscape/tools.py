"""The controls beside the tabs: which plane, its own settings, the scale."""

import json
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.kit.sight_text import list_in
from app.kit.text_size import hold
from app.kit.widgets.fields import CountField, describe
from app.kit.widgets.parts import NarrowChoice, fill, in_box
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl, segment_button
from app.session.session import Session
from app.views.contract import ViewChoice, number_choice
from app.views.number_table import table_button
from app.views.pages.landscape.asking import PlaneChoice
from micrograd.analysis.landscape.planes import PLANES
from micrograd.recipe.parts import parameter_names
from micrograd.runs.run import Run
from micrograd.runs.segments import have_same_network

MOST_SEED = 9999
SCALES = (
    ControlSegment("log", "landscape_log", "log", "Colour losses by their logarithm"),
    ControlSegment("linear", "landscape_linear", "linear", "Colour losses by their size"),
)
NO_RUN = "the start"


class PlaneTools(QObject):
    """The choice of the plane. `changed` comes with another one, `scale_changed` with a scale."""

    changed = Signal()
    scale_changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.plane = QComboBox()
        for row in PLANES.values():
            self.plane.addItem(row.title, row.name)
        self.seed = CountField(0, MOST_SEED)
        describe(self.seed, "landscape_seed", "Seed of the plane", "Draws other random directions")
        hold(self.seed, least_width=56, most_width=72)
        self.pair = [self._choice(f"landscape_parameter_{i}", f"Parameter {i}") for i in (1, 2)]
        self.runs = [self._choice(f"landscape_run_{i}", f"Run {i}") for i in (1, 2, 3)]
        # The controls that belong to some of the planes.
        self._own: dict[str, list[QWidget]] = {
            "seed": [self.seed],
            "pair": [*self.pair],
            "runs": [*self.runs],
        }
        self.scale = SegmentedControl(SCALES, "log")
        self.anew = segment_button(
            "landscape_anew",
            "Anew",
            "Find the plane again, through the present point",
            "Find the plane again",
        )
        self.fit = segment_button(
            "landscape_fit", "Fit", "Bring the whole path into sight (Home)", "Fit the map"
        )
        self.table = table_button("landscape_table_button", "the landscape")
        own = [each for some in self._own.values() for each in some]
        last = 6, self.scale, 6, self.anew, self.fit, self.table
        line = fill(QHBoxLayout(), None, self.plane, *own, *last)
        self.widget = in_box(line)
        self.plane.currentIndexChanged.connect(self._choose)
        self.seed.valueChanged.connect(self.changed)
        self.scale.changed.connect(self.scale_changed)
        for box in (*self.pair, *self.runs):
            box.activated.connect(self.changed)
        self._choose()

    def _choice(self, name: str, accessible: str) -> QComboBox:
        box = NarrowChoice(7)
        describe(box, name, accessible, f"{accessible} of the plane")
        return box

    # State to screen.

    def show_names(self) -> None:
        """List the parameters of the network, or the runs that have it, if those are chosen."""
        kind = PLANES[self.kind].chosen
        if kind == "pair":
            model = self._session.cursor.model
            names = parameter_names((model.nin, *model.nouts))
            for i, box in enumerate(self.pair):
                _list(box, [(name, place) for place, name in enumerate(names)], i)
        elif kind == "runs":
            runs = [(run.name, run.number) for run in self.same_runs()]
            taken: list[int] = []
            for box in self.runs:
                free = [i for i, (_, number) in enumerate(runs) if number not in taken]
                _list(box, [*runs, (NO_RUN, 0)], free[0] if free else len(runs))
                taken.append(box.currentData())

    def same_runs(self) -> list[Run]:
        """The runs of the present network, the current one first."""
        cursor = self._session.cursor
        same = [r for r in self._session.experiment.runs if have_same_network(r, cursor.owner)]
        return sorted(same, key=lambda run: run is not cursor.run)

    # Screen to state.

    @property
    def kind(self) -> str:
        """The name of the row of `PLANES`."""
        return str(self.plane.currentData())

    @property
    def choice(self) -> PlaneChoice:
        """The whole choice; what belongs to another plane stays at its default."""
        chosen = PLANES[self.kind].chosen
        if chosen == "seed":
            return PlaneChoice(self.kind, seed=self.seed.value())
        if chosen == "pair":
            first, second = (box.currentData() or 0 for box in self.pair)
            return PlaneChoice(self.kind, pair=(first, second))
        if chosen == "runs":
            return PlaneChoice(self.kind, ends=tuple(box.currentData() or 0 for box in self.runs))
        return PlaneChoice(self.kind)

    @property
    def choices(self) -> Mapping[str, ViewChoice]:
        """The choices that are remembered."""
        return {
            "landscape_plane": ViewChoice(lambda: self.kind, self._choose_kind),
            "landscape_scale": ViewChoice(self.scale.choice, self.scale.choose),
            "landscape_seed": number_choice(self.seed),
        }

    @property
    def sights(self) -> Mapping[str, ViewChoice]:
        """Choices that only this experiment has."""
        return {
            "landscape_pair": ViewChoice(partial(_read, self.pair), partial(self._take, self.pair)),
            "landscape_runs": ViewChoice(partial(_read, self.runs), partial(self._take, self.runs)),
        }

    def _take(self, boxes: Sequence[QComboBox], text: str) -> None:
        """Choose in boxes what they showed; a text with anything else leaves them alone."""
        self.show_names()
        names = list_in(text) or []
        places = [box.findText(str(name)) for box, name in zip(boxes, names, strict=False)]
        if text == _read(boxes) or len(names) != len(boxes) or min(places) < 0:
            return
        for box, place in zip(boxes, places, strict=True):
            box.setCurrentIndex(place)
        self.changed.emit()

    def _choose_kind(self, name: str) -> None:
        if name in PLANES:
            self.plane.setCurrentIndex(self.plane.findData(name))

    def _choose(self) -> None:
        self.show_names()
        row = PLANES[self.kind]
        about = f"The plane through the space of all parameters. {row.title}: {row.words}"
        describe(self.plane, "landscape_plane", "Plane", about)
        chosen = row.chosen
        for name, widgets in self._own.items():
            for widget in widgets:
                widget.setVisible(name == chosen)
        self.changed.emit()


def _read(boxes: Sequence[QComboBox]) -> str:
    """What boxes show, as text; empty where they show nothing."""
    names = [box.currentText() for box in boxes]
    return json.dumps(names, ensure_ascii=False) if all(names) else ""


def _list(box: QComboBox, items: list[tuple[str, int]], usual: int) -> None:
    """Offer these, and keep the chosen one where it is still there; 0, the start, gives way."""
    if [box.itemText(i) for i in range(box.count())] == [name for name, _ in items]:
        return
    kept = box.currentData()
    with QSignalBlocker(box):
        box.clear()
        for name, value in items:
            box.addItem(name, value)
        place = box.findData(kept) if kept else -1
        box.setCurrentIndex(place if place >= 0 else min(usual, len(items) - 1))
