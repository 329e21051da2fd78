"""Files on their way into a case and out of it, and the folder where they are looked at."""
