"""The network page alone in a window."""

import pytest
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.pages.network.page import DiagramPanel


@pytest.fixture
def panel(qtbot: QtBot, session: Session, appearance: Appearance) -> DiagramPanel:
    panel = DiagramPanel(session, appearance)
    panel.resize(760, 520)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel
