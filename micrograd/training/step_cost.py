"""The duration of a training step: the one guess that everything plans with."""

# Seconds on a processor of 2023: for each step, and for each parameter and sample of it.
COMPILED_S, READABLE_S = (0.4e-6, 0.5e-9), (5e-6, 1.1e-6)


def expected_step_s(parameters: int, samples: int, is_compiled: bool) -> float:
    """Guess how many seconds a step takes, within a factor of three or so."""
    once, each = COMPILED_S if is_compiled else READABLE_S
    return once + each * parameters * samples
