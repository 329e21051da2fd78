"""What acts are about: the subject of a case is its UUID, all others begin with one of these."""

from functools import lru_cache
from typing import Final

PERSON: Final = "person:"
SETTINGS: Final = "settings"
AUDIT: Final = "audit"
IMPORT: Final = "import:"
REPORT: Final = "report:"
PRINT: Final = "print:"
DEVICE: Final = "device:"
PACKET: Final = "packet:"
PEER: Final = "peer:"
TEMPLATE: Final = "template:"  # with the id of the form, e.g. template:F11
TEXT: Final = "text:"  # with the id of a reply text
PROPOSAL: Final = "proposal:"  # with its number at this workstation, e.g. proposal:0101-A/3
VERSIONS: Final = "versions"  # of a template: the collection of what was prescribed


CASE: Final = ""


@lru_cache
def subject_kind(subject: str) -> str:
    """Return how subjects like ``subject`` begin: "person:" for "person:chen"; "" for a case."""
    head, colon, _ = subject.partition(":")
    if colon:
        return head + colon
    return subject if subject in (SETTINGS, AUDIT) else CASE
