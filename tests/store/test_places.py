"""Where a home may lie."""

from pathlib import Path

import pytest

from desk.store.disk import allowed_folders
from desk.store.disk.allowed_folders import (
    InACloudFolder,
    OnAShare,
    OnAStick,
    kind_by_mounts,
    need_good_place,
)

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /srv/shared nfs4 rw 0 0
//server/x /mnt/office cifs rw 0 0
/dev/sdb1 /media/anna/STICK ext4 rw 0 0
/dev/sdc1 /mnt/card exfat rw 0 0
/dev/sdd1 /mnt/with\\040space vfat rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/opt/desk", ""),
        ("/srv/shared/desk", "network"),
        ("/srv/sharedness/desk", ""),
        ("/mnt/office/desk", "network"),
        ("/media/anna/STICK/desk", "removable"),
        ("/mnt/card", "removable"),
        ("/mnt/with space/desk", "removable"),
    ],
)
def test_shares_and_sticks_are_told_by_the_table_of_mounts(folder, kind):
    assert kind_by_mounts(Path(folder), MOUNTS) == kind


@pytest.mark.parametrize(
    "name", ["OneDrive - Bank", "Dropbox", "坚果云", "BaiduSyncdisk", "onedrive"]
)
def test_a_folder_that_is_copied_away_is_refused(tmp_path, name):
    with pytest.raises(InACloudFolder, match="Choose another folder"):
        need_good_place(tmp_path / name / "home")


@pytest.mark.parametrize(("kind", "refusal"), [("nfs4", OnAShare), ("vfat", OnAStick)])
def test_the_refusal_says_why(tmp_path, monkeypatch, kind, refusal):
    monkeypatch.setattr(allowed_folders, "_mounts", lambda: f"x {tmp_path} {kind} rw 0 0\n")
    with pytest.raises(refusal, match="Choose a folder on a disk of this computer"):
        need_good_place(tmp_path / "home")


def test_an_ordinary_folder_is_good(tmp_path):
    need_good_place(tmp_path)
