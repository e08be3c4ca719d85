"""The actions of the window: their table, and the menus and shortcuts that are made from it."""
