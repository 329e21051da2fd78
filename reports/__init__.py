"""The content of papers, and their writers for Excel, PDF and Word."""
