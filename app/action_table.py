"""Every action of the window in one table: menus, tool bar and shortcuts are made from it."""

from typing import NamedTuple


class ActionSpec(NamedTuple):
    """One row. slot: the path of the method that it calls, seen from the window.

    short: what a button says where the text of the menu is too long.
    """

    name: str
    menu: str
    text: str
    shortcut: str
    slot: str
    tooltip: str
    icon: str = ""
    short: str = ""


ACTIONS = [
    ActionSpec(
        "open_dataset",
        "File",
        "&Open dataset…",
        "Ctrl+O",
        "dataset_panel.open_file",
        "Train on the samples in a CSV file",
    ),
    ActionSpec(
        "save_dataset",
        "File",
        "&Save dataset…",
        "Ctrl+S",
        "dataset_panel.save_file",
        "Write the samples to a CSV file",
    ),
    ActionSpec("quit", "File", "&Quit", "Ctrl+Q", "close", "Close the window"),
    ActionSpec("undo", "Edit", "&Undo", "Ctrl+Z", "session.undo", "Take the last edit back"),
    ActionSpec(
        "redo",
        "Edit",
        "&Redo",
        "Ctrl+Shift+Z",
        "session.redo",
        "Do the edit again that was taken back",
    ),
    ActionSpec(
        "edit_parameter",
        "Edit",
        "&Edit parameter",
        "Ctrl+E",
        "parameter_panel.edit_current",
        "Type another number for the chosen parameter",
    ),
    ActionSpec(
        "paste_dataset",
        "Edit",
        "&Paste as new dataset",
        "Ctrl+Shift+V",
        "dataset_panel.paste_dataset",
        "Train on the table in the clipboard: the last column, or y…, is the target",
    ),
    ActionSpec(
        "four_samples",
        "Edit",
        "Use the &four samples",
        "",
        "dataset_panel.use_four_samples",
        "Go back to the four samples that the playground starts with",
    ),
    ActionSpec(
        "run",
        "Training",
        "&Run",
        "F5",
        "runner.toggle",
        "Train until you pause",
        "run",
    ),
    ActionSpec(
        "run_n",
        "Training",
        "Run &N steps",
        "Shift+F5",
        "run_counted",
        "Train as many steps as the field says, then pause",
        short="Run",
    ),
    ActionSpec(
        "step",
        "Training",
        "&Step",
        "F10",
        "take_step",
        "One step: forward pass, zero grad, backward pass, update",
        "step",
    ),
    ActionSpec(
        "step_phase",
        "Training",
        "Step &phase",
        "F11",
        "take_phase",
        "One phase of a step, to watch them one by one",
        "step_phase",
        "Phase",
    ),
    ActionSpec(
        "step_operation",
        "Training",
        "Step &operation",
        "F12",
        "walks.step",
        "One operation of a phase, to watch the arithmetic",
        "operation",
        "Op",
    ),
    ActionSpec(
        "step_operation_back",
        "Training",
        "Operation &back",
        "Shift+F12",
        "walks.step_back",
        "Take the last operation back, as if it had not been done",
        "operation_back",
        "Back",
    ),
    ActionSpec(
        "pass_start",
        "Training",
        "Start of the p&ass",
        "Ctrl+F12",
        "walks.go_to_start",
        "Take all operations of this pass back",
    ),
    ActionSpec(
        "play_operations",
        "Training",
        "P&lay operations",
        "F9",
        "walks.play",
        "Do one operation after the other, slowly enough to watch; again to pause",
    ),
    ActionSpec(
        "run_to_chosen",
        "Training",
        "Run to the &chosen node",
        "Ctrl+F9",
        "walks.run_to_chosen",
        "Go to where the chosen node gets what this pass gives it",
    ),
    ActionSpec(
        "reset",
        "Training",
        "R&eset",
        "Ctrl+R",
        "session.same_weights",
        "Back to step 0 with the same starting weights (Undo brings the run back)",
        "reset",
    ),
    ActionSpec(
        "add_layer",
        "Network",
        "&Add layer",
        "Ctrl+L",
        "session.add_layer",
        "Add a hidden layer of four neurons before the output",
        "add",
        "Layer",
    ),
    ActionSpec(
        "new_weights",
        "Network",
        "&New weights",
        "Ctrl+N",
        "session.new_weights",
        "Start again with the weights of the next seed",
    ),
    ActionSpec(
        "same_weights",
        "Network",
        "&Same weights again",
        "Ctrl+Shift+N",
        "session.same_weights",
        "Start again with the weights of this seed",
        short="Same again",
    ),
    ActionSpec(
        "show_network",
        "View",
        "&Network",
        "Ctrl+1",
        "show_network",
        "The network drawn live: values in the nodes, weights on the edges",
    ),
    ActionSpec(
        "show_graph",
        "View",
        "&Graph",
        "Ctrl+2",
        "show_graph",
        "The computation graph, and its passes one operation at a time",
    ),
    ActionSpec(
        "show_gradient",
        "View",
        "Gr&adient",
        "Ctrl+3",
        "show_gradient",
        "What the gradient of the chosen parameter means: slope, sources, check",
    ),
    ActionSpec(
        "show_expression",
        "View",
        "&Expression",
        "Ctrl+4",
        "show_expression",
        "A playground for Value alone: type an expression, see its graph",
    ),
    ActionSpec(
        "find_node",
        "View",
        "Fin&d a node",
        "Ctrl+F",
        "walks.find",
        "Search the graph for a name, such as “layer 2 w1”",
    ),
    ActionSpec(
        "fit_graph",
        "View",
        "Fit the grap&h",
        "Ctrl+9",
        "walks.fit",
        "Show the whole graph again after zoom and pan",
    ),
    ActionSpec(
        "zoom_to_chosen",
        "View",
        "&Zoom to the chosen node",
        "Ctrl+8",
        "walks.show_chosen",
        "Open the groups around the chosen node and go there",
    ),
    ActionSpec(
        "fit_loss",
        "View",
        "&Fit the loss plot",
        "Ctrl+0",
        "loss_panel.plot.fit",
        "Show the whole run again after zoom and pan",
    ),
    ActionSpec(
        "reset_layout",
        "View",
        "&Reset the layout",
        "",
        "reset_layout",
        "Put every panel back to where it was at the first start",
    ),
    ActionSpec(
        "shortcuts", "Help", "&Keyboard shortcuts", "F1", "show_shortcuts", "List every shortcut"
    ),
    ActionSpec(
        "about", "Help", "&About Micrograd Playground", "", "show_about", "What this program is"
    ),
]
MENUS = ["File", "Edit", "Training", "Network", "View", "Help"]
THEMES = {"dark": "&Dark", "light": "&Light", "system": "&System"}
