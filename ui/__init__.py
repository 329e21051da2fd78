"""The window: pages, widgets and the way to the desk's one door."""
