"""Floor 3: one file per question; plain values out."""
