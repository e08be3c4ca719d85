"""The acts of a recording along its time; those of one movement become one act."""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from app.scenes.acts.acts import Act, Scroll, Show, Train, Type, Walk
from app.scenes.acts.data import ChangeSample
from app.scenes.acts.edits import (
    ChangeLayer,
    ChangeParameter,
    ChangeParameters,
    ChangeSetting,
    EditAct,
)
from app.scenes.acts.panels import ArrangePanels, FloatPanel
from app.scenes.acts.runs import GoTo
from app.scenes.playground.view_choices import SWEEP

# Steps, operations and moves in time that follow each other within this time are one movement, in
# seconds; so are choices of a view, such as a text that is typed.
GAP_S, SHOW_GAP_S = 0.5, 1.0
# Endings of choices that are never merged: each open group, see `ByHand`, and what plays, is seen
# for itself.
APART = "_groups", "_plays"


def goes_on(act: Act) -> bool:
    """True for the choice that changes by itself, once the person has begun it.

    Its changes are merged for a gap from the first one, so that it is seen to go on.
    """
    return isinstance(act, Show) and act.what == SWEEP and not act.by


class Done(NamedTuple):
    """An act, when it began and ended, in seconds, and the page that was shown then.

    gesture: of the session, -1 for none.
    """

    act: Act
    began: float
    ended: float
    page: str
    gesture: int = -1


def _sum(name: str) -> Callable[[Any, Any], Act | None]:
    """Merge two acts by adding what they have of something, where both go the same way."""

    def merge(first: Any, second: Any) -> Act | None:
        one, other = getattr(first, name), getattr(second, name)
        if one * other < 0:
            return None
        return _with(second, **{name: one + other})

    return merge


def _trained(first: Any, second: Any) -> Act:
    """Merge training that goes on: the first whole step of the second one ends what was begun."""
    begun = 0 if second.steps else first.operations
    return _with(second, steps=first.steps + second.steps, operations=begun + second.operations)


def _later(*same: str) -> Callable[[Any, Any], Act | None]:
    """Merge two acts into the second one, where these fields are the same."""

    def merge(first: Any, second: Any) -> Act | None:
        are_same = all(getattr(first, name) == getattr(second, name) for name in same)
        return second if are_same else None

    return merge


def _same_choice(first: Any, second: Any) -> Act | None:
    """The second choice of a view. The camera follows each group that opens, one by one."""
    is_same = first.what == second.what and not second.what.endswith(APART)
    return _with(second, by=second.by or first.by) if is_same else None


def _same_area(first: Any, second: Any) -> Act | None:
    return _with(second, to=first.to.then(second.to)) if first.to.area == second.to.area else None


def _same_parameters(first: Any, second: Any) -> Act | None:
    return second if first.to.keys() == second.to.keys() else None


def _same_aspect(first: Any, second: Any) -> Act | None:
    is_neurons = isinstance(first.neurons, int) and isinstance(second.neurons, int)
    return second if is_neurons and first.layer == second.layer else None


# The kinds of acts that are one where they follow each other: within a time, or in one gesture.
MOVEMENTS: dict[type[Act], tuple[float, Callable[[Any, Any], Act | None]]] = {
    Train: (GAP_S, _trained),
    Walk: (GAP_S, lambda a, b: _sum("operations")(a, b) if a.of == b.of else None),
    GoTo: (GAP_S, lambda a, b: None if b.run else _with(b, run=a.run)),
    Show: (SHOW_GAP_S, _same_choice),
    FloatPanel: (SHOW_GAP_S, _later("panel")),
    Scroll: (SHOW_GAP_S, _same_area),
    Type: (SHOW_GAP_S, _later("name", "gives_up")),
}
GESTURES: dict[type[Act], Callable[[Any, Any], Act | None]] = {
    ChangeSetting: _later("setting"),
    ChangeParameter: _later("parameter"),
    ChangeParameters: _same_parameters,
    ChangeSample: _later("sample", "called"),
    ChangeLayer: _same_aspect,
}


class Timeline:
    """Acts in their order. begin: when the recording began, in seconds of the same clock."""

    def __init__(self, begin: float) -> None:
        self.begin = begin
        self.done: list[Done] = []

    def add(self, done: Done) -> None:
        """Add an act, or let the last one go on with it."""
        while self.done and _is_superseded(self.done[-1], done):
            self.done.pop()
        last = self.done[-1] if self.done else None
        act = _merged(last, done) if last and last.page == done.page else None
        if last and act:
            self.done[-1] = done._replace(act=act, began=last.began)
        else:
            self.done.append(done)

    def acts(self) -> list[Done]:
        """All acts; those of a gesture that others came into have its number, from 1 on."""
        gestures = [each.gesture for each in self.done if each.gesture != -1]
        split = [each for each in dict.fromkeys(gestures) if gestures.count(each) > 1]
        numbers = {gesture: number for number, gesture in enumerate(split, start=1)}
        return [
            each._replace(act=_with(each.act, gesture=numbers[each.gesture]))
            if each.gesture in numbers and isinstance(each.act, EditAct)
            else each
            for each in self.done
        ]


def _is_superseded(last: Done, done: Done) -> bool:
    """Whether an act needs not be done, since all panels are moved and sized right after it.

    A panel that is dropped at a side of the window floats there for a moment.
    """
    is_soon = done.began - last.ended < SHOW_GAP_S and done.page == last.page
    if not (is_soon and isinstance(done.act, ArrangePanels)):
        return False
    is_dropped = isinstance(last.act, FloatPanel) and last.act.panel not in done.act.layout.floating
    return is_dropped or isinstance(last.act, ArrangePanels)


def _merged(last: Done, done: Done) -> Act | None:
    """The act that two are together; None for two."""
    kind = type(done.act)
    if type(last.act) is not kind:
        return None
    if kind in MOVEMENTS:
        gap_s, merge = MOVEMENTS[kind]
        since = last.began if goes_on(done.act) else last.ended
        return merge(last.act, done.act) if done.began - since < gap_s else None
    is_one = kind in GESTURES and done.gesture == last.gesture != -1
    return GESTURES[kind](last.act, done.act) if is_one else None


def _with(act: Act, **changes: Any) -> Act:
    return msgspec.structs.replace(act, **changes)
