"""The plane that was found, and the part of it that is shown, as a text that a script keeps.

A plane is found where the person asks for it, or as the run goes on: to find it again elsewhere
would find another one. So its numbers are kept.
"""

import json
from base64 import b64decode, b64encode
from typing import Any, NamedTuple

import numpy as np

from app.kit.sight_text import LED, MOST, list_in
from app.views.contract import ViewChoice
from app.views.pages.landscape.asking import Rect
from micrograd.analysis.landscape.planes import Plane

# The bytes of numbers are the same on all machines.
NUMBERS = np.dtype("<f8")
# The longest name of an axis, and the longest note, in characters.
LONGEST = 200
MOST_STEPS = 10**12
# A plane through more parameters is not kept: a script would have a megabyte for each.
MOST_PARAMETERS = 20_000


class Found(NamedTuple):
    """extent: the part that has the whole path. steps: how long the run was when it was found."""

    plane: Plane
    extent: Rect
    steps: int


def text_of(found: Found) -> str:
    """A plane as text, to the bit."""
    plane = found.plane
    numbers = np.stack([plane.origin, *plane.directions]).astype(NUMBERS)
    told = [found.steps, [*map(float, found.extent)], [*plane.axes], plane.note]
    return json.dumps([*told, b64encode(numbers.tobytes()).decode()], ensure_ascii=False)


def found_in(text: str, parameters: int) -> Found | None:
    """The plane in a text; None where it is none through so many parameters."""
    told: Any = list_in(text)
    try:
        steps, extent, (first, second), note, numbers = told
        points = np.frombuffer(b64decode(numbers, validate=True), NUMBERS)
        points = points.reshape(3, parameters).astype(float)
        rect = Rect(*(float(end) for end in extent))
    except (ValueError, TypeError, OverflowError):
        return None
    words = first, second, note
    is_told = all(isinstance(each, str) and len(each) <= LONGEST for each in words)
    is_whole = isinstance(steps, int) and 0 < steps <= MOST_STEPS and is_told
    is_drawn = (np.abs(points) <= MOST).all() and (np.abs(rect) <= MOST).all()
    if not (is_whole and is_drawn and rect.left < rect.right and rect.bottom < rect.top):
        return None
    return Found(Plane(points[0], points[1:], (first, second), note), rect, steps)


def found_of(page: Any) -> ViewChoice:
    """The plane of a landscape page; LED as long as none is found."""

    known, text = None, LED

    def read() -> str:
        nonlocal known, text
        found = page.questions.found
        if found is None or page.questions.parameters > MOST_PARAMETERS:
            return LED
        if known is None or found.plane is not known.plane or found[1:] != known[1:]:
            known, text = found, text_of(found)
        return text

    def choose(text: str) -> None:
        if text == LED:
            page.find_anew()
        elif text != read() and (found := found_in(text, page.questions.parameters)):
            page.questions.keep_to(page.controls.choice, found)
            page.ask_again()

    return ViewChoice(read, choose)
