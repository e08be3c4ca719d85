"""The line that warns of targets which the loss, or the last activation, is not made for."""

from app.kit.signals import connect_all
from app.kit.widgets.fields import MessageLine
from app.session.session import Session
from micrograd.recipe.proposal import misfit, out_of_reach


class TargetsWarning(MessageLine):
    """Shown while a target is none that the network comes to; says which, and what to do."""

    def __init__(self, name: str, session: Session) -> None:
        super().__init__(name, stands=True)
        self._session = session
        cursor = session.cursor
        connect_all(self.show_misfit, cursor.dataset_changed, cursor.network_rebuilt)
        self.show_misfit()

    def show_misfit(self) -> None:
        """Show what is wrong now, or hide."""
        recipe = self._session.cursor.recipe
        wrong = misfit(recipe) or out_of_reach(recipe)
        self.say(wrong.text if wrong else "")
