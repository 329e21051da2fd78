"""The steps of a case: the table of them all, their guards, and what follows from them."""
