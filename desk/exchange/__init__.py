"""Exchange by file between workstations: cards, packets out and in, receipts, sealed and signed."""
