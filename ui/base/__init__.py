"""Threads, hub, theme, fonts, faults: the base of all pages."""
