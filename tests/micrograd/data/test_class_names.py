"""Classes keep the names that their label had."""

import pytest

from micrograd.data.class_names import class_names, output_names, put_typed, sample_class, titles
from micrograd.data.csv_samples import csv_text, read_csv
from micrograd.data.dataset import Dataset
from micrograd.data.measured import FOLDER, MEASURED
from micrograd.data.table.table import understand

TWO = "hours,kind\n1,yes\n2,no\n3.5,yes\n"
THREE = "hours,kind\n1,cat\n2,dog\n3.5,ape\n"


def two(low: float = 0.0, **more: object) -> Dataset:
    """Three samples of two classes."""
    return Dataset([[1.0], [2.0], [3.5]], [1.0, low, 1.0], **{"classes": ["no", "yes"], **more})


def test_a_label_of_two_texts_names_both_classes():
    read = understand(TWO).dataset()
    assert read.ys == [1.0, 0.0, 1.0]
    assert (class_names(read), output_names(read)) == (["no", "yes"], ["kind: no or yes"])
    assert [sample_class(read, i) for i in range(3)] == ["yes", "no", "yes"]
    assert titles(read) == "hours, kind (0 is no, 1 is yes)"


def test_each_of_several_classes_is_called_like_its_column():
    read = understand(THREE).dataset()
    assert class_names(read) == output_names(read) == ["ape", "cat", "dog"]
    assert read.classes == []
    assert class_names(read.renamed(1, "monkey")) == ["monkey", "cat", "dog"]


def test_samples_without_a_label_have_no_names():
    for dataset in (Dataset([[1.0], [2.0]], [0, 1]), Dataset([[1.0]], [[0, 1, 0]])):
        assert class_names(dataset) == []
        assert not any(output_names(dataset))


@pytest.mark.parametrize(
    ("classes", "ys", "wrong"),
    [
        (["a"], [0.0, 1.0], "1 names of classes, but two belong to a single target"),
        (["a", "b"], [[0.0, 1.0], [1.0, 0.0]], "2 names of classes, but two belong to"),
        (["a", "a "], [0.0, 1.0], "are to be told apart"),
        (["a", " "], [0.0, 1.0], "are to be told apart"),
        (["a", "b" * 201], [0.0, 1.0], "more than 200 letters"),
    ],
)
def test_names_that_do_not_fit_are_refused(classes, ys, wrong):
    with pytest.raises(ValueError, match=wrong):
        Dataset([[1.0], [2.0]], ys, classes=classes)


def test_names_stay_with_every_edit_that_keeps_the_target():
    dataset = two()
    others = [
        dataset.with_input(),
        dataset.with_input("x1*x1").without_input(1),
        dataset.renamed(0, "size"),
        dataset.edited([[1.0, 0.5]], 1),
        dataset.rows_taken([1, 2]),
    ]
    assert [each.classes for each in others] == [["no", "yes"]] * len(others)
    assert dataset.with_targets(2).classes == []
    assert not dataset.is_same(two(classes=["no", "maybe"]))
    # A number of no class is none, until it is one again.
    assert class_names(dataset.edited([[1.0, 0.5], [2.0, 1.0]], 1)) == []


def test_a_class_is_typed_by_its_name():
    row = [1.0, 1.0]
    put_typed(two(), row, 1, " no ")
    assert row == [1.0, 0.0]
    put_typed(two(-1.0), row, 1, "no")
    assert row == [1.0, -1.0]
    put_typed(two(), row, 1, "0,5", ",")
    assert row == [1.0, 0.5]
    with pytest.raises(ValueError, match="“maybe” is not a number; the classes are no, yes"):
        put_typed(two(), row, 1, "maybe")
    with pytest.raises(ValueError, match=r"“no” is not a number$"):
        put_typed(two(), row, 0, "no")
    row = [1.0, 1.0, 0.0, 0.0]
    put_typed(understand(THREE).dataset(), row, 1, "dog")
    assert row == [1.0, 0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("dataset", "header"),
    [
        (two(), "x1,y"),
        (two(columns=["hours", "kind"]), "hours,kind"),
        (two(classes=["1", "2"]), "x1,class: y"),
        (understand(THREE).dataset(), "hours,class"),
        (MEASURED["iris"].dataset(), "sepal_length,sepal_width,petal_length,petal_width,class"),
        (
            understand('a,kind\n1,a b\n2,b\n3,"c,d"\n5,b\n').dataset().renamed(0, "class"),
            "class,class: class (2)",
        ),
        (
            understand(
                "x,pet\n1,1\n1,3\n5,12\n",
            )
            .dataset()
            .renamed(0, "z"),
            "z,pet",
        ),
    ],
)
def test_a_table_that_is_saved_opens_again_with_the_same_classes(tmp_path, dataset, header):
    path = tmp_path / "saved.csv"
    path.write_text(csv_text(dataset), encoding="utf-8")
    assert path.read_text(encoding="utf-8").splitlines()[0] == header
    back = read_csv(path)
    assert back.is_same(dataset)
    assert class_names(back) == class_names(dataset)


@pytest.mark.parametrize(
    "dataset",
    [
        two(-1.0),
        two(classes=["yes", "no"]),
        two(classes=["?", "yes"]),
        Dataset([[1.0], [2.0]], [[1, 0, 0], [0, 1, 0]], columns=["x", "a", "b", "c"]),
    ],
)
def test_numbers_are_written_where_names_would_be_read_as_others(tmp_path, dataset):
    path = tmp_path / "saved.csv"
    path.write_text(csv_text(dataset), encoding="utf-8")
    assert read_csv(path).rows() == dataset.rows()


def test_iris_is_a_table_like_any_other():
    path = FOLDER / "iris.csv"
    assert path.read_text(encoding="utf-8").splitlines()[1] == "5.1,3.5,1.4,0.2,Iris-setosa"
    read = read_csv(path)
    assert read.is_same(MEASURED["iris"].dataset())
    assert class_names(read) == ["Iris-setosa", "Iris-versicolor", "Iris-virginica"]
