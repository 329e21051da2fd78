"""Refusals, translated texts, the time source, safe output of typed text."""
