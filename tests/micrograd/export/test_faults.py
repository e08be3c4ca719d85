"""Files of a run with a fault: each says which line is wrong, or refuses."""

import csv

import pytest

from micrograd.export.csv_files import write_csv_file
from micrograd.export.options import ExportError
from micrograd.export.script import write_script
from micrograd.recipe.faults import FAULTS
from tests.micrograd.export.conftest import Options

NAMES = [name for name, row in FAULTS.items() if row.is_any]


@pytest.mark.parametrize("name", NAMES)
def test_a_script_for_micrograd_has_the_wrong_line_and_says_so(
    lab, script_of, lines_of, printed_by, name
):
    lab = lab(network={"fault": name, "layers": (2, 1), "test_share": 0.25}, rate=0.003).train(4)
    text = script_of(lab.experiment)
    assert f"# One line is wrong on purpose: {FAULTS[name].words.split(',')[0][:40]}" in text
    assert printed_by(text) == lines_of(lab.run)


def test_a_script_has_a_fault_from_its_step_on(lab, script_of, lines_of, printed_by):
    lab = lab().train(4).set("fault", "no-zero-grad").train(4).branch(6).train(3)
    lab.set("fault", "none").train(2)
    assert printed_by(script_of(lab.experiment)) == lines_of(lab.run)


def test_gradients_that_another_network_adds_to_are_in_the_script(
    lab, script_of, lines_of, printed_by
):
    lab = lab(network={"fault": "no-zero-grad"}).train(4).network({"layers": (5, 4, 1)}).train(3)
    assert printed_by(script_of(lab.experiment)) == lines_of(lab.run)


@pytest.mark.parametrize("library", ["none", "torch"])
def test_other_scripts_refuse_a_fault(lab, tmp_path, library):
    lab = lab(network={"fault": "uphill"}).train(2)
    file = tmp_path / "script.py"
    with pytest.raises(ExportError, match=r"no wrong line \(Wrong sign of the update\)") as refused:
        list(write_script(lab.experiment, Options(library=library), file))
    assert refused.value.option == "library"
    assert not file.exists()


@pytest.mark.parametrize(
    ("content", "column"),
    [("losses", 1), ("scores", 1), ("parameters", 1)],
)
def test_the_head_of_a_table_says_it(lab, tmp_path, content, column):
    lab = lab(network={"fault": "uphill"}).train(2)
    file = tmp_path / "table.csv"
    list(write_csv_file(lab.experiment, Options(content=content), file))
    (head, *_) = csv.reader(file.read_text(encoding="utf-8").splitlines())
    assert "one line wrong" in head[column]


def test_no_file_names_a_fault_that_is_to_be_found(lab, tmp_path):
    lab = lab(network={"fault": "uphill"}).train(2)
    lab.run.hides_fault = True
    file = tmp_path / "file"
    with pytest.raises(ExportError, match="is still to be found") as refused:
        list(write_script(lab.experiment, Options(library="micrograd"), file))
    assert "sign" not in str(refused.value)
    list(write_csv_file(lab.experiment, Options(content="losses"), file))
    assert "one line wrong: ?" in file.read_text(encoding="utf-8").splitlines()[0]
