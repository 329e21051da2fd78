"""One file per wish, a command with its handler; they meet only in rules."""
