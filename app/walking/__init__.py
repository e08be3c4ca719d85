"""One operation at a time: the walk through a graph, its player, its explanation. No widgets."""
