"""The JSON Schema of scripts in `resources`, for editors, other programs and people."""

import subprocess
import sys
import typing
from pathlib import Path

from app.scenes.acts.any_act import AnyAct
from app.scenes.script import schema

ROOT = Path(__file__).parents[3]


def test_the_schema_in_resources_is_up_to_date() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "app.scenes"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=300,
    )
    file = ROOT / "resources" / "script.schema.json"
    assert file.read_bytes() == printed.stdout, "python -m app.scenes > " + str(file)


def test_every_part_of_the_schema_is_described_and_takes_no_unknown_field() -> None:
    for name, part in schema()["$defs"].items():
        assert part["description"], name
        assert part["additionalProperties"] is False


def test_the_schema_knows_every_act() -> None:
    items = schema()["$defs"]["Scene"]["properties"]["do"]["items"]["anyOf"]
    known = {each["$ref"].rpartition("/")[2] for each in items}
    assert known == {act.__name__ for act in typing.get_args(AnyAct)}
