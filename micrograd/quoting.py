"""Text that somebody else wrote, made fit to be shown in a message."""

# The most characters of a text that a message quotes.
LONGEST_QUOTE = 24


def shown(text: str) -> str:
    """The text with its invisible characters written out, such as `\\x1b` and `\\u202e`.

    Control characters would act on a terminal, and those for the direction of writing would turn
    the rest of a message around. Line breaks stay.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)


def shortened(text: str, longest: int = LONGEST_QUOTE) -> str:
    """The beginning of a text, on one line and fit to be shown."""
    line = shown(" ".join(text.split()))
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def quoted(text: str, longest: int = LONGEST_QUOTE) -> str:
    """The beginning of a text in quotes; "" for an empty one."""
    line = shortened(text, longest)
    return f"“{line}”" if line else ""
