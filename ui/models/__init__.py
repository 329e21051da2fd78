"""Qt item models; they hold ids and frozen rows, never tables."""
