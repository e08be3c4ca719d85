"""The duration of a training step: the one guess that everything plans with."""

# Seconds on a processor of 2023: for each step, for each sample of it, and for each parameter of
# each sample.
COMPILED_S, READABLE_S = (0.3e-6, 25e-9, 0.9e-9), (25e-6, 3e-6, 1.5e-6)


def expected_step_s(parameters: int, samples: int, is_compiled: bool) -> float:
    """Guess how many seconds a step takes, within a factor of three."""
    once, sample, each = COMPILED_S if is_compiled else READABLE_S
    return once + samples * (sample + parameters * each)
