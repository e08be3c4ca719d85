"""Recipe: what a run is trained with, as one value."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NoReturn

from micrograd.data.dataset import Dataset
from micrograd.data.sampling import Sampling
from micrograd.recipe.fault import Fault
from micrograd.recipe.faults import FAULTS
from micrograd.recipe.kinds import Choice, SettingError, counted
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.objective import Objective, objective_of
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.parts import Origins, Parts, Widths, same_layers
from micrograd.recipe.settings import OWNED, SETTINGS, TRAINING

# The settings that are parts of the network.
PARTS = {name: row.kind for name, row in SETTINGS.items() if isinstance(row.kind, Parts)}


class Recipe:
    """A value for each row of `SETTINGS`, as an attribute of its name; it never changes.

    A setting that is not given has its default: two layers of four neurons and one as wide as
    the targets, tanh for every layer, the optimizer's own settings. The name of one activation
    is that of every layer. Raises SettingError for a bad value, and where network and
    data do not fit.
    """

    # The settings that code reads by name.
    layers: tuple[int, ...]
    activations: tuple[str, ...]
    seed: int
    init: str
    init_scale: float
    dataset: Dataset
    learning_rate: float
    output_rate: float
    batch_size: int
    test_share: float
    normalise: str
    loss: str
    penalty: str
    penalty_strength: float
    optimizer: str
    momentum: float
    schedule: str
    warm_up: int
    frozen: tuple[str, ...]
    off: tuple[str, ...]
    fault: str

    def __init__(self, **values: Any) -> None:
        if unknown := values.keys() - SETTINGS.keys():
            raise TypeError(f"there is no setting {', '.join(unknown)}")
        defaults = {name: row.default for name, row in SETTINGS.items()}
        vars(self).update(defaults | values)
        if "layers" not in values:
            vars(self)["layers"] = (4, 4, self.dataset.nout)
        names = values.get("activations", "tanh")
        vars(self)["activations"] = (names,) * len(self.layers) if isinstance(names, str) else names
        SETTINGS["optimizer"].check(self.optimizer)
        for name, value in OPTIMIZERS[self.optimizer].settings.items():
            vars(self)[name] = values.get(name, value)
        for name, value in vars(self).items():
            SETTINGS[name].check(value)
        self._check_fit()

    def _check_fit(self) -> None:
        layers, nout, count = self.layers, self.dataset.nout, len(self.activations)
        if count != len(layers):
            message = f"{count}, but there {'is' if len(layers) == 1 else 'are'} "
            message += counted(len(layers), "layer")
            raise SettingError("activations", message)
        if layers[-1] != nout:
            raise SettingError(
                "layers",
                f"{SETTINGS['layers'].text(layers)} ends with {counted(layers[-1], 'neuron')}, "
                f"but the samples have {counted(nout, 'target')}",
            )
        for name in PARTS:
            if chosen := getattr(self, name):
                vars(self)[name] = SETTINGS[name].fitted(chosen, self.widths)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a recipe never changes: make another one, changed({name}=…)")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipe) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Recipe({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def changed(self, **values: Any) -> "Recipe":
        """The recipe with other values for some settings.

        Another optimizer brings along the defaults of its own settings.
        """
        if values.get("optimizer", self.optimizer) in OPTIMIZERS.keys() - {self.optimizer}:
            values = {**OPTIMIZERS[values["optimizer"]].settings, **values}
        shape = {name: values.get(name, getattr(self, name)) for name in ("dataset", "layers")}
        widths = shape["dataset"].nin, *shape["layers"]
        origins = same_layers(len(self.layers), len(shape["layers"]))
        moved = {} if widths == self.widths else self._moved(widths, origins)
        return Recipe(**vars(self) | moved | values)

    def _moved(self, widths: Widths, origins: Origins) -> dict[str, Any]:
        """The parts that are frozen or off, as far as a network of other widths has them."""
        return {
            name: kind.moved(getattr(self, name), self.widths, widths, origins)
            for name, kind in PARTS.items()
        }

    @property
    def widths(self) -> Widths:
        """The number of inputs, then the number of neurons in each layer."""
        return self.dataset.nin, *self.layers

    @property
    def parameter_count(self) -> int:
        """The number of weights and biases in its network."""
        return sum((nin + 1) * nout for nin, nout in pairwise(self.widths))

    def input_of(self, parameter: int) -> str:
        """The name of the input that a weight of the first layer multiplies; empty for others."""
        nin = self.dataset.nin
        neuron, place = divmod(parameter, nin + 1)
        is_one = neuron < self.layers[0] and place < nin
        return self.dataset.input_names()[place] if is_one else ""

    @property
    def objective(self) -> Objective:
        """What training makes small."""
        return objective_of(LOSSES[self.loss], vars(self))

    @property
    def sabotage(self) -> Fault:
        """The line that is wrong on purpose, a row of `FAULTS`."""
        return FAULTS[self.fault]

    @property
    def training(self) -> dict[str, Any]:
        """The settings that the updates and the graph of the loss read, by name."""
        return {name: getattr(self, name) for name in TRAINING}

    @property
    def sampling(self) -> Sampling:
        """Which samples a step trains on."""
        return Sampling(self.batch_size, self.test_share, self.seed, self.normalise)

    @property
    def samples_of_step(self) -> int:
        """How many samples a step trains on."""
        return self.sampling.samples_of_step(len(self.dataset))

    @property
    def has_batches(self) -> bool:
        """True where a step has only some of the samples that are trained on."""
        return self.steps_per_epoch > 1

    @property
    def steps_per_epoch(self) -> int:
        """The number of steps in which every sample that is trained on comes once."""
        count = self.sampling._replace(batch_size=0).samples_of_step(len(self.dataset))
        return -(-count // self.samples_of_step)

    def acts(self, name: str) -> bool:
        """True for a setting that training depends on with the choices made, as momentum may."""
        return name not in OWNED or any(
            name in row.kind.settings_of(getattr(self, row.name))
            for row in SETTINGS.values()
            if isinstance(row.kind, Choice)
        )

    @property
    def is_scheduled(self) -> bool:
        """True where the learning rate changes from step to step by itself."""
        return self.acts("schedule_steps") or self.warm_up > 0

    # Another network.

    def with_width(self, layer: int, width: int) -> "Recipe":
        """The recipe with another width of one layer; the targets follow the last layer."""
        layers = (*self.layers[:layer], width, *self.layers[layer + 1 :])
        is_last = layer == len(self.layers) - 1
        dataset = self.dataset.with_targets(width) if is_last else self.dataset
        return self.changed(layers=layers, dataset=dataset)

    def with_activation(self, layer: int, activation: str) -> "Recipe":
        """The recipe with another activation in one layer, counted from 0."""
        before, after = self.activations[:layer], self.activations[layer + 1 :]
        return self.changed(activations=(*before, activation, *after))

    def with_layers(self, origins: Sequence[int | None]) -> "Recipe":
        """The recipe with the layers of these indices; None: a new one, four neurons with tanh."""
        layers = tuple(4 if i is None else self.layers[i] for i in origins)
        return self.changed(
            layers=layers,
            activations=tuple("tanh" if i is None else self.activations[i] for i in origins),
            **self._moved((self.dataset.nin, *layers), origins),
        )
