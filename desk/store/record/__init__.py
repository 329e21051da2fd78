"""The record in tables: the journal, heads of chains, and the read model made from acts."""
