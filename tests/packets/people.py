"""The people of a case by office and login, whichever office tells of them."""

FIELDS = ("handler", "received_by", "planned_by", "approved_by")
PARTS = ("by", "to", "owner", "answered_by", "report_by", "signed_by", "verified_by", "effect_by")


def by_office(facts, office):
    """Return ``facts`` as the office ``office`` has them with everybody's office written out."""
    told = {
        name: _person(value, office) if name in FIELDS else value for name, value in facts.items()
    }
    for name, value in facts.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            told[name] = [
                {
                    part: _person(one, office) if part in PARTS else one
                    for part, one in entry.items()
                }
                for entry in value
            ]
    return told


def _person(text, office):
    return text if not text or "/" in text else f"{office}/{text}"
