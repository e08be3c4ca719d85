"""The sources of a gradient: its parts by sample and the strongest paths, as bars."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kit.numbers import signed
from app.kit.plain_text import Label, set_tooltip
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.bar_list import GAP, HIGHEST_ROW, LOWEST_ROW, Bar, BarList
from app.kit.widgets.panel import title_label
from app.kit.widgets.parts import fill, in_box, named_label
from app.session.session import Session
from app.views.pages.gradient.path_bars import DIGITS, path_bar
from app.views.pages.gradient.reading import GradientSnapshot
from micrograd.analysis.attribution import (
    Path,
    by_sample,
    displayed_shares,
    of_no_sample,
    path_count,
    strongest_paths,
)

SAMPLES_TIP = "What each sample adds to the gradient; a click, or up and down, chooses the sample"
PATHS_TIP = (
    "What comes along each way through the neurons to the loss: the product of the local "
    "derivatives on it; ways that differ only inside a neuron or the loss are added up"
)
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
        by_sample_heading = _heading(title_label("Where it comes from"), self.unit)
        column = fill(QVBoxLayout(self), by_sample_heading, self.samples, GAP, spacing=0)
        self._title = title_label("Strongest paths")
        self._of_paths = in_box(_heading(self._title, self.count))
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
        self._paths = strongest_paths(tape, numbers, node, reading.outputs, MOST_PATHS)
        every = path_count(tape, node, reading.outputs)
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
        room = self.height() - self._least(0) + (0 if has_paths else self._heading_px)
        fit = room // px(LOWEST_ROW) - 1 - bool(self._rest)
        # The samples keep two lines, the paths have the rest of a low place.
        told = told[: max(1, fit - 2)]
        most = max(2, min(MOST_SAMPLES, fit - len(told)))
        groups = grouped(self._parts, most, reading.rows)
        if self._rest:
            name = "penalty" if reading.is_parameter else "all together"
            groups.append((name, (), self._rest))
        # One unit for both lists, so that their numbers can be compared.
        exponent = exponent_of([*self._parts, self._rest], [path.gradient for path in told])
        bars, total = sample_bars(groups, exponent)
        paths = [path_bar(reading, path, exponent) for path in told]
        unit = unit_text(exponent)
        self.unit.setText(unit)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        shown = paths or self._paths
        count = f"{len(shown)} of {self._every}" if self._every else "the only one"
        self._tell_count(count, unit if paths else "")
        lines = len(bars) + 1 + (len(paths) or 2 * has_paths)
        height = min(px(HIGHEST_ROW), max(px(LOWEST_ROW), room // lines))
        self.samples.show_bars(bars, height, total)
        self.paths.show_bars(paths, height)

    def _tell_count(self, count: str, unit: str) -> None:
        """Write how many paths there are and their unit; where room is short, the unit alone."""
        texts = [f"{count} · {unit}", unit] if unit else [count]
        room = self.width() - self._title.sizeHint().width() - 2 * GAP
        advance = self.count.fontMetrics().horizontalAdvance
        self.count.setText(next((text for text in texts if advance(text) <= room), texts[-1]))
        set_tooltip(self.count, texts[0])

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


def _heading(title: Label, detail: Label) -> QHBoxLayout:
    detail.setProperty("role", "caption")
    line = fill(QHBoxLayout(), title, None, detail, 6, spacing=0)
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


def sample_bars(groups: Sequence[Group], exponent: int) -> tuple[list[Bar], Bar]:
    """The bars in this power of ten, and a total that is the sum of the written numbers."""
    parts = [part / 10.0**exponent for _, _, part in groups]
    shown, total = displayed_shares(parts, DIGITS)
    bars = [
        Bar((name,), number, signed(number, DIGITS), samples)
        for (name, samples, _), number in zip(groups, shown, strict=True)
    ]
    return bars, Bar(("total",), total, signed(total, DIGITS))


def exponent_of(*lists: Sequence[float]) -> int:
    """The power of ten that lets few decimals show the first numbers that are not all 0.

    0 if no power is needed.
    """
    largest = next(filter(None, (max(map(abs, each), default=0.0) for each in lists)), 0.0)
    if not math.isfinite(largest) or largest == 0 or 1e-3 <= largest < 1e4:
        return 0
    return max(-300, math.floor(math.log10(largest)))


def unit_text(exponent: int) -> str:
    """`× 10⁻⁴`; nothing for a power of 0."""
    return f"× 10{str(exponent).translate(SUPERSCRIPTS)}" if exponent else ""


def _note(reading: GradientSnapshot, paths: Sequence[Path]) -> str:
    """Explain why no path carries anything; empty if one does."""
    if reading.gradient or any(path.gradient for path in paths):
        return ""
    return (
        "Every path meets a local derivative of 0, such as that of a relu below zero, or of a "
        "neuron that is switched off."
    )
