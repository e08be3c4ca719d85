"""The main window: which view stands where, its menus, actions and what it remembers."""
