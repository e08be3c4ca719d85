"""The field of an axis: which setting a sweep tries there, and the values that are typed."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from app.kit.widgets.fields import NumberField, describe
from app.kit.widgets.message_room import ShortMessage
from app.session.session import Session
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS
from micrograd.sweeps.parsing import AXES, values_of
from micrograd.sweeps.plan import check_axis, plural

PLACES = {"rates": "First", "seeds": "Second", "shapes": "Third"}
# The most characters that a field takes.
LONGEST_TEXT = 8000


class AxisField(NumberField):
    """The values of an axis as they are typed. error: why they can't be tried, else empty.

    choice: the list of the settings that can be tried there. setting: the name of the chosen one.
    `setting_chosen` comes when another one was chosen, with values that are usual for it.
    """

    setting_chosen = Signal()

    def __init__(self, session: Session, name: str, setting: str) -> None:
        super().__init__()
        self._session = session
        self._first = setting
        self.name, self.setting, self.error = name, setting, ""
        self.message = ShortMessage(f"sweep_{name}_message")
        self.choice = QComboBox()
        self.choice.setProperty("role", "caption")
        for each in AXES:
            self.choice.addItem(plural(each), each)
        about = "The setting that is tried here with several values"
        describe(
            self.choice, f"sweep_{name}_setting", f"{PLACES[name]} setting of the sweep", about
        )
        self.choice.activated.connect(self._choose)
        self.setMaxLength(LONGEST_TEXT)
        self.show_setting(setting)
        self.show_first()

    def show_setting(self, setting: str) -> None:
        """Have values of this setting; of the first one for a name of none."""
        self.setting = setting if setting in AXES else self._first
        self.choice.setCurrentIndex(self.choice.findData(self.setting))
        words = f"{_capital(plural(self.setting))} of the sweep"
        describe(self, f"sweep_{self.name}", words, AXES[self.setting].tip)

    def show_first(self) -> None:
        """Show what is typed at first, for the network as it is."""
        value = getattr(self._session.cursor.recipe, self.setting)
        self.setText(AXES[self.setting].first(SETTINGS[self.setting], value))

    def _choose(self) -> None:
        self.show_setting(self.choice.currentData())
        self.show_first()
        self.setting_chosen.emit()

    def read(self, recipe: Recipe, taken: Collection[str]) -> Sequence[Any]:
        """The values, checked against what all runs share; none where one is wrong.

        taken: the settings of the axes before.
        """
        try:
            if self.setting in taken:
                raise ValueError("another field tries them already")
            values = values_of(SETTINGS[self.setting], self.text())
            check_axis(recipe, self.setting, values)
        except ValueError as error:
            self.error = str(error)
            return ()
        self.error = ""
        return values

    def show_error(self) -> None:
        """Say what is wrong, or take back what was said."""
        self.message.say(f"{_capital(plural(self.setting))}: {self.error}." if self.error else "")
        self.set_wrong(bool(self.error))


def _capital(text: str) -> str:
    """The text with a capital letter at its beginning."""
    return text[0].upper() + text[1:]
