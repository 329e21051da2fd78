"""Widgets without meaning of their own."""
