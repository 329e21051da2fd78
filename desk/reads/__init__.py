"""Queries: one file per question, returning plain values."""
