"""JSON laid out for reading: indented, and each row of numbers on one line."""

import re

import msgspec

# A list or an object without another one in it. Strings have no line breaks; a string with a
# bracket leaves its list on several lines, which means the same.
INNERMOST = re.compile(rb"([\[{])\n *([^\[\]{}]*+)([\]}])")
LINE_BREAK = re.compile(rb"\n *")


def laid_out(data: bytes) -> bytes:
    """The same JSON, for people."""
    return INNERMOST.sub(_on_one_line, msgspec.json.format(data, indent=2)) + b"\n"


def _on_one_line(found: re.Match[bytes]) -> bytes:
    opening, content, closing = found.groups()
    return opening + LINE_BREAK.sub(b" ", content.rstrip()) + closing
