"""Scenes: marks over the window, presentations, and scripts of what is done in it.

It stands below the window, which is handed in, and above the views that it points at.
"""
