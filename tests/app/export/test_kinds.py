"""The registry of exports: the ending says the kind, and nobody ever finds half a file."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name

import pytest

from app.export.kinds import ENDINGS, KINDS, check_target, export, kind_of, size_of
from app.export.options import ExportOptions
from app.window.main_window import MainWindow
from micrograd.export.options import ExportError
from micrograd.runs.experiment import Experiment, new_experiment

Pieces = list[str | Exception]


@pytest.fixture
def experiment() -> Experiment:
    return new_experiment()


def writes(monkeypatch: pytest.MonkeyPatch, *pieces: str | Exception) -> None:
    """Tables are written piece by piece; an error among them is met there."""

    def write(experiment: Experiment, options: ExportOptions, path: Path) -> Iterator[float]:
        with open(path, "w", encoding="utf-8") as file:
            for done, piece in enumerate(pieces, 1):
                if isinstance(piece, Exception):
                    raise piece
                file.write(piece)
                yield done / len(pieces)

    monkeypatch.setattr("micrograd.export.csv_files.write_csv_file", write)


def run(experiment: Experiment, path: Path) -> list[float]:
    return list(export(experiment, ExportOptions(), path, MainWindow.offscreen_view))


# The table of kinds.


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("window.png", "picture"),
        ("window.svg", "picture"),
        ("film.gif", "film"),
        ("film.webp", "film"),
        ("film.MP4", "film"),
        ("losses.csv", "table"),
        ("run.py", "script"),
    ],
)
def test_the_ending_says_the_kind(file: str, name: str) -> None:
    assert kind_of(Path(file)).name == name


@pytest.mark.parametrize("file", ["run.exe", "run", "", "run.py.", ".png"])
def test_another_ending_is_refused_with_all_that_there_are(file: str) -> None:
    with pytest.raises(ExportError) as refused:
        kind_of(Path(file))
    assert all(ending in str(refused.value) for ending in ENDINGS)


def test_every_ending_belongs_to_one_kind() -> None:
    assert len(set(ENDINGS)) == len(ENDINGS)


def test_every_kind_names_a_writer_that_is_there() -> None:
    assert all(callable(resolve_name(kind.written_by)) for kind in KINDS)


# Whole files only.


def test_a_file_is_written_and_nothing_else_is_left(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes(monkeypatch, "a", "b")
    assert run(experiment, tmp_path / "out.csv") == [0.5, 1.0]
    assert (tmp_path / "out.csv").read_text() == "ab"
    assert os.listdir(tmp_path) == ["out.csv"]


def test_until_the_end_the_old_file_is_there(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes(monkeypatch, "new", "er")
    target = tmp_path / "out.csv"
    target.write_text("old")
    for _ in export(experiment, ExportOptions(), target, MainWindow.offscreen_view):
        assert target.read_text() == "old"
    assert target.read_text() == "newer"


def test_an_export_that_is_closed_leaves_what_was_there(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes(monkeypatch, "half", "whole")
    target = tmp_path / "out.csv"
    target.write_text("old")
    work = export(experiment, ExportOptions(), target, MainWindow.offscreen_view)
    next(work)
    assert len(os.listdir(tmp_path)) == 2
    work.close()  # type: ignore[attr-defined]
    assert os.listdir(tmp_path) == ["out.csv"]
    assert target.read_text() == "old"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (ValueError("there is nothing to write"), "there is nothing to write"),
    ],
)
def test_an_error_on_the_way_is_told_with_the_file_and_leaves_what_was_there(
    experiment: Experiment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    said: str,
) -> None:
    writes(monkeypatch, "half", error)
    target = tmp_path / "out.csv"
    target.write_text("old")
    with pytest.raises(ExportError) as told:
        run(experiment, target)
    assert str(told.value) == f"out.csv was not written: {said}"
    assert os.listdir(tmp_path) == ["out.csv"]
    assert target.read_text() == "old"


def test_an_error_says_which_option_is_in_the_way(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes(monkeypatch, ExportError("too many", "every"))
    with pytest.raises(ExportError) as told:
        run(experiment, tmp_path / "out.csv")
    assert told.value.option == "every"


def test_a_mistake_in_the_program_leaves_no_file_either(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes(monkeypatch, "half", ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        run(experiment, tmp_path / "out.csv")
    assert os.listdir(tmp_path) == []


def test_a_link_stays_a_link(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes(monkeypatch, "new")
    (tmp_path / "there").mkdir()
    real = tmp_path / "there" / "real.csv"
    real.write_text("old")
    link = tmp_path / "link.csv"
    link.symlink_to(real)
    run(experiment, link)
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_the_permissions_of_a_file_that_is_replaced_stay(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes(monkeypatch, "new")
    target = tmp_path / "out.csv"
    target.write_text("old")
    target.chmod(0o640)
    run(experiment, target)
    assert target.stat().st_mode & 0o777 == 0o640


# What is refused before any work.


def refused(path: Path) -> str:
    with pytest.raises(ExportError) as told:
        check_target(path)
    return str(told.value)


def test_a_target_that_can_be_written_passes_without_a_trace(tmp_path: Path) -> None:
    check_target(tmp_path / "out.csv")
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "missing"
    said = f"out.csv was not written: the folder {folder} does not exist"
    assert refused(folder / "out.csv") == said


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = f"the folder {tmp_path / 'file'} does not exist"
    assert said in refused(tmp_path / "file" / "out.csv")


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    assert "there is a folder of that name" in refused(tmp_path / "out.csv")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="root may write everywhere, and Windows has no such modes",
)
def test_a_folder_and_a_file_that_may_not_be_written_to_are_told(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    target.chmod(0o444)
    assert "you may not write there" in refused(target)
    tmp_path.chmod(0o555)
    assert "you may not write there" in refused(tmp_path / "new.csv")
    tmp_path.chmod(0o755)


@pytest.mark.parametrize("name", [f"{'x' * 300}.csv", "a\0b.csv"])
def test_an_impossible_name_is_told(tmp_path: Path, name: str) -> None:
    assert "was not written" in refused(tmp_path / name)


def test_a_target_that_is_refused_is_not_written(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes(monkeypatch, ZeroDivisionError("it was begun"))
    with pytest.raises(ExportError):
        run(experiment, tmp_path / "missing" / "out.csv")


# In words.


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "0 bytes"), (999, "999 bytes"), (2140, "2.1 kB"), (2_140_000, "2.1 MB")],
)
def test_the_size_of_a_file_is_told_in_words(tmp_path: Path, size: int, said: str) -> None:
    file = tmp_path / "film.gif"
    file.write_bytes(bytes(size))
    assert size_of(file) == said
