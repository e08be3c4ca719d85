"""The choice of the sample whose values are shown, the same in every view."""

from PySide6.QtWidgets import QComboBox

from app.kit.widgets.fields import describe
from app.session.session import Session


class SampleChoice(QComboBox):
    """A list of the samples that shows the chosen one."""

    def __init__(self, session: Session, name: str) -> None:
        super().__init__()
        self._session = session
        about = "The sample whose values are shown; training does not depend on this choice"
        describe(self, name, "Sample shown", about)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(session.selection.choose_sample)
        session.selection.sample_changed.connect(self.show_sample)
        session.cursor.dataset_changed.connect(self.show_samples)
        self.show_samples()

    def show_samples(self) -> None:
        """List the samples of the present dataset."""
        count = len(self._session.cursor.dataset)
        if self.count() != count:
            self.clear()
            self.addItems([f"sample {i}" for i in range(1, count + 1)])
        self.show_sample()

    def show_sample(self) -> None:
        """Show which sample is chosen."""
        self.setCurrentIndex(self._session.selection.sample)
