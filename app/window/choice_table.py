"""Every choice in the views by its name, with the check of the texts that it can have."""

from app.kit.sight_text import LED
from app.kit.widgets.divider import HEIGHT
from app.session.plane_choice import PLANE_FORM
from app.views.choice_texts import Check, any_text, in_sight, like, listed, one_of, read_by, whole
from micrograd.runs.stopping import STOPS
from micrograd.training.outcomes import OUTCOMES


def _stop(name: str) -> Check:
    return read_by(lambda text: STOPS[name].setting.read(text))


def _sweep(text: str) -> str:
    # A window opens without what reads files.
    from app.playing.sweep_text import check_sweep

    return check_sweep(text)


_LOG, _SHOWN, _ON = one_of("log", "linear"), one_of("shown", "hidden"), one_of("on", "off")
# What the views remember, and scripts choose, by name, each with the check of its texts; see
# `View.choices`.
VIEW_CHOICES: dict[str, Check] = {
    "speed": like(r"rising|\d[\de+.]*", "rising, or 0 for full speed"),
    "run_steps": whole,
    "stops": one_of("", "on"),
    **{name: _stop(name) for name in STOPS},
    "loss_axis": _LOG,
    "loss_scores": _ON,
    "step_axis": one_of("automatic", "linear", "log"),
    "runs_page": one_of("List", "Compare"),
    "digits": whole,
    "small_surface": _SHOWN,
    "edges": one_of("data", "grad"),
    "nodes": one_of("numbers", "maps"),
    "surface_lines": _SHOWN,
    "surface_mode": one_of("move", "add"),
    "representation_place": like(r"|\d{1,3}(\.\d{1,20})?(e-\d{1,3})?", "1.5"),
    "representation_axes": like(r"|\d+:\S+( \d+:\S+)*", "1:0-3 2:principal"),
    "graph_divider": like(rf"|{HEIGHT}", "240"),
    "graph_shows": one_of("whole", "neuron"),
    "landscape_plane": one_of("path", "gradient", "random", "parameters", "runs"),
    "landscape_scale": _LOG,
    "landscape_seed": whole,
    "expression": any_text,
    "expression_divider": like(rf"|{HEIGHT}", "240"),
    "compare_kind": one_of("factor", "difference"),
    "compared_runs": like(r"|\d+(,\d+)*", "1,2"),
    "map_scheduler": any_text,
}
# The pictures that are there as a table, too.
TABLES = (
    *("network", "graph", "expression", "surface", "slope", "landscape", "compare"),
    *("sweep_curves", "loss", "history"),
)
# The names of what views keep in sight, each with its check; see `View.sights`.
VIEW_SIGHTS: dict[str, Check] = {
    "steps_sight": in_sight(2, or_text="run"),
    "parameter_filter": any_text,
    "parameter_order": like(r"(name|data|grad) (up|down)", "data down"),
    "parameter_groups": like(r"first|closed( [\d.]+)*", "closed 1.2 3"),
    "surface_output": like(r"classes|\d{1,6}", "classes, or 1 for the first output"),
    "surface_sight": in_sight(2, 4),
    "slope_sight": in_sight(2),
    "gradient_section": one_of("slope", "check"),
    "check_page": one_of("one", "all"),
    "gradients_checked": like(rf"{LED}|step \d{{1,12}}", "step 0"),
    "representation_plays": _ON,
    "landscape_pair": listed,
    "landscape_runs": listed,
    "landscape_found": listed,
    "landscape_sight": in_sight(4),
    "graph_scope": one_of("sample", "prediction", "loss"),
    "graph_follows": _ON,
    "graph_groups": any_text,
    "graph_search": any_text,
    "graph_sight": in_sight(4),
    "expression_follows": _ON,
    "expression_groups": any_text,
    "expression_node": like(r"|\d{1,6}", "3"),
    "expression_search": any_text,
    "expression_sight": in_sight(4),
    "sweep": _sweep,
    "sweep_chosen": like(r"|[1-9]\d{0,3}", "12, or nothing for no run"),
    "sweep_view": one_of("heat_map", "curves", "table"),
    "sweep_outcome": one_of("all", *OUTCOMES),
    "sweep_order": like(
        r"(first|second|third|loss|outcome|score) (up|down)", "loss up, or first down"
    ),
    # The numbers of a picture as a table.
    **dict.fromkeys((f"{name}_table" for name in TABLES), _SHOWN),
    "map_numbers": _SHOWN,
}
# What a script may choose: no other machines, but the plane of the inputs, too.
SCRIPTED_CHOICES: dict[str, Check] = {
    "plane": like(PLANE_FORM, "1 0 mean"),
    **{name: check for name, check in VIEW_CHOICES.items() if name != "map_scheduler"},
    **VIEW_SIGHTS,
}
