"""Timeline: what belongs together becomes one act."""

from typing import Any

from app.scenes.acts.acts import Act, Show, Train, Walk
from app.scenes.acts.edits import ChangeParameter, ChangeSetting
from app.scenes.acts.panels import ArrangePanels, FloatPanel
from app.scenes.acts.runs import GoTo
from app.scenes.parts.layout import Layout, PanelGroup, PanelSide
from app.scenes.recording.timeline import Done, Timeline


def timeline(*acts: tuple[Act, float, int]) -> list[Done]:
    """The acts of a timeline: each with its time and its gesture."""
    line = Timeline(0.0)
    for act, time, gesture in acts:
        line.add(Done(act, time, time, "network", gesture))
    return line.acts()


def rate(text: str) -> ChangeSetting:
    return ChangeSetting(setting="learning_rate", to=text)


def test_a_drag_is_one_act_that_takes_its_time() -> None:
    moves = [(ChangeParameter(parameter="1.1.w1", to=x), 10 * x, 7) for x in (0.1, 0.2, 0.3)]
    (drag,) = timeline(*moves)
    assert drag.act == ChangeParameter(parameter="1.1.w1", to=0.3)
    assert (drag.began, drag.ended) == (1.0, 3.0)


def test_edits_by_themselves_stay_two() -> None:
    assert len(timeline((rate("0.1"), 0.0, -1), (rate("0.2"), 0.1, -1))) == 2


def test_a_drag_that_steps_come_into_is_one_edit_in_several_acts() -> None:
    first, train, second = timeline(
        (rate("0.1"), 0.0, 5), (Train(steps=3), 0.1, -1), (rate("0.2"), 0.2, 5)
    )
    assert first.act.gesture == second.act.gesture == 1  # type: ignore[attr-defined]
    assert train.act == Train(steps=3)


def test_a_gesture_that_nothing_came_into_needs_no_number() -> None:
    (only,) = timeline((rate("0.1"), 0.0, 5))
    assert only.act == rate("0.1")


def test_steps_in_a_row_are_added_up() -> None:
    (act,) = timeline((Train(steps=1), 0.0, -1), (Train(steps=1), 0.3, -1))
    assert act.act == Train(steps=2)
    assert len(timeline((Train(steps=1), 0.0, -1), (Train(steps=1), 0.8, -1))) == 2


def test_operations_there_and_back_stay_two() -> None:
    assert len(timeline((Walk(operations=3), 0.0, -1), (Walk(operations=-3), 0.1, -1))) == 2


def test_moves_in_time_are_one_move_to_the_last_place() -> None:
    (act,) = timeline(*((GoTo(step=step), step / 100, -1) for step in (30, 20, 10)))
    assert act.act == GoTo(step=10)


def test_a_text_that_is_typed_is_one_choice() -> None:
    texts = [Show(what="expression", to=text) for text in ("a", "a *", "a * b")]
    (act,) = timeline(*((text, 0.2 * i, -1) for i, text in enumerate(texts)))
    assert act.act == texts[-1]


def test_a_sweep_that_goes_on_is_seen_every_second_and_first_by_its_button() -> None:
    texts = [Show(what="sweep", to=str(i), by="" if i else "start") for i in range(6)]
    acts = timeline(*((text, 0.4 * i, -1) for i, text in enumerate(texts)))
    assert [(each.act.to, each.act.by) for each in acts] == [("2", "start"), ("5", "")]  # type: ignore[attr-defined]


def arranged(left: float, **more: Any) -> ArrangePanels:
    side = PanelSide((PanelGroup(("layers",)),), left)
    return ArrangePanels(layout=Layout(arrangement="wide", left=side, **more))


def test_a_line_that_is_dragged_on_is_one_act() -> None:
    (act,) = timeline((arranged(300), 0.0, -1), (arranged(320), 0.5, -1))
    assert act.act == arranged(320)
    assert len(timeline((arranged(300), 0.0, -1), (arranged(320), 2.0, -1))) == 2


def test_a_panel_that_is_dropped_at_a_side_does_not_float_first() -> None:
    there = (0.1, 0.1, 0.3, 0.3)
    floats = FloatPanel(panel="layers", place=there)
    (act,) = timeline((floats, 0.0, -1), (arranged(300), 0.0, -1), (arranged(320), 0.3, -1))
    assert act.act == arranged(320)
    stays = arranged(300, floating={"layers": there})
    assert len(timeline((floats, 0.0, -1), (stays, 0.0, -1))) == 2
