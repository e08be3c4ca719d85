"""Text that somebody else wrote, made fit to be shown in a message."""

import unicodedata

# The most characters of a text that a message quotes.
LONGEST_QUOTE = 24
# Unicode's categories of control and format characters, halves of characters, and line separators;
# a line break and the joiners of letters are none of them here.
ACTING, KEPT = {"Cc", "Cf", "Cs", "Zl", "Zp"}, "\n\u200c\u200d"


def shown(text: str) -> str:
    """The text with the characters that act on others written out, such as `\\x1b` and `\\u202e`.

    Control characters would act on a terminal, and those for the direction of writing would turn
    the rest of a message around. Line breaks stay, and what joins letters.
    """
    return text if text.isprintable() else "".join(map(_seen, text))


def _seen(character: str) -> str:
    acts = unicodedata.category(character) in ACTING and character not in KEPT
    return _written_out(character) if acts else character


def _written_out(character: str) -> str:
    return ascii(character)[1:-1]


def shortened(text: str, longest: int = LONGEST_QUOTE) -> str:
    """The beginning of a text on one line, with all that is invisible in it written out."""
    line = " ".join(text.split())
    if not line.isprintable():
        line = "".join(c if c.isprintable() else _written_out(c) for c in line)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def quoted(text: str, longest: int = LONGEST_QUOTE) -> str:
    """The beginning of a text in quotes; "" for an empty one."""
    line = shortened(text, longest)
    return f"“{line}”" if line else ""
