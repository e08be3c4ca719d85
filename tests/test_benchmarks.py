"""The benchmark measures what it says: the same training for everyone, and tables to read."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from micrograd import Trainer
from tests.benchmarks import (
    __main__,
    engines,
    frames,
    graph_page,
    graphs,
    growth,
    large_data,
    long_run,
    looking,
    many_runs,
    rewind,
    start_up,
    watch,
)
from tests.benchmarks.contestants import UnavailableError, c_program, closures, engine
from tests.benchmarks.problem import FOUR_BY_ADAM, FOUR_SAMPLES, HUNDRED_SAMPLES, MOONS, Problem
from tests.benchmarks.report import rounded, table

WIDEST = 100
SMALL = Problem(3, 2, (4, 2))
LOGISTIC = Problem(10, 2, (4, 1), is_logistic=True)


def assert_readable(texts: list[str]) -> None:
    lines = "\n".join(texts).splitlines()
    assert lines
    assert max(map(len, lines)) <= WIDEST


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (0.012345, "0.0123"),
        (1.0, "1.00"),
        (9.996, "10.0"),
        (99.96, "100"),
        (-45.67, "-45.7"),
        (1234.5, "1,230"),
        (float("inf"), "inf"),
    ],
)
def test_numbers_have_three_digits(number: float, text: str) -> None:
    assert rounded(number) == text


def test_a_table_is_aligned_and_a_remark_runs_on() -> None:
    text = table("Title", ["", "µs", "count"], [["a", 1.5, 12_345], ["bc", None, 7], ["d", "why"]])
    assert text.splitlines() == [
        "Title",
        "         µs    count",
        "  a    1.50   12,345",
        "  bc      –        7",
        "  d    why",
    ]


@pytest.mark.parametrize(
    ("medians", "ratio", "met"),
    [
        ({"compiled": 3.0, "C": 2.0}, 1.5, True),
        ({"compiled": 3.2, "C": 2.0}, 1.6, False),
        ({"compiled": 3.0}, None, None),
    ],
)
def test_a_target_is_judged_by_the_ratio(
    medians: dict[str, float], ratio: float | None, met: bool | None
) -> None:
    judged = engines.judge(engines.Target("compiled", "C", "at most", 1.5), medians)
    assert (judged["ratio"], judged["met"]) == (ratio, met)


def test_a_target_can_be_a_lower_bound() -> None:
    target = engines.Target("closures", "engine", "at least", 2)
    assert target.is_met(2)
    assert not target.is_met(1.9)


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
@pytest.mark.parametrize(
    "problem", [FOUR_SAMPLES, HUNDRED_SAMPLES, SMALL, FOUR_BY_ADAM, MOONS, LOGISTIC], ids=str
)
def test_the_c_program_trains_as_the_engine_does(problem: Problem, tmp_path: Path) -> None:
    found = c_program(problem, tmp_path)(20)
    trainer = Trainer(
        problem.model(),
        problem.dataset(),
        problem.learning_rate,
        loss=problem.loss,
        optimizer=problem.optimizer,
    )
    assert found.loss == pytest.approx(trainer.run(20)[-1], rel=1e-9)
    assert found.us > 0


def test_who_only_knows_gradient_descent_takes_no_part_where_adam_trains() -> None:
    with pytest.raises(UnavailableError, match="only know gradient descent"):
        closures(FOUR_BY_ADAM)
    with pytest.raises(UnavailableError, match="only know gradient descent"):
        closures(LOGISTIC)


@pytest.mark.parametrize("problem", [FOUR_SAMPLES, SMALL], ids=str)
def test_the_closures_train_as_the_engine_does(problem: Problem) -> None:
    assert closures(problem)(5).loss == pytest.approx(engine(problem)(5).loss, rel=1e-9)


def test_another_training_takes_no_part() -> None:
    with pytest.raises(ValueError, match="not the same training"):
        engines.check_losses({"engine": 1.0, "C": 1.001})


@pytest.mark.parametrize(
    ("problem", "others"),
    [(FOUR_SAMPLES, ["closures"]), (FOUR_BY_ADAM, ["gradient descent", "closures"])],
    ids=str,
)
def test_everyone_who_is_here_is_timed(
    compiled_loop: object, tmp_path: Path, problem: Problem, others: list[str]
) -> None:
    result = engines.race(problem, tmp_path, rounds=2, turn_s=1e-4)
    assert {"engine", others[0]} <= set(result["us"])
    assert {*result["us"], *result["absent"]} == {
        *("C", "compiled", "JAX", "PyTorch", "engine", *others)
    }
    assert all(len(times) == 2 for times in result["us"].values())
    assert json.loads(json.dumps(result)) == result
    result["absent"] = {"JAX": "No module named 'jax'"}
    result["targets"][0] |= {"ratio": None, "met": None}
    texts = list(engines.show([result]))
    assert_readable(texts)
    assert "JAX" in texts[0]
    assert "not measured" in texts[1]


def test_looking_is_timed_in_turns_with_training(compiled_loop: object) -> None:
    result = looking.measure(rounds=2)
    assert all(len(times) == 3 for times in result["ms"].values())
    assert all(target["ratio"] > 0 for target in result["targets"])
    assert_readable(list(looking.show(result)))


def test_many_runs_are_timed_in_turns_with_one(compiled_loop: object, run_loop: object) -> None:
    result = many_runs.measure(rounds=2, runs=16, steps=20, sweep_of=(3, 2), side=64)
    assert all(len(times) == 3 for times in result["us"].values())
    assert all(target["ratio"] > 0 for target in result["targets"])
    assert_readable(list(many_runs.show(result)))


def test_growth_is_measured_in_processes_of_their_own() -> None:
    results = growth.measure({"samples": [(3, SMALL)]})
    (result,) = results
    assert result["engine"]["us"] > 0
    assert result["engine"]["first_step_ms"] > 0
    assert_readable(list(growth.show(results)))


def test_growth_says_why_somebody_is_absent() -> None:
    case = {"series": "samples", "size": 4, "engine": {"us": 1.0, "first_step_ms": 2.0}}
    texts = list(growth.show([{**case, "compiled": {"absent": "no such module"}}]))
    assert texts[-1] == "  compiled not available: no such module"


def test_dropped_graphs_leave_nothing_behind() -> None:
    result = graphs.measure(2_000)
    assert result["left"] == 0
    assert_readable(list(graphs.show(result)))


def test_imports_are_added_up_by_package() -> None:
    lines = [
        "import time: self [us] | cumulative | imported package",
        "import time:      1500 |       1500 |   numpy.linalg",
        "import time:       500 |       2000 | numpy",
        "import time:       250 |        250 | shiboken6.Shiboken",
        "import time:       100 |        100 | json",
    ]
    shares = start_up.import_shares(lines)
    assert (shares["numpy"], shares["PySide6"], shares["app"]) == (0.002, 0.00025, 0)


@pytest.mark.usefixtures("qapp")
def test_the_window_is_watched(capsys: pytest.CaptureFixture[str]) -> None:
    result = watch.measure(seconds=0.5, parts=2)
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 4
    assert len({len(line) for line in printed[1:]}) == 1
    first, last = result["intervals"]
    assert 0 < first["steps"] < last["steps"]
    assert_readable([*printed, *watch.show(result)])


@pytest.mark.usefixtures("qapp")
def test_frames_and_clicks_are_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "WARM_UP_S", 0.2)
    monkeypatch.setattr(frames, "STEPS_AT_A_TIME", 1000)
    result = frames.watch_page("network", seconds=1)
    assert result["frame_ms"]["count"] > 1
    assert result["click_ms"]["count"] > 1
    assert_readable(list(frames.show([result])))


@pytest.mark.usefixtures("qapp")
def test_frames_are_timed_while_a_map_is_developed(
    compiled_loop: object, run_loop: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "WARM_UP_S", 0.2)
    monkeypatch.setattr(frames, "STEPS_AT_A_TIME", 1000)
    monkeypatch.setattr(frames, "MAP_STEPS", 10)
    result = frames.watch_page("map", seconds=1)
    assert result["click_ms"]["count"] > 1
    texts = list(frames.show([result]))
    assert_readable(texts)
    assert "a frame / a compiled step" in texts[-1]


@pytest.mark.usefixtures("qapp")
def test_the_surface_page_is_timed_beside_the_network_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(frames, "WARM_UP_S", 0.2)
    monkeypatch.setattr(frames, "STEPS_AT_A_TIME", 1000)
    pages = ("network", "surface")
    texts = list(frames.show([frames.watch_page(page, 1, moons=True) for page in pages]))
    assert_readable(texts)
    assert "a frame / a compiled step" in texts[-1]
    assert "not measured" not in texts[-1]


@pytest.mark.usefixtures("qapp")
def test_the_graph_and_a_long_run_are_timed() -> None:
    (around,) = graph_page.measure(samples=(4,), rounds=2)
    assert around["nodes"] > 400
    assert_readable(list(graph_page.show([around])))
    run = long_run.measure(steps=2_000)
    assert run["pan_ms"]["median"] > 0
    assert_readable(list(long_run.show(run)))


def test_going_back_is_timed(
    compiled_loop: object, built_loop: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewind, "PLACES", 3)
    result = rewind.measure(steps=100_000)
    assert 0 < result["restore_ms"]["median"] <= result["restore_ms"]["longest"]
    assert result["checkpoints"] >= 2
    assert_readable(list(rewind.show(result)))


def test_the_window_with_many_samples_is_measured_act_by_act(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes, times = (
        [("FEW", 60), ("MANY", 1200)],
        [("RUN_S", 0.2), ("PAGE_S", 0.05), ("AFTER_S", 0.02)],
    )
    for name, value in [*sizes, *times]:
        monkeypatch.setattr(large_data, name, value)
    # The other recipe does the same acts, which take half a minute.
    of_batches = {"batches of 32": large_data.RECIPES["batches of 32"]}
    monkeypatch.setattr(large_data, "RECIPES", of_batches)
    result = large_data.measure()
    assert result.keys() == large_data.RECIPES.keys()
    for each in (of_size for found in result.values() for of_size in found.values()):
        assert each["frames_per_s"] > 0
        assert all(time > 0 for times in each["longest_ms"].values() for time in times)
    assert_readable(large_data.show(result))


def run_main(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks", *words])
    __main__.main()


def test_what_was_measured_is_written_as_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    measured: dict[str, Any] = {"graphs": 5, "us": 1.5, "grown_mb": 0.0, "left": 0}
    monkeypatch.setattr(graphs, "measure", lambda: measured)
    run_main(monkeypatch, "graphs", "--json", str(tmp_path / "measured.json"))
    document = json.loads((tmp_path / "measured.json").read_text(encoding="utf-8"))
    assert document["parts"] == {"graphs": measured}
    assert document["machine"]["cores"] >= 1
    assert capsys.readouterr().out.startswith("5 graphs")


def test_several_parts_run_one_by_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    apart: list[tuple[str, float | None]] = []
    monkeypatch.setattr(__main__, "run_apart", lambda *how: apart.append(how))
    run_main(monkeypatch)
    assert [part for part, _ in apart] == __main__.WITHOUT_BEING_ASKED
    assert "watch" not in __main__.WITHOUT_BEING_ASKED


def test_an_unknown_part_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run_main(monkeypatch, "no-such-part")
    assert "no part no-such-part; there are engines" in capsys.readouterr().err
