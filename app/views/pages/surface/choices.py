"""The choices beside the tabs for a network with several inputs or outputs: which are seen."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from app.kit.signals import connect_all
from app.kit.text_size import hold
from app.kit.widgets.fields import describe
from app.kit.widgets.folding import Fold, FoldingLine
from app.kit.widgets.parts import NarrowChoice, named_label
from app.session.session import Session
from app.views.contract import ViewChoice
from app.views.surface.live import LiveSurface
from micrograd.analysis.surface import typed_inputs
from micrograd.data.typed import whole_number

CLASSES = "classes"
# The width of a choice in characters.
CHARACTERS = 7
# A caption is as high as the choice beside it, in pixels.
CAPTION_PX = 26


class SurfaceChoices(FoldingLine):
    """Which output, along which inputs, and where the others are held; what has no choice hides."""

    def __init__(self, session: Session, surface: LiveSurface) -> None:
        self._session, self._surface = session, surface
        self.output = _choice(
            "surface_output", "Output shown", "The output whose numbers are shown, or all classes"
        )
        self.across = _choice(
            "surface_x", "Input across", "The input that grows from left to right"
        )
        self.upwards = _choice(
            "surface_y", "Input upwards", "The input that grows from bottom to top"
        )
        self.held = _choice(
            "surface_held",
            "Other inputs",
            "Where the inputs are held that are no axes",
            len("at the sample"),
        )
        self.held.addItems(["at their mean", "at the sample"])
        over, others = (named_label("", "quiet", word) for word in ("over", "others"))
        self._of_axes: list[QWidget] = [others, over, self.across, self.upwards, self.held]
        for caption in (over, others):
            hold(caption, least_height=CAPTION_PX)
        items = self.output, over, self.across, self.upwards, others, self.held, None
        captions = [others, over]
        folds = Fold(), Fold(gone=captions), Fold(gone=captions, more=[self.held])
        super().__init__(items, folds, spacing=6, name="surface_choices")
        # What stands beside it is not pushed away.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.output.activated.connect(self._choose_output)
        self.across.activated.connect(self._choose_x)
        self.upwards.activated.connect(self._choose_y)
        self.held.activated.connect(self._hold)
        connect_all(self.show_choices, surface.refitted, session.plane.changed)

    @property
    def shown_output(self) -> ViewChoice:
        """The output that is seen, counted from 1, or the classes of all."""
        return ViewChoice(self._read_output, self._see_output)

    def _read_output(self) -> str:
        output = self._surface.output
        return CLASSES if output is None else str(output + 1)

    def _see_output(self, text: str) -> None:
        output = whole_number(text) if text != CLASSES else None
        is_there = output is None or 1 <= output <= self._session.cursor.dataset.nout
        if is_there and (output or text == CLASSES) and text != self._read_output():
            self._surface.choose_output(output - 1 if output else None)
            self.show_choices()

    def show_choices(self) -> None:
        """Offer what the present dataset has."""
        dataset, surface = self._session.cursor.dataset, self._surface
        names, typed = dataset.column_names(), typed_inputs(dataset)
        axes = [(names[i], i) for i in typed]
        outputs: list[tuple[str, int | None]]
        outputs = [(name, i) for i, name in enumerate(names[dataset.nin :])]
        if surface.answers.classes and dataset.nout > 1:
            outputs.insert(0, (CLASSES, None))
        _offer(self.output, outputs, surface.output)
        if len(surface.axes) == 2:
            _offer(self.across, axes, surface.axes[0])
            _offer(self.upwards, axes, surface.axes[1])
        self.held.setCurrentIndex(1 if self._session.plane.holds_sample else 0)
        has_held = self._session.plane.has_held
        self.output.setVisible(len(outputs) > 1)
        for widget in self._of_axes:
            widget.setVisible(has_held)
        # Nothing to choose takes no room.
        self.setVisible(has_held or len(outputs) > 1)

    def _choose_output(self) -> None:
        self._surface.choose_output(self.output.currentData())

    def _choose_x(self) -> None:
        self._choose_axes(self.across, self.upwards)

    def _choose_y(self) -> None:
        self._choose_axes(self.upwards, self.across)

    def _choose_axes(self, chosen: QComboBox, other: QComboBox) -> None:
        """Take the axis that was chosen; where both are one input they change places."""
        if chosen.currentData() == other.currentData():
            before = self._surface.axes[0 if chosen is self.across else 1]
            other.setCurrentIndex(other.findData(before))
        axes = self.across.currentData(), self.upwards.currentData()
        self._session.plane.choose_axes(axes)

    def _hold(self, index: int) -> None:
        self._session.plane.hold_sample(index == 1)


def _choice(name: str, accessible: str, about: str, characters: int = CHARACTERS) -> QComboBox:
    choice = NarrowChoice(characters)
    describe(choice, name, accessible, about)
    return choice


def _offer(choice: QComboBox, items: list, chosen: int | None) -> None:
    with QSignalBlocker(choice):
        if [(choice.itemText(i), choice.itemData(i)) for i in range(choice.count())] != items:
            choice.clear()
            for text, data in items:
                choice.addItem(text, data)
        choice.setCurrentIndex(choice.findData(chosen))
