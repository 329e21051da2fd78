"""The training branch: an invented year of complaints, made through `Office.do`."""
