"""Quantities: what conditions and questions of a script are about, a row each.

A script names them in words: `loss`, `gradient of 1.2.w3`, `data of a`, `learning_rate`.
"""

import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from app.scenes.parts.form import LONGEST_NAME, MistakeError
from app.scenes.parts.targets import StoredTarget
from app.scenes.playground import readings
from app.scenes.playground.playground import Playground
from micrograd.recipe.settings import SETTINGS
from micrograd.system.quoting import shortened

Amount = float | str
ANYTHING, FROM_ZERO, SHARE = (-math.inf, math.inf), (0.0, math.inf), (0.0, 1.0)


class Quantity(NamedTuple):
    """One row. pattern: of its name. read: it as it is now, from the playground and the match.

    is_number: False for a text, which can only be equal or not. about: what it is, for people.
    bounds: the numbers that it never leaves.
    """

    pattern: str
    read: Callable[[Playground, re.Match[str]], Amount]
    about: str
    is_number: bool = True
    bounds: tuple[float, float] = ANYTHING


_NAME = r"(?P<name>[1-9]\d?\.[1-9]\d?\.(?:w\d+|b)|[A-Za-z_]\w*)"
ROWS = (
    Quantity(
        r"loss",
        lambda play, _: play.session.cursor.evaluation.loss,
        "the loss",
        bounds=FROM_ZERO,
    ),
    Quantity(
        r"test loss",
        lambda play, _: readings.test_loss(play),
        "the loss of the samples held out",
        bounds=FROM_ZERO,
    ),
    Quantity(
        r"accuracy",
        lambda play, _: readings.accuracy(play),
        "the share of samples that are right, 0 to 1",
        bounds=SHARE,
    ),
    Quantity(
        r"step",
        lambda play, _: play.session.cursor.steps,
        "the step that is shown",
        bounds=FROM_ZERO,
    ),
    Quantity(
        r"operations",
        lambda play, _: readings.operations_done(play),
        "how many operations of the pass under way are done",
    ),
    Quantity(
        r"runs", lambda play, _: len(play.session.experiment.runs), "how many runs are in the list"
    ),
    Quantity(
        r"sample",
        lambda play, _: play.session.selection.sample + 1,
        "the chosen sample, counted from 1",
    ),
    Quantity(r"parameter", lambda play, _: readings.chosen(play), "the chosen parameter", False),
    Quantity(
        rf"data of {_NAME}",
        lambda play, found: play.value(found["name"]).data,
        "the number of a parameter, or of a node of the expression",
    ),
    Quantity(
        rf"gradient of {_NAME}",
        lambda play, found: play.value(found["name"]).grad,
        "the gradient of a parameter, or of a node of the expression",
    ),
    Quantity(
        r"method",
        lambda play, _: readings.method(play),
        "the method of Value that Python calls for the expression",
        False,
    ),
    Quantity(
        r"wrong gradients",
        lambda play, _: readings.wrong_gradients(play),
        "how many gradients the check of all has found wrong, once it is done",
        bounds=FROM_ZERO,
    ),
    Quantity(r"page", lambda play, _: play.page, "the page that is shown", False),
    Quantity(
        r"phase",
        lambda play, _: readings.phase(play),
        "the first word of the phase under way",
        False,
    ),
    Quantity(
        r"control (?P<name>\w+)",
        lambda play, found: play.text_of(found["name"]),
        "what a control shows",
        False,
    ),
    Quantity(
        rf"(?P<name>{'|'.join(SETTINGS)})",
        lambda play, found: _setting(play, found["name"]),
        "a setting of the training",
        False,
    ),
)
# The settings that conditions compare as numbers.
_NUMBERS = {name for name, row in SETTINGS.items() if isinstance(row.default, int | float)}


class Named(NamedTuple):
    """A quantity that a script names: the row, and what the name says beside."""

    row: Quantity
    found: re.Match[str]

    @property
    def is_number(self) -> bool:
        """True where it can be compared by < and >, and asked for."""
        return self.row.is_number or self.found.groupdict().get("name") in _NUMBERS

    @property
    def seen_at(self) -> StoredTarget | None:
        """The parameter, or the node of the expression, that it is of; None for other ones."""
        name = self.found.groupdict().get("name")
        if not name or " of " not in self.found[0]:
            return None
        return StoredTarget(parameter=name) if "." in name else StoredTarget(node=name)

    @property
    def control(self) -> str:
        """The name of the control that it is about; "" for none."""
        return self.found["name"] if self.found[0].startswith("control ") else ""

    def read(self, playground: Playground) -> Amount:
        """It as it is now. Raises ScriptError where there is none."""
        return self.row.read(playground, self.found)


def quantity(text: str, place: str) -> Named:
    """The quantity of a name. Raises MistakeError that lists what there is."""
    for row in ROWS:
        if found := re.fullmatch(row.pattern, text.strip()):
            return Named(row, found)
    known = "loss, test loss, accuracy, step, operations, runs, sample, data of …, gradient of …"
    quoted = shortened(text, LONGEST_NAME)
    message = f"“{quoted}” is no quantity; there are {known}, and the settings by name"
    raise MistakeError(place, message)


def _setting(playground: Playground, name: str) -> Any:
    value = getattr(playground.session.cursor.recipe, name)
    return value if name in _NUMBERS else SETTINGS[name].text(value)
