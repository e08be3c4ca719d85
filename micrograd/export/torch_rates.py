"""The learning rates of a script for PyTorch: of all layers, or of the last one apart."""

from micrograd.recipe.recipe import Recipe

RATE_AT = '''\
def rate_at(step):
    """The learning rate of the update after so many steps."""
    warmed_up = min(1.0, (step + 1) / warm_up) if warm_up > 0 else 1.0
    share = max(0, step - warm_up) / schedule_steps
    return learning_rate * (warmed_up * schedule(share))'''

RATE = """\
        optimizer.param_groups[0]["lr"] = rate_at(k)"""
RATES = """\
        for group, rate in zip(optimizer.param_groups, (learning_rate, output_rate)):
            group["lr"] = rate_at(k) * ((rate or learning_rate) / learning_rate)"""
# The last layer has a rate of its own.
GROUPS = """\
hidden = [parameter for layer in layers[:-1] for parameter in layer.parameters()]
groups = [{{"params": hidden}}, {{"params": layers[-1].parameters(), "lr": {!r}}}]"""


def rates_of(recipe: Recipe) -> tuple[float, float]:
    """The learning rates before the schedule: of all layers but the last, and of that."""
    return recipe.learning_rate, recipe.output_rate or recipe.learning_rate
