"""The tables that come with the library are those that were published."""

from statistics import mean

import pytest

from micrograd.data.measured import FOLDER, MEASURED
from micrograd.data.tasks import classes_of, task_of


def test_iris_is_fishers():
    iris = MEASURED["iris"].dataset()
    assert (len(iris), iris.nin, iris.nout) == (150, 4, 3)
    # The means that R's own table has; the numbers of the UCI repository differ in two flowers.
    assert [mean(column) for column in zip(*iris.xs, strict=True)] == pytest.approx(
        [5.843333, 3.057333, 3.758000, 1.199333], abs=1e-6
    )
    assert iris.xs[34] == [4.9, 3.1, 1.5, 0.2]
    assert [classes_of(iris.targets).count(each) for each in range(3)] == [50, 50, 50]
    assert task_of(iris.targets).text == "3 classes"


def test_indomethacin_has_eleven_times_of_six_people():
    table = MEASURED["indomethacin"].dataset()
    assert (len(table), table.nin, table.nout) == (66, 1, 1)
    times = [0.25, 0.5, 0.75, 1, 1.25, 2, 3, 4, 5, 6, 8]
    assert [x for (x,) in table.xs] == times * 6
    assert mean(table.ys) == pytest.approx(0.5918182, abs=1e-6)
    assert task_of(table.targets).text == "regression"


def test_the_columns_of_tables_have_their_real_names():
    assert MEASURED["iris"].dataset().column_names() == [
        *("sepal_length", "sepal_width", "petal_length", "petal_width"),
        *("Iris-setosa", "Iris-versicolor", "Iris-virginica"),
    ]
    assert MEASURED["indomethacin"].dataset().column_names() == ["hours", "concentration"]


@pytest.mark.parametrize("name", list(MEASURED))
def test_a_table_is_called_like_its_row_and_tells_its_source(name):
    assert MEASURED[name].dataset().name == name
    assert f"`{name}.csv`" in (FOLDER / "README.md").read_text(encoding="utf-8")
