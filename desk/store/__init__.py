"""Tables, journal, vault, search, migrations; knows the engine."""
