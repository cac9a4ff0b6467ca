"""Network file systems told from disks, by what Linux and macOS list; a desk on one is refused before it is touched."""

import sys
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.errors import UnusableDesk
from moderation.store.mounts import Mount, holding, in_list, in_mountinfo, mount_of
from moderation.store.store import Store

LINUX = r"""
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
40 27 0:41 / /home rw,relatime shared:3 master:1 - nfs4 files:/home rw,vers=4.2,addr=192.0.2.7
41 40 0:42 / /home/kim/local rw - xfs /dev/vdb rw
42 27 0:43 / /mnt/old\040files rw - cifs //server/old rw,vers=3.1.1
43 27 0:44 / /mnt/tab\011and\134slash rw - fuse.sshfs kim@server:/srv rw,user_id=0
44 27 0:45 / /mnt/zip rw - fuse.archivemount zip rw
45 27 0:46 / /mnt/far rw - 9p far rw,trans=tcp,port=564
46 27 0:47 / /mnt/host rw - 9p host rw,trans=virtio
47 27 0:48 / /mnt/twice rw - nfs server:/x rw
48 47 0:49 / /mnt/twice rw - ext4 /dev/vdc rw
"""
MACOS = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//kim@server._smb._tcp.local/share on /Volumes/share (smbfs, nodev, nosuid, mounted by kim)
server:/srv on /Volumes/a (b) (nfs)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
"""


def kind_at(path: str) -> str:
    """Return the file system that Linux, as above, has at a path."""
    found = holding(PurePosixPath(path), in_mountinfo(LINUX))
    return found.kind if found else ""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/desk.sqlite", "ext4"),
        ("/home/kim/desk.sqlite", "nfs4"),
        ("/home", "nfs4"),
        ("/homework/desk.sqlite", "ext4"),
        ("/home/kim/local/desk.sqlite", "xfs"),
        ("/mnt/old files/desk.sqlite", "cifs"),
        ("/mnt/tab\tand\\slash/desk.sqlite", "fuse.sshfs"),
        ("/mnt/twice/desk.sqlite", "ext4"),
    ],
)
def test_the_deepest_mount_holds_a_path_and_the_latest_of_one_place(path: str, kind: str):
    """A disk below a network folder is a disk; what was mounted over something hides it."""
    assert kind_at(path) == kind


@pytest.mark.parametrize(
    ("path", "is_networked"),
    [
        ("/", False),
        ("/home", True),
        ("/home/kim/local", False),
        ("/mnt/old files", True),
        ("/mnt/zip", False),
        ("/mnt/tab\tand\\slash", True),
        ("/mnt/far", True),
        ("/mnt/host", False),
        ("/mnt/twice", False),
    ],
)
def test_what_several_machines_may_have_is_told_from_disks(path: str, is_networked: bool):
    """A sandbox, too, has its folders by 9p, and a zip file by FUSE: those are this machine's own."""
    found = holding(PurePosixPath(path), in_mountinfo(LINUX))
    assert found is not None
    assert found.is_networked == is_networked


def test_macos_lists_its_mounts_in_words():
    """Parentheses may stand in a folder's name."""
    assert list(in_list(MACOS)) == [
        Mount(PurePosixPath("/"), "apfs"),
        Mount(PurePosixPath("/Volumes/share"), "smbfs"),
        Mount(PurePosixPath("/Volumes/a (b)"), "nfs"),
        Mount(PurePosixPath("/System/Volumes/Data/home"), "autofs"),
    ]


@given(st.text(), st.text(st.characters(exclude_characters="\0")))
def test_no_list_of_mounts_is_an_error(text: str, name: str):
    """A kernel to come may write other lines; a desk on a disk opens all the same."""
    among = [*in_mountinfo(text), *in_list(text)]
    assert holding(PurePosixPath("/", name), iter(among)) in (*among, None)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_desk_on_a_network_file_system_is_refused_and_left_alone(tmp_path: Path, monkeypatch, is_there: bool):
    """Two machines at one SQLite file destroy it; whoever wants that is told of PostgreSQL."""
    desk, listed = tmp_path / "desk.sqlite", tmp_path / "mountinfo"
    if is_there:
        Store.open(desk, create=True).close()
    before = desk.read_bytes() if is_there else None
    listed.write_text(f"1 1 0:1 / / rw - ext4 /dev/vda rw\n2 1 0:2 / {tmp_path} rw - nfs4 server:/desks rw\n")
    monkeypatch.setattr("moderation.store.mounts._MOUNTED", listed)

    with pytest.raises(UnusableDesk, match=r"network file system \(nfs4, at .*--desk postgresql://"):
        Store.open(desk, create=True)
    assert (desk.read_bytes() if desk.exists() else None) == before


def test_a_link_to_a_network_file_system_is_seen_through(tmp_path: Path, monkeypatch):
    """A folder on a share is most often reached by a link from home."""
    (tmp_path / "share").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "share")
    listed = tmp_path / "mountinfo"
    listed.write_text(f"2 1 0:2 / {tmp_path}/share rw - cifs //server/desks rw\n")
    monkeypatch.setattr("moderation.store.mounts._MOUNTED", listed)

    found = mount_of(tmp_path / "link" / "desk.sqlite")
    assert found is not None
    assert found.is_networked


def test_a_desk_opens_where_the_system_lists_no_mounts(tmp_path: Path, monkeypatch):
    """What can't be known is no reason to refuse a desk."""
    monkeypatch.setattr("moderation.store.mounts._MOUNTED", tmp_path / "none")
    assert mount_of(tmp_path) is None or sys.platform == "darwin"
    Store.open(tmp_path / "desk.sqlite", create=True).close()
