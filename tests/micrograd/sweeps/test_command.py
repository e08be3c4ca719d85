"""`python -m micrograd sweep`: every combination of values, a line each."""

import csv
import io
from itertools import islice

import pytest

import micrograd.sweeps.pieces
from micrograd.parallel.threads import ThreadWorkers
from micrograd.recipe.recipe import Recipe
from micrograd.sweeps.command import main
from micrograd.sweeps.plan import SweepPlan
from micrograd.sweeps.sweep import Sweep

RATES = "learning-rate=0.01 to 1, 3 values"


@pytest.fixture
def refusal(capsys):
    """The one line of the error, where the command refuses its options."""

    def run(*arguments):
        with pytest.raises(SystemExit) as exit_:
            main(list(arguments))
        assert exit_.value.code == 2
        (line,) = capsys.readouterr().err.splitlines()
        return line

    return run


def test_every_combination_has_its_line_and_the_best_is_told(capsys):
    assert main([RATES, "seed=0-1", "optimizer=adam, momentum", "--steps", "20"]) == 0
    streams = capsys.readouterr()
    axes = {
        "learning_rate": (0.01, 0.1, 1.0),
        "seed": (0, 1),
        "optimizer": ("adam", "momentum"),
    }
    sweep = Sweep(SweepPlan(Recipe(), axes, steps=20))
    list(sweep.work())
    assert streams.out.splitlines() == [
        f"{each.trial.name}: {each.outcome.words}, loss {each.loss!r}, {each.score}"
        for each in sweep.results
    ]
    assert streams.out.startswith("rate 0.01 · seed 0 · adam: got stuck, loss ")
    best = min(sweep.results, key=lambda result: result.loss)
    assert streams.err.endswith(f"the best loss: {best.trial.name}\n")
    assert ": 8 learned, 1 got stuck, 3 got worse, 0 diverged; " in streams.err


def test_losses_of_different_kinds_are_compared_by_score(capsys):
    assert main(["loss=hinge, mean-squared", "--steps", "9"]) == 0
    streams = capsys.readouterr()
    assert [line.partition(":")[0] for line in streams.out.splitlines()] == [
        "hinge",
        "mean-squared",
    ]
    assert "; the best score: " in streams.err


def test_a_run_that_diverges_says_so(capsys):
    assert main(["learning-rate=1", "--activations", "linear", "--steps", "500"]) == 0
    assert capsys.readouterr().out.startswith("rate 1: diverged at step ")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["speed=1"], "'speed=1' is not NAME=VALUES with one of learning-rate, layers, "),
        (["optimizer"], "'optimizer' is not NAME=VALUES"),
        (["optimizer=adam,sgd"], "optimizer: there is no 'sgd', but gradient-descent"),
        (["learning-rate=0"], "learning-rate: 0 is not a finite number above 0"),
        (["seed=1", "seed=2"], "seed is tried twice"),
        (["seed=1", "--out", "runs.txt"], "argument --out: runs.txt does not end with .csv"),
        (["seed=1", "--out", "no/runs.csv"], "argument --out: no/runs.csv: the folder /"),
        (["seed=1", "--resume"], "argument --resume: goes with --out"),
        (
            ["momentum=0.5"],
            "momentum: nothing depends on the momentum without",
        ),
        (["seed=0-999", "learning-rate=0.1, 0.2"], "are 2,000 runs, more than 1,000"),
    ],
)
def test_what_can_not_be_tried_is_refused_in_one_line(refusal, typed, said):
    line = refusal(*typed)
    assert line.startswith("python -m micrograd sweep: error: ")
    assert said in line


def test_test_shares_are_compared_by_their_tests(capsys):
    assert main(["test-share=0.2, 0.5", "--data", "moons", "--steps", "9"]) == 0
    streams = capsys.readouterr()
    assert all(", test accuracy " in line for line in streams.out.splitlines())
    assert "; the best test score: test share " in streams.err
    assert streams.err.endswith(" (as they are trained on different samples)\n")


GRID = (RATES, "seed=0-3", "--steps", "20")


def read(file):
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))


@pytest.fixture
def small_pieces(monkeypatch):
    """Each piece has a few runs only."""
    monkeypatch.setattr(micrograd.sweeps.pieces, "PIECE_S", 0.0)


def test_the_table_has_a_row_for_each_run(tmp_path, capsys):
    file = tmp_path / "runs.csv"
    data = ["--data", "moons", "--samples", "20"]
    assert main([RATES, "test-share=0.2,0.5", "--steps", "9", *data, "--out", str(file)]) == 0
    rows = read(file)
    assert [row["learning-rate"] for row in rows[:4]] == ["0.01", "0.1", "1", "0.01"]
    assert {row["outcome"] for row in rows} <= {"learned", "got-stuck", "got-worse"}
    told = capsys.readouterr().out.splitlines()
    assert all(f"loss {row['loss']}, " in line for row, line in zip(rows, told, strict=True))
    assert all(0 <= float(row["test-score"]) <= 1 for row in rows)
    assert [path.name for path in tmp_path.iterdir()] == ["runs.csv"]


def test_a_run_that_diverged_has_no_loss_in_the_table(tmp_path):
    file = tmp_path / "runs.csv"
    linear = ["--activations", "linear", "--steps", "500"]
    assert main(["learning-rate=1", *linear, "--out", str(file)]) == 0
    (row,) = read(file)
    assert (row["outcome"], row["loss"], row["score"]) == ("diverged", "", "")
    assert int(row["diverged-at"]) > 0


@pytest.mark.usefixtures("small_pieces")
def test_an_interrupted_sweep_goes_on_where_it_was(tmp_path, monkeypatch, capsys):
    whole, file = tmp_path / "whole.csv", tmp_path / "runs.csv"
    assert main([*GRID, "--out", str(whole)]) == 0
    lines = capsys.readouterr().out
    hand_out = ThreadWorkers.hand_out

    def interrupted(self, pieces):
        for count, done in enumerate(hand_out(self, pieces)):
            if count == 1:
                raise KeyboardInterrupt
            yield done

    monkeypatch.setattr(ThreadWorkers, "hand_out", interrupted)
    assert main([*GRID, "--out", str(file)]) == 130
    assert " of 12 runs are done; the same command with --resume" in capsys.readouterr().err
    assert not file.exists()
    trained = []

    def counted(self, pieces):
        for piece, records in hand_out(self, pieces):
            trained.extend(piece)
            yield piece, records

    monkeypatch.setattr(ThreadWorkers, "hand_out", counted)
    assert main([*GRID, "--out", str(file), "--resume"]) == 0
    assert 0 < len(trained) == len(set(trained)) < 12
    assert file.read_text() == whole.read_text()
    # What was found is told as well.
    assert capsys.readouterr().out == lines
    assert sorted(path.name for path in tmp_path.iterdir()) == ["runs.csv", "whole.csv"]
    # A finished table is left alone, one of another sweep is not.
    trained.clear()
    assert main([*GRID, "--out", str(file), "--resume"]) == 0
    assert capsys.readouterr().err.endswith("runs.csv is finished already\n")
    assert trained == []
    assert main([*GRID, "--optimizer", "adam", "--out", str(file), "--resume"]) == 0
    assert len(trained) == 12


@pytest.mark.usefixtures("small_pieces")
def test_runs_of_another_sweep_are_refused(refusal, tmp_path, monkeypatch, capsys):
    file, hand_out = tmp_path / "runs.csv", ThreadWorkers.hand_out

    def interrupted(self, pieces):
        yield from islice(hand_out(self, pieces), 1)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(ThreadWorkers, "hand_out", interrupted)
        assert main([*GRID, "--out", str(file)]) == 130
    capsys.readouterr()
    line = refusal(RATES, "seed=0-4", "--steps", "20", "--out", str(file), "--resume")
    assert "argument --resume: runs.csv.part has runs of another sweep: seed is" in line


def test_a_sweep_with_a_wrong_line_says_so(tmp_path, capsys):
    file = tmp_path / "runs.csv"
    assert main(["seed=0,1", "--steps", "2", "--fault", "uphill", "--out", str(file)]) == 0
    assert "one line is wrong on purpose: The update goes along" in capsys.readouterr().err
    assert "loss (one line wrong: Wrong sign of the update)" in read(file)[0]
    assert main(["fault=none,uphill", "--steps", "2"]) == 0
    assert "on purpose" not in capsys.readouterr().err
