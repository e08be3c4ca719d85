"""Checks of values that several parts of a script have."""

from app.scenes.parts.form import MistakeError, one_of
from micrograd.recipe.settings import SETTINGS


def check_setting(name: str, text: str, name_place: str, text_place: str) -> None:
    """Raise MistakeError where there is no such setting, or the text is no value of it.

    Samples are no setting here: typed as a path, they would be read from any file.
    """
    names = [each for each in SETTINGS if each != "dataset"]
    one_of(name_place, name, names, "setting")
    try:
        SETTINGS[name].read(text)
    except ValueError as error:
        raise MistakeError(text_place, str(error)) from None
