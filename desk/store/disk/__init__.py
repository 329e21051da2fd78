"""Files of a home: attachments, backups, locks, restoring, allowed folders."""
