"""A page that needs the graph, or a notice if the graph is too large to be built."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.kit.numbers import counted
from app.kit.widgets.parts import CENTER, named_label
from app.session.cursor import MOST_NODES
from app.session.session import Session


class SmallGraphs(QStackedWidget):
    """Shows `page`, or a notice, so that a graph of millions of nodes is never built for it."""

    def __init__(self, session: Session, page: QWidget) -> None:
        super().__init__()
        self._session, self._page = session, page
        name = f"{page.objectName()}_notice"
        self.notice = named_label(name, "quiet", align=CENTER, wraps=True)
        self.addWidget(page)
        self.addWidget(self.notice)
        session.cursor.network_rebuilt.connect(self._choose)
        session.cursor.dataset_changed.connect(self._choose)
        self._choose()

    def _choose(self) -> None:
        session = self._session
        if not session.cursor.has_large_graph:
            self.setCurrentWidget(self._page)
            return
        self.notice.setText(
            f"The graph of {counted(len(session.cursor.dataset), 'sample')} has "
            f"{session.cursor.node_count:,} nodes.\n"
            f"Up to {MOST_NODES:,} can be looked at: choose fewer samples, or smaller layers."
        )
        self.setCurrentWidget(self.notice)
