"""Methods: why Python runs a method of `Value` for an operator, and what that method does."""

_LEFT = "Python asks the left operand: {left}.__{name}__({given}). "
_RIGHT = (
    "float.__{name}__({left}, {given}) answers NotImplemented, so Python asks the right operand: "
    "{right}.__r{name}__({left}). "
)
_INSIDE = {
    "add": "It makes a Value with the operation +.",
    "radd": "It gives the same as {right} + {left}.",
    "sub": "Inside the engine it is {left} + ({right} * -1).",
    "sub number": "Inside the engine the number changes its sign and is added.",
    "rsub": "Inside the engine it is ({right} * -1) + {left}.",
    "mul": "It makes a Value with the operation *.",
    "rmul": "It gives the same as {right} * {left}.",
    "truediv": "Inside the engine it is {left} * {right}**-1.",
    "truediv number": "Inside the engine it is {left} * {right}**-1, that power being a number.",
    "rtruediv": "Inside the engine it is Value({left}) * {right}**-1.",
    "pow": "Both are Values, so the operation ** has two operands, each with a gradient.",
    "pow number": "The constant exponent is part of the operation “**{right}”, not a Value.",
    "rpow": "Inside the engine it is Value({left}) ** {right}, with two operands.",
}


def why_binary(name: str, left: str | float, right: str | float) -> str:
    """Why Python ran the method of this name ("mul"); an operand is text, or a plain number."""
    if isinstance(left, str):
        asked, inside = _LEFT, name if isinstance(right, str) else f"{name} number"
    else:
        asked, inside = _RIGHT, f"r{name}"
    reason = asked + _INSIDE.get(inside, _INSIDE[name])
    return reason.format(name=name, left=_operand(left), right=_operand(right), given=right)


def why_negative(operand: str | float) -> str:
    """Why `-a` runs __neg__."""
    value = _operand(operand)
    return f"Python asks the operand: {value}.__neg__(). Inside the engine it is {value} * -1."


def why_function(name: str, method: str, operands: list[str | float]) -> str:
    """Why `tanh(a)` runs a method; a plain number becomes a Value first."""
    first, *others = (
        _operand(each) if isinstance(each, str) else f"Value({each})" for each in operands
    )
    called = f"{first}.{method}({', '.join(others)})"
    if method.startswith("__"):
        return f"Python's own {name} asks its input: {called}. It makes one node."
    if name != method:
        return f"Values have no order, so {name} is a method of Value: {called}. It makes one node."
    return f"The function {name} is a method of Value: {called}. It makes one node."


def _operand(piece: str | float) -> str:
    bare = not isinstance(piece, str) or piece.isidentifier()
    return str(piece) if bare else f"({piece})"
