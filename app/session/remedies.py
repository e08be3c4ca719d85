"""Carrying out a remedy of the doctor, by the edits that a person would make."""

from functools import partial

from app.session.session import Session
from app.session.undo import new_gesture
from micrograd.analysis.doctor.remedy import Remedy
from micrograd.recipe.settings import SETTINGS


def carry_out(session: Session, remedy: Remedy) -> None:
    """Go back where the remedy says so, then change the settings; Undo turns back to the run."""
    session.settle()
    if remedy.step is None:
        _change(session, remedy)
    else:
        session.cursor.go_to(remedy.step, partial(_change, session, remedy))


def _change(session: Session, remedy: Remedy) -> None:
    edits = session.edits
    text = f"{remedy.title[0].lower()}{remedy.title[1:]}"
    if remedy.is_anew:
        edits.start_again(text, **remedy.settings)
    elif session.cursor.is_in_the_past and _can_change(remedy):
        # All of them are changes of the branch that the first one begins.
        gesture = new_gesture()
        for name, value in remedy.settings.items():
            edits.change_setting(name, value, gesture, text)
    elif remedy.settings:
        edits.apply(remedy.settings, text)


def _can_change(remedy: Remedy) -> bool:
    """True where a run can go on with all of the settings, without another network."""
    return all(SETTINGS[name].can_change for name in remedy.settings)
