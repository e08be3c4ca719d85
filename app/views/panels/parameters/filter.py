"""ParameterFilter: the parameters whose names have some words, sorted by name or number."""

import re

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel

from app.kit.table_model import NUMBER_ROLE
from app.session.session import Session
from app.views.panels.parameters.model import NAME, PARAMETER_ROLE, ParameterModel


class ParameterFilter(QSortFilterProxyModel):
    """Sorts by number, or in the network's order by name; keeps what matches all words."""

    def __init__(self, source: ParameterModel, session: Session) -> None:
        super().__init__(source)
        self._session = session
        self._words: list[str] = []
        self.setSourceModel(source)
        self.setRecursiveFilteringEnabled(True)
        self.setDynamicSortFilter(False)

    def set_words(self, text: str) -> None:
        """Keep the parameters whose label has every word; an empty text keeps all.

        A number belongs to the word before it: "layer 2 b" are the biases of layer 2.
        """
        self._words = re.sub(r"([a-z]) +(\d)", r"\1_\2", text.lower().replace("·", " ")).split()
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:  # type: ignore[override]
        parameter = self.sourceModel().index(row, NAME, parent).data(PARAMETER_ROLE)
        if parameter is None:
            return not self._words
        label = self._session.cursor.trainer.parameters[parameter].label
        parts = [part.replace(" ", "_") for part in label.split(" · ")]
        return all(any(_matches(word, part) for part in parts) for word in self._words)

    def lessThan(self, left: QModelIndex, right: QModelIndex) -> bool:  # type: ignore[override]
        if left.column() == NAME:
            return left.row() < right.row()
        return left.data(NUMBER_ROLE) < right.data(NUMBER_ROLE)


def _matches(word: str, part: str) -> bool:
    """True where a word names a part of a label: `w` any weight, `w1` or `layer_2` that one."""
    if word.isdecimal():
        return part.endswith(f"_{word}")
    return part == word if word[-1].isdecimal() else part.startswith(word)
