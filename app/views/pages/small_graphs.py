"""A page that needs a graph, or a notice if the graph is too large to be built."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.kit.numbers import counted
from app.kit.spoken import Group
from app.kit.widgets.parts import CENTER, named_label
from app.session.cursor import MOST_NODES
from app.session.session import Session
from micrograd.training.loss_graph import node_count


class SmallGraphs(QStackedWidget):
    """Shows `page`, or a notice, so that a graph of millions of nodes is never built for it.

    of_sample: the page needs the graph of one sample, else that of the whole loss.
    """

    spoken = Group

    def __init__(self, session: Session, page: QWidget, of_sample: bool) -> None:
        super().__init__()
        self._session, self._page, self._of_sample = session, page, of_sample
        name = f"{page.objectName()}_notice"
        self.notice = named_label(name, "quiet", align=CENTER, wraps=True)
        self.addWidget(page)
        self.addWidget(self.notice)
        session.cursor.network_rebuilt.connect(self._choose)
        session.cursor.dataset_changed.connect(self._choose)
        self._choose()

    def _choose(self) -> None:
        cursor = self._session.cursor
        samples = 1 if self._of_sample else cursor.trainer.samples.batch_size
        nodes = node_count(cursor.model, samples, cursor.trainer.objective)
        if nodes <= MOST_NODES:
            self.setCurrentWidget(self._page)
            return
        instead = "smaller layers." if self._of_sample else "fewer samples, or smaller layers."
        hint = "" if self._of_sample else " The graph page shows any sample by itself."
        self.notice.setText(
            f"The graph of {counted(samples, 'sample')} has {nodes:,} nodes.\n"
            f"Up to {MOST_NODES:,} can be looked at: choose {instead}{hint}"
        )
        self.setCurrentWidget(self.notice)
