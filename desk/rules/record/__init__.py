"""The record: acts, chains of acts, folding acts to a state, devices and packets."""
