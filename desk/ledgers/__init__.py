"""Reading ledgers of other origin, Excel and CSV, into rows that can become cases."""
