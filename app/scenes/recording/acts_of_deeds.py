"""The act that repeats a deed, a row for each deed; seen before the deed is done."""

from collections.abc import Callable, Mapping
from typing import Any

from app.playing.opening import opened_text
from app.scenes.acts.acts import Act, TriggerAction
from app.scenes.acts.data import AddSample, ChangeData, ChangeSample, RemoveSample
from app.scenes.acts.edits import (
    BeginAgain,
    ChangeLayer,
    ChangeParameter,
    ChangeParameters,
    ChangeSetting,
    ChangeSettings,
    Redo,
    RemoveLayer,
    Undo,
)
from app.scenes.acts.names import parameter_name, run_name
from app.scenes.acts.runs import (
    DeleteRuns,
    DuplicateRun,
    HideRuns,
    KeepMap,
    OpenRun,
    PlanSweep,
    RenameRun,
)
from app.session.session import Session
from micrograd.data.dataset import Dataset
from micrograd.files.kept_maps import stored_map
from micrograd.files.table_schema import SampleTable
from micrograd.files.tables import stored_table
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import MAX_SEED, SETTINGS
from micrograd.runs.run import Run, Start, drawn_start

# What a deed is repeated with: nothing where only the whole experiment says it.
MakeAct = Callable[[Session, Mapping[str, Any]], Act | None]


def _setting(session: Session, made: Mapping[str, Any]) -> Act | None:
    name, value = made["name"], made["value"]
    if name == "dataset":
        return _table(session, value, "")
    return ChangeSetting(setting=name, to=SETTINGS[name].text(value))


def _rate(session: Session, made: Mapping[str, Any]) -> Act | None:
    return _setting(session, {"name": "learning_rate", "value": made["rate"]})


def _parameters(session: Session, edits: Mapping[int, float]) -> Act | None:
    named = {parameter_name(session, index): float(data) for index, data in edits.items()}
    if len(named) == 1:
        ((name, data),) = named.items()
        return ChangeParameter(parameter=name, to=data)
    return ChangeParameters(to=named) if named else None


def _data(session: Session, made: Mapping[str, Any]) -> Act | None:
    dataset, text = made["dataset"], made["text"]
    return _sample(session, dataset, text) or _table(session, dataset, text)


def _sample(session: Session, dataset: Dataset, text: str) -> Act | None:
    """The act where only one sample has other numbers."""
    before = session.cursor.dataset
    if len(dataset) != len(before) or (dataset.nin, dataset.nout) != (before.nin, before.nout):
        return None
    others = [i for i in range(len(dataset)) if _row(dataset, i) != _row(before, i)]
    if len(others) != 1:
        return None
    (sample,) = others
    row = _row(dataset, sample)
    try:
        made = before.with_samples({sample: row})
    except ValueError:
        return None
    if _stored(made) != _stored(dataset):
        return None
    act = ChangeSample(sample=sample + 1, to=row)
    return act if act.told == text else ChangeSample(sample=sample + 1, to=row, called=text)


def _row(dataset: Dataset, sample: int) -> list[float]:
    return [*dataset.xs[sample], *dataset.targets[sample]]


def _table(session: Session, dataset: Dataset, text: str) -> Act | None:
    return ChangeData(table=_stored(dataset), called=text)


def _stored(dataset: Dataset) -> SampleTable:
    table = stored_table(dataset, None, None)
    table.samples = [_row(dataset, i) for i in range(len(dataset))]
    return table


def _new_weights(session: Session, made: Mapping[str, Any]) -> Act | None:
    if made["text"] == "new weights" and not made["settings"]:
        return TriggerAction(name="new_weights")
    seed = (session.cursor.recipe.seed + 1) % (MAX_SEED + 1)
    return _begin(session, {"seed": seed, **made["settings"]}, made["text"])


def _begin(session: Session, values: Mapping[str, Any], text: str) -> Act | None:
    recipe = session.cursor.recipe
    dataset = values.get("dataset", recipe.dataset)
    table = None if dataset.is_same(recipe.dataset) else _stored(dataset)
    return BeginAgain(settings=_typed(recipe, values), called=text, table=table)


def _apply(session: Session, values: Mapping[str, Any], text: str) -> Act | None:
    if "dataset" in values:
        return None
    (name, value), *others = values.items()
    if not others and SETTINGS[name].can_change:
        return ChangeSetting(setting=name, to=SETTINGS[name].text(value))
    return ChangeSettings(settings=_text_of(values), called=text)


def _typed(recipe: Recipe, values: Mapping[str, Any]) -> dict[str, str]:
    """The settings that differ from those of a recipe, as a person types them."""
    others = {k: v for k, v in values.items() if k != "dataset" and v != getattr(recipe, k)}
    return _text_of(others)


def _text_of(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: SETTINGS[name].text(value) for name, value in values.items()}


def _begin_from(session: Session, made: Mapping[str, Any]) -> Act | None:
    start: Start = made["start"]
    if start != drawn_start(start.recipe):
        return None
    return _begin(session, vars(start.recipe), made["text"])


def _open_run(session: Session, made: Mapping[str, Any]) -> Act | None:
    """The act where a run was trained from weights drawn anew, as one of a sweep is."""
    run: Run = made["run"]
    now, recipe = session.cursor.recipe, run.start.recipe
    is_opened = made["text"] == opened_text(run) and made["is_turned_to"] and not run.events
    if not is_opened or run.start != drawn_start(recipe):
        return None
    values = {name: getattr(recipe, name) for name in SETTINGS if name != "dataset"}
    others = {name: value for name, value in values.items() if value != getattr(now, name)}
    # Another optimizer brings its own settings along.
    if "optimizer" in others:
        others = values
    is_same = recipe.dataset.is_same(now.dataset)
    table = None if is_same else _stored(recipe.dataset)
    return OpenRun(name=run.name, steps=run.steps, settings=_text_of(others), table=table)


# Those of a training that is walked or run are found by comparing where it stands.
ACTS: dict[str, MakeAct] = {
    "Edits.set_learning_rate": _rate,
    "Edits.change_setting": _setting,
    "Edits.start_with": _setting,
    "Edits.set_parameter": lambda session, made: _parameters(
        session, {made["index"]: made["data"]}
    ),
    "Edits.set_parameters": lambda session, made: _parameters(session, made["edits"]),
    "Edits.set_dataset": _data,
    "Edits.resize_layer": lambda _, made: ChangeLayer(
        layer=made["index"] + 1, neurons=made["width"]
    ),
    "Edits.set_activation": lambda _, made: ChangeLayer(
        layer=made["index"] + 1, activation=made["activation"]
    ),
    "Edits.add_layer": lambda *_: TriggerAction(name="add_layer"),
    "Edits.remove_layer": lambda _, made: RemoveLayer(layer=made["index"] + 1),
    "Edits.new_weights": _new_weights,
    "Edits.same_weights": lambda *_: TriggerAction(name="reset"),
    "Edits.apply": lambda session, made: _apply(session, made["values"], made["text"]),
    "Edits.start_again": lambda session, made: _begin(session, made["settings"], made["text"]),
    "Edits.begin_from": _begin_from,
    "Edits.undo": lambda *_: Undo(),
    "Edits.redo": lambda *_: Redo(),
    "Edits.take_back": lambda *_: Undo(),
    "RunList.rename": lambda session, made: RenameRun(
        run=run_name(session, made["run"]), to=made["name"]
    ),
    "RunList.set_hidden": lambda session, made: HideRuns(
        runs=tuple(run_name(session, run) for run in made["runs"]), hidden=made["is_hidden"]
    ),
    "RunList.duplicate": lambda session, made: DuplicateRun(run=run_name(session, made["run"])),
    "RunList.delete": lambda session, made: DeleteRuns(
        runs=tuple(run_name(session, run) for run in made["runs"])
    ),
    "RunList.add": _open_run,
    "SampleEdits.add": lambda _, made: AddSample(
        inputs=[*map(float, made["inputs"])], targets=[*map(float, made["targets"])]
    ),
    "SampleEdits.remove": lambda _, made: RemoveSample(sample=made["sample"] + 1),
    "Session.begin_preset": lambda _, made: TriggerAction(
        name=f"begin_{made['name'].replace('-', '_')}"
    ),
    "Session.open": lambda *_: None,
    "Session.keep_map": lambda _, made: KeepMap(map=stored_map(made["kept"])),
    "Session.plan_sweep": lambda _, made: PlanSweep(fields=dict(made["texts"])),
}
