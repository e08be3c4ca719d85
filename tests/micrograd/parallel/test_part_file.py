"""PartFile: pieces are kept as they come, and only whole ones of the same work are taken."""

import sys

import numpy as np
import pytest

from micrograd.parallel.part_file import HEADER, PartFile, PartFileError, PieceKind, difference
from micrograd.system.saving import SaveError

TILES = PieceKind("tiles", "map")
IDENTITY = {"settings": {"seed": "0"}, "steps": 20}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "map.npz"


def values_of(number):
    return np.arange(5.0 + number) + number / 3


def opened(path, resume=True, **others):
    return PartFile(path, TILES, {**IDENTITY, **others}, resume)


def kept(path, pieces):
    """The file of so many pieces, as an interruption leaves it."""
    with opened(path, resume=False) as store:
        for number in range(pieces):
            store.add(number, values_of(number))
    return store.path


def test_tiles_are_there_again_with_all_their_bits(path):
    kept(path, 3)
    with opened(path) as store:
        assert list(store.done) == [0, 1, 2]
        for number in range(3):
            assert store.done[number].tobytes() == values_of(number).tobytes()


def test_tiles_are_added_behind_those_that_are_there(path):
    kept(path, 2)
    with opened(path) as store:
        store.add(2, values_of(2))
    with opened(path) as store:
        assert list(store.done) == [0, 1, 2]


@pytest.mark.parametrize("lost", [1, 4, 8, 20])
def test_a_tile_that_was_cut_off_is_missing_and_all_others_are_there(path, lost):
    part = kept(path, 3)
    part.write_bytes(part.read_bytes()[:-lost])
    with opened(path) as store:
        assert list(store.done) == [0, 1]
        store.add(2, values_of(2))
    with opened(path) as store:
        assert list(store.done) == [0, 1, 2]


def test_a_tile_with_other_bits_than_were_written_is_missing(path):
    part = kept(path, 2)
    data = bytearray(part.read_bytes())
    data[-10] ^= 1
    part.write_bytes(data)
    with opened(path) as store:
        assert list(store.done) == [0]


@pytest.mark.parametrize("length", [0, 5, 30, 40])
def test_a_file_that_was_cut_off_at_its_beginning_is_begun_anew(path, length):
    part = kept(path, 1)
    part.write_bytes(part.read_bytes()[:length])
    with opened(path) as store:
        assert store.done == {}
        store.add(0, values_of(0))
    with opened(path) as store:
        assert list(store.done) == [0]


def test_tiles_of_another_map_are_refused_in_words_and_stay(path):
    part = kept(path, 1)
    before = part.read_bytes()
    told = "map.npz.part has tiles of another map: steps is 30, and was 20"
    with pytest.raises(PartFileError, match=told):
        opened(path, steps=30)
    assert part.read_bytes() == before


def test_tiles_are_not_thrown_away_unasked(path):
    part = kept(path, 2)
    before = part.read_bytes()
    with pytest.raises(
        PartFileError, match=r"has 2 tiles .* --resume goes on from them; delete it"
    ):
        opened(path, resume=False)
    assert part.read_bytes() == before


def test_a_file_of_something_else_is_refused(path):
    path.with_name("map.npz.part").write_text("shopping list\nmilk\n")
    with pytest.raises(PartFileError, match="is no file of tiles"):
        opened(path)


def test_tiles_can_not_be_kept_where_there_is_no_folder(tmp_path):
    with pytest.raises(SaveError, match="was not saved: the folder"):
        opened(tmp_path / "missing" / "map.npz", resume=False)


def test_a_difference_of_many_values_is_told_in_a_few_words():
    told = difference({"seed": [*range(1000)]}, {"seed": [1, 2]})
    assert told == "seed is 0, 1, 2, 3 … of 1,000 values, and was 1, 2"


def test_pieces_of_another_engine_are_told_apart_in_words():
    told = difference({"steps": 20, "engine": "12ab"}, {"steps": 20, "engine": "34cd"})
    assert told == "an engine with other bits has made them"


@pytest.mark.parametrize("line", [b"{]\n", b"\xff\n", b"7\n"])
def test_a_damaged_file_is_refused_in_words_and_stays(path, line):
    part = kept(path, 1)
    damaged = TILES.first_line + line
    part.write_bytes(damaged)
    with pytest.raises(PartFileError, match=r"map\.npz\.part is damaged: delete it to begin anew"):
        opened(path)
    assert part.read_bytes() == damaged


def test_a_piece_of_more_values_than_the_file_has_is_missing(path):
    part = kept(path, 1)
    with part.open("ab") as file:
        file.write(HEADER.pack(1, 2**61) + bytes(100))
    with opened(path) as store:
        assert list(store.done) == [0]


@pytest.mark.skipif(sys.platform == "win32", reason="files are not locked there")
@pytest.mark.parametrize("resume", [False, True])
def test_two_programs_do_not_mix_their_pieces(path, resume):
    with opened(path) as store:
        store.add(0, values_of(0))
        with pytest.raises(PartFileError, match=r"another program is making this: it writes map"):
            opened(path, resume)
        store.add(1, values_of(1))
    with opened(path) as store:
        assert list(store.done) == [0, 1]


def test_a_file_without_a_piece_does_not_stay(path):
    with opened(path, resume=False) as store:
        assert store.path.exists()
    assert not store.path.exists()
