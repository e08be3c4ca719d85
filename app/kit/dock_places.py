"""The places of docks around the page of a main window, and their order.

Qt tells the order, and the places of hidden docks, by nothing but the bytes in which it saves them:
see QDockAreaLayoutInfo::saveState in its sources.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QDataStream

# The sides of a window in the order in which Qt counts them.
SIDES = ("left", "right", "top", "bottom")
# The bytes that begin docks with tabs in one place, docks in a line, and a single dock.
TABS, LINE, DOCK = 0xFA, 0xFC, 0xFB
# The bits of a dock that is not hidden, and of one that floats.
SHOWN, FLOATS = 1, 2


class DockGroup(NamedTuple):
    """Docks in one place by their object names, in the order of their tabs.

    front: the one that is seen of several that are shown, else "". pixels: the height in a column
    or the width in a row, with tabs; 0 where none is shown.
    """

    docks: tuple[str, ...]
    front: str
    pixels: int


class DockSide(NamedTuple):
    """A column or a row of docks, from the top or from the left. pixels: the extent across it."""

    pixels: int
    groups: tuple[DockGroup, ...]


class PlacedGroup(NamedTuple):
    """The same of panels by their names, for a window of any size.

    share: of the height of the column or the width of the row; None where none is shown.
    """

    panels: tuple[str, ...]
    front: str = ""
    share: float | None = None


class PlacedSide(NamedTuple):
    """The same of a side.

    size: the width of a column in pixels where text has 100 %, or the share that a row has of the
    height of the window; None where none is shown.
    """

    size: float | None
    groups: tuple[PlacedGroup, ...]


def order_of(sides: Mapping[str, PlacedSide]) -> dict[str, list[tuple[str, ...]]]:
    """The names of the panels in each group of each side, without sizes and without the front."""
    return {name: [group.panels for group in side.groups] for name, side in sides.items()}


def sides_of(state: QByteArray) -> dict[str, DockSide]:
    """The docks of each side that has some. state: as QMainWindow.saveState returns it."""
    stream = QDataStream(state)
    # The marker of the state and its version, and the marker of the docks.
    _numbers(stream, 2)
    stream.readUInt8()
    sides = {}
    for _ in range(stream.readInt32()):
        side, width, height = _numbers(stream, 3)
        groups = tuple(_groups(stream))
        sides[SIDES[side]] = DockSide(width if side < 2 else height, groups)
    return sides


class _Dock(NamedTuple):
    name: str
    is_seen: bool
    pixels: int


def _groups(stream: QDataStream) -> Iterator[DockGroup]:
    """The groups of one side."""
    stream.readUInt8()
    for _ in range(_count(stream)):
        if stream.readUInt8() == DOCK:
            docks, front = [_dock(stream)], -1
            pixels = docks[0].pixels
        else:
            _, pixels, *_ = _numbers(stream, 4)
            docks, front = _docks(stream)
        seen = sum(dock.is_seen for dock in docks)
        is_known = seen > 1 and front >= 0
        names = tuple(dock.name for dock in docks)
        yield DockGroup(names, names[front] if is_known else "", pixels if seen else 0)


def _docks(stream: QDataStream) -> tuple[list[_Dock], int]:
    """The docks in one place, and the index of the one in front, -1 for none."""
    front = stream.readInt32() if stream.readUInt8() == TABS else -1
    docks: list[_Dock] = []
    for _ in range(_count(stream)):
        if stream.readUInt8() == DOCK:
            docks.append(_dock(stream))
        else:
            _numbers(stream, 4)
            docks += _docks(stream)[0]
    return docks, front


def _count(stream: QDataStream) -> int:
    """How many docks follow in a line; it stands behind the direction of the line."""
    stream.readUInt8()
    return stream.readInt32()


def _dock(stream: QDataStream) -> _Dock:
    name, bits = stream.readQString(), stream.readUInt8()
    _, pixels, *_ = _numbers(stream, 4)
    return _Dock(name, bits & SHOWN != 0 and not bits & FLOATS, pixels)


def _numbers(stream: QDataStream, count: int) -> list[int]:
    return [stream.readInt32() for _ in range(count)]
