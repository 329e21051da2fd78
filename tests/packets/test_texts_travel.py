"""Head office's reply texts reach the branches; what a branch keeps stays its own."""

import pytest

from desk.actions.keep_text import KeepText, RetireText
from desk.reads.audit_log import audit_lines
from desk.reads.verify import verify
from desk.rules.forms.reply_texts import NotTheBranches, TextOrigin
from desk.rules.steps.kinds import TEXT_SET
from reports.letters.texts import offered
from tests.packets.test_templates_travel import bring

TEXT = KeepText(
    where="decision.basis", title="总行口径", text="总行规定。", when={"cause": ["C07"]}
)


def kept(place):
    return [one for one in offered(place.office) if one.origin is not TextOrigin.SHIPPED]


def prescribed(head):
    more = {name: getattr(TEXT, name) for name in ("where", "title", "text", "when")}
    return head.office.do(KeepText(**more, for_branches=True)).result


def test_a_prescribed_text_holds_in_the_branch_until_head_office_takes_it_back(places, stick):
    a, h = places["a"], places["h"]
    text = prescribed(h)
    bring(h, a, stick)
    (found,) = kept(a)
    assert (found.id, found.origin, found.text) == (text.id, TextOrigin.HEAD_OFFICE, "总行规定。")
    assert found.when == {"cause": ["C07"]}
    with pytest.raises(NotTheBranches):
        a.office.do(RetireText(id=text.id))
    h.office.do(RetireText(id=text.id))
    bring(h, a, stick)
    assert kept(a) == kept(h) == []
    assert [line.told["name"] for line in audit_lines(a.store, TEXT_SET.id)] == ["总行口径"] * 2
    for place in (a, h):
        assert verify(place.store, place.office.reckoning) == []


def test_what_a_branch_keeps_is_offered_at_its_own_counters_only(places, stick):
    a, b, h = places["a"], places["b"], places["h"]
    a.office.do(TEXT)
    bring(a, b, stick)
    bring(a, h, stick)
    assert [one.title for one in kept(b)] == ["总行口径"]
    assert kept(h) == []
