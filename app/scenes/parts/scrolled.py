"""Scrolled: what is at the top of something that scrolls."""

from typing import Annotated

from msgspec import Meta

from app.scenes.parts.form import MistakeError, Part
from app.scenes.parts.vocabulary import Vocabulary

# A line, counted from 1, and the share of a content that is above or left of what is seen.
Line = Annotated[int, Meta(ge=1, le=10**9)]
Share = Annotated[float, Meta(ge=0, le=1)]


class Scrolled(Part):
    """The row or part at the top and at the left of an area; one that is not said stays.

    area: a table, a list, a page, a panel, or anything else that scrolls, by its object name.
    row, column: of a table or a list, counted from 1. down, right: of anything else, the shares of
    its content that are above and left of what is seen. So the same is seen in areas of any size.
    """

    area: Annotated[str, Meta(description="What scrolls, by its object name.")]
    row: Line | None = None
    column: Line | None = None
    down: Share | None = None
    right: Share | None = None

    def check(self, place: str, vocabulary: Vocabulary) -> None:
        """Raise MistakeError where two places are told at once. place: of this in the script."""
        vocabulary.check_control(f"{place}.area", self.area)
        for line, share in (("row", "down"), ("column", "right")):
            if getattr(self, line) is not None and getattr(self, share) is not None:
                raise MistakeError(f"{place}.{share}", f"{line} says already where it is")

    def then(self, other: "Scrolled") -> "Scrolled":
        """Merge with a later scroll of the same area; what that leaves unsaid stays."""
        told = {name: getattr(self, name) for name in self.__struct_fields__}
        later = {name: getattr(other, name) for name in self.__struct_fields__}
        return Scrolled(**{**told, **{k: each for k, each in later.items() if each is not None}})
