"""Hostile files, some 300 of them: what careless people, broken sticks and attackers hand in.

Each is made when it is asked for, the same each time. ``KINDS`` says by which door a kind comes in.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.torture.outside import ledgers, packets, pdf_files, pictures, templates, texts


@dataclass(frozen=True)
class Input:
    """One file that somebody hands in.

    Attributes:
        kind: A key of `KINDS`.
        name: What is wrong with it, a line in the table.
        ending: Of the file's name.
        make: Writes it to a path.
    """

    kind: str
    name: str
    ending: str
    make: Callable


KINDS = {
    "picture": "attached to a case, then laid into its dossier",
    "PDF file": "attached to a case, then laid into its dossier",
    "ledger": "`ledger import --simulate`",
    "table of codes": "`codes take --list product_line --simulate`",
    "Word template": "the office's own `templates/F01.docx`, then `letter … --draft`",
    "TOML template": "the office's own `templates/F01.toml`, then `letter … --draft`",
    "rule file": "`rules take --simulate`",
    "office file": "`init --office`",
    "facts (JSON)": "`case add`",
    "settings (JSON)": "`settings set --simulate`",
    "calendar (JSON)": "`calendar take --simulate`",
    "holiday notice": "`calendar take --notice --simulate`",
    "moments (JSON lines)": "`due`",
    "packet": "`packet import`",
    "receipt": "`packet import`",
    "card": "`packet trust`",
}
MADE = {
    "picture": ("", pictures.pictures),
    "PDF file": (".pdf", pdf_files.pdfs),
    "ledger": (".xlsx", ledgers.ledgers),
    "table of codes": (".csv", ledgers.code_tables),
    "Word template": (".docx", templates.word_templates),
    "TOML template": (".toml", templates.toml_templates),
    "rule file": (".toml", texts.rule_files),
    "office file": (".toml", texts.office_files),
    "facts (JSON)": (".json", texts.facts),
    "settings (JSON)": (".json", texts.settings),
    "calendar (JSON)": (".json", texts.calendars),
    "holiday notice": (".txt", texts.notices),
    "moments (JSON lines)": (".jsonl", texts.moments),
    "packet": (".cdp", packets.packets),
    "receipt": (".json", packets.receipts),
    "card": (".json", packets.cards),
}


def inputs() -> Iterator[Input]:
    """Yield every input, kind by kind."""
    for kind, (ending, several) in MADE.items():
        for name, make in several().items():
            yield Input(kind, name, ending, make)
