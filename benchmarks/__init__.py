"""Speed as ratios: the desk and its floor side by side, in one run (DESIGN.md 11)."""
