"""The window: pages, widgets, and sending commands to `Office.do`."""
