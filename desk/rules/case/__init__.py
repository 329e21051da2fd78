"""What a case is: its fields and their values, entries, states, grade, masks, numbers."""
