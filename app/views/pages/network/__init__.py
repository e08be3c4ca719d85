"""The page that draws the network."""
