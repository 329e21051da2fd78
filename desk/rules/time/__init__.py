"""When something is due: rules, calendars, clocks and their accounts, lights, breaches."""
