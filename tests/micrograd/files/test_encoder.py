"""Encoding the same experiment again and again, as autosave does."""

import random
import time

import msgspec
import pytest

from micrograd.data.dataset import Dataset
from micrograd.files import json_text
from micrograd.files.errors import FileError
from micrograd.files.reading import from_bytes
from micrograd.files.writing import Encoder, laid_out, to_bytes
from micrograd.recipe.recipe import Recipe
from micrograd.runs.events import parameter_event, setting_event
from micrograd.runs.experiment import Experiment, new_experiment
from micrograd.runs.run import Run, drawn_start
from tests.micrograd.files.experiments import TWO_SAMPLES, branch, train, tried


def assert_up_to_date(encoder: Encoder, experiment: Experiment) -> None:
    assert encoder.encode(experiment) == Encoder().encode(experiment)


def test_every_change_is_in_the_next_file() -> None:
    experiment = tried()
    encoder = Encoder()
    first, fourth = experiment.runs[1:]

    def change() -> None:
        assert_up_to_date(encoder, experiment)

    change()
    train(first, 1)
    change()
    first.add_event(setting_event(first.steps, "learning_rate", 0.25))
    change()
    first.add_event(setting_event(first.steps, "learning_rate", 0.5))
    change()
    first.add_event(parameter_event(first.steps, 0, "w", 0.5))
    change()
    fourth.start = fourth.start.changed(setting_event(0, "learning_rate", 0.75))
    change()
    first.name = "another name"
    change()
    first.is_hidden = True
    change()
    first.place = 3
    change()
    experiment.current.place = 19
    change()
    experiment.current = fourth
    change()
    first.rewind(first.steps - 1, [0.5] * len(first.start.data))
    change()
    train(first, 1)
    change()


def test_a_dataset_that_moves_in_the_table_is_still_found() -> None:
    experiment = new_experiment()
    encoder = Encoder()
    first = experiment.current
    other = experiment.new_run(drawn_start(Recipe(dataset=TWO_SAMPLES)))
    experiment.add(other)
    experiment.add(experiment.new_run(drawn_start(Recipe(dataset=TWO_SAMPLES))))
    assert_up_to_date(encoder, experiment)
    experiment.current = other
    experiment.remove(first)
    assert_up_to_date(encoder, experiment)
    other.add_event(setting_event(0, "dataset", first.start.recipe.dataset, "four samples"))
    assert_up_to_date(encoder, experiment)
    opened = from_bytes(encoder.encode(experiment))
    assert [len(run.recipe.dataset) for run in opened.runs] == [4, 2]


def test_a_deleted_run_is_there_as_long_as_a_branch_needs_it() -> None:
    experiment = new_experiment()
    encoder = Encoder()
    train(experiment.current, 5)
    old, new = experiment.current, branch(experiment, experiment.current, 3)
    experiment.current = new
    assert_up_to_date(encoder, experiment)
    experiment.remove(old)
    assert_up_to_date(encoder, experiment)
    assert [each["number"] for each in runs_of(encoder.encode(experiment))] == [2, 1]
    experiment.add(experiment.new_run(old.start))
    experiment.current = experiment.runs[1]
    experiment.remove(new)
    assert_up_to_date(encoder, experiment)
    assert [each["number"] for each in runs_of(encoder.encode(experiment))] == [3]


def runs_of(data: bytes) -> list[dict[str, object]]:
    runs: list[dict[str, object]] = msgspec.json.decode(data)["runs"]
    return runs


def many_runs() -> Experiment:
    rng = random.Random(0)
    rows = [[rng.gauss(0, 1) for _ in range(4)] for _ in range(10_000)]
    experiment = new_experiment(Recipe(dataset=Dataset.from_rows(rows)))
    for seed in range(1, 1000):
        start = drawn_start(Recipe(seed=seed, dataset=experiment.current.start.recipe.dataset))
        experiment.add(experiment.new_run(start))
    for run in experiment.runs:
        pretend_to_train(run)
    return experiment


def pretend_to_train(run: Run) -> None:
    for step in range(100):
        run.history.losses.append(1 / (step + 3))
    run.history.last = list(run.start.data)


def test_a_thousand_runs_that_did_not_change_take_a_fraction_of_the_time() -> None:
    experiment = many_runs()
    encoder = Encoder()
    encoder.encode(experiment)
    again = min(seconds_to_encode(encoder, experiment) for _ in range(7))
    anew = min(seconds_to_encode(Encoder(), experiment) for _ in range(3))
    # It is an eighth; both are measured side by side, as no machine is always as fast.
    assert again < anew / 3


def seconds_to_encode(encoder: Encoder, experiment: Experiment) -> float:
    began = time.process_time()
    encoder.encode(experiment)
    return time.process_time() - began


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("MOST_BYTES", "1 MB are too many: a file has at most 0 MB"),
        ("MOST_VALUES", "values are too many"),
        ("MOST_LISTS", "lists are too many"),
    ],
)
def test_what_could_not_be_read_again_is_not_written(
    limit: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = tried()
    monkeypatch.setattr(f"micrograd.files.limits.{limit}", 100)
    for write in (to_bytes, Encoder().encode):
        with pytest.raises(FileError, match=message):
            write(experiment)


def test_more_runs_than_can_be_read_are_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("micrograd.files.schema.MOST_RUNS", 3)
    with pytest.raises(FileError, match=r"^4 runs are too many: a file has at most 3$"):
        to_bytes(tried())


# The layout for people.


def test_a_row_of_numbers_is_one_line() -> None:
    text = laid_out(b'{"a":[[1.5,-2e-9],[3]],"b":{"kind":"x","step":1},"c":[],"d":[1,2]}').decode()
    assert text.splitlines() == [
        "{",
        '  "a": [',
        "    [1.5, -2e-9],",
        "    [3]",
        "  ],",
        '  "b": {"kind": "x", "step": 1},',
        '  "c": [],',
        '  "d": [1, 2]',
        "}",
    ]


def test_texts_are_left_as_they_are() -> None:
    for text in ("[\n  1,\n  2]", "{ }", '"', "\\", "a  b", "[[", "]", "é\u2028"):
        content = {"text": text, "row": [text, 1], "deep": [[{"text": text}]]}
        assert msgspec.json.decode(laid_out(msgspec.json.encode(content))) == content


def test_an_event_is_one_line() -> None:
    lines = to_bytes(tried()).decode().splitlines()
    assert '        {"kind": "learning_rate", "step": 10, "value": 0.05, "note": ""},' in lines
    assert all(len(line) < 100 for line in lines if "." not in line)


@pytest.mark.parametrize("count", [1, 2, 1203])
def test_rows_of_samples_are_laid_out_as_all_rows_are(count: int) -> None:
    numbers = [[i / 7, -1e300, 2.0, 5e-324] for i in range(count)]
    name = 'a "samples":[[1,2],[3]] of -0e0 [{'
    dataset = Dataset.from_rows(numbers, 2, name)
    other = Dataset.from_rows([[0.0, 1.0, 2.0, 3.0]] * 4, 2)
    experiment = new_experiment(Recipe(dataset=dataset))
    experiment.runs[0].add_event(setting_event(0, "dataset", other, name))
    found = to_bytes(experiment)
    every = json_text.INNERMOST.sub(
        json_text._on_one_line, msgspec.json.format(Encoder().encode(experiment), indent=2)
    )
    assert found == every + b"\n"
    assert found.count(b"\n        [") == count + 4
    assert from_bytes(found).current.start.recipe.dataset == dataset
