"""Views: the parts of maps that were seen, to go back and forward through."""

from time import monotonic

from micrograd.maps.seen import MapChoice, choice_of, kept_view, seen_of
from micrograd.recipe.recipe import Recipe
from micrograd.runs.kept_map import MOST_VIEWS, KeptColors, KeptMap

# The wheel and the keys have no end of their own: a pause of so many seconds ends their gesture.
PAUSE_S = 0.7


class Views:
    """The choices that were seen one after the other; now is one of them."""

    def __init__(self, kept: KeptMap | None, recipe: Recipe) -> None:
        """Go on with what an experiment has kept; begin with the whole map where that is None."""
        self._seen, self._place = [seen_of(None, recipe)], 0
        if kept is not None:
            self._seen, self._place = [*map(choice_of, kept.views)], kept.place
        self._gesture, self._moved_at = "", 0.0

    def kept(self, colors: KeptColors | None) -> KeptMap:
        """What an experiment keeps of them. colors: those that are locked."""
        return KeptMap(tuple(map(kept_view, self._seen)), self._place, colors)

    @property
    def now(self) -> MapChoice:
        """The view in sight."""
        return self._seen[self._place]

    @property
    def can_go_back(self) -> bool:
        """True where something was seen before."""
        return self._place > 0

    @property
    def can_go_forward(self) -> bool:
        """True after going back."""
        return self._place < len(self._seen) - 1

    def see(self, choice: MapChoice, gesture: str = "") -> None:
        """See something else; moves of one gesture, without a pause, are one view."""
        is_on = gesture and gesture == self._gesture and monotonic() - self._moved_at < PAUSE_S
        self._gesture, self._moved_at = gesture, monotonic()
        kept = self._seen[: self._place + (0 if is_on and self._place else 1)]
        self._seen = [*kept, choice][-MOST_VIEWS:]
        self._place = len(self._seen) - 1

    def go(self, by: int) -> None:
        """Go back, by -1, or forward, by 1, as far as there is something."""
        self._place = min(max(self._place + by, 0), len(self._seen) - 1)
        self._gesture = ""
