"""Layers panel: the layers, their activations, the seed of the weights."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.kit.numbers import counted
from app.kit.signals import connect_all
from app.kit.text_size import hold
from app.kit.theme import Appearance
from app.kit.widgets.fields import CountField, describe
from app.kit.widgets.message_room import MessageOver
from app.kit.widgets.panel import Panel
from app.kit.widgets.parts import IconButton, action_button, discard, fill, in_box, named_label
from app.session.gesture import Gesture
from app.session.session import Session
from app.views.contract import View
from app.views.setting_field import SettingField, settings_of_weights
from micrograd.nn import ACTIVATIONS
from micrograd.recipe.settings import MAX_WIDTH

NAME_WIDTH = 52
# The height of a layer's row, and the gap between the settings where they stand in one line.
ROW_PX, LINES_GAP = 28, 10
BUTTONS = ["add_layer", "new_weights", "same_weights"]


class LayerRow(QWidget):
    """One layer: its name, its width, its activation, a button to remove it."""

    def __init__(self, session: Session, index: int, appearance: Appearance) -> None:
        super().__init__()
        self._session, self._index = session, index
        name, number = f"layer_{index + 1}", index + 1
        self.name = named_label("", "quiet")
        hold(self.name, width=NAME_WIDTH)
        self.width_field = CountField(1, MAX_WIDTH)
        describe(
            self.width_field,
            f"{name}_size",
            f"Neurons in layer {number}",
            f"How many neurons this layer has, 1 to {MAX_WIDTH}. More can tell more apart, "
            "and take longer",
        )
        hold(self.width_field, width=64)
        self.activation = QComboBox()
        about = "The function each neuron applies last; with linear alone, the network is linear"
        describe(self.activation, f"{name}_activation", f"Activation of layer {number}", about)
        self.activation.addItems(list(ACTIVATIONS))
        about = "Remove this layer; the weights of the layers before it are kept"
        words = f"{name}_remove", f"Remove layer {number}", about
        self.remove = IconButton(appearance, "remove", *words, color="quiet", is_flat=True)
        self.remove.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # A hidden button keeps its place, so that the fields of all layers are equally wide.
        policy = self.remove.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.remove.setSizePolicy(policy)
        items = self.name, self.width_field, (self.activation, 1), self.remove
        fill(QHBoxLayout(self), *items, spacing=8)
        self._gesture = Gesture(session, self)
        self.width_field.valueChanged.connect(self._resize)
        self.activation.textActivated.connect(partial(session.edits.set_activation, index))
        self.remove.clicked.connect(self._remove)

    def show_layer(self) -> None:
        """Show the layer as the session has it."""
        recipe = self._session.cursor.recipe
        is_last = self._index == len(recipe.layers) - 1
        self.name.setText("output" if is_last else f"layer {self._index + 1}")
        self.width_field.show_value(recipe.layers[self._index])
        self.activation.setCurrentText(recipe.activations[self._index])
        self.remove.setVisible(not is_last)

    def _resize(self, width: int) -> None:
        self._gesture.change(partial(self._session.edits.resize_layer, self._index, width))

    def _remove(self) -> None:
        self._session.edits.remove_layer(self._index)


class NetworkPanel(Panel, View):
    """The shape of the network and what else a run begins with, to see and to edit."""

    def __init__(
        self, session: Session, appearance: Appearance, actions: dict[str, QAction]
    ) -> None:
        super().__init__("network_panel", "Layers", appearance)
        self._session = session
        self._rows: list[LayerRow] = []
        self.message = MessageOver("network_message")
        rows, say = settings_of_weights(), self.message.say
        # The first field stands beside the inputs, the others two in a line.
        self.settings = {
            row.name: SettingField(session, row, say, NAME_WIDTH if i % 2 else 0)
            for i, row in enumerate(rows)
        }
        first, *others = self.settings.values()
        pairs = [fill(QHBoxLayout(), *others[i : i + 2]) for i in range(0, len(others), 2)]
        caption = named_label("", "quiet", "inputs")
        hold(caption, width=NAME_WIDTH)
        self.inputs = named_label("inputs")
        self._about_inputs = caption, self.inputs
        line = fill(QHBoxLayout(), *self._about_inputs, None, first, spacing=8)
        self._lines = fill(QBoxLayout(QBoxLayout.Direction.TopToBottom), line, *pairs, spacing=6)
        layers, buttons = self._layer_list(), self._buttons(actions)
        self.message.lie_over(layers)
        self.lay_out(self._lines, (layers, 1), buttons)
        self.let_rise(buttons)
        cursor = session.cursor
        connect_all(self.show_network, cursor.network_rebuilt, cursor.dataset_changed)
        self.show_network()

    def _layer_list(self) -> QScrollArea:
        content = QWidget()
        self._list = fill(QVBoxLayout(content), None, spacing=3)
        self._scroll = QScrollArea()
        describe(self._scroll, "layer_list", "Layers")
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(content)
        return self._scroll

    def _buttons(self, actions: dict[str, QAction]) -> QWidget:
        buttons = [action_button(actions[name]) for name in BUTTONS]
        buttons[0].setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for button in buttons:
            button.setProperty("narrow", True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return in_box(fill(QHBoxLayout(), *buttons))

    def fit_strip(self) -> None:
        directions = QBoxLayout.Direction
        self._lines.setDirection(
            directions.LeftToRight if self.is_strip else directions.TopToBottom
        )
        self._lines.setSpacing(LINES_GAP if self.is_strip else 6)
        for label in self._about_inputs:
            # The dataset tells it, too.
            label.setHidden(self.is_strip)
        self._keep_rows()

    def _keep_rows(self) -> None:
        """Keep some layers in sight, in a strip one: their list scrolls."""
        rows = 1 if self.is_strip else min(3, len(self._rows))
        hold(self._scroll, least_height=rows * ROW_PX)

    def show_network(self) -> None:
        """Show the network as the session has it."""
        cursor = self._session.cursor
        while len(self._rows) > len(cursor.recipe.layers):
            row = self._rows.pop()
            self._list.removeWidget(row)
            discard(row)
        while len(self._rows) < len(cursor.recipe.layers):
            row = LayerRow(self._session, len(self._rows), self.appearance)
            row.width_field.refused.connect(self.message.say)
            self._list.insertWidget(len(self._rows), row)
            self._rows.append(row)
        for row in self._rows:
            row.show_layer()
        # What was refused belonged to the network before.
        self.message.say("")
        self._keep_rows()
        self.inputs.setText(f"{cursor.dataset.nin} (dataset)")
        for field in self.settings.values():
            field.show_value()
        self.header.detail.setText(counted(len(cursor.trainer.parameters), "parameter").upper())
