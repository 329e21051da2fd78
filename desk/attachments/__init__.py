"""Attaching files to cases, exporting them, and the folder for viewing them."""
