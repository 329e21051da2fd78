"""Pages: they show facts and send commands, and contain no rules."""
