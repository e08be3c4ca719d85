"""The JSON Schema in `resources`, for other programs and for people."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from micrograd.files.schema import schema
from micrograd.nn import ACTIVATIONS

ROOT = Path(__file__).parents[3]


def test_the_schema_in_resources_is_up_to_date() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "micrograd.files"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=300,
    )
    file = ROOT / "resources" / "experiment.schema.json"
    assert file.read_bytes() == printed.stdout, "python -m micrograd.files > " + str(file)


def test_every_part_of_the_schema_is_described() -> None:
    for name, part in schema()["$defs"].items():
        assert part["description"], name
        assert part["additionalProperties"] is False
        defaults = {key for key, field in part["properties"].items() if "default" in field}
        assert set(part["required"]) | defaults == set(part["properties"])


def test_every_field_has_a_type_and_all_but_the_plainest_a_description() -> None:
    fields: dict[str, Any] = {
        f"{part}.{name}": field
        for part, content in schema()["$defs"].items()
        for name, field in content["properties"].items()
    }
    plain = {name for name, field in fields.items() if "description" not in field}
    told_by_their_names = {"step", "name", "data", "kind", "format", "version"}
    told_by_their_parts = {"recipe", "start", "parameters", "datasets"}
    assert {name.partition(".")[2] for name in plain} <= told_by_their_names | told_by_their_parts


def test_the_schema_knows_every_activation() -> None:
    activations = schema()["$defs"]["Recipe"]["properties"]["activations"]
    assert set(activations["items"]["enum"]) == set(ACTIVATIONS)


def test_the_schema_has_the_bounds_of_the_playground() -> None:
    network = schema()["$defs"]["Recipe"]["properties"]
    assert (network["layers"]["minItems"], network["layers"]["maxItems"]) == (1, 8)
    assert network["layers"]["items"] == {"type": "integer", "minimum": 1, "maximum": 32}
    assert network["seed"]["maximum"] == 2**31 - 1


def test_no_description_has_the_line_breaks_of_the_source() -> None:
    assert "\\n" not in json.dumps(schema())
