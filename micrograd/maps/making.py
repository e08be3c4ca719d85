"""Makes a map and its files: what was done before an interruption is not done again."""

from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from micrograd.maps.axes import Floats
from micrograd.maps.developed import trained
from micrograd.maps.files import TILES, fill
from micrograd.maps.plan import MapPlan
from micrograd.maps.tiles import RUN_STEPS, tiles_of
from micrograd.maps.training import TileTraining
from micrograd.maps.writing import FORMATS, MapFile
from micrograd.parallel.engine_identity import engine_identity
from micrograd.parallel.part_file import PartFile
from micrograd.parallel.workplace import Workplace


class Progress(NamedTuple):
    """The pixels and the tiles that are done, and those of them that were found in a file."""

    pixels: int
    tiles: int
    all_tiles: int
    found_pixels: int


def make_map(
    plan: MapPlan,
    place: Workplace,
    files: Sequence[Path],
    resume: bool,
    values: Floats,
) -> Generator[Progress]:
    """Train what is missing of a map, and write its files; yields after each tile.

    files: paths with endings of FORMATS. values: where the measures are put, shape (rows, columns).
    Tiles are kept beside the first file until all files are written; where the workers end early,
    as they are cancelled, none is. Raises PartFileError, SaveError, and what the workers raise.
    """
    identity = identity_of_tiles(plan)
    tiles = tiles_of(plan.width, plan.height, plan.steps, run_steps=RUN_STEPS)
    with PartFile(files[0], TILES, identity, resume) as store:
        for number, of_tile in store.done.items():
            fill(values, tiles[number], of_tile)
        missing = [tile for tile in tiles if tile.number not in store.done]
        found = done = plan.count - sum(tile.pixels for tile in missing)
        yield Progress(done, len(tiles) - len(missing), len(tiles), found)
        with closing(trained(missing, place.workers(TileTraining(plan)), values)) as made:
            for count, (tile, of_tile) in enumerate(made, len(store.done) + 1):
                store.add(tile.number, of_tile)
                done += tile.pixels
                yield Progress(done, count, len(tiles), found)
        if done < plan.count:
            return
        for path in files:
            for _ in MapFile(path, plan, values, identity).write():
                pass
        store.remove()


def identity_of_tiles(plan: MapPlan) -> dict[str, Any]:
    """All that the tiles of a map follow from."""
    return {**plan.identity(), "tiles": RUN_STEPS, "engine": engine_identity()}


def is_made(plan: MapPlan, files: Sequence[Path]) -> bool:
    """True where every file is there, and one that can tell is of this very map."""
    identity, formats = identity_of_tiles(plan), [FORMATS[path.suffix] for path in files]
    return any(row.is_of for row in formats) and all(
        row.is_of(path, identity) if row.is_of else path.is_file()
        for path, row in zip(files, formats, strict=True)
    )
