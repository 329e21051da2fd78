"""The tab of attachments in the window, by real events."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from desk.attachments import attaching
from desk.attachments.viewing import FOLDER, sweep_viewing
from desk.reads.case_attachments import case_attachments
from desk.reads.case_file import read_case
from desk.store.disk import attachment_store
from tests.attachments.papers import PROGRAM, picture, put, recording
from tests.builders import register
from tests.ui.hands import drop
from ui.pages.case_page import CasePage
from ui.widgets.files_to_add import FilesToAdd


@pytest.fixture
def case_no(branch):
    return register(branch.desk("chen"))


@pytest.fixture
def page(qtbot, hub, case_no):
    page = CasePage(hub)
    qtbot.addWidget(page)
    page.show()
    page.show_case(case_no)
    qtbot.waitUntil(lambda: page._case is not None)
    return page


def entries(branch, case_no):
    office = branch.desk()
    return read_case(office.store, office.reckoning, case_no).facts.get("attachments", [])


def texts(page):
    return "\n".join(one.text() for one in page._files._area.findChildren(QLabel))


def click(qtbot, page, name):
    found = page._files.findChild(QPushButton, name)
    assert found is not None, name
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def attach(qtbot, page, branch, case_no, path):
    page._files.add([path])
    qtbot.waitUntil(lambda: path.name in texts(page))
    return entries(branch, case_no)[-1]["hash"]


def test_files_that_are_dropped_are_attached_and_listed(qtbot, page, branch, case_no):
    paths = [
        put(branch.home.folder.parent, "票据.jpg", picture()),
        put(branch.home.folder.parent, "录音.mp3", recording()),
    ]
    drop(page._files, *paths)
    qtbot.waitUntil(lambda: len(entries(branch, case_no)) == 2, timeout=20_000)
    qtbot.waitUntil(lambda: "票据.jpg" in texts(page) and "录音.mp3" in texts(page))
    assert {one["what"] for one in entries(branch, case_no)} == {"grounds"}
    assert page._tabs.tabText(page._tabs.indexOf(page._files)) == "Attachments  2"


def test_a_refusal_is_said_and_nothing_is_listed(qtbot, hub, page, branch, case_no):
    with qtbot.waitSignal(hub.refused) as said:
        page._files.add([put(branch.home.folder.parent, "x.pdf", PROGRAM)])
    assert "is a program" in said.args[0]
    assert entries(branch, case_no) == []


def test_a_copy_to_look_at_goes_when_the_window_closes(qtbot, hub, page, branch, case_no):
    content, opened = recording(), []
    digest = attach(
        qtbot, page, branch, case_no, put(branch.home.folder.parent, "通话.mp3", content)
    )
    page._files.opens = opened.append
    with qtbot.waitSignal(hub.refused) as said:
        click(qtbot, page, f"open-{digest[:8]}")
    assert "Say why" in said.args[0]
    page._files.findChild(QLineEdit, "attachment-why").setText("核对通话内容")
    click(qtbot, page, f"open-{digest[:8]}")
    qtbot.waitUntil(lambda: bool(opened))
    (path,) = branch.home.folder.glob(f"{FOLDER}/*/*.mp3")
    assert path.read_bytes() == content
    assert path.name == f"{digest[:12]}.mp3"
    assert path.stat().st_mode & 0o277 == 0
    sweep_viewing(branch.home.folder)  # another window starts
    assert path.exists()
    hub.leaving.emit()
    assert list((branch.home.folder / FOLDER).iterdir()) == []


def test_what_a_killed_window_has_left_goes_at_the_next_start(branch):
    left = branch.home.folder / FOLDER / "dead"
    left.mkdir(parents=True)
    put(left, "abc.pdf", b"readable")
    branch.home.open_with(branch.keys["director"], "director", branch.clock).store.close()
    assert not left.exists()


def test_a_copy_is_saved_with_a_purpose(qtbot, hub, page, branch, case_no):
    digest = attach(
        qtbot, page, branch, case_no, put(branch.home.folder.parent, "a.jpg", picture())
    )
    page._files.findChild(QLineEdit, "attachment-why").setText("移送法院")
    facts = read_case(branch.store, branch.desk().reckoning, case_no).facts
    (kept,) = case_attachments(branch.store, facts)
    with qtbot.waitSignal(hub.told):
        page._files.save_to(kept, branch.home.folder.parent / "out")
    (path,) = (branch.home.folder.parent / "out").iterdir()
    assert path.read_bytes() == picture()
    assert digest[:8] in path.name


def test_a_withdrawn_one_stays_listed_with_its_reason(qtbot, page, branch, case_no):
    digest = attach(
        qtbot, page, branch, case_no, put(branch.home.folder.parent, "a.jpg", picture())
    )
    page._files.findChild(QLineEdit, "attachment-why").setText("附错案件")
    click(qtbot, page, f"withdraw-{digest[:8]}")
    qtbot.waitUntil(lambda: "附错案件" in texts(page))
    assert page._tabs.tabText(page._tabs.indexOf(page._files)) == "Attachments"
    assert attachment_store.content_of(branch.store, digest) is not None


def test_what_is_missing_cannot_be_opened_and_says_so(qtbot, page, branch, case_no):
    path = put(branch.home.folder.parent, "a.mp3", recording())
    digest = attaching.attach(branch.desk("chen"), case_no, path).result["hash"]
    (stored,) = attachment_store.folder_of(branch.store).iterdir()
    stored.unlink()
    page.show_case(case_no)
    qtbot.waitUntil(lambda: "missing" in texts(page))
    assert not page._files.findChild(QPushButton, f"open-{digest[:8]}").isEnabled()


def test_files_chosen_at_intake_are_attached_to_the_new_case(qtbot, hub, branch):
    added = FilesToAdd(hub)
    qtbot.addWidget(added)
    folder = branch.home.folder.parent
    good, bad = put(folder, "票据.jpg", picture()), put(folder, "x.exe", PROGRAM)
    drop(added, good, bad, good)
    assert "票据.jpg" in "".join(one.text() for one in added.findChildren(QLabel))
    case_no = register(branch.desk("chen"))
    with qtbot.waitSignal(hub.refused, timeout=20_000):
        added.attach_to(case_no)
    assert [one["name"] for one in entries(branch, case_no)] == ["票据.jpg"]
    assert "No files yet" in "".join(one.text() for one in added.findChildren(QLabel))
