"""What a script for PyTorch needs to train on some of the samples, and on normalised ones."""

from collections.abc import Iterator

from micrograd.data.sampling import Samples
from micrograd.recipe.recipe import Recipe

ROWS_OF = '''\
# An epoch has one order.
order_of = functools.lru_cache(maxsize=1)(shuffled)


def rows_of(step):
    """The samples that the step after so many others trains on."""
    size = min(batch_size or len(training), len(training))
    if size == len(training):
        return training
    epoch, batch = divmod(step, -(-len(training) // size))
    order = order_of(len(training), seed, epoch)
    return [training[i] for i in order[batch * size : (batch + 1) * size]]'''


def rows_trained_on(recipe: Recipe) -> Iterator[str]:
    """The lines that part the samples into those held out and those trained on."""
    share, seed = recipe.test_share, recipe.seed
    yield f"held_out = set(held_out_rows(len(samples), {share!r}, {seed}))"
    yield "training = [row for row in range(len(samples)) if row not in held_out]"


def scaled_columns(recipe: Recipe) -> Iterator[str]:
    """The lines that make what the network sees, and its targets."""
    nin = recipe.dataset.nin
    scales = Samples(recipe.dataset, recipe.sampling).scales
    yield "# Moved and scaled to mean 0 and standard deviation 1, where a column is normalised."
    for name, columns, scale in zip(("xs", "ys"), (f":{nin}", f"{nin}:"), scales, strict=True):
        text = f"samples[:, {columns}]"
        if scale:
            text = f"({text} - torch.tensor({[*scale.means]!r}))"
            text += f" / torch.tensor({[*scale.deviations]!r})"
        yield f"{name} = {text}"
