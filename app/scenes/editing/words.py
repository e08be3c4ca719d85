"""Acts and scenes in words, as the list of scenes shows them."""

from collections.abc import Callable
from typing import Any

from app.kit.numbers import counted, cut
from app.kit.sight_text import numbers_of
from app.playing.sweep_text import sweep_words
from app.scenes.acts import acts
from app.scenes.acts import choosing as choosing_acts
from app.scenes.acts import data as data_acts
from app.scenes.acts import edits as edit_acts
from app.scenes.acts import panels as panel_acts
from app.scenes.acts import runs as run_acts
from app.scenes.acts.acts import Act
from app.scenes.editing.changes import length_of, stays_s
from app.scenes.parts.targets import StoredTarget
from app.scenes.playground.view_choices import SWEEP
from app.scenes.script import Scene
from app.scenes.timing import SHORTEST_S, reading_s
from micrograd.recipe.settings import SETTINGS

# At most this many characters of a typed text, such as an expression, are shown.
LONGEST = 60
# What the names of parts of a picture end with, of which numbers say nothing to a reader.
SIGHT = "_sight"


def target_words(target: StoredTarget) -> str:
    """A target, such as `parameter 1.2.w3`."""
    if target.kind == "control":
        return target.control.replace("_", " ")
    return f"{target.kind} {target.value}"


def _setting(act: edit_acts.ChangeSetting) -> str:
    return f"{SETTINGS[act.setting].caption} to {act.to}"


def _settings(act: Any) -> str:
    parts = [f"{SETTINGS[name].caption} to {text}" for name, text in act.settings.items()]
    return f"{act.called}: {', '.join(parts)}" if parts else str(act.called)


def _layer(act: edit_acts.ChangeLayer) -> str:
    if isinstance(act.neurons, int):
        return f"layer {act.layer} to {counted(act.neurons, 'neuron')}"
    return f"{act.activation} in layer {act.layer}"


def _train(act: acts.Train) -> str:
    begun = f" and {counted(act.operations, 'operation')}" if act.operations else ""
    return f"train {counted(act.steps, 'step')}{begun}"


def _walk(act: acts.Walk) -> str:
    way = "back " if act.operations < 0 else ""
    return f"walk {way}{counted(abs(act.operations), 'operation')}"


def _parameters(act: choosing_acts.ChooseParameters) -> str:
    return f"choose {', '.join(act.parameters)}" if act.parameters else "choose no parameter"


def _show(act: acts.Show) -> str:
    if act.what == SWEEP:
        return sweep_words(act.to)
    if numbers_of(act.to, len(act.to.split())) and act.what.endswith(SIGHT):
        return f"move what is in sight: {act.what.removesuffix(SIGHT).replace('_', ' ')}"
    return f"show {act.what.replace('_', ' ')}: {act.to}"


def _name(act: Any) -> str:
    return str(act.name.replace("_", " "))


def _side(act: panel_acts.DockPanel) -> str:
    return f"{act.area}, beside {act.tabs}" if act.tabs else act.area


# The words of each kind of act.
WORDS: dict[type[Act], Callable[[Any], str]] = {
    acts.TriggerAction: lambda act: act.name.replace("_", " "),
    acts.UseControl: lambda act: f"{_name(act)}: {act.to}" if act.to else f"press {act.name}",
    acts.Type: lambda act: (
        f"give up {_name(act)}" if act.gives_up else f"type into {_name(act)}: {act.text}"
    ),
    acts.TypeIntoCell: lambda act: f"{_name(act)}, row {act.row}, column {act.column}: {act.to}",
    acts.Scroll: lambda act: f"scroll {act.to.area.removesuffix('_area').replace('_', ' ')}",
    acts.Train: _train,
    acts.Walk: _walk,
    acts.Show: _show,
    panel_acts.Present: lambda act: "present" if act.to else "end the presentation",
    panel_acts.ShowPanels: lambda act: f"panels: {', '.join(act.shown) or 'none'}",
    panel_acts.RaisePanel: lambda act: f"panel {act.panel} in front",
    panel_acts.FloatPanel: lambda act: f"panel {act.panel} floats",
    panel_acts.DockPanel: lambda act: f"panel {act.panel} at the {_side(act)}",
    panel_acts.ArrangePanels: lambda act: "panels moved or sized",
    acts.Turn: lambda act: f"turn to {act.name}",
    choosing_acts.Choose: lambda act: f"choose {target_words(act.target)}",
    choosing_acts.ChooseParameters: _parameters,
    choosing_acts.ChooseNode: lambda act: f"choose node {act.node}" if act.node else "choose none",
    edit_acts.ChangeSetting: _setting,
    edit_acts.ChangeSettings: _settings,
    edit_acts.BeginAgain: _settings,
    edit_acts.HideFault: lambda act: f"hide a fault: {act.fault}",
    edit_acts.ChangeParameter: lambda act: f"{act.parameter} to {act.to:g}",
    edit_acts.ChangeParameters: lambda act: f"{counted(len(act.to), 'parameter')} to other numbers",
    edit_acts.ChangeLayer: _layer,
    edit_acts.RemoveLayer: lambda act: f"remove layer {act.layer}",
    edit_acts.Undo: lambda act: "undo",
    edit_acts.Redo: lambda act: "redo",
    data_acts.UseSamples: lambda act: f"use {act.samples.name or 'other samples'}",
    data_acts.ChangeSample: lambda act: act.told,
    data_acts.AddSample: lambda act: "add a sample",
    data_acts.RemoveSample: lambda act: f"remove sample {act.sample:,}",
    data_acts.ChangeData: lambda act: act.called or "other samples",
    run_acts.GoTo: lambda act: f"go to step {act.step:,}" + (f" of {act.run}" if act.run else ""),
    run_acts.OpenRun: lambda act: f"open run {act.name}, {counted(act.steps, 'step')}",
    run_acts.RenameRun: lambda act: f"call {act.run} {act.to}",
    run_acts.HideRuns: lambda act: f"{'hide' if act.hidden else 'show'} {', '.join(act.runs)}",
    run_acts.DuplicateRun: lambda act: f"duplicate {act.run}",
    run_acts.DeleteRuns: lambda act: f"delete {', '.join(act.runs)}",
    run_acts.PlanSweep: lambda act: "type into the sweep",
    run_acts.KeepMap: lambda act: "another view of the map",
    run_acts.OpenExperiment: lambda act: "open another experiment",
}


def act_words(act: Act) -> str:
    """What an act does, and in which time."""
    text = cut(" ".join(WORDS[type(act)](act).split()), LONGEST, len)
    return f"{text} in {seconds_text(act.seconds)}" if act.seconds else text


def scene_seconds(scene: Scene) -> float:
    """How long a scene is shown where it goes on by itself."""
    stays, length = stays_s(scene), length_of(scene)
    if stays is None:
        stays = max(SHORTEST_S, reading_s(scene.caption) - length)
    return length + stays


def seconds_text(seconds: float) -> str:
    """Seconds as they are read: `0.5 s`, `12 s`, `1:05`."""
    if seconds >= 60:
        return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
