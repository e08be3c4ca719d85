"""Every action of the window in one table: menus, tool bar and shortcuts are made from it."""

from app.session.switches import LAYER, NEURON
from app.window.actions.action_spec import ActionSpec
from app.window.actions.sabotage_actions import SABOTAGE_ACTIONS
from app.window.view_table import PAGE_SHORTCUTS, PAGES
from micrograd.recipe.presets import PRESETS

PAGE_ACTIONS = [
    ActionSpec(
        f"show_{page.name}",
        f"{page.title} page",
        PAGE_SHORTCUTS[page.name],
        "show_page",
        page.name,
        short=page.plain_title,
    ).says(page.tooltip)
    for page in PAGES.values()
]
PRESET_ACTIONS = [
    ActionSpec(
        f"begin_{preset.name.replace('-', '_')}",
        preset.title,
        "",
        "session.begin_preset",
        preset.name,
    ).says(preset.words)
    for preset in PRESETS.values()
]
# The entries of each menu; None is a line between two groups.
MENUS: dict[str, list[ActionSpec | None]] = {
    "File": [
        ActionSpec("new_experiment", "&New", "Ctrl+N", "document.new").says(
            "Begin a new experiment with the four samples and an untrained network"
        ),
        ActionSpec("open_experiment", "&Open…", "Ctrl+O", "document.open").says(
            "Open an experiment with all of its runs, at the step where it was left"
        ),
        ActionSpec("save_experiment", "&Save", "Ctrl+S", "document.save").says(
            "Write the whole experiment to its file"
        ),
        ActionSpec("save_experiment_as", "Save &as…", "Ctrl+Shift+S", "document.save_as").says(
            "Write the whole experiment to another file"
        ),
        ActionSpec("open_script", "Open s&cript…", "", "scripts.ask").says(
            "Play a script of scenes, such as a lesson of one's own, in a window of its own"
        ),
        ActionSpec("recover", "&Recover…", "", "dialogs.recover").says(
            "Get back work that was not saved when the program ended"
        ),
        None,
        ActionSpec("export", "&Export…", "Ctrl+Shift+E", "dialogs.export").says(
            "Write a picture, a film, a table of numbers or a script"
        ),
        ActionSpec(
            "record_film", "Record a &film…", "Ctrl+Alt+R", "dialogs.export", "film", short="Record"
        ).says("Draw the run as a film, from its first step to its last"),
        ActionSpec(
            "zoom_film", "&Zoom film…", "Ctrl+Shift+R", "dialogs.film_zoom", short="Zoom film…"
        ).says(
            "Draw a film that zooms into the map: by the automatic pilot, or through the views seen"
        ),
        None,
        ActionSpec("new_data", "Ne&w data…", "Ctrl+Shift+N", "dialogs.new_data", short="New…").says(
            "Draw moons, spirals, a sine and others, or take a table that was measured"
        ),
        *PRESET_ACTIONS,
        ActionSpec("open_dataset", "Open &dataset…", "Ctrl+Shift+O", "dataset:open_file").says(
            "Train on the samples in a CSV file"
        ),
        ActionSpec("read_again", "Read ta&ble again…", "", "dataset:opening.read_again").says(
            "Show the table that was opened or pasted last, to read it in another way"
        ),
        ActionSpec("save_dataset", "Save da&taset…", "Ctrl+Alt+S", "dataset:save_file").says(
            "Write the samples to a CSV file"
        ),
        None,
        ActionSpec("quit", "&Quit", "Ctrl+Q", "close", also="Ctrl+W").says("Close the window"),
    ],
    "Edit": [
        ActionSpec("undo", "&Undo", "Ctrl+Z", "undoing.undo").says("Take the last edit back"),
        ActionSpec("redo", "&Redo", "Ctrl+Shift+Z", "undoing.redo", also="Ctrl+Y").says(
            "Repeat the edit that was taken back"
        ),
        None,
        ActionSpec("edit_parameter", "&Edit parameter", "Ctrl+E", "parameters:edit_current").says(
            "Type another number for the chosen parameter"
        ),
        ActionSpec("copy_parameters", "&Copy parameters", "Ctrl+Alt+C", "parameters:copy").says(
            "Copy the chosen parameters for a spreadsheet: names, all digits, gradients"
        ),
        ActionSpec("copy_all_parameters", "Copy &all parameters", "", "parameters:copy_all").says(
            "Copy every parameter for a spreadsheet"
        ),
        ActionSpec("copy_chain", "Copy c&hain", "Ctrl+Shift+C", "walks.copy_chain").says(
            "Copy the gradient of the chosen parameter as the chain rule has it, with all digits"
        ),
        ActionSpec("paste_parameters", "Pa&ste parameters", "Ctrl+Alt+V", "parameters:paste").says(
            "Give parameters the numbers of a spreadsheet, by their names or from the chosen one on"
        ),
        None,
        ActionSpec(
            "paste_dataset", "&Paste as new dataset", "Ctrl+Shift+V", "dataset:paste_dataset"
        ).says(
            "Train on the table in the clipboard; its last column, or each named y…, is a target"
        ),
        ActionSpec("four_samples", "Use the &four samples", "", "dataset:use_four_samples").says(
            "Go back to the four samples that the playground starts with"
        ),
    ],
    "Training": [
        ActionSpec("run", "&Run", "F5", "runner.toggle", icon="run").says("Train until you pause"),
        ActionSpec("run_n", "Run &N steps", "Shift+F5", "run_counted", short="Run N").says(
            "Train as many steps as the field says, then pause"
        ),
        ActionSpec(
            "stop_conditions",
            "Stop by &itself",
            "Ctrl+F5",
            "controls.stops.focus_first",
            icon="flag",
        ).says("Let runs stop at a loss, at a step, or when nothing changes any more"),
        ActionSpec("step", "&Step", "F10", "take_step", icon="step").says(
            "One step: forward pass, zero grad, backward pass, update"
        ),
        ActionSpec(
            "step_phase",
            "Step &phase",
            "F8",
            "walks.finish_pass",
            icon="step_phase",
            short="Phase",
        ).says("One phase of a step, to watch them one by one"),
        None,
        ActionSpec(
            "step_operation", "Step &operation", "F12", "walks.step", icon="operation", short="Op"
        ).says("One operation of a phase, to watch the arithmetic"),
        ActionSpec(
            "step_operation_back",
            "Operation &back",
            "Shift+F12",
            "walks.step_back",
            icon="operation_back",
            short="Back",
        ).says("Take the last operation back"),
        ActionSpec("pass_start", "Start of the p&ass", "Ctrl+F12", "walks.go_to_start").says(
            "Take all operations of this pass back"
        ),
        ActionSpec("play_operations", "P&lay operations", "F9", "walks.play").says(
            "Do one operation after the other, slowly enough to watch; again to pause"
        ),
        ActionSpec(
            "run_to_chosen", "Run to the &chosen node", "Ctrl+F9", "walks.run_to_chosen"
        ).says("Go to the operation that gives the chosen node its data or its gradient"),
        None,
        ActionSpec(
            "step_back", "Step bac&k", "Alt+Left", "loss:timeline.step_back", icon="step_back"
        ).says("Show everything as it was one step before"),
        ActionSpec("step_forward", "Step &forward", "Alt+Right", "loss:timeline.step_forward").says(
            "Show the next step of the run; nothing is trained again"
        ),
        ActionSpec(
            "go_to_start", "To the s&tart of the run", "Alt+Home", "loss:timeline.go_to_start"
        ).says("Show everything as it was before the first step"),
        ActionSpec(
            "go_to_end", "To the en&d of the run", "Alt+End", "loss:timeline.go_to_end"
        ).says("Show everything as it is after the last step"),
        ActionSpec("go_to_step", "&Go to step…", "Ctrl+J", "ask_step").says(
            "Type a step, and show everything as it was there"
        ),
        None,
        ActionSpec("reset", "R&eset", "Ctrl+R", "session.edits.same_weights", icon="reset").says(
            "Begin a new run from step 0 with the same starting weights; the old one stays"
        ),
        None,
        *SABOTAGE_ACTIONS,
    ],
    "Network": [
        ActionSpec(
            "add_layer",
            "&Add layer",
            "Ctrl+L",
            "session.edits.add_layer",
            icon="add",
            short="Layer",
        ).says("Add a hidden layer of four neurons before the output"),
        None,
        ActionSpec(
            "freeze", "&Freeze or unfreeze", "Ctrl+K", "session.switches.toggle_frozen"
        ).says("Let updates leave the chosen parameters as they are, or train them again"),
        ActionSpec(
            "freeze_neuron",
            "Freeze or unfreeze the neur&on",
            "Ctrl+Shift+K",
            "session.switches.toggle_frozen",
            NEURON,
        ).says("The same for all parameters of the neuron that the chosen one belongs to"),
        ActionSpec(
            "freeze_layer",
            "Freeze or unfreeze the lay&er",
            "Ctrl+Alt+K",
            "session.switches.toggle_frozen",
            LAYER,
        ).says("The same for all parameters of the layer that the chosen one belongs to"),
        ActionSpec("unfreeze_all", "&Unfreeze all", "", "session.switches.unfreeze_all").says(
            "Train every parameter again"
        ),
        ActionSpec(
            "switch_neuron",
            "S&witch the neuron off or on",
            "Ctrl+Shift+X",
            "session.switches.toggle_off",
        ).says("Hold the output of the chosen parameter's neuron at 0, to see what it does"),
        ActionSpec(
            "switch_all_on", "Switc&h all neurons on", "", "session.switches.switch_all_on"
        ).says("Let every neuron of the network do its work again"),
        None,
        ActionSpec("new_weights", "&New weights", "Ctrl+G", "session.edits.new_weights").says(
            "Start again with the weights of the next seed"
        ),
        ActionSpec(
            "same_weights",
            "&Same weights again",
            "Ctrl+Shift+G",
            "session.edits.same_weights",
            short="Same again",
        ).says("Start again with the weights of this seed"),
    ],
    "Runs": [
        ActionSpec("previous_run", "&Previous run", "Alt+PgUp", "session.runs.turn_by", -1).says(
            "Turn to the run above in the list, at the step where it was left"
        ),
        ActionSpec("next_run", "&Next run", "Alt+PgDown", "session.runs.turn_by", 1).says(
            "Turn to the run below in the list, at the step where it was left"
        ),
        ActionSpec("make_run_current", "&Make current", "", "make_run_current").says(
            "Turn to the chosen run, at the step where it was left"
        ),
        None,
        ActionSpec("rename_run", "&Rename…", "", "rename_run").says(
            "Give the chosen run another name"
        ),
        ActionSpec("duplicate_run", "&Duplicate", "Ctrl+D", "runs:table.duplicate").says(
            "Copy the chosen run with all of its steps, and turn to the copy"
        ),
        ActionSpec("toggle_run", "&Hide or show the curve", "Ctrl+H", "runs:table.toggle").says(
            "Hide the curve of the chosen run, or show it again"
        ),
        None,
        ActionSpec("compare_runs", "&Compare", "Ctrl+Alt+M", "runs:table.compare").says(
            "Show the chosen runs side by side: losses, scores, settings, surfaces"
        ),
        ActionSpec("delete_run", "D&elete", "", "runs:table.delete").says(
            "Take the chosen runs out of the list; Undo brings them back"
        ),
    ],
    "View": [
        *PAGE_ACTIONS,
        ActionSpec("previous_page", "Pre&vious page", "Ctrl+PgUp", "turn_page", -1).says(
            "Turn to the page whose tab is to the left"
        ),
        ActionSpec("next_page", "Ne&xt page", "Ctrl+PgDown", "turn_page", 1).says(
            "Turn to the page whose tab is to the right"
        ),
        None,
        ActionSpec("swap_table", "Num&bers as a table", "Ctrl+T", "tables.swap").says(
            "Show the numbers of the page, or of the panel that has the keyboard, as a table"
        ),
        ActionSpec("find_node", "Fin&d a node", "Ctrl+F", "walks.find").says(
            "Find nodes of the graph by name, such as “layer 2 w1”"
        ),
        ActionSpec("fit_graph", "Fit the grap&h", "Ctrl+Alt+G", "walks.fit").says(
            "Show the whole graph again after zoom and pan"
        ),
        ActionSpec(
            "zoom_to_chosen", "&Zoom to the chosen node", "Ctrl+Alt+Z", "walks.show_chosen"
        ).says("Open the groups around the chosen node and go there"),
        ActionSpec("show_neuron", "This neuron only", "Ctrl+Alt+N", "walks.show_neuron").says(
            "Show the neuron of the chosen parameter alone, with the chain rule written out"
        ),
        ActionSpec("fit_loss", "&Fit all runs", "Ctrl+Alt+F", "session.step_scale.fit").says(
            "Show all runs whole again after zoom and pan along the steps"
        ),
        ActionSpec("fit_run", "F&it this run", "Ctrl+Alt+T", "session.step_scale.fit_run").says(
            "Show the steps of the current run alone, and fit the loss to it"
        ),
        ActionSpec(
            "toggle_log_steps", "Logarithmic steps", "Ctrl+Alt+L", "session.step_scale.toggle"
        ).says("Lay the steps along a logarithmic axis, or along a linear one again"),
        None,
        ActionSpec(
            "larger_text", "La&rger text", "Ctrl++", "text_actions.resize", 1, also="Ctrl+="
        ).says("Make all text larger, up to twice the normal size"),
        ActionSpec("smaller_text", "Smaller &text", "Ctrl+-", "text_actions.resize", -1).says(
            "Make all text smaller, down to 80 %"
        ),
        ActionSpec("normal_text", "Nor&mal text", "Ctrl+0", "text_actions.resize").says(
            "Bring all text back to its normal size"
        ),
        None,
        ActionSpec("full_screen", "F&ull screen", "F11", "full_screen.toggle").says(
            "Fill the whole screen, or go back to a window (also Esc)"
        ),
        ActionSpec("presentation", "Presentation", "Shift+F11", "presentation.toggle").says(
            "Show the page with the loss and a slim line of controls alone, or go back (also Esc)"
        ),
        ActionSpec(
            "presentation_tools", "Tabs in presentations", "", "presentation.show_tools"
        ).says("Show the tabs and tools of the pages in presentations, too"),
        ActionSpec("show_input", "Show keys and clic&ks", "Ctrl+F11", "showing.follow").says(
            "Show those who watch which keys are pressed and where the mouse clicks"
        ),
        ActionSpec("halo", "Halo round the pointer", "Ctrl+Shift+F11", "showing.follow").says(
            "Let a halo follow the pointer of the mouse, so that it is found on a projector"
        ),
        ActionSpec("pen", "Pen", "Ctrl+P", "presentation.pen.toggle").says(
            "Draw on the picture, or put the pen away and leave the drawing there (Esc clears it)"
        ),
        ActionSpec(
            "clear_drawing", "Clear the drawing", "Ctrl+Shift+P", "presentation.pen.clear"
        ).says("Take everything away that was drawn with the pen"),
        ActionSpec("reset_layout", "Reset the la&yout", "", "docks.reset").says(
            "Put every panel back to where it was at the first start"
        ),
    ],
    "Scenes": [
        ActionSpec(
            "record_scenes", "&Record what I do", "Shift+F7", "recordings.toggle", short="Record"
        ).says("Keep all that is done as scenes of a script, until it is pressed again"),
        ActionSpec("edit_scenes", "&Edit scenes…", "Ctrl+F7", "recordings.edit").says(
            "Write captions for the scenes of a script, cut, move and lengthen them"
        ),
        ActionSpec("film_script", "&Film a script…", "", "scripts.film", short="Film…").says(
            "Draw the script that is played or edited, or one of a file, as a film with captions"
        ),
    ],
    "Help": [
        ActionSpec("lessons", "&Lessons…", "Shift+F1", "scripts.offer_lessons").says(
            "Learn by doing: lessons of a few minutes, each in a window of its own"
        ),
        ActionSpec("guide", "&Guide", "", "dialogs.show_guide").says(
            "How to do what you want to do, by subject"
        ),
        ActionSpec("shortcuts", "&Keyboard shortcuts", "F1", "dialogs.show_shortcuts").says(
            "List every shortcut"
        ),
        ActionSpec("report", "&Report an error…", "", "dialogs.report").says(
            "Copy what helps to find out what went wrong: errors, versions, the last actions"
        ),
        ActionSpec("about", "&About Micrograd Playground", "", "dialogs.show_about").says(
            "What this program is"
        ),
    ],
}
ACTIONS = [action for menu in MENUS.values() for action in menu if action]
# What a script may do, whoever wrote it: nothing that asks, that reads or writes a file or the
# clipboard, or that changes the window itself.
_SCRIPTED_MENUS = "Edit", "Training", "Network", "Runs", "View"
_LEFT_TO_PEOPLE = {
    *("copy_parameters", "copy_all_parameters", "copy_chain", "paste_parameters", "paste_dataset"),
    *("larger_text", "smaller_text", "normal_text", "full_screen", "reset_layout"),
    *("presentation", "presentation_tools", "show_input", "halo", "pen", "clear_drawing"),
}
SCRIPTED = {
    action.name
    for action in (*(row for menu in _SCRIPTED_MENUS for row in MENUS[menu]), *PRESET_ACTIONS)
    if action and not action.text.endswith("…") and action.name not in _LEFT_TO_PEOPLE
}
THEMES = {"dark": "&Dark", "light": "&Light", "system": "&System"}
