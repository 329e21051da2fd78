"""Letters and forms: which there are, templates, prescribed versions, printed copies."""
