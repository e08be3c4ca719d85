"""The page of the computation graph: layout, canvas, navigation."""
