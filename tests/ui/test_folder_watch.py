"""Watching a folder for packets and receipts."""

from ui.base.folder_watch import FolderWatch


def test_packets_and_receipts_are_reported_whatever_the_case_of_their_suffix(qtbot, tmp_path):
    """A stick formatted as FAT hands names over in capitals."""
    (tmp_path / "notes.txt").write_bytes(b"x")
    watch = FolderWatch()
    watch.watch(tmp_path)
    with qtbot.waitSignal(watch.arrived, timeout=5000) as arrived:
        (tmp_path / "A.CDP").write_bytes(b"x")
    assert [one.name for one in arrived.args[0]] == ["A.CDP"]
    with qtbot.waitSignal(watch.arrived, timeout=5000) as arrived:
        (tmp_path / "b.Cdr").write_bytes(b"x")
    assert {one.name for one in arrived.args[0]} == {"A.CDP", "b.Cdr"}
