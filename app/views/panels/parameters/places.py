"""Places at which the tree of parameters shows a parameter or a neuron."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QRectF

from app.session.session import Session
from app.views.contract import ViewPlace
from app.views.panels.parameters.filter import ParameterFilter
from app.views.panels.parameters.model import GRAD, NAME, ParameterModel
from app.views.panels.parameters.tree import ParameterTree
from micrograd.recipe.parts import index_of_parameter


class ParameterPlaces:
    """The rows of parameters and neurons. show_all: takes the filter away."""

    def __init__(
        self,
        session: Session,
        model: ParameterModel,
        proxy: ParameterFilter,
        tree: ParameterTree,
        show_all: Callable[[], None],
    ) -> None:
        self._session, self._model, self._proxy = session, model, proxy
        self._tree, self._show_all = tree, show_all
        viewport = tree.viewport()
        self.of_parameters = ViewPlace(viewport, self._where, self._bring)
        self.of_neurons = ViewPlace(
            viewport,
            lambda neuron: self._where(f"{neuron}.b", is_neuron=True),
            lambda neuron: self._bring(f"{neuron}.b", is_neuron=True),
        )

    def _index(self, parameter: str, is_neuron: bool, column: int) -> QModelIndex:
        """The cell of a parameter, or of the neuron that it is of."""
        number = index_of_parameter(parameter, self._session.cursor.recipe.widths)
        if number is None:
            return QModelIndex()
        own = self._proxy.mapFromSource(self._model.index_of(number))
        row = own.parent() if is_neuron else own
        return row.siblingAtColumn(column)

    def _where(self, parameter: str, is_neuron: bool = False) -> QRectF | None:
        first, last = (self._index(parameter, is_neuron, column) for column in (NAME, GRAD))
        rect = self._tree.visualRect(first)
        return QRectF(rect.united(self._tree.visualRect(last))) if rect.isValid() else None

    def _bring(self, parameter: str, is_neuron: bool = False) -> None:
        if not self._index(parameter, is_neuron, NAME).isValid():
            self._show_all()
        self._tree.scrollTo(self._index(parameter, is_neuron, NAME))
