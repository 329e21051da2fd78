"""One file per question; plain values out."""
