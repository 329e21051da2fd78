"""What all tables share."""

import peewee as pw


class Table(pw.Model):
    """What all tables share; they are bound to no database, see `Store`."""

    class Meta:
        """Names as written."""

        legacy_table_names = False
