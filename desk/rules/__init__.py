"""What is allowed and when it is due; pure functions over values."""
