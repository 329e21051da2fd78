"""Threads, hub, theme, fonts, faults: what every page rests on."""
