"""Screens: they show facts and send commands, and decide nothing."""
