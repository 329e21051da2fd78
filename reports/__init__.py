"""A report's content, and its two writers, Excel and PDF."""
