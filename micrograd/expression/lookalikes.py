"""Characters that look like those of an expression but are others: what to write for them."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby

# Signs by the one that is meant. What Unicode itself calls another form, as of full width, is not
# listed: its normal form says it.
_SIGNS = {
    **dict.fromkeys("·⋅∙•×✕✖⨯・", "*"),
    # Dots that are letters to Unicode, or accents.
    **dict.fromkeys("˙ˑꞏꓸᐧㆍᆞ᛫‧⸱", "*"),
    **dict.fromkeys("∗", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "✚": "+",
}
# What the keyboard has for a fraction, with the whole number before it: not the end of a name.
_FRACTION = re.compile(r"((?<![\w.])[0-9]+)?([¼½¾⅐-⅞↉]|⅟[0-9]*)")
# A power that needs no parentheses; those that are raised with it count.
_SIMPLE_POWER = re.compile(r"-?(?:\d+|[^\W\d]\w*)|\([^()]*\)")
# Letters of other alphabets below the Latin ones that they can't be told from.
_LATIN = "aABcCeEHiIjJKMoOpPsSTxXyY" + "ABEZHIKMNOoPTYXv"
_TWINS = "аАВсСеЕНіІјЈКМоОрРѕЅТхХуУ" + "ΑΒΕΖΗΙΚΜΝΟοΡΤΥΧν"
_LOOKS = str.maketrans(_TWINS, _LATIN)

_REASONS = {
    "Cf": "holds an invisible character; ",
    "Nd": "has digits of another script; ",
    "": "has signs that are not understood here; ",
}


def reason_against(word: str) -> str | None:
    """Why a word is refused that is to be written otherwise, and how; None for any other word."""
    signs = "".join(_SIGNS.get(char, char) for char in word)
    pieces = groupby(_FRACTION.sub(_with_operators, signs), _is_raised)
    written = "".join(
        _power("".join(piece)) if is_raised else _plain("".join(piece))
        for is_raised, piece in pieces
    )
    if written == word:
        return None
    kinds = {unicodedata.category(char) for char in word if _plain(char) != char}
    reason = next(text for kind, text in _REASONS.items() if kind in kinds or not kind)
    return reason + (f"write {written}" if written else "leave it out")


def _with_operators(fraction: re.Match[str]) -> str:
    """`2½` as `(2+1/2)`, multiplied by what stands beside it."""
    whole, sign = fraction.groups()
    before, after = fraction.string[: fraction.start()], fraction.string[fraction.end() :]
    is_factor = after[:1].isalpha() or after[:1].isdecimal()
    return (
        ("*" if before[-1:].isalnum() else "")
        + (f"({whole}+{_plain(sign)})" if whole else f"({_plain(sign)})")
        + ("*" if is_factor else "")
    )


def _is_raised(char: str) -> bool:
    return unicodedata.decomposition(char).startswith("<super>")


def _power(raised: str) -> str:
    written = _plain(raised)
    return f"**{written}" if _SIMPLE_POWER.fullmatch(written) else f"**({written})"


def _plain(text: str) -> str:
    return "".join(map(_plain_character, text))


def _plain_character(char: str) -> str:
    """The ASCII that a sign or digit stands for; "" for what is invisible; a letter as it is.

    A letter that is raised or lowered is another one: without its height it means something else.
    """
    if char in _SIGNS:
        return _SIGNS[char]
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    is_on_line = not unicodedata.decomposition(char).startswith(("<super>", "<sub>"))
    if char.isascii() or (is_on_line and (category[0] in "LM" or category == "Nl")):
        return char
    if category == "Nd":
        return str(unicodedata.decimal(char))
    normal = unicodedata.normalize("NFKC", char)
    # An accent by itself is a blank with the accent: nobody could write that.
    return char if normal.startswith(" ") else "".join(_SIGNS.get(each, each) for each in normal)


def twin_of(name: str, others: Iterable[str]) -> str | None:
    """Another name that looks the same, where there is one."""
    looks = name.translate(_LOOKS)
    return next((each for each in others if each != name and each.translate(_LOOKS) == looks), None)
