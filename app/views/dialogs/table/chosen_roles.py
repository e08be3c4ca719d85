"""The roles that a person chose for columns, however the table is read meanwhile."""

from collections.abc import Sequence
from typing import NamedTuple

from micrograd.data.table.columns import Column, Role


class _Place(NamedTuple):
    """A column by its name, and by its number of so many."""

    name: str
    number: int
    width: int

    def is_of(self, other: "_Place") -> bool:
        """True for the same name, or where one of them has none for the same place."""
        if self.name and other.name:
            return self.name == other.name
        return self[1:] == other[1:]


class ChosenRoles:
    """The roles that were chosen, of which the later ones hold."""

    def __init__(self) -> None:
        self._roles: dict[_Place, Role] = {}

    def note(self, columns: Sequence[Column], roles: Sequence[Role]) -> None:
        """Remember those of the columns whose roles are others now."""
        for place, column, role in zip(_places(columns), columns, roles, strict=True):
            if column.role != role:
                kept = {each: of for each, of in self._roles.items() if not each.is_of(place)}
                self._roles = {**kept, place: role}

    def of(self, columns: Sequence[Column]) -> list[Role]:
        """The roles of the columns, those that were chosen among them."""
        roles = [column.role for column in columns]
        for i, place in enumerate(_places(columns)):
            chosen = (role for each, role in self._roles.items() if each.is_of(place))
            roles[i] = next(chosen, roles[i])
        return roles


def _places(columns: Sequence[Column]) -> list[_Place]:
    return [_Place(column.name, column.number, len(columns)) for column in columns]
