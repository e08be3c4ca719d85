"""What a script for PyTorch needs to freeze single numbers, and to switch neurons off."""

IS_IN = '''\
def is_in(name, parts):
    """True for a name in one of the parts: `2` is a layer, `2.1` a neuron of it."""
    return any(f"{name}.".startswith(f"{part}.") for part in parts)'''
# PyTorch can freeze a tensor as a whole only.
FROZEN = '''\
def update():
    """Let the optimizer move every number that is not frozen; those keep what it has of them."""
    before = [{key: each.clone() for key, each in kept.items()} for kept in map(kept_of, tensors())]
    optimizer.step()
    with torch.no_grad():
        for tensor, mask, kept in zip(tensors(), frozen_numbers(), before, strict=True):
            for key, numbers in kept_of(tensor).items():
                numbers[mask] = kept[key][mask] if key in kept else 0.0


def tensors():
    """The weights of each layer, and its biases."""
    return [tensor for layer in layers for tensor in (layer.weight, layer.bias)]


def kept_of(tensor):
    """A tensor, and the numbers that the optimizer keeps of each of its numbers."""
    kept = {"": tensor, **optimizer.state[tensor]}
    return {
        key: numbers
        for key, numbers in kept.items()
        if numbers is not None and numbers.shape == tensor.shape
    }


def frozen_numbers():
    """Which numbers of each tensor are frozen: `2.1.w3` is a weight, `2.1.b` a bias."""
    for i, layer in enumerate(layers, 1):
        neurons, inputs = layer.weight.shape
        names = [f"{i}.{j}" for j in range(1, neurons + 1)]
        weights = [[f"{name}.w{k}" for k in range(1, inputs + 1)] for name in names]
        yield torch.tensor([[is_in(weight, frozen) for weight in row] for row in weights])
        yield torch.tensor([is_in(f"{name}.b", frozen) for name in names])'''
SWITCHED = '''\
class Switched(nn.Module):
    """Holds the outputs of the neurons of a layer that are off at 0."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        neurons = range(1, x.shape[1] + 1)
        is_off = torch.tensor([is_in(f"{self.layer}.{j}", off) for j in neurons])
        return torch.where(is_off, 0.0, x)'''
