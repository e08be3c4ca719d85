"""Source: the text of an expression, its allowed tokens, positions and error messages."""

import ast
import keyword
import math
import re
import unicodedata
import warnings
from collections.abc import Collection, Iterable

from micrograd.expression.lookalikes import reason_against, twin_of
from micrograd.system.quoting import shortened

LONGEST_TEXT = 2000
# Nesting of parentheses, operators and calls, at most; each term of a sum is one level.
DEEPEST = 100
# The most characters of a reason that says how to write what was typed.
LONGEST_REASON = 90

# The functions, each with the method of `Value` that computes it, and the names of its inputs.
METHODS = {
    "exp": "exp",
    "log": "log",
    "sin": "sin",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "relu": "relu",
    "leaky_relu": "leaky_relu",
    "elu": "elu",
    "gelu": "gelu",
    "silu": "silu",
    "softplus": "softplus",
    "abs": "__abs__",
    "max": "maximum",
}
TWO_INPUTS = {"max"}
# What only a formula has, see `formula.py`: a condition has no gradient.
COMPARISONS = {"<", "<=", ">", ">=", "==", "!=", "and", "or", "not"}
FUNCTIONS = f"{', '.join([*METHODS][:-1])} and {[*METHODS][-1]}"

# Names that stand for a number and can't stand for another one.
CONSTANTS = {"pi": math.pi, "π": math.pi}
_NOT_FINITE = {"inf", "infinity", "nan", "∞"}

# A title, and a text that shows it.
EXAMPLES = {
    "Sum and product": "a = 2; b = -3; c = 10\nd = a*b + c\nf = -2\nL = d * f",
    "One neuron": (
        "x1 = 2; x2 = 0\nw1 = -3; w2 = 1\nb = 6.8813735870195432\n"
        "n = x1*w1 + x2*w2 + b\no = tanh(n)"
    ),
    "A value used twice": "a = 3\nb = a + a\nc = a * b",
    "A number from the left: 3 * a": "a = 2\nb = 3 * a\nc = 1 - b",
    "Division and power": "a = -4; b = 2\nc = a / b\nd = b**3 + c**2\ne = 10 / d",
    "The larger of two": "a = 2; b = -1\nc = max(a * b, b**2)\nd = gelu(c) + sin(a)",
    "tanh from exp": "n = 0.8813735870195432\no = (exp(2*n) - 1) / (exp(2*n) + 1)",
}

_TOKEN = re.compile(
    r"(?P<number>\.?[0-9](?:[eE][-+]|[\w.])*)"
    r"|(?P<word>(?:\w|[^\x00-\x7f])+)"
    r"|(?P<symbol>\.\.\.|->|(?:\*\*|//|<<|>>|[-+*/%@&|^<>!:=])=?|\S)",
)
_SYMBOLS = {"+", "-", "*", "/", "**", "=", "(", ")", ";"}

_NO_QUESTIONS = "asks a question or answers one, but here are only numbers; leave it out"
_NO_CONDITIONS = "makes a condition, which has no gradient; relu(x) is x where it is positive"
_NO_COLLECTIONS = "belongs to a list, but a name stands for one number; use parentheses ( )"
_NO_TEXT = "begins or ends a quoted text, but here are only numbers; leave the quotes out"
_NO_FUNCTIONS = f"makes a function, but there are only {FUNCTIONS}; write those"
_NO_MODULES = f"reaches for other code, but there are only {FUNCTIONS}; leave it out"

_REASONS = {
    **dict.fromkeys(("==", "!=", "<", ">", "<=", ">=", "and", "or", "not"), _NO_QUESTIONS),
    **dict.fromkeys(("is", "in", "True", "False", "None"), _NO_QUESTIONS),
    **dict.fromkeys(("if", "else", "elif"), _NO_CONDITIONS),
    **dict.fromkeys("[]{}", _NO_COLLECTIONS),
    **dict.fromkeys("\"'`", _NO_TEXT),
    **dict.fromkeys(("lambda", "def", "return", "yield", "async", "await"), _NO_FUNCTIONS),
    **dict.fromkeys(("import", "from"), _NO_MODULES),
    **dict.fromkeys(("for", "while"), "repeats, but every step is written out; write each one"),
    **dict.fromkeys((":", ":=", "->"), "has no meaning here; a name is given with = alone"),
    "^": "is no operator here; a power is written **",
    ",": "has no meaning here; only max takes more than one input, and numbers have decimal points",
    ".": "would look inside a value; write tanh(a), not a.tanh()",
    "...": "is not a number; write one",
    "\\": "has no meaning here; put a long expression in parentheses, or name a part of it",
}
_UNKNOWN_OPERATOR = "is no operator here; there are + - * / and **"
_ASSIGNS_AGAIN = "changes a name, but a name stands for one node; write a new name and ="
_UNKNOWN_SYMBOL = "has no meaning here; write names, numbers, + - * / ** and parentheses"
_TOO_DEEP = f"is nested more than {DEEPEST} deep; name a part of it, in a statement before"
_KEYWORD = "is a word of Python's own; choose another name"
_NO_NUMBER = "is no number that a gradient can be computed with; write a finite one"
_TWIN = (
    "looks like “{}” but has letters of another alphabet; write the same name for the same value"
)

# Parts of the messages of Python's SyntaxError, and the reasons to give instead.
_SYNTAX_REASONS = {
    "cannot assign": "can't be given a value; left of = stands one name",
    "cannot contain assignment": "can't be given a value inside parentheses; do it before",
    "leading zeros": "begins a number with a zero too many; leave it out",
}

Node = ast.expr | ast.stmt | ast.keyword


class ExpressionError(ValueError):
    """Why a text is no expression, in one sentence.

    column: where it went wrong, counted from 1 through the whole text.
    """

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


class Source:
    """A text, its statements as Python's `ast` reads them, and the position of each node.

    Nothing is run: other tokens are refused before `ast` parses the text, and its tree is data.
    more: tokens that are allowed beside the usual ones. known: names that are there already.
    Raises ExpressionError.
    """

    def __init__(self, text: str, more: Collection[str] = (), known: Iterable[str] = ()) -> None:
        if len(text) > LONGEST_TEXT:
            message = f"the text has {len(text)} characters; shorten it to {LONGEST_TEXT}"
            raise ExpressionError(message, LONGEST_TEXT + 1)
        self.text = text
        code = _cleaned(text)
        self._check_tokens(code, more, {*METHODS, *CONSTANTS, *known})
        # The offset of each line after its indentation, which is ignored.
        self._starts = [match.end() for match in re.finditer(r"(?:\A|\r\n?|\n) *", code)]
        self._lines = [line.lstrip(" ") for line in re.split(r"\r\n?|\n", code)]
        self.statements = self._parsed()
        for statement in self.statements:
            self._check_depth(statement)

    def span(self, node: Node) -> tuple[int, int]:
        """The offsets in the text where a node begins and ends."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self._offset_of_byte(node.lineno, node.col_offset)
        return start, self._offset_of_byte(node.end_lineno, node.end_col_offset)

    def piece(self, node: Node) -> str:
        """A node of the tree as it was typed."""
        start, end = self.span(node)
        return self.text[start:end]

    def error(self, node: Node, reason: str) -> ExpressionError:
        """An error that quotes a node of the tree and says what is wrong with it."""
        return self._error(*self.span(node), reason)

    def function_of(self, node: ast.Call) -> str:
        """The name of a function that is called with as many inputs as it takes."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in METHODS:
            reason = f"is no function; there are {FUNCTIONS}, and a product is written with *"
            raise self.error(node.func, reason)
        count, example = ("two inputs", "a, b") if name in TWO_INPUTS else ("one input", "a")
        if node.keywords:
            raise self.error(node.keywords[0], f"is no input; write {name}({example})")
        if len(node.args) != 1 + (name in TWO_INPUTS):
            raise self.error(node, f"needs {count}; write {name}({example})")
        return name

    def _error(self, start: int, end: int, reason: str) -> ExpressionError:
        return ExpressionError(f"“{shortened(self.text[start:end])}” {reason}", start + 1)

    def _check_tokens(self, code: str, more: Collection[str], names: set[str]) -> None:
        # The column of each open parenthesis, and the word before it.
        opened: list[tuple[int, str]] = []
        before = ""
        for token in _TOKEN.finditer(code):
            joins_inputs = token[0] == "," and opened and opened[-1][1] in TWO_INPUTS
            is_fine = joins_inputs or token[0] in more
            if not is_fine and (reason := _reason_against(token)):
                raise self._error(*token.span(), reason)
            if token.lastgroup == "word":
                if twin := twin_of(token[0], names):
                    raise self._error(*token.span(), _TWIN.format(shortened(twin)))
                names.add(token[0])
            self._check_parenthesis(token, before, opened)
            before = token[0]
        if opened:
            last, _ = opened[-1]
            raise self._error(last, last + 1, "is never closed; add a ) behind it")
        if not code.strip():
            raise ExpressionError("there is nothing here yet; write d = a*b + c", 1)

    def _check_parenthesis(
        self, token: re.Match[str], before: str, opened: list[tuple[int, str]]
    ) -> None:
        if token[0] == "(":
            opened.append((token.start(), before))
            if len(opened) > DEEPEST:
                raise self._error(*token.span(), _TOO_DEEP)
        elif token[0] == ")":
            if not opened:
                raise self._error(*token.span(), "closes nothing; add a ( or leave it out")
            opened.pop()

    def _parsed(self) -> list[ast.stmt]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                # Python looks for the line of an error in a file of this name: there is none.
                return ast.parse("\n".join(self._lines), filename="").body
        except SyntaxError as error:
            raise self._syntax_error(error) from None
        except (ValueError, ArithmeticError, MemoryError, RecursionError):
            raise self._error(0, len(self.text), _TOO_DEEP) from None

    def _syntax_error(self, error: SyntaxError) -> ExpressionError:
        start = self._offset(error.lineno, error.offset)
        end = self._offset(error.end_lineno, error.end_offset)
        for message, reason in _SYNTAX_REASONS.items():
            if message in error.msg:
                return self._error(start, end, reason)
        if not self.text[start:end].strip(";) \t\r\n"):
            return ExpressionError("something is missing here; write a name or a number", start + 1)
        return self._error(start, end, "does not fit here; write statements like d = a*b + c")

    def _check_depth(self, statement: ast.stmt) -> None:
        # A loop, not a recursion: it bounds the recursion over the tree that comes later.
        stack: list[tuple[ast.AST, int]] = [(statement, 0)]
        while stack:
            node, depth = stack.pop()
            if depth > DEEPEST:
                raise self.error(statement, _TOO_DEEP)
            stack.extend((child, depth + 1) for child in ast.iter_child_nodes(node))

    def _offset_of_byte(self, line: int, column: int) -> int:
        # `ast` counts the bytes of UTF-8, from 0.
        before = self._lines[line - 1].encode()[:column].decode()
        return self._starts[line - 1] + len(before)

    def _offset(self, line: int | None, column: int | None) -> int:
        # A SyntaxError counts characters, from 1, and may point beyond the text or nowhere.
        if not line or line > len(self._starts):
            return len(self.text)
        column = min(max(column or 1, 1), len(self._lines[line - 1]) + 1)
        return self._starts[line - 1] + column - 1


def _cleaned(text: str) -> str:
    # Each character is replaced by one, so that positions stay: the window's minus sign, spaces
    # of every kind, and comments (there are no quotes that could contain a #).
    text = re.sub(r"[^\S\r\n]", " ", text.replace("−", "-"))
    return re.sub(r"#[^\r\n]*", lambda comment: " " * len(comment[0]), text)


def _reason_against(token: re.Match[str]) -> str | None:
    """Why a token can't stand in an expression; None where it can."""
    if token.lastgroup != "symbol" and (reason := reason_against(token[0])):
        return shortened(reason, LONGEST_REASON)
    if token.lastgroup == "number":
        return _reason_against_number(token[0])
    if token.lastgroup == "word":
        return _reason_against_word(token[0])
    return None if token[0] in _SYMBOLS else _reason_against_symbol(token[0])


def _reason_against_number(typed: str) -> str | None:
    try:
        number = float(typed)
    except ValueError:
        return "is not a number; to multiply, write * between a number and a name"
    return None if math.isfinite(number) else "is too large for a number; write a smaller one"


def _reason_against_word(word: str) -> str | None:
    if word.lower() in _NOT_FINITE:
        return _NO_NUMBER
    if not word.isidentifier():
        return "is not a name; a name has only letters, digits and _"
    # Python normalizes names: other forms of a letter are that letter.
    name = unicodedata.normalize("NFKC", word)
    if keyword.iskeyword(name):
        return _REASONS.get(name, _KEYWORD)
    if name.startswith("_") and name.endswith("_"):
        return "is no name here, since _ stands at both ends; begin with a letter"
    return None


def _reason_against_symbol(symbol: str) -> str:
    if symbol in _REASONS:
        return _REASONS[symbol]
    if symbol[0] in "*/%@&|^~<>+-":
        return _ASSIGNS_AGAIN if symbol[-1] == "=" else _UNKNOWN_OPERATOR
    return _UNKNOWN_SYMBOL
