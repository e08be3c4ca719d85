"""Finds a group of a graph by its path."""

from app.walking.graph_tree import GraphTree, Group


def group_at(tree: GraphTree, path: tuple[str, ...]) -> Group | None:
    """The group with this path, where there is one."""
    return next((group for group in [tree.root, *tree.groups()] if group.path == path), None)
