"""Refusals, words, the time source, the four ways out for typed text."""
