"""The part of the plane that a person zoomed or moved to, as a text."""

from typing import Any

from app.kit.sight_text import ALL, numbers_of
from app.views.contract import ViewChoice
from app.views.pages.landscape.asking import Rect


def sight_of(page: Any) -> ViewChoice:
    """The part in sight of the map of a landscape page; it is chosen once the plane is found."""
    wanted = ""

    def read() -> str:
        text: str = wanted or page.questions.sight
        return text

    def choose(text: str) -> None:
        nonlocal wanted
        numbers, wanted = numbers_of(text, 4), ""
        if text == ALL != page.questions.sight:
            page.fit()
        elif numbers and page.is_there:
            page.map.show_view(Rect(*numbers))
            page.map.view_changed.emit()
        elif numbers:
            wanted = text

    def catch_up() -> None:
        if wanted and page.is_there:
            choose(wanted)

    page.shown.connect(catch_up)
    page.work.finished.connect(catch_up)
    return ViewChoice(read, choose)
