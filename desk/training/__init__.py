"""The training branch, an invented year of complaints made through the one door."""
