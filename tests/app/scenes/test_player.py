"""Player: scenes follow each other, by the clock of a film or as the person asks."""

from typing import Any

import pytest

from app.scenes.parts.form import ScriptError
from app.scenes.player import HINT_S, PATIENCE_S, Player, State
from app.scenes.playground.conditions import conditions
from app.scenes.playground.playground import Playground
from app.scenes.timing import reading_s
from app.session.session import Session
from app.window.main_window import MainWindow
from micrograd.recipe.faults import FAULTS
from tests.app.scenes.scripts import script

TRAIN = {"do": "train", "steps": 10, "seconds": 2.0}


@pytest.fixture
def playground(renewed_window: MainWindow) -> Playground:
    return Playground(renewed_window)


def player_of(playground: Playground, *scenes: dict[str, Any], **more: Any) -> Player:
    player = Player(script(*scenes, **more), playground)
    player.go_to(0)
    return player


def play_film(player: Player) -> float:
    """Play to the end as a film does; returns its seconds."""
    player.is_film, seconds = True, 0.0
    while player.state is not State.OVER:
        assert not player.failure
        player.advance(0.25)
        seconds += 0.25
    return seconds


def test_steps_are_spread_over_the_seconds_of_the_act(
    playground: Playground, session: Session
) -> None:
    player = player_of(playground, {"do": [TRAIN]})
    player.advance(1.0)
    assert (session.cursor.steps, player.state) == (5, State.ACTING)
    player.advance(1.0)
    assert (session.cursor.steps, player.state) == (10, State.STAYING)


def test_a_film_shows_a_run_while_an_act_trains(playground: Playground) -> None:
    window = playground.window
    run, speed = window.actions_by_name["run"], window.statusBar().speed_reading
    player = Player(script({"do": [TRAIN]}), playground)
    player.is_film = True
    player.go_to(0)
    player.advance(1.0)
    assert (run.text(), speed.label.text()) == ("Pause", "5 steps per second")
    assert window.controls.phase.text() == "training"
    player.advance(1.0)
    assert (run.text(), speed.label.text()) == ("Run", "paused")
    # A person who watches can still press what is on the screen.
    player.is_film = False
    player.go_to(0)
    player.advance(1.0)
    assert run.text() == "Run"


def test_a_script_that_can_not_begin_as_it_says_stops_and_says_why(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(begin: object) -> None:
        raise ScriptError("show: there is no such choice")

    monkeypatch.setattr(playground, "open", refuse)
    player = player_of(playground, {"caption": "One"}, {"caption": "Two"})
    assert player.failure == "begin: show: there is no such choice"
    player.next()
    assert player.failure


def test_acts_begin_at_their_time(playground: Playground, session: Session) -> None:
    player = player_of(playground, {"do": [{"do": "action", "name": "step", "at": 1.0}]})
    player.advance(0.75)
    assert session.cursor.steps == 0
    player.advance(0.5)
    assert session.cursor.steps == 1


def test_a_script_hides_a_wrong_line_to_be_found(playground: Playground, session: Session) -> None:
    player_of(playground, {"do": [{"do": "hide_fault", "fault": "uphill"}]})
    assert session.sabotage.is_secret
    playground.use("sabotage_show", "")
    assert session.sabotage.shown is FAULTS["uphill"]


def test_a_scene_stays_until_the_person_goes_on(playground: Playground) -> None:
    player = player_of(playground, {"caption": "One"}, {"caption": "Two"})
    for _ in range(100):
        player.advance(1.0)
    assert player.scene.caption == "One"
    player.next()
    assert player.scene.caption == "Two"
    player.next()
    assert player.state is State.OVER


def test_scenes_follow_by_themselves_where_that_is_wished(playground: Playground) -> None:
    caption = "A caption that takes a while to be read, as long as this one"
    player = player_of(playground, {"caption": caption}, {"caption": "Two"})
    player.is_automatic = True
    player.advance(reading_s(caption) - 0.1)
    assert player.index == 0
    player.advance(0.2)
    assert player.index == 1


def test_the_next_scene_comes_after_all_that_is_left_of_this_one(
    playground: Playground, session: Session
) -> None:
    player = player_of(playground, {"do": [TRAIN]}, {"do": [TRAIN]})
    player.advance(0.5)
    player.next()
    assert session.cursor.steps == 10


def test_going_back_begins_with_all_that_comes_before(
    playground: Playground, session: Session
) -> None:
    player = player_of(playground, {"do": [TRAIN]}, {"do": [TRAIN]}, {"page": "graph"})
    player.next()
    player.advance(2.0)
    losses = session.cursor.evaluation.loss
    player.next()
    assert (playground.page, session.cursor.steps) == ("graph", 20)
    player.back()
    assert session.cursor.steps == 10
    player.advance(2.0)
    assert session.cursor.evaluation.loss == losses


def test_going_back_from_a_scene_whose_acts_have_just_ended_begins_it_again(
    playground: Playground, session: Session
) -> None:
    player = player_of(playground, {"caption": "One"}, {"do": [TRAIN]})
    player.next()
    player.advance(1.0)
    player.advance(1.5)
    assert (player.state, session.cursor.steps) == (State.STAYING, 10)
    player.back()
    assert (player.index, session.cursor.steps) == (1, 0)
    player.back()
    assert player.index == 0


def test_a_question_waits_for_its_answer_before_the_acts_show_it(
    playground: Playground, session: Session
) -> None:
    ask = {"text": "The loss then?", "kind": "number", "of": "loss"}
    player = player_of(playground, {"ask": ask, "do": [TRAIN]})
    player.advance(100.0)
    assert (player.state, session.cursor.steps) == (State.ASKING, 0)
    player.go_on()
    player.advance(2.0)
    assert (player.state, session.cursor.steps) == (State.STAYING, 10)


TASK = {
    "until": "learning_rate < 0.01",
    "solution": [{"do": "set", "setting": "learning_rate", "to": "0.005"}],
}


def test_a_task_is_over_once_the_person_has_done_it(
    playground: Playground, session: Session
) -> None:
    player = player_of(playground, {"task": TASK})
    player.advance(1.0)
    assert player.state is State.TASK
    session.edits.set_learning_rate(0.002)
    player.advance(1.0)
    assert player.state is State.STAYING
    player.next()
    assert session.cursor.recipe.learning_rate == 0.002


def test_training_that_reaches_what_a_task_asks_for_stops_there(
    playground: Playground, session: Session
) -> None:
    task = {"until": "step >= 3", "solution": [TRAIN]}
    player = player_of(playground, {"task": task})
    runner = playground.window.runner
    player.advance(1.0)
    runner.run()
    session.training.train(3)
    player.advance(1.0)
    assert (player.state, runner.is_running) == (State.STAYING, False)


def test_what_the_person_lets_run_ends_with_the_next_scene(playground: Playground) -> None:
    player = player_of(playground, {"caption": "One"}, {"caption": "Two"})
    playground.window.runner.run()
    player.next()
    assert not playground.window.runner.is_running


def test_what_the_script_lets_run_goes_on(playground: Playground) -> None:
    run = {"do": "action", "name": "run"}
    player = player_of(playground, {"do": [run]}, {"caption": "Two"})
    player.next()
    assert playground.window.runner.is_running
    player.go_to(0)
    playground.pause()


LONG = {"do": "walk", "operations": 50_000, "of": "training"}


def test_a_long_act_leaves_the_window_time_to_answer(
    playground: Playground, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.scenes.player.FRAME_S", 0.0)
    player = player_of(playground, {"caption": "One"}, {"do": [LONG]}, {"caption": "Three"})
    player.play()
    player.next()
    before = session.cursor.steps
    player.next()
    assert (player.index, player.state) == (1, State.ACTING)
    player.advance(0.01)
    assert before <= session.cursor.steps < 20
    player.back()
    assert (player.index, session.cursor.steps) == (0, 0)
    player.pause()


def test_a_long_act_that_is_hurried_ends_where_it_ends_at_once(
    playground: Playground, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.scenes.player.FRAME_S", 0.001)
    ends = []
    for plays in (False, True):
        player = player_of(playground, {"do": [{**LONG, "operations": 3000}]}, {"caption": "Two"})
        if plays:
            player.play()
            player.go_to(0)
        player.next()
        while player.index == 0:
            player.advance(0.01)
        player.pause()
        ends.append((session.cursor.steps, [p.data for p in session.cursor.trainer.parameters]))
    assert ends[0] == ends[1]


def test_a_caption_is_read_before_what_was_seen_takes_its_place(playground: Playground) -> None:
    scene = {"caption": "One step is done now.", "do": [{"do": "train", "steps": 1}]}
    player = player_of(playground, {**scene, "after": "It fell."}, {**scene, "after": "Again."})
    player.advance(reading_s(scene["caption"]) - 0.1)
    assert player.caption == scene["caption"]
    player.advance(0.2)
    assert player.caption == "It fell."
    player.next()
    assert player.caption == scene["caption"]
    player.next()
    assert player.caption == "Again."


def test_a_task_goes_on_while_what_it_is_about_is_gone(playground: Playground) -> None:
    task = {"until": "gradient of a = 0", "solution": [TRAIN]}
    player = player_of(playground, {"page": "expression", "task": task})
    for text, state in (("b * b", State.TASK), ("a - a", State.STAYING)):
        playground.use("expression_text", text)
        player.advance(1.0)
        assert (player.failure, player.state) == ("", state)


def test_a_hint_comes_after_a_while_and_what_was_seen_once_the_task_is_done(
    playground: Playground, session: Session
) -> None:
    scene = {
        "caption": "Slow down.",
        "after": "It crawls.",
        "task": {**TASK, "hint": "At the top."},
    }
    player = player_of(playground, scene)
    assert player.caption == "Slow down."
    player.advance(HINT_S)
    assert player.caption == "Slow down. At the top."
    player.next()
    assert player.caption == "It crawls."


def test_a_task_is_done_by_the_script_where_the_person_asks_for_it(
    playground: Playground, session: Session
) -> None:
    player = player_of(playground, {"task": TASK}, {})
    player.next()
    assert (player.index, player.state) == (0, State.STAYING)
    assert session.cursor.recipe.learning_rate == 0.005


TOO_SMALL = {"until": "step >= 20", "solution": [{"do": "train", "steps": 10}]}


def test_a_solution_that_does_not_do_its_task_is_told_with_what_it_lacks(
    playground: Playground, session: Session
) -> None:
    player = player_of(playground, {"caption": "Train.", "after": "Trained.", "task": TOO_SMALL})
    player.next()
    assert (player.state, player.caption) == (State.STAYING, "Train.")
    player.advance(PATIENCE_S)
    assert player.caption == "Not yet: step is 10, and step >= 20 is wanted."
    session.training.train(10)
    player.advance(1.0)
    assert player.caption == "Trained."


def test_a_share_that_is_not_reached_is_told_in_percent(playground: Playground) -> None:
    task = {"until": "accuracy = 0.9", "solution": [{"do": "train", "steps": 1}]}
    player = player_of(playground, {"task": task})
    player.next()
    player.advance(PATIENCE_S)
    assert player.caption.endswith(" %, and accuracy = 90 % is wanted.")


def test_next_leads_from_the_acts_of_a_scene_to_its_task(playground: Playground) -> None:
    ask = {"text": "The loss then?", "kind": "number", "of": "loss"}
    player = player_of(playground, {"ask": ask, "do": [TRAIN], "task": TASK}, {})
    player.next()
    player.advance(2.0)
    assert (player.index, player.state) == (0, State.TASK)


def test_a_film_plays_questions_and_tasks_by_itself(
    playground: Playground, session: Session
) -> None:
    ask = {"text": "The loss then?", "kind": "number", "of": "loss"}
    player = player_of(playground, {"ask": ask, "do": [TRAIN]}, {"task": TASK})
    assert play_film(player) > 4.0
    assert (session.cursor.steps, session.cursor.recipe.learning_rate) == (10, 0.005)


def test_a_film_is_the_same_each_time(playground: Playground, session: Session) -> None:
    scenes = [{"caption": "Ten steps", "do": [TRAIN]}, {"page": "graph", "wait": {"seconds": 3}}]
    player = player_of(playground, *scenes)
    first = play_film(player), session.cursor.evaluation.loss
    player.go_to(0)
    assert (play_film(player), session.cursor.evaluation.loss) == first


def test_what_is_not_there_stops_the_script_and_is_told(playground: Playground) -> None:
    player = player_of(playground, {}, {"do": [{"do": "control", "name": "no_such"}]})
    player.next()
    assert player.failure == "scene 2: there is no control “no_such”"


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ({"do": "choose", "target": {"sample": 99}}, "the data have no sample 99"),
        ({"do": "go", "step": 3}, "has no step 3: it has 0 to 0"),
        ({"do": "go", "step": 3, "seconds": 1}, "has no step 3: it has 0 to 0"),
        ({"do": "remove_layer", "layer": 3}, "only hidden layers can be removed"),
        ({"do": "delete_runs", "runs": ["#1"]}, "the last run can't be deleted"),
        ({"do": "sample", "sample": 1, "to": [1, 2, 3, 4, 5, 6]}, "has 4 numbers, inputs and"),
        ({"do": "sample", "sample": 1, "to": [1] * 6, "seconds": 1}, "has 4 numbers, inputs and"),
        ({"do": "control", "name": "speed", "to": "abc"}, "speed has no “abc”"),
        ({"do": "control", "name": "speed", "to": "9" * 99}, "it has 0 to"),
    ],
)
def test_a_mistake_of_an_act_is_told_in_words(
    playground: Playground, act: dict[str, Any], words: str
) -> None:
    player = player_of(playground, {"do": [act]})
    player.advance(0.5)
    assert words in player.failure


@pytest.mark.parametrize(
    ("act", "quantity", "value"),
    [
        ({"do": "set", "setting": "optimizer", "to": "adam"}, "optimizer", "adam"),
        ({"do": "control", "name": "learning_rate", "to": "0.25"}, "learning_rate", 0.25),
        ({"do": "parameter", "parameter": "1.2.w3", "to": 0.5}, "data of 1.2.w3", 0.5),
        ({"do": "page", "name": "graph"}, "page", "graph"),
        ({"do": "choose", "target": {"sample": 3}}, "sample", 3),
        ({"do": "choose", "target": {"parameter": "2.1.b"}}, "parameter", "2.1.b"),
        ({"do": "data", "samples": {"rows": [[1, 2, 3], [4, 5, 6]]}}, "layers", "4,4,1"),
        ({"do": "action", "name": "step"}, "step", 1),
    ],
)
def test_an_act_does_what_it_says(
    playground: Playground, act: dict[str, Any], quantity: str, value: float | str
) -> None:
    from app.scenes.playground.quantities import quantity as named

    player_of(playground, {"do": [act]})
    assert named(quantity, "").read(playground) == value


def test_operations_are_walked_on_the_page_that_is_shown(
    playground: Playground, session: Session
) -> None:
    from app.scenes.playground.quantities import quantity

    walk = {"do": "walk", "operations": 7, "seconds": 1}
    player = player_of(playground, {"page": "graph", "do": [walk]})
    player.advance(1.0)
    assert quantity("operations", "").read(playground) == 7
    assert quantity("phase", "").read(playground) == "forward"
    assert session.cursor.steps == 0


def test_an_expression_is_typed_and_walked_through(playground: Playground) -> None:
    from app.scenes.playground.quantities import quantity

    text = {"do": "control", "name": "expression_text", "to": "a = 2\nb = -3\na * b"}
    player = player_of(playground, {"page": "expression", "do": [text]})
    assert player.failure == ""
    assert quantity("gradient of a", "").read(playground) == -3.0
    assert quantity("data of b", "").read(playground) == -3.0


def test_a_scene_says_which_panels_are_shown(playground: Playground) -> None:
    player_of(playground, {"do": [{"do": "panels", "shown": ["loss", "health"]}]})
    shown = [name for name, panel in playground.window.panels.items() if not panel.isHidden()]
    assert sorted(shown) == ["health", "loss"]
    player_of(playground, {}, begin={"panels": list(playground.window.panels)})


def test_a_run_is_gone_back_to(playground: Playground, session: Session) -> None:
    acts = [{"do": "train", "steps": 10}, {"do": "go", "step": 4}]
    player_of(playground, {"do": acts})
    assert (session.cursor.steps, session.cursor.run.steps) == (4, 10)


def test_a_number_that_only_rounding_keeps_from_it_is_equal(playground: Playground) -> None:
    playground.use("expression_text", "a = 2; a * 0.1 + a * 0.2 - 0.3 * a")
    assert playground.value("a").grad != 0
    (is_zero,) = conditions("gradient of a = 0", "")
    (is_one,) = conditions("gradient of a = 0.000001", "")
    assert is_zero.holds(playground)
    assert not is_one.holds(playground)
