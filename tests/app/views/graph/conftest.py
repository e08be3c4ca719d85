"""The graph page and its canvas, for the tests of its parts."""

import pytest
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.graph.canvas import GraphCanvas
from app.views.pages.graph import GraphPage
from tests.app.views.graph.laying_out import settle


@pytest.fixture
def page(qtbot: QtBot, session: Session, appearance: Appearance) -> GraphPage:
    """The graph page alone in a window, without glides."""
    page = GraphPage(session, appearance)
    page.view.canvas.camera.glide_ms = 0
    page.resize(1100, 900)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    settle(qtbot, page.view.canvas)
    return page


@pytest.fixture
def canvas(page: GraphPage) -> GraphCanvas:
    return page.view.canvas
