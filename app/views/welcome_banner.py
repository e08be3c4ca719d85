"""The line of the very first start, which leads to the lessons."""

from collections.abc import Callable

from PySide6.QtWidgets import QSizePolicy

from app.kit.theme import Appearance
from app.kit.widgets.banner import Banner
from app.kit.widgets.parts import IconButton, named_label
from app.views.dialogs.parts import push_button

WORDS = "New here? Begin with a lesson. All are in Help > Lessons."
BEGIN_TIP = "Play the first lesson in a window of its own; this one stays as it is"


class WelcomeBanner(Banner):
    """A line that is hidden at first, and gone for good once it is used or put away.

    begin: plays the first lesson.
    """

    def __init__(self, appearance: Appearance, begin: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("welcome_banner")
        self._begin_lesson = begin
        self.text = named_label("welcome_text", wraps=True)
        self.text.setText(WORDS)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.begin = push_button("welcome_begin", "Begin lesson 1", BEGIN_TIP, self._begin)
        words = "welcome_dismiss", "Put this line away", "Hide this for good"
        self.dismiss = IconButton(appearance, "remove", *words, color="quiet", is_flat=True)
        self.dismiss.clicked.connect(self.hide)
        self.lay_out(self.text, [self.begin], None, self.dismiss)
        self.hide()

    def _begin(self) -> None:
        self.hide()
        self._begin_lesson()
