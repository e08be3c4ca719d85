"""A graph of values, drawn: layout, camera, picture. What it is a graph of is the page's."""
