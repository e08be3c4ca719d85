"""A graph's nodes in groups that open and close: sample, layer, neuron."""

from collections.abc import Iterator, Sequence

Path = tuple[str, ...]


class Group:
    """Nodes that belong together, and the groups among them. The root's path is empty.

    first: the smallest index of a node inside, by which groups and nodes are ordered together.
    outlets: the nodes inside that are used outside, or nowhere: the outputs of the group.
    """

    def __init__(self, path: Path, parent: "Group | None") -> None:
        self.path = path
        self.parent = parent
        self.groups: dict[str, Group] = {}
        self.nodes: list[int] = []
        self.outlets: list[int] = []
        self.first = -1
        self.count = 0

    def __repr__(self) -> str:
        return f"Group({' · '.join(self.path)}, {self.count} nodes)"

    @property
    def title(self) -> str:
        """The last part of its path."""
        return self.path[-1] if self.path else ""

    @property
    def face(self) -> int | None:
        """The node whose numbers stand for the whole group, where there is one."""
        return self.outlets[0] if len(self.outlets) == 1 else None

    def ancestors(self) -> list["Group"]:
        """The groups around this one, from the root down to itself."""
        above = self.parent.ancestors() if self.parent else []
        return [*above, self]


Item = int | Group


class GraphTree:
    """Groups by path. operands: for each node the indices of its operands, in their order.

    paths: for each node the path of its group, or None where it is left out of the picture.
    """

    def __init__(self, operands: Sequence[Sequence[int]], paths: Sequence[Path | None]) -> None:
        self.operands = operands
        self.root = Group((), None)
        self.group_of: dict[int, Group] = {}
        self._by_path: dict[Path, Group] = {(): self.root}
        for node, path in enumerate(paths):
            if path is not None:
                self._add(node, self._group(path))
        self._find_outlets()

    def __len__(self) -> int:
        return self.root.count

    def _group(self, path: Path) -> Group:
        if path not in self._by_path:
            parent = self._group(path[:-1])
            group = self._by_path[path] = Group(path, parent)
            parent.groups[path[-1]] = group
        return self._by_path[path]

    def _add(self, node: int, group: Group) -> None:
        group.nodes.append(node)
        self.group_of[node] = group
        for each in group.ancestors():
            each.first = node if each.first < 0 else each.first
            each.count += 1

    def _find_outlets(self) -> None:
        consumers: dict[int, list[int]] = {node: [] for node in self.group_of}
        for node in self.group_of:
            for operand in self.operands[node]:
                if operand in consumers:
                    consumers[operand].append(node)
        for node, group in self.group_of.items():
            users = [self.group_of[consumer].path for consumer in consumers[node]]
            for each in group.ancestors():
                is_inside = [path[: len(each.path)] == each.path for path in users]
                if not all(is_inside) or not users:
                    each.outlets.append(node)

    def groups(self) -> Iterator[Group]:
        """Every group but the root, parents before children."""
        return (group for path, group in self._by_path.items() if path)

    def visible(self, node: int, opened: set[Path]) -> Item:
        """The item drawn for a node: itself, or the outermost closed group around it."""
        for group in self.group_of[node].ancestors()[1:]:
            if group.path not in opened:
                return group
        return node
