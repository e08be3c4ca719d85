"""What a recording begins with: the experiment and the choices of the views as they are."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.kit.sight_text import LED
from app.scenes.parts.begin import Begin, experiment_of
from app.scenes.parts.reading_experiment import content_for_script
from app.scenes.playground.playground import Playground
from app.scenes.recording.standing import shown
from app.session.session import Session
from micrograd.files.errors import FileError
from micrograd.recipe.kinds import SettingError
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS

# Choices of the session that windows list among the choices of their views.
CHOSEN = ("parameters", "sample")


def beginning_of(playground: Playground, panels: Sequence[str]) -> Begin:
    """The beginning of a script that goes on from here. panels: those that are shown.

    Raises FileError if it is too large.
    """
    session, remembered = playground.session, playground.window.remembered
    choices = {**remembered.view_choices(), **remembered.sights()}
    session.keep_place()
    content = content_for_script(session.experiment)
    # Pages and sizes are of the scenes, and of the window.
    show = {name: text for name, text in shown(choices).items() if text != LED}
    show |= {name: choices[name] for name in CHOSEN}
    settings = _settings_of(session)
    seen: dict[str, Any] = {
        "show": show,
        "panels": tuple(panels),
        "operations": session.cursor.trainer.operations_done,
        "presented": playground.panels.presented,
        "layout": playground.panels.chosen_layout,
        "scrolled": playground.scrolling.areas.scrolled,
    }
    short = Begin(settings=settings, **seen)
    return short if _is_same(short, content) else Begin(experiment=content, **seen)


def _settings_of(session: Session) -> dict[str, str]:
    """The settings of the recipe that are not as usual, as a person types them."""
    usual, recipe = Recipe(), session.cursor.recipe
    return {
        name: row.text(getattr(recipe, name))
        for name, row in SETTINGS.items()
        if name != "dataset" and not row.kind.is_same(getattr(recipe, name), getattr(usual, name))
    }


def _is_same(begin: Begin, content: Mapping[str, object]) -> bool:
    """True where the settings alone make the same experiment; what is chosen is no part of it."""
    try:
        made = content_for_script(experiment_of(begin))
    except (SettingError, ValueError, FileError):
        return False
    return {**made, "chosen": None} == {**content, "chosen": None}
