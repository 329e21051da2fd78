"""Floor 2: tables, journal, vault, search, migrations; the only floor that knows peewee."""
