"""Speed as ratios: the desk and its floor side by side, in one run (design.md 11)."""
