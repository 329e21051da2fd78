"""Registers: what an office keeps beside its cases, each described by one value."""
