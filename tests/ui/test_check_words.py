"""What checks found, in sentences: no word of the engine, and the advice for the cause."""

from desk.home.doctor import CheckResult
from desk.reads.verify import WITHHELD, Finding
from ui.models.check_words import verdict

PAGE = Finding("pages", "cipher_integrity_check: HMAC verification failed for page 69")


def test_a_damaged_page_is_told_by_its_number_and_leads_to_the_backup():
    said = verdict(
        [CheckResult("pages", [PAGE]), CheckResult("record", [Finding("broken", "record")])]
    )
    assert "page 69" in said
    assert "HMAC" not in said
    assert "journal and tables" in said
    assert "Restore the newest backup" in said


def test_other_findings_lead_to_the_director():
    said = verdict([CheckResult("keys", [Finding("keys", "keys.json was changed")])])
    assert "tell the director" in said


def test_words_that_never_came_leave_all_well():
    said = verdict([CheckResult("cases", [Finding(WITHHELD, "0102: 121")])])
    assert said.startswith("All is well")
    assert "0102: 121" in said
