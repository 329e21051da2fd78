"""Floor 5: a report's content, and its two writers, Excel and PDF."""
