"""Floor 1: what is allowed and when it is due; pure functions over values."""
