"""Recipes of training: network, loss, optimizer, and the table of settings. Nothing trains here."""
