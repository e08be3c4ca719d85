"""Moves the parameters as the point of the map is moved: a drag or a held key is one edit."""

from functools import partial

import numpy as np
from PySide6.QtCore import QObject

from app.session.gesture import Gesture
from app.session.session import Session
from app.views.pages.landscape.map_plot import LandscapePlot
from micrograd.analysis.landscape.field import Floats
from micrograd.recipe.parts import parameters_in


class PointMover(QObject):
    """Follows the point of a map with the parameters, along the plane; frozen ones stay."""

    def __init__(self, session: Session, plot: LandscapePlot) -> None:
        super().__init__(plot)
        self._session, self._plot = session, plot
        self._gesture = Gesture(session, self)
        self._grabbed: Floats | None = None
        plot.grabbed.connect(self._grab)
        plot.moved.connect(self._drag)
        plot.let_go.connect(self._let_go)
        plot.nudged.connect(self._nudge)

    def _here(self) -> Floats:
        return np.array([parameter.data for parameter in self._session.cursor.trainer.parameters])

    def _grab(self) -> None:
        self._gesture.begin()
        self._grabbed = self._here()

    def _drag(self, right: float, up: float) -> None:
        drawing = self._plot.drawing
        if drawing is not None and self._grabbed is not None:
            place = drawing.plane.places(self._grabbed[None])[0] + (right, up)
            self._plot.show_now(place)
            self._move_from(self._grabbed, right, up)

    def _let_go(self) -> None:
        self._gesture.end()
        self._grabbed = None

    def _nudge(self, right: float, up: float) -> None:
        self._move_from(self._here(), right, up)

    def _move_from(self, start: Floats, right: float, up: float) -> None:
        drawing = self._plot.drawing
        if drawing is None or len(start) != len(drawing.plane.origin):
            return
        moved = start + np.array([right, up]) @ drawing.plane.directions
        changed = np.flatnonzero(drawing.plane.directions.any(axis=0)).tolist()
        edits = {i: float(moved[i]) for i in changed if i not in self._frozen}
        if edits and np.isfinite(moved).all():
            self._gesture.change(partial(self._session.edits.set_parameters, edits))

    @property
    def _frozen(self) -> frozenset[int]:
        model, trainer = self._session.cursor.model, self._session.cursor.trainer
        return parameters_in(trainer.setting("frozen"), (model.nin, *model.nouts))
