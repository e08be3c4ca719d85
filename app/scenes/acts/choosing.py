"""Acts that choose something: it is lit in every view."""

from typing import Annotated

from msgspec import Meta

from app.scenes.acts.acts import Act
from app.scenes.parts.form import MistakeError
from app.scenes.parts.targets import StoredTarget
from app.scenes.parts.vocabulary import Vocabulary
from app.scenes.playground.playground import Playground


class Choose(Act, tag="choose"):
    """A parameter, a sample, or a node of the expression becomes the chosen one."""

    target: StoredTarget

    def check(self, vocabulary: Vocabulary) -> None:
        self.target.check("target")
        if self.target.kind not in ("parameter", "sample", "node"):
            raise MistakeError("target", "a parameter, a sample or a node can be chosen")

    def perform(self, playground: Playground) -> None:
        playground.choose(self.target)

    @property
    def shown_at(self) -> StoredTarget:
        return self.target


class ChooseParameters(Act, tag="choose_parameters"):
    """Several parameters, or none. The last one is the current one."""

    parameters: tuple[str, ...]

    def check(self, vocabulary: Vocabulary) -> None:
        for name in self.parameters:
            StoredTarget(parameter=name).check("parameters")

    def perform(self, playground: Playground) -> None:
        playground.session.selection.choose([*map(playground.parameter, self.parameters)])

    @property
    def shown_at(self) -> StoredTarget | None:
        return StoredTarget(parameter=self.parameters[-1]) if self.parameters else None


class ChooseNode(Act, tag="choose_node"):
    """A node of the loss graph that is no parameter, by its place in the order of the graph."""

    node: Annotated[int, Meta(ge=0, description="Counted from 1; 0 for none.")]

    def perform(self, playground: Playground) -> None:
        playground.choose_graph_node(self.node - 1)
