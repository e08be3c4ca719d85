"""ActionSpec: the form of a row in the table of actions."""

from typing import NamedTuple, Self


class ActionSpec(NamedTuple):
    """An action: its entry in the menu and its keys, then what it `says` of itself.

    slot: the path of the method that the action calls, from the window on; `loss:plot.fit` begins
    in the view that stands before the colon, see `app.window.view_table`.
    argument: what the method is called with. also: a second key, where desktops know two.
    icon: the name of its icon. short: the text of its button, where that of the menu is too long.
    submenu: the menu inside the menu that it stands in; empty for the menu itself.
    """

    name: str
    text: str
    shortcut: str
    slot: str
    argument: str | int = ""
    also: str = ""
    icon: str = ""
    short: str = ""
    tooltip: str = ""
    submenu: str = ""

    @property
    def keys(self) -> str:
        """All keys of the action, for people."""
        return ", ".join(keys for keys in (self.shortcut, self.also) if keys)

    def says(self, tooltip: str) -> Self:
        """The same action with a tooltip."""
        return self._replace(tooltip=tooltip)
