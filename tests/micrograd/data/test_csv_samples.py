"""Samples as a CSV text come back to the last bit; what is wrong is told with its place."""

import sys
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.data.columns import distinct_names
from micrograd.data.csv_samples import csv_text, read_csv
from micrograd.data.dataset import Dataset, four_samples

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.fixture
def file_with(tmp_path):
    """A CSV file with this text (or these bytes)."""

    def write(content):
        path = tmp_path / "samples.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@settings(deadline=None, max_examples=50)
@given(data=st.data(), nin=st.integers(1, 4), nout=st.integers(1, 3))
def test_a_dataset_comes_back_from_its_file_to_the_last_bit(tmp_path_factory, data, nin, nout):
    row = st.lists(FINITE, min_size=nin + nout, max_size=nin + nout)
    dataset = Dataset.from_rows(data.draw(st.lists(row, min_size=1, max_size=5)), nout)
    path = tmp_path_factory.getbasetemp() / "round_trip.csv"
    path.write_bytes(csv_text(dataset).encode())
    back = read_csv(path)
    assert (back.nin, back.nout, type(back.ys[0])) == (nin, nout, type(dataset.ys[0]))
    assert [[x.hex() for x in cells] for cells in back.rows()] == [
        [x.hex() for x in cells] for cells in dataset.rows()
    ]


def test_the_text_has_a_header_and_a_line_per_sample():
    assert csv_text(four_samples()).splitlines() == [
        "x1,x2,x3,y",
        "2.0,3.0,-1.0,1.0",
        "3.0,-1.0,0.5,-1.0",
        "0.5,1.0,1.0,-1.0",
        "1.0,1.0,-1.0,1.0",
    ]


def test_the_header_numbers_several_targets():
    text = csv_text(Dataset([[1.0]], [[2.0, 3.0]]))
    assert text.splitlines() == ["x1,y1,y2", "1.0,2.0,3.0"]


# In a name these may look like what separates cells, begins JSON, or makes a comment of a line.
NAMES = st.text(st.characters(exclude_characters=",;{#")) | st.sampled_from(
    ["y", "Y2", "y1: a", "y: ", "3", "x2", "year: 2000", '"', "a, b"]
)


@settings(deadline=None, max_examples=200)
@given(data=st.data(), nin=st.integers(1, 4), nout=st.integers(1, 3))
def test_names_of_columns_come_back_from_a_file(tmp_path_factory, data, nin, nout):
    names = st.lists(NAMES, min_size=nin + nout, max_size=nin + nout)
    columns = distinct_names(data.draw(names))
    dataset = Dataset.from_rows([[0.5] * (nin + nout)], nout, columns=columns)
    path = tmp_path_factory.getbasetemp() / "names.csv"
    path.write_bytes(csv_text(dataset).encode())
    assert read_csv(path).is_same(dataset)


def test_several_targets_with_names_are_marked():
    text = csv_text(Dataset([[1.0]], [[2.0, 3.0]], columns=["hours", "cat", "dog"]))
    assert text.splitlines() == ["hours,y1: cat,y2: dog", "1.0,2.0,3.0"]
    text = csv_text(Dataset([[1.0]], [2.0], columns=["hours", "price"]))
    assert text.splitlines() == ["hours,price", "1.0,2.0"]


def test_a_dataset_is_called_like_its_file(file_with):
    assert read_csv(file_with("1,2\n")).name == "samples.csv"


def test_a_path_may_be_text(tmp_path):
    path = tmp_path / "four.csv"
    path.write_bytes(csv_text(four_samples()).encode())
    assert read_csv(str(path)) == four_samples()


@pytest.mark.parametrize(
    ("text", "xs", "ys"),
    [
        ("1,2,3\n4,5,6\n", [[1, 2], [4, 5]], [3, 6]),
        ("1,2,3", [[1, 2]], [3]),
        ("x1,x2,y\n1,2,3\n", [[1, 2]], [3]),
        ("height,weight,price\n1,2,3\n", [[1, 2]], [3]),
        ("years,weight,price\n1,2,3\n", [[1, 2]], [3]),
        ("x1,y1,y2\n1,2,3\n", [[1]], [[2, 3]]),
        ("a,y\n1,2\n", [[1]], [2]),
        ("y,x\n1,2\n", [[2]], [1]),
        ('"x, in metres",y\n"1","2"\n', [[1]], [2]),
        ("\ufeff1,2\n", [[1]], [2]),
        ("\ufeffx,y\n1,2\n", [[1]], [2]),
        ("x,y\r\n1,2\r\n3,4\r\n", [[1], [3]], [2, 4]),
        ("\n\nx,y\n\n1,2\n  \n , \n3,4\n\n", [[1], [3]], [2, 4]),
        (" 1.5 , -2e3 \n", [[1.5]], [-2000.0]),
        ("0,5;1,234;2\n1;2,5;3\n", [[0.5, 1.234], [1, 2.5]], [2, 3]),
        ("x;y\n1.234;0,5", [[1234]], [0.5]),
        ("1;2\n3;4\n", [[1], [3]], [2, 4]),
        ("x;y\n1.5;2\n", [[1.5]], [2]),
        ("x;y\n1,5;2,5\n", [[1.5]], [2.5]),
        ('"height, weight";y\n1;2\n', [[1]], [2]),
        ("x\ty\n1\t2\n", [[1]], [2]),
        ("x1\tx2\ty\n1,5\t2,5\t3\n", [[1.5, 2.5]], [3]),
        ("-1,5\t-2,5\n", [[-1.5]], [-2.5]),
        (",5\t,25\n", [[0.5]], [0.25]),
        ("x\ty\n,5\t-,25\n1\t ,75\n", [[0.5], [1]], [-0.25, 0.75]),
        (",5;1\n", [[0.5]], [1]),
        ("-,5;,5;1\n", [[-0.5, 0.5]], [1]),
        ("1 ,2\n", [[1]], [2]),
        ("\n\nx;y\n\n1;2\n", [[1]], [2]),
        ("low;high,y\n1,2\n", [[1]], [2]),
        ('"low;mid;high",y\n1,2\n', [[1]], [2]),
        ("x,\t\ty\n1,\t\t2\n", [[1]], [2]),
        ("1,2\t\n3,4\t\n", [[1], [3]], [2, 4]),
        ('"0,5","1,234"\n', [[0.5]], [1.234]),
        ('"1,234.5","1,234"\n', [[1234.5]], [1234]),
    ],
)
def test_a_file_is_read_with_or_without_a_header(file_with, text, xs, ys):
    dataset = read_csv(file_with(text))
    assert (dataset.xs, dataset.ys) == (xs, ys)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no row"),
        ("\ufeff", "no row"),
        ("\n \n,\n", "no row"),
        ("x,y\n", "header"),
        ("1\n2\n", "an input and a target"),
        ("y\n1\n", "an input and a target"),
        ("y1,y2\n1,2\n", "an input and a target"),
        ("x,y\n1,2\n3,abc\n", "line 3, column 2: “abc” is not a number"),
        ("x,y\n1,2\n\n\nabc,3\n", "line 5, column 1: “abc”"),
        ("1,2\n3,4x\n", "line 2, column 2: “4x”"),
        ("1,,3\n", "line 1, column 2: an empty cell"),
        ("x,y\nnan,1\n", "line 2, column 1: “nan” is not finite"),
        ("x,y\n1,inf\n", "line 2, column 2: “inf” is not finite"),
        ("x,y\n1,-1e999\n", "line 2, column 2: “-1e999” is not finite"),
        ("x,y\n1,2,3\n", "line 2 has 3 columns.*2"),
        ("1,2,3\n4,5\n", "line 2 has 2 columns.*3"),
        ('1,2\n"1,234",5\n', "line 2, column 1: “1,234” has two meanings: write 1.234 or 1234"),
        (b"x,y\n\xff,1\n", "UTF-8"),
        ("x,y\n" + "1" * 200_000 + ",2\n", "line 2.*limit"),
        (b"x,y\n1,\x002\n", "not a text file"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "not a text file"),
        ("1," * 1000 + "1\n", "line 1 has more than 1,000 columns"),
    ],
    ids=lambda x: repr(x)[:30],
)
def test_a_bad_file_is_refused_saying_where_and_why(file_with, text, message):
    path = file_with(text)
    with pytest.raises(ValueError, match=message):
        read_csv(path)


def test_a_bad_cell_over_two_lines_is_still_told_in_one(file_with):
    path = file_with('x,y\n1,"2\n3"\n')
    with pytest.raises(ValueError, match="column 2") as raised:
        read_csv(path)
    assert len(str(raised.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,2\n" * 4_000_000, "line 500001: a dataset has at most 1,000,000 numbers"),
        ("\n" * 16_000_000, "there are more than 1,000,000 lines"),
        ("1," * 8_000_000, "line 1 has more than 1,000 columns"),
        (
            "1,2\n" * 400_000 + "1,abc\n",
            "line 400001, column 2: “abc” is not a number; .* 400,000 .*",
        ),
    ],
    ids=["rows", "lines", "columns", "bad cell"],
)
def test_a_file_of_more_than_there_is_room_for_is_told_soon(file_with, text, message):
    path = file_with(text)
    before = time.process_time()
    with pytest.raises(ValueError, match=f"^{message}$"):
        read_csv(path)
    # Half a second, unless the machine is busy with other things.
    assert time.process_time() - before < 3


@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
@pytest.mark.parametrize("name", ["huge.csv", "/dev/zero"])
def test_a_file_of_a_gigabyte_or_without_end_is_told_at_once_in_little_memory(tmp_path, name):
    path = tmp_path / name
    if name == "huge.csv":
        with open(path, "wb") as file:
            file.truncate(10**9)
    tracemalloc.start()
    before = time.process_time()
    expected = {
        "huge.csv": (ValueError, "the file is larger than the 32 MB of a dataset"),
        "/dev/zero": (OSError, "it is a device, not a file"),
    }
    kind, message = expected[name]
    with pytest.raises(kind, match=message):
        read_csv(path)
    assert time.process_time() - before < 1
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


def test_a_file_that_is_not_there_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_csv(tmp_path / "nowhere.csv")


def test_an_experiment_is_told_from_a_data_file(tmp_path):
    path = tmp_path / "experiment.json"
    path.write_text('\n{\n  "format": "micrograd-playground experiment"\n}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"no table: open an experiment as such \(--open\)"):
        read_csv(path)
