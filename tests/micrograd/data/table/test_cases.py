"""Tables as people have them: each is read right, or refused naming the cause and the choice."""

import time

import pytest

from micrograd.data.csv_samples import read_csv


@pytest.fixture
def read(tmp_path):
    """The dataset in a file with this text, or these bytes, read with these choices."""

    def read(content, **choices):
        path = tmp_path / "own.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_csv(path, **choices)

    return read


def everything(dataset):
    return dataset.column_names(), dataset.xs, dataset.targets


# Tables that are read without a question


@pytest.mark.parametrize(
    ("text", "names", "xs", "targets"),
    [
        ("id,a,y\n17,1,2\n11,3,4\n12,5,6\n", ["a", "y"], [[1], [3], [5]], [[2], [4], [6]]),
        (",a,y\n0,1,2\n1,3,4\n2,5,6\n", ["a", "y"], [[1], [3], [5]], [[2], [4], [6]]),
        ("x1,x2,y\n1,7,2\n2,8,4\n3,9,6\n", ["x1", "x2", "y"], [[1, 7], [2, 8], [3, 9]], None),
        ("day,y\n1,7\n2,8\n3,9\n", ["day", "y"], [[1], [2], [3]], [[7], [8], [9]]),
        ("label,x,y\na,1,2\nb,3,4\n", ["x", "y", "label"], [[1, 2], [3, 4]], [[0], [1]]),
        ("label,x,y\n0,1,2\n2,3,4\n", ["x", "y", "label"], [[1, 2], [3, 4]], [[0], [1]]),
        ("x,y,class\n1,2,b\n3,4,a\n", ["x", "y", "class"], [[1, 2], [3, 4]], [[1], [0]]),
        ("x;y;what\n1,5;2;b\n3;4;a\n3;5;a\n", ["x", "y", "what"], None, [[1], [0], [0]]),
        ("x,y_1,y_2\n1,2,3\n", ["x", "y_1", "y_2"], [[1]], [[2, 3]]),
        ("Y 1,x,Y 2\n1,2,3\n", ["x", "Y 1", "Y 2"], [[2]], [[1, 3]]),
        ("id,y,y: a b\n1,2,3\n", ["id", "y", "a b"], [[1, 2]], [[3]]),
        ("target,x\n1,2\n", ["x", "target"], [[2]], [[1]]),
        (" , ,\n1,2,3\n", ["x1", "x2", "y"], [[1, 2]], [[3]]),
        ("a;b\n1;2\n", ["a", "b"], [[1]], [[2]]),
        ("a\tb\n1\t2\n", ["a", "b"], [[1]], [[2]]),
        ("a|b\n1|2\n", ["a", "b"], [[1]], [[2]]),
        ("1.5  2 3\n 4 5\t6\n", ["x1", "x2", "y"], [[1.5, 2], [4, 5]], [[3], [6]]),
        ("Smith, J;2;3\nDoe, K;4;5\nRay, C;4;5\n", ["x1", "y"], [[2], [4], [4]], None),
        ("# note\nx,y\n1,2\n", ["x", "y"], [[1]], [[2]]),
        ("% note\nx,y\n1,2\n% end\n", ["x", "y"], [[1]], [[2]]),
        ("// a\n// b, c, d\nx,y\n1,2\n", ["x", "y"], [[1]], [[2]]),
        ("a,b\n1,True\n2,False\n", ["a", "b"], [[1], [2]], [[1], [0]]),
        ("a,b\nTRUE,1\nFALSE,2\n", ["a", "b"], [[1], [0]], [[1], [2]]),
        ("a,y\nyes,1\nno,2\n", ["a", "y"], [[1], [0]], [[1], [2]]),
        ('a,y\n"1,234.5",2\n', ["a", "y"], [[1234.5]], [[2]]),
        ("a,label\n1,-1\n2,1\n", ["a", "label"], [[1], [2]], [[-1], [1]]),
        ("a,y\n1,2\n".encode("utf-16"), ["a", "y"], [[1]], [[2]]),
        ("Größe,y\n1,2\n".encode("utf-16-le"), ["Größe", "y"], [[1]], [[2]]),
        ("a,y\n1,2\n".encode("utf-16-be"), ["a", "y"], [[1]], [[2]]),
        ("\ufeffa,y\n1,2\n".encode("utf-16-be"), ["a", "y"], [[1]], [[2]]),
    ],
    ids=lambda case: repr(case)[:40],
)
def test_a_table_of_ones_own_is_read(read, text, names, xs, targets):
    dataset = read(text)
    assert dataset.column_names() == names
    assert xs is None or dataset.xs == xs
    assert targets is None or dataset.targets == targets


def test_three_labels_become_a_target_each_that_is_called_like_it(read):
    rows = "5.1,3.5,Iris-setosa\n6,3,Iris-virginica\n4.9,3,Iris-versicolor\n5,3,Iris-setosa\n"
    names = ["x1", "x2", "Iris-setosa", "Iris-versicolor", "Iris-virginica"]
    targets = [[1, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]]
    assert everything(read(rows)) == (names, [[5.1, 3.5], [6, 3], [4.9, 3], [5, 3]], targets)


def test_numbers_that_are_called_a_label_become_classes(read):
    dataset = read("a,species\n1,2\n2,0.0\n3,1\n4,0\n")
    assert dataset.column_names() == ["a", "0", "1", "2"]
    assert dataset.targets == [[0, 0, 1], [1, 0, 0], [0, 1, 0], [1, 0, 0]]


# Tables that may be meant in several ways

HEADER = "say --header yes or --header no"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("0,1,2\n5.1,3.5,0.2\n", f"line 1, 0, 1, 2, may name the columns.*{HEADER}"),
        ("0,1\n3,4\n", f"line 1, 0, 1, may name the columns.*{HEADER}"),
        ("2019,2020,2021\n0.5,1.5,2.5\n", f"may name the columns.*{HEADER}"),
        ("a,2,3\n1,2,3\n", f"“a” above numbers.*{HEADER}"),
        ("NA,NA,yes\n1,2,no\n4,5,yes\n", f"“yes” as a line below.*{HEADER}"),
        ("# a b y\n1 2 3\n", "3 words: are they its header.*--header comment"),
        ("1,7,2\n2,8,4\n3,9,6\n", "column 1 counts the rows.*--leave-out 1.*none"),
        ("day,a,y\n0,7,2\n1,8,4\n2,9,6\n", "“day” counts the rows.*--leave-out day"),
        ("1,2,\n3,4,\n", "line 1, column 3: an empty cell.*--leave-out 3"),
        ("x1,y,class\n1,2,a\n3,4,b\n", "both.*--label class or --targets y"),
        ("city,a,b\nO,1,2\nR,3,4\nO,5,6\n", "“city” has texts.*--label city"),
        ("?,?,?\n1,2,3\n", r"line 1, column 1: “\?” is not a number.*--gaps leave-out"),
        ("a,b,y\n1,2,3\n1,?,3\n", r"line 3, column 2: “\?”.*1 of 2 rows"),
        ("a,b,y\n1,2,3\n1,NA,3\n", r"line 3, column 2: “NA”.*--gaps leave-out"),
        ("a,b,y\n1,2,3\n1,,3\n", r"line 3, column 2: an empty cell.*--gaps leave-out"),
        ("a,kind\n1,p\n2,q\n3,\n", r"line 4, column 2: an empty cell.*--gaps"),
        ("a,y\n1,2\nx,3\n4,5\n", "line 3, column 1: “x”.*--gaps wrong-too .* 2 of 3 rows"),
        ("a,y\n1,2\n?,3\nx,5\n6,z\n", "line 4, column 1: “x” is not a number$"),
        ('a,y\n"1,234",2\n', "has two meanings: .*--decimal point or --decimal comma"),
        ("Größe;y\n1;2\n".encode("cp1252"), "no.* in UTF-8.*“Größe”.*--encoding cp1252"),
        ("a;b\n1,05;2\n1,5\n", "line 3 has 1 columns"),
        ("1,5\n2,05\n", "2,05, may be a number with a decimal comma.*--separator comma"),
        ("x\n1,5\n2,5\n", "an input and a target, but there is one column with a decimal comma"),
        ("x\n1\n2\n", "an input and a target, but there is one column"),
        ("a,kind\n1,p\n2,p\n", "line 2: column 2, “kind”, .*one class only, “p”"),
        ("a,b\n?,1\n2,?\n", "every row has a gap"),
    ],
    ids=lambda case: repr(case)[:40],
)
def test_what_is_not_sure_is_asked_about_with_the_option_that_settles_it(read, text, question):
    with pytest.raises(ValueError, match=question):
        read(text)


@pytest.mark.parametrize(
    ("text", "choices", "names", "rows"),
    [
        ("0,1,2\n5,3,4\n", {"header": "yes"}, ["0", "1", "2"], [[5, 3, 4]]),
        ("0,1,2\n5,3,4\n", {"header": False}, ["x1", "x2", "y"], [[0, 1, 2], [5, 3, 4]]),
        ("# a b y\n1 2 3\n", {"header": "comment"}, ["a", "b", "y"], [[1, 2, 3]]),
        ("# a b y\n1 2 3\n", {"header": "no"}, ["x1", "x2", "y"], [[1, 2, 3]]),
        ("1,7,2\n2,8,4\n3,9,6\n", {"leave_out": 1}, ["x1", "y"], [[7, 2], [8, 4], [9, 6]]),
        ("1,7\n2,8\n3,9\n", {}, ["x1", "y"], [[1, 7], [2, 8], [3, 9]]),
        ("0,7,2\n1,8,4\n2,9,6\n", {"leave_out": ()}, ["x1", "x2", "y"], None),
        ("x1,y,class\n1,2,a\n3,4,b\n", {"label": "class"}, ["x1", "y", "class"], None),
        ("x1,y,class\n1,2,a\n3,4,b\n", {"targets": "y"}, ["x1", "y"], [[1, 2], [3, 4]]),
        ("a,b,c\n1,2,3\n", {"inputs": "c", "targets": ["a"]}, ["c", "a"], [[3, 1]]),
        ("a,b,c\n1,2,3\n", {"inputs": "a"}, ["a", "c"], [[1, 3]]),
        ("a,b,c\n1,2,3\n4,5,6\n", {"label": "a"}, ["b", "c", "a"], [[2, 3, 0], [5, 6, 1]]),
        ("A,b,c\n1,2,3\n", {"targets": "a"}, ["b", "c", "A"], [[2, 3, 1]]),
        ("a,b,y\n1,?,3\n4,5,6\n", {"gaps": "leave-out"}, ["a", "b", "y"], [[4, 5, 6]]),
        ("a,b,y\n1,?,3\n4,5,6\n", {"leave_out": "b"}, ["a", "y"], [[1, 3], [4, 6]]),
        ("a,k\n1,p\n2,\n3,q\n", {"gaps": "leave-out"}, ["a", "k"], [[1, 0], [3, 1]]),
        ("a,y\n1,2\n?,3\n4,x\n5,6\n", {"gaps": "wrong-too"}, ["a", "y"], [[1, 2], [5, 6]]),
        ('a,y\n"1,234",2\n', {"decimal": "point"}, ["a", "y"], [[1234, 2]]),
        ('a,y\n"1,234",2\n', {"decimal": ","}, ["a", "y"], [[1.234, 2]]),
        ("Größe;y\n1;2\n".encode("cp1252"), {"encoding": "cp1252"}, ["Größe", "y"], [[1, 2]]),
        ("1,5 2\n2,5 3\n", {"separator": "blanks"}, ["x1", "y"], [[1.5, 2], [2.5, 3]]),
        ("1,5\n2,05\n", {"separator": ","}, ["x1", "y"], [[1, 5], [2, 5]]),
        ("a;b\n1,5;2\n", {"separator": "semicolon", "decimal": "comma"}, ["a", "b"], [[1.5, 2]]),
    ],
    ids=lambda case: repr(case)[:40],
)
def test_a_choice_settles_it(read, text, choices, names, rows):
    dataset = read(text, **choices)
    assert dataset.column_names() == names
    assert rows is None or dataset.rows() == rows


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        ({"label": "z"}, "--label: there is no column “z”, but a, city, y"),
        ({"targets": "4"}, "--targets: there is no column “4”"),
        ({"inputs": "a", "targets": "a"}, "“a” is named by --columns and by --targets"),
        ({"inputs": "city"}, "“city” has texts, and a network takes numbers"),
        ({"targets": "city"}, "“city” has texts.*--label city"),
        ({"leave_out": "a,"}, "there is no column “a,”"),
        ({"leave_out": ["a", "city"]}, "a row needs an input and a target"),
        ({"header": "maybe"}, "there is no 'maybe', but yes, no, comment"),
        ({"encoding": "utf-16-le"}, "not a text file|no text in UTF-16"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused(read, choices, reason):
    with pytest.raises(ValueError, match=reason):
        read("a,city,y\n1,Rome,2\n3,Oslo,4\n5,Rome,6\n", **choices)


# Large tables


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("a,b,c,d,y", "{0}.123,{1}.25,{2}.5,0.{0}{1},{2}.75\n"),
        ("a;b;c;d;y", "{0},123;{1},25;{2},5;0,{0}{1};{2},75\n"),
        ("a,b,c,kind", "{0}.123,{1}.25,{2}.5,kind {2}\n"),
    ],
    ids=["plain", "decimal commas", "labels"],
)
def test_a_hundred_thousand_rows_are_read_in_three_seconds(read, heading, line):
    rows = "".join(line.format(i % 97, i % 89, i % 7) for i in range(100_000))
    before = time.process_time()
    dataset = read(f"{heading}\n{rows}")
    assert time.process_time() - before < 3
    assert (len(dataset), dataset.nin) == (100_000, heading.count(",") + heading.count(";"))
