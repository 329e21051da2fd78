"""Commands: one file per command with its handler; they share code only through rules."""
