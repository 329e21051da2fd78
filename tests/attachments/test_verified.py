"""The table of attachments is what the acts say, and verify notices when it is not."""

import pytest

from desk.attachments import attaching
from desk.reads.verify import verify
from desk.store.tables import AttachmentRow
from tests.attachments.papers import picture, put
from tests.builders import register


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda: AttachmentRow.update(hash="00" * 32), "attachment"),
        (lambda: AttachmentRow.update(is_withdrawn=1), "attachment"),
        (AttachmentRow.delete, "attachment"),
        (
            lambda: AttachmentRow.insert(
                case_id=10**6, entry="x", hash="h", size=1, is_withdrawn=0
            ),
            "×",
        ),
    ],
    ids=["hash", "withdrawn", "gone", "extra"],
)
def test_a_changed_row_is_named(branch, tmp_path, spoil, found):
    office = branch.desk("chen")
    attaching.attach(office, register(office), put(tmp_path, "a.jpg", picture()))
    assert verify(branch.store, office.reckoning) == []
    branch.store.run(spoil())
    (finding,) = verify(branch.store, office.reckoning)
    assert found in finding.where
