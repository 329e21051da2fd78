"""Reports of a period: which periods there are, closing."""
