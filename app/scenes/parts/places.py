"""The line of a JSON file on which a value stands, by a path such as `scenes[2].do[0].name`."""

import re

# A string, a bracket, a colon or comma, any other value; what stands between them is space.
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[][{}:,]|[^][{}:,\s"]+')
STEP = re.compile(r"([^.[\]]+)|\[(\d+)\]")


def line_of(text: str, path: str) -> int:
    """The line of the value at a path, from 1 on; of the last part that is there where it is not.

    text: valid JSON. A key that is missing leaves the line of the object that lacks it.
    """
    wanted: list[str | int] = [name or int(index) for name, index in STEP.findall(path)]
    here: list[str | int] = []
    best, line = 0, 1
    key = ""
    for token in TOKEN.finditer(text):
        word = token[0]
        if here and here == wanted[: len(here)] and len(here) > best:
            best, line = len(here), text.count("\n", 0, token.start()) + 1
        if word in "{[":
            here.append("" if word == "{" else 0)
        elif word in "}]":
            here.pop()
        elif word == "," and isinstance(here[-1], int):
            here[-1] += 1
        elif word == ",":
            here[-1] = ""
        elif word == ":":
            here[-1] = key
        else:
            key = word[1:-1]
        if best == len(wanted):
            break
    return line
