"""Answers: scores are kept on this computer, and nothing that is wrong with their file matters."""

from pathlib import Path

import pytest

from app.scenes.asking.answers import MOST_BYTES, Answers, Scores, answers_file, key_of
from tests.app.scenes.scripts import script


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "answers.json"


def test_the_last_and_the_best_score_are_kept(path: Path) -> None:
    answers = Answers(path)
    assert answers.scores("The chain rule", 3) is None
    assert answers.note("The chain rule", 3, 84) == Scores(84, 84)
    assert answers.note("The chain rule", 3, 40) == Scores(40, 84)
    # They outlive the program.
    assert Answers(path).scores("The chain rule", 3) == Scores(40, 84)


def test_what_is_done_is_kept_beside_the_scores(path: Path) -> None:
    answers = Answers(path)
    answers.note("One", 1, 10)
    answers.note_done("One")
    assert Answers(path).done == {"One"}
    answers.forget("One")
    assert answers.done == {"One"}
    answers.forget_done()
    assert answers.done == set()


def test_scripts_and_scenes_have_their_own(path: Path) -> None:
    answers = Answers(path)
    answers.note("One", 1, 10)
    answers.note("One", 2, 20)
    answers.note("Two", 1, 30)
    assert [answers.scores(*each) for each in (("One", 1), ("One", 2), ("Two", 1))] == [
        (10, 10),
        (20, 20),
        (30, 30),
    ]


def test_scripts_of_one_title_that_ask_different_things_have_their_own() -> None:
    ask = {"text": "The loss then?", "kind": "number", "of": "loss"}
    first, other = script({"ask": ask}), script({"ask": {**ask, "of": "accuracy"}})
    assert key_of(first) != key_of(other)
    assert key_of(first).startswith("A test ")
    # Another caption asks nothing else.
    assert key_of(script({"ask": ask, "caption": "Now"})) == key_of(first)


def test_scores_of_a_script_can_be_forgotten(path: Path) -> None:
    answers = Answers(path)
    answers.note("One", 1, 10)
    answers.note("Two", 1, 30)
    answers.forget("One")
    answers.forget("Unknown")
    assert answers.scores("One", 1) is None
    assert answers.scores("Two", 1) == (30, 30)


def test_two_windows_keep_what_the_other_has_written(path: Path) -> None:
    one, other = Answers(path), Answers(path)
    one.note("One", 1, 10)
    other.note("Two", 1, 20)
    one.note("One", 1, 5)
    assert Answers(path).scores("One", 1) == (5, 10)
    assert Answers(path).scores("Two", 1) == (20, 20)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1, 2]",
        b"\xff\xfe",
        b'{"scores": {"One": {"1": [101, 3]}}}',
        b'{"scores": {"One": {"x": [1, 3]}}}',
        b"[" * 100_000,
        b'{"scores": ' + b" " * MOST_BYTES + b"{}}",
    ],
)
def test_a_broken_file_counts_as_empty_and_is_replaced(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    answers = Answers(path)
    assert answers.scores("One", 1) is None
    answers.note("One", 1, 70)
    assert answers.scores("One", 1) == (70, 70)


def test_where_nothing_can_be_written_the_lesson_goes_on(path: Path) -> None:
    path.mkdir(parents=True)
    answers = Answers(path)
    assert answers.note("One", 1, 70) == (70, 70)
    assert answers.scores("One", 1) is None


def test_they_are_kept_beside_the_unsaved_work() -> None:
    assert answers_file().parts[-2:] == ("micrograd-playground", "answers.json")
