"""A table holds the numbers of the window to the last bit, and writing it takes little memory."""

import csv
import tracemalloc
from itertools import pairwise
from time import perf_counter

import pytest

import micrograd.runs.loss_history
from micrograd.data.dataset import Dataset
from micrograd.data.generators import GENERATORS
from micrograd.export.csv_files import write_csv_file
from micrograd.runs.experiment import Experiment
from micrograd.runs.last_loss import known_loss, last_loss
from micrograd.runs.restore import restore
from micrograd.runs.run import Run
from micrograd.training.measuring import measured
from micrograd.training.score import Scorer


@pytest.fixture
def table_of(options, tmp_path):
    """The table that is written of an experiment: its header, and its rows as text."""

    def write(experiment: Experiment, **chosen: object) -> tuple[list[str], list[list[str]]]:
        path = tmp_path / "table.csv"
        progress = list(write_csv_file(experiment, options(**chosen), path))
        assert progress == sorted(progress)
        assert progress[-1] == 1.0
        with open(path, newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        return header, rows

    return write


@pytest.fixture
def little_is_kept(monkeypatch):
    """A history that keeps only the last thousands of losses exactly."""
    monkeypatch.setattr(micrograd.runs.loss_history, "MOST_EXACT", 2**11)
    monkeypatch.setattr(micrograd.runs.loss_history, "LOSSES_AT_A_TIME", 2**9)


def trained_anew(run: Run, steps: int) -> list[float]:
    return run.start.trainer().run(steps)


def losses_to_the_end(run: Run) -> list[str]:
    """The losses that the window shows from a run's first step to its last one."""
    return [repr(known_loss(run, k).low) for k in range(run.steps + 1)]


def numbers_by_engine(run: Run) -> list[list[float]]:
    """Loss, data and grads of each own step of a run without events, that of its end included."""
    start, rows = run.start, []
    trainer = start.trainer()
    while trainer.steps <= run.steps - start.step:
        data = [parameter.data for parameter in trainer.parameters]
        loss = trainer.step()
        pairs = zip(data, [parameter.grad for parameter in trainer.parameters], strict=True)
        rows.append([loss, *(number for pair in pairs for number in pair)])
    return rows


# Losses.


def test_there_is_a_row_for_each_step_and_a_column_for_each_run(lab, table_of):
    lab = lab().train(6)
    first = lab.run
    lab.branch(4).rate(0.2).train(5)
    header, rows = table_of(lab.experiment)
    assert header == ["step", "run 1: rate 0.1", "run 2: rate 0.1, from 4 on 0.2"]
    assert [row[0] for row in rows] == [str(k) for k in range(10)]
    assert [row[1] for row in rows] == [*losses_to_the_end(first), "", "", ""]
    assert [row[2] for row in rows] == losses_to_the_end(lab.run)
    assert rows[5][1] != rows[5][2]


def test_a_deleted_parent_is_part_of_its_branch_still(lab, table_of):
    lab = lab().train(6)
    parent = lab.run
    lab.branch(4).train(2)
    lab.experiment.remove(parent)
    header, rows = table_of(lab.experiment)
    assert header == ["step", "run 2: rate 0.1"]
    assert [row[1] for row in rows] == losses_to_the_end(lab.run)


def test_a_run_whose_past_is_lost_has_empty_cells_before_its_start(lab, table_of):
    lab = lab().train(6).branch(4).train(2)
    lab.run.parent = None
    assert [row[:1] + row[2:] for row in table_of(lab.experiment)[1]] == [
        *([str(k), ""] for k in range(4)),
        *([str(k), repr(known_loss(lab.run, k).low)] for k in (4, 5, 6)),
    ]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+run", "'+run"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("run = 1", "run = 1"),
        ("−2", "−2"),
        ("'quoted", "'quoted"),
    ],
)
def test_a_name_is_text_in_every_spreadsheet(lab, table_of, name, cell):
    lab = lab().train(2)
    lab.run.name = name
    assert table_of(lab.experiment, content="losses")[0] == ["step", f"{cell}: rate 0.1"]


def test_runs_of_the_same_name_have_columns_of_different_names(lab, table_of):
    lab = lab().train(2).branch(1).train(1).branch(1).train(1)
    for run, name in zip(lab.experiment.runs, ["a, “b”", "step", "a, “b”"], strict=True):
        run.name = name
    assert table_of(lab.experiment)[0] == [
        "step",
        "a, “b”: rate 0.1",
        "step: rate 0.1",
        "a, “b”: rate 0.1 (2)",
    ]


def test_every_third_step_of_some(lab, table_of):
    lab = lab().train(20)
    rows = table_of(lab.experiment, first=4, last=13, every=3)[1]
    assert rows == [[str(k), repr(lab.run.loss_at(k).low)] for k in (4, 7, 10, 13)]


@pytest.mark.parametrize(("first", "every"), [(0, 1), (3, 1), (0, 7), (1003, 5), (2, 6000)])
def test_what_is_not_kept_exactly_is_trained_again(
    compiled_loop, little_is_kept, first, every, lab, table_of
):
    lab = lab().train(9000).rate(0.05).train(3000)
    parent = lab.run
    assert parent.history.losses.exact_from > 9000
    lab.branch(9500).train(2500)
    known, ends = trained_anew(parent, 9000), [last_loss(parent), last_loss(lab.run)]
    rows = table_of(lab.experiment, first=first, every=every)[1]
    assert [int(row[0]) for row in rows] == list(range(first, 12_001, every))
    if int(rows[-1][0]) == 12_000:
        assert [float(loss) for loss in rows.pop()[1:]] == ends
    for step, of_parent, of_branch in rows:
        k = int(step)
        expected = known[k] if k < 9000 else float(of_parent)
        assert float(of_parent) == float(of_branch) == expected
    exact = [row for row in rows if int(row[0]) >= parent.history.losses.exact_from]
    assert all(row[1] == repr(parent.loss_at(int(row[0])).low) for row in exact)


def test_the_engine_trains_again_too(little_is_kept, lab, table_of):
    lab = lab(None, {"layers": (1,), "activations": ("linear",)}, 0.001).train(2600)
    assert lab.run.history.losses.exact_from > 0
    rows = table_of(lab.experiment, every=10)[1]
    assert [float(row[1]) for row in rows] == trained_anew(lab.run, 2601)[::10]


# Scores.


def scores_by_engine(run: Run) -> list[str]:
    """The accuracy of each step from a run's first one to its end, each step restored anew."""
    scores = []
    for step in range(run.first_step, run.steps + 1):
        owner = run.owner_of(step)
        trainer = owner.start.trainer()
        restore(trainer, owner, step)
        scorer = Scorer(trainer.dataset, trainer.objective.loss)
        scores.append(repr(scorer.score(trainer.evaluate().predictions).value))
    return scores


@pytest.mark.parametrize("engine", ["engine", "compiled"])
def test_beside_each_loss_stands_how_well_the_task_is_done(engine, lab, table_of, request):
    if engine == "compiled":
        request.getfixturevalue("compiled_loop")
    lab = lab().train(9)
    first = lab.run
    lab.branch(4).rate(0.5).train(3).parameter(0, 5.0).train(4)
    header, rows = table_of(lab.experiment, content="scores")
    assert header == [
        "step",
        "run 1: rate 0.1",
        "run 1 accuracy",
        "run 2: rate 0.1, from 4 on 0.5",
        "run 2 accuracy",
    ]
    assert [row[1] for row in rows if row[1]] == losses_to_the_end(first)
    assert [row[2] for row in rows if row[2]] == scores_by_engine(first)
    assert [row[3] for row in rows] == losses_to_the_end(lab.run)
    assert [row[4] for row in rows] == scores_by_engine(lab.run)
    assert len({row[4] for row in rows}) > 1
    some = table_of(lab.experiment, content="scores", first=2, every=3)[1]
    assert some == rows[2::3]


def test_samples_held_out_have_columns_of_their_own(lab, table_of):
    network = {"test_share": 0.5, "layers": (4, 1), "activations": ("tanh", "linear")}
    lab = lab(GENERATORS["moons"].dataset(20), network).train(6)
    run, trainer = lab.run, lab.run.start.trainer()
    header, rows = table_of(lab.experiment, content="scores")
    assert header == [
        "step",
        "run 1: rate 0.1",
        "run 1 accuracy",
        "run 1 test loss",
        "run 1 test accuracy",
    ]
    for step, row in enumerate(rows):
        restore(trainer, run, step)
        now = measured(trainer)
        numbers = now.score.value, now.test_loss, now.test_score.value
        assert row[2:] == [repr(number) for number in numbers]


def test_an_r_squared_that_is_not_defined_is_an_empty_cell(lab, table_of):
    alike = Dataset([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]], [0.5, 0.5])
    header, rows = table_of(lab(alike).train(2).experiment, content="scores")
    assert header == ["step", "run 1: rate 0.1", "run 1 R²"]
    assert [row[2] for row in rows] == ["", "", ""]


# Parameters.


@pytest.mark.parametrize("is_compiled", [False, True])
@pytest.mark.parametrize(("first", "every"), [(0, 1), (3, 7), (2, 40)])
def test_a_row_has_the_data_before_an_update_and_the_gradients_of_its_loss(
    is_compiled, first, every, lab, table_of, request
):
    lab = lab().train(300)
    expected = numbers_by_engine(lab.run)
    if is_compiled:
        request.getfixturevalue("compiled_loop")
    header, rows = table_of(lab.experiment, content="parameters", first=first, every=every)
    label = "layer 1 · neuron 1 · w1"
    assert header[:4] == ["step", "loss", f"{label} data", f"{label} grad"]
    assert header[-1] == "layer 3 · neuron 1 · b grad"
    steps = range(first, 301, every)
    assert rows == [[str(k), *map(repr, expected[k])] for k in steps]


def test_edits_and_branches_are_in_the_table(lab, table_of):
    lab = lab().train(10).parameter(0, 0.75).rate(0.05).train(10).branch(15).parameter(1, -0.5)
    lab.train(5)
    header, rows = table_of(lab.experiment, content="parameters")
    assert [row[0] for row in rows] == [str(k) for k in range(21)]
    assert [row[1] for row in rows] == losses_to_the_end(lab.run)
    assert rows[10][header.index("layer 1 · neuron 1 · w1 data")] == "0.75"
    assert rows[15][header.index("layer 1 · neuron 1 · w2 data")] == "-0.5"


def test_a_table_of_parameters_begins_with_the_present_network(lab, table_of):
    lab = (
        lab()
        .train(10)
        .network({"layers": (2, 1), "activations": ("tanh", "tanh")})
        .train(4)
        .branch(12)
    )
    lab.train(5)
    header, rows = table_of(lab.experiment, content="parameters")
    assert len(header) == 2 + 2 * 11
    assert [row[0] for row in rows] == [str(k) for k in range(10, 18)]


def test_the_gradients_of_an_end_that_can_not_be_trained_on_are_empty(lab, table_of):
    lab = lab(None, {"layers": (1,), "activations": ("linear",)}).train(2).parameter(0, 1e200)
    rows = table_of(lab.experiment, content="parameters")[1]
    assert rows[2][:3] == ["2", "inf", "1e+200"]
    assert rows[2][3::2] == [""] * len(lab.run.start.data)


# Steps that are not there; time and memory.


@pytest.mark.parametrize("content", ["losses", "parameters"])
def test_steps_that_are_not_there_are_refused(content, lab, table_of):
    lab = lab()
    with pytest.raises(ValueError, match="no step was trained yet, train at least one"):
        table_of(lab.experiment, content=content)
    lab.train(10)
    with pytest.raises(ValueError, match="no step from 11 on, the steps are 0 to 10") as raised:
        table_of(lab.experiment, content=content, first=11)
    assert raised.value.option == "first"
    with pytest.raises(ValueError, match="no step from 5 to 4, the steps are 0 to 10") as raised:
        table_of(lab.experiment, content=content, first=5, last=4)
    assert raised.value.option == "last"
    with pytest.raises(ValueError, match="every second") as raised:
        table_of(lab.experiment, content=content, every=0)
    assert raised.value.option == "every"


@pytest.mark.parametrize("chosen", [{}, {"every": 30_000}, {"content": "parameters", "every": 500}])
def test_a_long_run_is_never_held_in_memory(
    compiled_loop, little_is_kept, chosen, lab, options, tmp_path
):
    experiment = lab(None, {"layers": (1,), "activations": ("tanh",)}).train(60_000).experiment
    tracemalloc.start()
    progress = list(write_csv_file(experiment, options(**chosen), tmp_path / "table.csv"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_500_000
    assert progress == sorted(progress)


def test_progress_is_told_often(compiled_loop, lab, options, tmp_path):
    experiment = lab().train(3_000).experiment
    chosen = options(content="parameters")
    told = [perf_counter()]
    for _ in write_csv_file(experiment, chosen, tmp_path / "table.csv"):
        told.append(perf_counter())
    waits = sorted(b - a for a, b in pairwise(told))
    assert len(waits) > 5
    # One of them may have waited for another process.
    assert waits[len(waits) * 9 // 10] < 0.1


def test_writing_changes_nothing(lab, table_of, script_of):
    lab = lab().train(20).rate(0.05).train(20).branch(30).train(5)
    runs = lab.experiment.all_runs()
    before = [(run.start, [*run.events], run.steps, run.place) for run in runs]
    table_of(lab.experiment)
    table_of(lab.experiment, content="parameters")
    script_of(lab.experiment)
    assert [(run.start, [*run.events], run.steps, run.place) for run in runs] == before
