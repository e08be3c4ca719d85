"""Choices in the views, made by a script: one that no view has, or can't make, is told."""

from typing import Any

from app.kit.sight_text import LED
from app.scenes.parts.form import LONGEST_NAME, ScriptError, try_edit
from app.session.plane_choice import PlaneChoice
from micrograd.system.quoting import shortened

# The choice of the views that belongs to the session: the plane of the inputs.
PLANE = "plane"
SWEEP = "sweep"
# Choices that are computed of one experiment and belong to no other one, with the text of none.
FOUND = {"landscape_found": LED, SWEEP: ""}
# Sizes of parts of the window are made as far as there is room.
SIZES = "_divider"


def choose_in_view(remembered: Any, name: str, text: str) -> None:
    """Make a choice. Raises ScriptError where there is none, or where it is another one then.

    remembered: the choices of the window.
    """
    choice = remembered.choice(name)
    if choice is None:
        raise ScriptError(f"no view has a choice “{name}”")
    before = choice.read()
    try_edit(lambda: choice.choose(text), name)
    now = choice.read()
    # A view that writes a number otherwise has taken it; one that has words knows only its own.
    is_other = now == before or now.isalpha()
    if now != text and is_other and not name.endswith(SIZES):
        other, is_now = (shortened(each, LONGEST_NAME) for each in (text, now))
        raise ScriptError(f"“{other}” is no choice for {name}, which is “{is_now}” now")


def choose_plane(plane: PlaneChoice, text: str) -> None:
    """Choose the plane of the inputs. Raises ScriptError for one that the data don't have."""
    try_edit(lambda: plane.choose_text(text), PLANE)
    axes = text.split()[:-1]
    if axes and axes != [*map(str, plane.axes)]:
        raise ScriptError(f"the data have no plane “{text}”")
