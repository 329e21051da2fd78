"""A case of each sort, and how much of it each role may see: the table by hand (domain.md 11.3)."""

from desk.rules.people.rights import Role
from tests.builders import register, step, walk
from tests.cli.test_doors import LOGIN

NOTHING, NUMBER, MASKED, CLEAR = range(4)  # of a case
SORTS = ("own", "colleague's", "archived", "violation", "recused", "complained of")
SEEN = {  # by role, in the order of SORTS; "own" and "colleague's" are the specialist's
    Role.SPECIALIST: (MASKED, MASKED, NUMBER, NOTHING, NOTHING, NOTHING),
    Role.SUPERVISOR: (MASKED, MASKED, MASKED, NOTHING, NOTHING, NOTHING),
    Role.DIRECTOR: (MASKED, MASKED, MASKED, MASKED, NOTHING, NOTHING),
    Role.AUDITOR: (MASKED, MASKED, MASKED, MASKED, NOTHING, NOTHING),
    Role.ADMINISTRATOR: (NOTHING,) * 6,
}


class Told:
    """What one case says of somebody, each in words of its own."""

    def __init__(self, place):
        self.name = f"诸葛{'甲乙丙丁戊己'[place]}明"
        self.phone = f"1391234{place}567"
        self.matter = f"年费争议之{'子丑寅卯辰巳'[place]}"
        self.no = ""

    def facts(self):
        complainant = {"name": self.name, "phone": self.phone}
        said = f"{self.matter}：{self.name}来电{self.phone}。"
        return {"complainant": complainant, "facts": said, "demand_text": said}

    def level(self, text):
        """Return how much of the case ``text`` tells."""
        if self.name in text or self.phone in text:
            return CLEAR
        if self.matter in text or f"139****{self.phone[-4:]}" in text:
            return MASKED
        return NUMBER if self.no in text else NOTHING


def of_each_sort(branch):
    """Register a case of each sort; return what each tells, by its sort."""
    told = dict(zip(SORTS, map(Told, range(6)), strict=True))
    director = branch.desk()
    for sort, one in told.items():
        keeps_away = {"recused": {"recused": list(LOGIN.values())}}.get(sort, {})
        if sort == "complained of":
            keeps_away = {
                "complained_staff": [branch.desk(who).actor.name for who in LOGIN.values()]
            }
        kind = {"kind": "report"} if sort == "violation" else {}
        taker = director if sort == "violation" else branch.desk("zhou")
        one.no = register(taker, **one.facts(), **keeps_away, **kind)
        if kind:
            continue
        step(branch.desk("zhou"), one.no, "note", text=f"手机{one.phone}，{one.name}。{one.matter}")
    for sort in ("own", "archived"):
        walk(branch, told[sort].no, {"own": "contact"}.get(sort, "archive"))
    return told
