"""The plot of the losses."""
