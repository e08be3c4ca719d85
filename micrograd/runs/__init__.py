"""Runs, their events and their history, in bounded memory."""
