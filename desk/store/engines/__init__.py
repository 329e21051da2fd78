"""The second engine: PostgreSQL behind a database URL, for head office (docs/decisions/0007)."""
