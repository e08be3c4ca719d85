"""Refusals: what msgspec says of a wrong script, in words for whoever wrote it."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from app.kit.numbers import counted
from app.scenes.parts.form import MistakeError, one_of
from app.scenes.parts.places import STEP
from app.scenes.script import schema

NOUNS = {
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
BOUNDS = {">=": "of at least", "<=": "of at most", ">": "above", "<": "below"}
UNITS = {"str": "character", "array": "item"}
# Keys whose values are no things of that name.
NO_NOUNS = {"to", "of"}
EXPECTED = re.compile(r"expected `([^`]+)`(?:(?: of length)? ([<>]=?) (\S+))?(?:, got `(\w+)`)?")
UNKNOWN = re.compile(r"object contains unknown field `(.+)`")
MISSING = re.compile(r"object missing required field `(.+)`")
INVALID = re.compile(r"invalid (?:enum )?value '(.*)'")
# The key that says which act an object is.
TAG = "do"


class Refusal(NamedTuple):
    """place: such as `scenes[2].do[0].name`. message: what is wrong with it."""

    place: str
    message: str


def in_words(place: str, message: str, data: bytes) -> Refusal:
    """A refusal of msgspec for people; any other one as it is. data: the JSON of the script."""
    if found := EXPECTED.fullmatch(message):
        return Refusal(place, _wanted(*found.groups()))
    if found := MISSING.fullmatch(message):
        return Refusal(place, f"“{found[1]}” is missing")
    if found := UNKNOWN.fullmatch(message):
        known = [*_part_at(place, data).get("properties", ())]
        return Refusal(f"{place}.{found[1]}".lstrip("."), _near(found[1], known, "field"))
    if found := INVALID.fullmatch(message):
        around, _, key = place.rpartition(".")
        if key == TAG:
            return Refusal(place, _near(found[1], _acts(), "act"))
        known = _part_at(around, data).get("properties", {}).get(key, {}).get("enum", [])
        noun = "value" if key in NO_NOUNS else key
        return Refusal(place, _near(found[1], known, noun) if known else message)
    return Refusal(place, message)


def _wanted(types: str, sign: str | None, bound: str | None, got: str | None) -> str:
    names = types.split(" | ")
    noun = " or ".join(NOUNS.get(each, each) for each in names)
    unit, number = UNITS.get(names[0]), (bound or "").removesuffix(".0")
    amount = counted(int(number), unit) if unit and number else number
    limit = f" {BOUNDS[sign]} {amount}" if sign else ""
    return f"{noun}{limit} is wanted{f', not {NOUNS.get(got, got)}' if got else ''}"


def _near(name: str, known: list[str], what: str) -> str:
    """The refusal of a name that there is not: the names near it, or all where none is near."""
    try:
        one_of("", name, known, what)
    except MistakeError as mistake:
        told = str(mistake)
        names = ", ".join(each or "“”" for each in known)
        return told if "did you mean" in told else f"{told}; there are {names}"
    return f"“{name}” can't stand here"


def _acts() -> list[str]:
    return [tag for part in schema()["$defs"].values() for tag in _tags(part)]


def _tags(part: dict[str, Any]) -> Iterator[str]:
    """The value of the tag of an act; nothing for other parts."""
    yield from part.get("properties", {}).get(TAG, {}).get("enum", ())


def _part_at(place: str, data: bytes) -> dict[str, Any]:
    """The part of the schema that describes the value at a place; empty where there is none."""
    whole = schema()
    part, value = whole, msgspec.json.decode(data)
    for name, index in STEP.findall(place):
        part = _resolved(part, value, whole)
        part = part.get("properties", {}).get(name, {}) if name else part.get("items", {})
        value = value[name] if name else value[int(index)]
    return _resolved(part, value, whole)


def _resolved(part: dict[str, Any], value: object, whole: dict[str, Any]) -> dict[str, Any]:
    """A part without references, of several the one that the value says it is."""
    if "$ref" in part:
        found: dict[str, Any] = whole["$defs"][part["$ref"].rpartition("/")[2]]
        return found
    choices = [_resolved(each, value, whole) for each in part.get("anyOf", ())]
    tag = value.get(TAG) if isinstance(value, dict) else None
    tagged = [each for each in choices if tag in [*_tags(each)]]
    objects = [each for each in choices if "properties" in each]
    return next(iter([*tagged, *objects]), part)
