"""The forms and letters F1 to F26 (domain.md 9.4), from templates that an office may replace."""
