"""Setting: one row of the table of settings, and the kinds of values that it can have.

Every bad value is refused here and nowhere else, with the message that everybody shows.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from micrograd.data.typed import parse_number, shortest, whole_number
from micrograd.system.quoting import quoted


class SettingError(ValueError):
    """A bad value. setting: the name of its row."""

    def __init__(self, setting: str, message: str) -> None:
        super().__init__(message)
        self.setting = setting


class Kind(ABC):
    """The values that a setting can have, and how a person reads and writes them."""

    @abstractmethod
    def check(self, value: Any) -> None:
        """Raise ValueError for any other value."""

    def fitted(self, value: Any, widths: tuple[int, ...]) -> Any:
        """The value for a network of such widths. Raises ValueError where that can't have it."""
        return value

    @abstractmethod
    def parsed(self, text: str) -> Any:
        """The value of a text, unchecked. Raises ValueError where the text has none."""

    def read(self, text: str) -> Any:
        """The value that a person typed, checked. Raises ValueError."""
        value = self.parsed(text)
        self.check(value)
        return value

    def text(self, value: Any) -> str:
        """A value as a person would type it."""
        return str(value)

    def title(self, value: Any) -> str:
        """A value as it is shown."""
        return self.text(value)

    def words(self, value: Any) -> str:
        """A value where it is told of, as of a run or an edit."""
        return self.text(value)

    def is_same(self, value: Any, other: Any) -> bool:
        """True where nothing has to be kept of one value that the other does not have."""
        return bool(value == other)

    def contrast(self, value: Any, other: Any) -> str:
        """The text of a value beside another value; empty where both have the same text."""
        text = self.words(value)
        return "" if text == self.words(other) else text


@dataclass(frozen=True)
class Number(Kind):
    """A finite number: above a bound, or from `low` on; below another bound.

    zero: the word for 0, where it has one.
    """

    above: float = -math.inf
    low: float = -math.inf
    below: float = math.inf
    zero: str = ""

    def check(self, value: Any) -> None:
        if not (self.above < value < self.below and value >= self.low):
            raise ValueError(f"{value:g} is not a finite number {self._bounds()}")

    def _bounds(self) -> str:
        start = f"from {self.low:g} on" if self.low > -math.inf else f"above {self.above:g}"
        return start if self.below == math.inf else f"{start} and below {self.below:g}"

    def parsed(self, text: str) -> float:
        return 0.0 if self.zero and text.strip() == self.zero else parse_number(text)

    def text(self, value: float) -> str:
        return (self.zero if value == 0 else "") or shortest(value)


@dataclass(frozen=True)
class Share(Kind):
    """A number above 0 and up to 1, typed as `0.98` or `98 %`."""

    def check(self, value: float) -> None:
        if not 0 < value <= 1:
            raise ValueError(f"{value:g} is not above 0 and up to 1; write 0.98 or 98 %")

    def parsed(self, text: str) -> float:
        number = text.strip().removesuffix("%")
        value = parse_number(number)
        return value if number == text.strip() else float(Decimal(repr(value)) / 100)

    def text(self, value: float) -> str:
        return shortest(value)


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number from `low` to `high`. zero: the word for 0, where it has one."""

    low: int
    high: int
    zero: str = ""

    def check(self, value: Any) -> None:
        if not self.low <= value <= self.high:
            raise self._error(f"{value}")

    def text(self, value: int) -> str:
        return (self.zero if value == 0 else "") or str(value)

    def parsed(self, text: str) -> int:
        number = 0 if self.zero and text.strip() == self.zero else whole_number(text)
        if number is None:
            raise self._error(quoted(text) or "nothing")
        return number

    def _error(self, what: str) -> ValueError:
        return ValueError(f"{what} is not a whole number from {self.low} to {self.high:,}")


@dataclass(frozen=True)
class Choice(Kind):
    """One of the names of a table. rows: by name; some have a `title` and `settings` of their own.

    is_told_by_title: True where a name is only typed and stored.
    Such settings are those that act only while the row is chosen, by the names of their own rows.
    """

    rows: Mapping[str, Any]
    is_told_by_title: bool = False

    @property
    def names(self) -> Collection[str]:
        """The names that can be chosen."""
        return self.rows.keys()

    def title(self, value: str) -> str:
        return getattr(self.rows[value], "title", "") or value

    def words(self, value: str) -> str:
        return self.title(value) if self.is_told_by_title and value in self.rows else value

    def settings_of(self, name: str) -> Collection[str]:
        """The settings that act while this name is chosen, and not with every other."""
        return getattr(self.rows[name], "settings", ())

    def check(self, value: Any) -> None:
        if value not in self.names:
            raise ValueError(f"there is no {value!r}, but {', '.join(self.names)}")

    def parsed(self, text: str) -> str:
        return text


@dataclass(frozen=True)
class OrNone(Kind):
    """A value, or None, which is an empty text."""

    item: Kind

    def check(self, value: Any) -> None:
        if value is not None:
            self.item.check(value)

    def parsed(self, text: str) -> Any:
        return self.item.parsed(text) if text.strip() else None

    def text(self, value: Any) -> str:
        return "" if value is None else self.item.text(value)


@dataclass(frozen=True)
class Switch(Kind):
    """True or False, written as `on` or nothing."""

    def check(self, value: bool) -> None:
        """Accept both."""

    def parsed(self, text: str) -> bool:
        return text == "on"

    def text(self, value: bool) -> str:
        return "on" if value else ""


@dataclass(frozen=True)
class EachLayer(Kind):
    """A value for each layer of a network."""

    item: Kind
    most: int

    def check(self, value: Any) -> None:
        if not 1 <= len(value) <= self.most:
            raise ValueError(f"{len(value)} layers are not 1 to {self.most}")
        for each in value:
            try:
                self.item.check(each)
            except ValueError as error:
                raise ValueError(f"{self.text(value)}: {error}") from None

    def parsed(self, text: str) -> tuple[Any, ...]:
        try:
            return tuple(self.item.parsed(each.strip()) for each in text.split(","))
        except ValueError as error:
            raise ValueError(f"{quoted(text)}: {error}") from None

    def text(self, value: Any) -> str:
        return ",".join(map(self.item.text, value))


class EachActivation(EachLayer):
    """A name for each layer, or one for all; written once where all layers have the same."""

    def check(self, value: Any) -> None:
        super().check((value,) if isinstance(value, str) else value)

    def parsed(self, text: str) -> Any:
        names = super().parsed(text)
        return names[0] if len(names) == 1 else names

    def text(self, value: Any) -> str:
        return str(value[0]) if len(set(value)) == 1 else super().text(value)


# A setting feeds one of these: the weights that are drawn, the samples of a step and their scales,
# the graph of its loss, the rate of its update, or the rest of the update.
Fed = Literal["weights", "samples", "graph", "rate", "update"]


class Setting(NamedTuple):
    """One row of the table of settings.

    name: the attribute of a `Recipe`, and the key in a file. caption, help: shown in the window,
    in the help of the command lines and where runs are compared. flag, example: the option of
    the command lines; without a flag there is none. told: a few words around the value. untold:
    what stands for the default instead of them, where they would be odd.
    can_change: True where a run can go on with another value, see `Trainer.change`; another value
    of any other setting begins another run. keeps_weights: True where that run goes on with the
    weights of the one before; else they are drawn. feeds: what is made from its value.
    """

    name: str
    kind: Kind
    default: Any
    caption: str
    help: str
    flag: str = ""
    example: str = "N"
    told: str = "{}"
    untold: str = ""
    can_change: bool = False
    keeps_weights: bool = False
    feeds: tuple[Fed, ...] = ()

    def check(self, value: Any) -> None:
        """Raise SettingError for a bad value."""
        try:
            self.kind.check(value)
        except ValueError as error:
            raise SettingError(self.name, str(error)) from None

    def fitted(self, value: Any, widths: tuple[int, ...]) -> Any:
        """The value for a network of such widths, checked. Raises SettingError."""
        self.check(value)
        try:
            return self.kind.fitted(value, widths)
        except ValueError as error:
            raise SettingError(self.name, str(error)) from None

    def read(self, text: str) -> Any:
        """The value that a person typed. Raises ValueError with the reason."""
        value = self.kind.parsed(text)
        self.check(value)
        return value

    def text(self, value: Any) -> str:
        """A value as a person would type it."""
        return self.kind.text(value)

    def words(self, value: Any) -> str:
        """A value in a few words: `rate 0.1`."""
        return self.around(self.kind.words(value))

    def around(self, text: str) -> str:
        """The same for a value, or a course of values, in words."""
        is_untold = self.untold and text == self.kind.words(self.default)
        return self.untold if is_untold else self.told.format(text)


def counted(number: int, noun: str) -> str:
    """`1 sample`, `2 samples`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
