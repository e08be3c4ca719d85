"""Where the panels of the window stand, and how they share its room."""
