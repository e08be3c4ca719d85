"""Recording what is done in a window, and the list of scenes that a recording becomes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QToolButton

from app.documents.endings import SCRIPT_ENDING
from app.kit.numbers import counted
from app.kit.plain_text import set_tooltip
from app.kit.questions import tell
from app.kit.text_size import hold
from app.kit.widgets.fields import describe
from micrograd.files.errors import FileError

LIGHT_MS = 500
# The height of the light in pixels.
LIGHT_PX = 16
TIP = "Stop recording, and see the scenes (Shift+F7)"
TEXTS = {False: "&Record what I do", True: "&Stop recording"}


class Recordings(QObject):
    """What the actions of the menu Scenes call. All that they need is loaded with the first call.

    editor: the list of scenes that was opened last, if it is open.
    """

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self._window = window
        self._recorder: Any = None
        self.editor: Any = None
        self.light = self._make_light("recording_light")
        window.statusBar().addPermanentWidget(self.light)
        # A presentation has no status bar.
        self.presented_light = self._make_light("presented_recording_light")
        window.controls.add_to_slim_line(self.presented_light)
        self._clock = QTimer(self, interval=LIGHT_MS)
        self._clock.timeout.connect(self._show_seconds)

    def _make_light(self, name: str) -> QToolButton:
        light = QToolButton()
        light.setProperty("recording", True)
        light.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        describe(light, name, "Stop recording", TIP)
        light.clicked.connect(self.toggle)
        # A status bar is as high as the highest of its widgets, hidden or not.
        hold(light, height=LIGHT_PX)
        light.hide()
        return light

    @property
    def is_recording(self) -> bool:
        """True from the start of a recording to its stop."""
        return self._recorder is not None and self._recorder.is_recording

    def toggle(self) -> None:
        """Begin to record; or stop, and show the scenes that were recorded."""
        if self.is_recording:
            script = self._recorder.stop()
            self._show_state()
            scenes = counted(len(script.scenes), "scene")
            self._window.session.announce(f"recorded {scenes}.")
            self._edit(script)
            return
        from app.scenes.playground.playground import Playground
        from app.scenes.recording.recorder import Recorder

        self._recorder = Recorder(Playground(self._window), self)
        # It comes amid a deed, which has to end first.
        queued = Qt.ConnectionType.QueuedConnection
        self._recorder.broke_off.connect(self._break_off, queued)
        try:
            self._recorder.start()
        except FileError as error:
            tell(self._window, "Record", "This experiment can't be recorded", str(error))
        self._show_state()

    def _break_off(self, reason: str) -> None:
        """End a recording that can't go on, and keep what there is."""
        if self.is_recording:
            self.toggle()
            tell(self._window, "Record", "The recording ends here", reason)

    def edit(self) -> None:
        """Show the list of scenes; without one, let the person choose a script."""
        if self.editor:
            self.editor.raise_()
            self.editor.activateWindow()
        else:
            self._window.scripts.ask_to_edit(self.load)

    def load(self, path: Any) -> None:
        """Edit the script in a file; one with a mistake is refused in words."""
        script = self._window.scripts.read(path)
        if script is not None:
            self._edit(script, Path(path))

    def _edit(self, script: Any, path: Any = None) -> None:
        if self.editor:
            self.editor.filing.when_safe(lambda: self._replace_editor(script, path))
        else:
            self._replace_editor(script, path)

    def _replace_editor(self, script: Any, path: Any) -> None:
        from app.scenes.editing.editor import SceneEditor
        from app.scenes.playground.playground import Playground
        from app.window.script_windows import vocabulary

        if self.editor:
            self.editor.give_up()
        window = self._window
        suggestion = window.document.folder / f"recording{SCRIPT_ENDING}"
        playground, scripts = Playground(window), window.scripts
        self.editor = SceneEditor(
            script,
            playground,
            vocabulary(),
            window.appearance,
            scripts.play,
            scripts.film_of,
            suggestion,
            path,
        )
        self.editor.closed.connect(self._forget_editor)
        self.editor.show()

    def _forget_editor(self) -> None:
        self.editor = None

    def may_close(self, close: Callable[[], object]) -> bool:
        """True where nothing is recorded that is not saved; else the person is asked first."""
        if self.is_recording:
            self.toggle()
        editor = self.editor
        if editor is not None:
            editor.end_picking()
        if editor is None or not editor.draft.is_changed:
            return True

        def go_on() -> None:
            editor.give_up()
            close()

        editor.raise_()
        editor.filing.when_safe(go_on)
        return False

    # State to screen.

    def _show_state(self) -> None:
        action, is_recording = self._window.actions_by_name["record_scenes"], self.is_recording
        action.setText(TEXTS[is_recording])
        for light in (self.light, self.presented_light):
            light.setVisible(is_recording)
        if is_recording:
            self._clock.start()
            self._window.session.announce("recording: Shift+F7 stops it.")
        else:
            self._clock.stop()
        self._show_seconds()

    def _show_seconds(self) -> None:
        seconds = int(self._recorder.seconds)
        text = f"●  {seconds // 60}:{seconds % 60:02}  Stop"
        for light in (self.light, self.presented_light):
            light.setText(text)
            set_tooltip(light, TIP)
