"""Reading former ledgers (Excel, CSV) into rows that can become cases."""
