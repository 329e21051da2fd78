"""A home as a whole: creating, opening, accounts, restoring, erasing, doctor and alarms."""
