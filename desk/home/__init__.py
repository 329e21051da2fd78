"""A home as a whole: making, opening, accounts, restoring, erasing, the doctor and its alarms."""
