"""Deadlines: rules, calendars, clocks and their accounts, lights, breaches."""
