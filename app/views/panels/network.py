"""Network panel: the layers, their activations, the seed of the weights."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.kit.numbers import counted
from app.kit.theme import Appearance
from app.kit.widgets.fields import CountField, MessageLine, describe
from app.kit.widgets.panel import Panel
from app.session.session import Session
from app.views.contract import View
from app.views.panels.setting_field import SettingField, settings_with_a_field
from micrograd.nn import ACTIVATIONS
from micrograd.recipe.settings import MAX_WIDTH


class LayerRow(QWidget):
    """One layer: its name, its width, its activation, a button to remove it."""

    def __init__(self, session: Session, index: int, appearance: Appearance) -> None:
        super().__init__()
        self._session, self._index, self._appearance = session, index, appearance
        number = index + 1
        self.name = QLabel()
        self.name.setProperty("role", "quiet")
        self.name.setFixedWidth(52)
        self.width_field = CountField(1, MAX_WIDTH)
        describe(
            self.width_field,
            f"layer_{number}_size",
            f"Neurons in layer {number}",
            f"How many neurons this layer has, 1 to {MAX_WIDTH}. More can tell more apart, "
            "and take longer",
        )
        self.width_field.setFixedWidth(64)
        self.activation = QComboBox()
        describe(
            self.activation,
            f"layer_{number}_activation",
            f"Activation of layer {number}",
            "The function each neuron applies last; with linear alone, the network is linear",
        )
        self.activation.addItems(list(ACTIVATIONS))
        self.remove = QToolButton()
        describe(
            self.remove,
            f"layer_{number}_remove",
            f"Remove layer {number}",
            "Remove this layer; the weights of the layers before it are kept",
        )
        self.remove.setProperty("flat", True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.name)
        layout.addWidget(self.width_field)
        layout.addWidget(self.activation, 1)
        layout.addWidget(self.remove)
        self.width_field.valueChanged.connect(self._resize)
        self.activation.textActivated.connect(self._set_activation)
        self.remove.clicked.connect(self._remove)

    def show_layer(self) -> None:
        """Show what the session has in this place."""
        recipe = self._session.cursor.recipe
        is_last = self._index == len(recipe.layers) - 1
        self.name.setText("output" if is_last else f"layer {self._index + 1}")
        self.width_field.blockSignals(True)
        self.width_field.setValue(recipe.layers[self._index])
        self.width_field.blockSignals(False)
        self.activation.setCurrentText(recipe.activations[self._index])
        self.remove.setEnabled(not is_last)
        self.remove.setIcon(self._appearance.icon("remove", "quiet"))
        # The place stays taken, so that the column above keeps its width.
        policy = self.remove.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.remove.setSizePolicy(policy)
        self.remove.setVisible(not is_last)

    def _resize(self, width: int) -> None:
        self._session.edits.resize_layer(self._index, width)

    def _set_activation(self, name: str) -> None:
        self._session.edits.set_activation(self._index, name)

    def _remove(self) -> None:
        self._session.edits.remove_layer(self._index)


class NetworkPanel(Panel, View):
    """Shows and edits the shape of the network, and what else a run begins with."""

    def __init__(
        self, session: Session, appearance: Appearance, actions: dict[str, QAction]
    ) -> None:
        super().__init__("network_panel", "Network", appearance)
        self._session = session
        self._rows: list[LayerRow] = []
        self.inputs = QLabel()
        self.inputs.setObjectName("inputs")
        self.settings = {name: SettingField(session, name) for name in settings_with_a_field()}
        first, *others = self.settings.values()
        self.body.addLayout(self._top_line(first))
        for field in others:
            self.body.addWidget(field)
        self.body.addWidget(self._layer_list(), 1)
        self.message = MessageLine("network_message")
        self.body.addWidget(self.message)
        self.body.addLayout(self._buttons(actions))
        for field in self.settings.values():
            field.refused.connect(self.message.say)
        session.cursor.network_rebuilt.connect(self.show_network)
        session.cursor.dataset_changed.connect(self.show_network)
        appearance.changed.connect(self.show_network)
        self.show_network()

    def _top_line(self, setting: SettingField) -> QHBoxLayout:
        inputs_label = QLabel("inputs")
        inputs_label.setProperty("role", "quiet")
        inputs_label.setFixedWidth(52)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(inputs_label)
        line.addWidget(self.inputs)
        line.addStretch()
        line.addWidget(setting)
        return line

    def _layer_list(self) -> QScrollArea:
        content = QWidget()
        self._list = QVBoxLayout(content)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(3)
        self._list.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setObjectName("layer_list")
        self._scroll.setAccessibleName("Layers")
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(content)
        return self._scroll

    def _buttons(self, actions: dict[str, QAction]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(4)
        for column, name in enumerate(["add_layer", "new_weights", "same_weights"]):
            button = QToolButton()
            button.setDefaultAction(actions[name])
            describe(
                button,
                f"{name}_button",
                actions[name].text().replace("&", ""),
                actions[name].toolTip(),
            )
            if name == "add_layer":
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setProperty("narrow", True)
            button.setSizePolicy(
                button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed
            )
            grid.addWidget(button, 0, column)
        return grid

    def show_network(self) -> None:
        """Show the network as the session has it."""
        session = self._session
        while len(self._rows) > len(session.cursor.recipe.layers):
            row = self._rows.pop()
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self._rows) < len(session.cursor.recipe.layers):
            row = LayerRow(session, len(self._rows), self.appearance)
            row.width_field.refused.connect(self.message.say)
            self._list.insertWidget(len(self._rows), row)
            self._rows.append(row)
        for row in self._rows:
            row.show_layer()
        self._scroll.setMinimumHeight(min(3, len(self._rows)) * 28)
        self.inputs.setText(f"{session.cursor.dataset.nin} (dataset)")
        for field in self.settings.values():
            field.show_value()
        self.header.detail.setText(
            counted(len(session.cursor.trainer.parameters), "parameter").upper()
        )
