"""What is shown to others: marks over the window, presentations, and scripts of what was done.

It stands below the window, which is handed in, and above the views that it points at.
"""
