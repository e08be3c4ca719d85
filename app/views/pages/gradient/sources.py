"""The sources of a gradient: its parts by sample and the strongest paths, as bars."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kit.numbers import signed
from app.kit.plain_text import Label
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.bar_list import GAP, HIGHEST_ROW, LOWEST_ROW, Bar, BarList
from app.kit.widgets.panel import title_label
from app.kit.widgets.parts import fill, in_box, named_label
from app.session.session import Session
from app.views.pages.gradient.reading import GradientSnapshot
from micrograd.analysis.attribution import (
    Path,
    by_sample,
    displayed_shares,
    of_no_sample,
    path_count,
    strongest_paths,
)
from micrograd.training.loss_graph import NodeAddress

SAMPLES_TIP = "What each sample adds to the gradient; a click, or up and down, chooses the sample"
PATHS_TIP = "The product of the local derivatives along each path from here to the loss"
DIGITS = 4
MOST_SAMPLES, MOST_PATHS = 8, 5
# The fewest lines with that of the total: of the samples, and of both.
FEWEST_OF_SAMPLES, FEWEST_LINES = 3, 5
HEADING = 24
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class GradientSources(QWidget):
    """The bars of the samples above those of the paths, as many as fit."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("gradient_sources")
        self._session = session
        self._reading: GradientSnapshot | None = None
        self._parts: list[float] = []
        self._rest = 0.0
        self._paths: list[Path] = []
        # How many paths there are; empty for one.
        self._every = ""
        self.samples = BarList("sample_bars", "Gradient by sample", SAMPLES_TIP, appearance)
        self.paths = BarList("path_bars", "Strongest paths", PATHS_TIP, appearance)
        self.unit, self.count = Label(), Label()
        self.note = named_label("sources_note", "quiet", wraps=True)
        by_sample_heading = _heading("Where it comes from", self.unit)
        column = fill(QVBoxLayout(self), by_sample_heading, self.samples, GAP, spacing=0)
        self._of_paths = in_box(_heading("Strongest paths", self.count))
        fill(column, self._of_paths, self.paths, self.note, None, spacing=0)
        for bars in (self.samples, self.paths):
            bars.chosen.connect(session.selection.choose_sample)
        session.selection.sample_changed.connect(self._mark)
        self._mark()

    def show_reading(self, reading: GradientSnapshot) -> None:
        """Split the gradient of a reading into samples and paths."""
        self._reading = reading
        tape, numbers, node = reading.tape, reading.numbers, reading.node
        places = {row: place for place, row in enumerate(reading.rows)}

        def sample_of(node: int) -> int | None:
            row = reading.sample_of(node)
            return None if row is None else places[row]

        # The right gradient has these sources, also while a line of the backward pass is wrong.
        self._parts = by_sample(tape, numbers, reading.right, node, sample_of, len(places))
        self._rest = of_no_sample(tape, numbers, reading.right, node, sample_of)
        self._paths = strongest_paths(tape, numbers, node, MOST_PATHS)
        every = path_count(tape, node)
        written = f"{every:,}" if every < 1e6 else f"{every:.0e}".replace("e+", "e")
        self._every = written if every > 1 else ""
        self._show_bars()

    def _show_bars(self) -> None:
        reading = self._reading
        if reading is None:
            return
        note = _note(reading, self._paths)
        has_paths = bool(note) or self.height() >= self._least(FEWEST_LINES)
        for part in (self._of_paths, self.paths):
            part.setVisible(has_paths)
        told = self._paths if has_paths and not note else []
        paths = [_path_bar(reading, path) for path in told]
        room = self.height() - self._least(0) + (0 if has_paths else self._heading_px)
        fit = room // px(LOWEST_ROW) - 1 - bool(self._rest)
        # The samples keep two lines, the paths have the rest of a low place.
        paths = paths[: max(1, fit - 2)]
        most = max(2, min(MOST_SAMPLES, fit - len(paths)))
        groups = grouped(self._parts, most, reading.rows)
        if self._rest:
            name = "penalty" if reading.is_parameter else "all together"
            groups.append((name, (), self._rest))
        bars, total, unit = sample_bars(groups)
        self.unit.setText(unit)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        shown = paths or self._paths
        self.count.setText(f"{len(shown)} of {self._every}" if self._every else "the only one")
        lines = len(bars) + 1 + (len(paths) or 2 * has_paths)
        height = min(px(HIGHEST_ROW), max(px(LOWEST_ROW), room // lines))
        self.samples.show_bars(bars, height, total)
        self.paths.show_bars(paths, height)

    def minimumSizeHint(self) -> QSize:
        if not self.note.isHidden():
            return super().minimumSizeHint()
        least = self._least(FEWEST_OF_SAMPLES) - self._heading_px
        return QSize(super().minimumSizeHint().width(), least)

    @property
    def _heading_px(self) -> int:
        return max(HEADING, self._of_paths.sizeHint().height())

    def _least(self, lines: int) -> int:
        """The height in pixels of both headings and so many lines."""
        return 2 * self._heading_px + GAP + lines * px(LOWEST_ROW)

    def _mark(self) -> None:
        for bars in (self.samples, self.paths):
            bars.mark(self._session.selection.sample)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_bars()


def _heading(text: str, detail: Label) -> QHBoxLayout:
    detail.setProperty("role", "caption")
    line = fill(QHBoxLayout(), title_label(text), None, detail, 6, spacing=0)
    line.addStrut(HEADING)
    return line


Group = tuple[str, tuple[int, ...], float]


def grouped(parts: Sequence[float], most: int, rows: Sequence[int]) -> list[Group]:
    """Group the samples into at most `most` lines: the largest parts, and all others as one.

    rows: of each part, the place of its sample in the dataset.
    """
    every = [(f"sample {i + 1}", (i,), part) for i, part in zip(rows, parts, strict=True)]
    if len(every) <= most:
        return list(every)
    ranked = sorted(every, key=lambda group: abs(group[2]), reverse=True)
    kept, others = ranked[: most - 1], ranked[most - 1 :]
    members = tuple(i for _, samples, _ in others for i in samples)
    rest = sum(part for _, _, part in others)
    return [*kept, (f"{len(others):,} others", members, rest)]


def sample_bars(groups: Sequence[Group]) -> tuple[list[Bar], Bar, str]:
    """The bars, a total that is the sum of the written numbers, and the unit of all."""
    exponent = _exponent([part for _, _, part in groups])
    parts = [part / 10.0**exponent for _, _, part in groups]
    shown, total = displayed_shares(parts, DIGITS)
    bars = [
        Bar((name,), number, signed(number, DIGITS), samples)
        for (name, samples, _), number in zip(groups, shown, strict=True)
    ]
    unit = f"× 10{str(exponent).translate(SUPERSCRIPTS)}" if exponent else ""
    return bars, Bar(("total",), total, signed(total, DIGITS)), unit


def _exponent(parts: Sequence[float]) -> int:
    """The power of ten that lets few decimals show the parts; 0 if no power is needed."""
    largest = max(map(abs, parts))
    if not math.isfinite(largest) or largest == 0 or 1e-3 <= largest < 1e4:
        return 0
    return max(-300, math.floor(math.log10(largest)))


def _path_bar(reading: GradientSnapshot, path: Path) -> Bar:
    """A bar named by the neurons that a path passes, and by the sample whose error it ends in."""
    addresses = [reading.addresses[node] for node in path.nodes]
    sample = next((address.sample for address in addresses if address.sample is not None), None)
    samples = () if sample is None else (sample,)
    names = _path_names(addresses, sample)
    hint = f"{names[0]}\n{' → '.join(address.name for address in addresses)}"
    # Adding 0.0 removes the sign of a negative zero.
    gradient = path.gradient + 0.0
    return Bar(names, gradient, signed(gradient), samples, hint)


def _path_names(addresses: Sequence[NodeAddress], sample: int | None) -> tuple[str, ...]:
    """Names of a path, from long to short; the chosen value's own neuron is left out first."""
    hidden = [address for address in addresses[1:] if address.name == "out"]
    own = addresses[0].layer, addresses[0].neuron
    others = [address for address in hidden if (address.layer, address.neuron) != own]
    names = [address.name for address in addresses[1:] if address.name[0] == "ŷ"]
    outputs = [name.replace("ŷ", "output ").strip() for name in names[:1]]
    is_only = outputs == ["output"]
    is_penalty = any(address.name == "penalty" for address in addresses[1:])
    last = ["penalty"] * is_penalty if sample is None else [f"sample {sample + 1}"]
    numbers = [(address.neuron or 0) + 1 for address in others]
    neurons, ns = [f"neuron {n}" for n in numbers], [f"n{n}" for n in numbers]
    ends = [*outputs[is_only:], *last]
    forms = [
        [*map(_neuron_name, hidden), *outputs, *last],
        [*map(_neuron_name, others), *outputs, *last],
        [*neurons, *outputs, *last],
        [*neurons, *ends],
        [*ns, *ends],
        [*ns, *(end.replace("output ", "").replace("sample ", "s") for end in ends)],
    ]
    return tuple(" → ".join(form) or "the loss itself" for form in forms)


def _neuron_name(address: NodeAddress) -> str:
    return address.label.split(f" · {address.name}")[0]


def _note(reading: GradientSnapshot, paths: Sequence[Path]) -> str:
    """Explain why no path carries anything; empty if one does."""
    if reading.gradient or any(path.gradient for path in paths):
        return ""
    return (
        "Every path meets a local derivative of 0, such as that of a relu below zero, or of a "
        "neuron that is switched off."
    )
