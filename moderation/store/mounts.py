"""Whether a path lies on a network file system, where SQLite can't keep a desk whole.

Its write-ahead log needs memory that all who write share, which programs on two machines don't have, and locks that
some such systems only pretend to grant (source: sqlite.org/wal.html and sqlite.org/howtocorrupt.html).
"""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from msgspec import Struct

from moderation.errors import UnusableDesk

_MOUNTED: Final = Path("/proc/self/mountinfo")
_ESCAPED: Final = re.compile(rb"\\([0-7]{3})")
_LISTED_BY_MOUNT: Final = re.compile(r".+? on (?P<place>/.*) \((?P<kind>[\w.]+)(?:, .*)?\)")
"""A line of `mount` as macOS and the BSDs print it: `//kim@server/share on /Volumes/share (smbfs, nodev)`."""

_PATIENCE_SECONDS: Final = 2.0

_NAMES: Final = """
    acfs afpfs afs beegfs ceph cephfs cifs coda davfs efs fhgfs ftp gfs gfs2 glusterfs gpfs lustre mfs moosefs
    ncp ncpfs nfs nfs3 nfs4 ocfs2 orangefs panfs prl_fs pvfs2 smb2 smb3 smbfs vboxsf vmhgfs webdav"""

_PROGRAMS: Final = """
    blobfuse blobfuse2 ceph-fuse cephfs curlftpfs davfs gcsfuse glusterfs goofys gvfsd-fuse juicefs lizardfs mfs
    moosefs mountpoint-s3 rclone s3fs seaweedfs smbnetfs sshfs vmhgfs-fuse"""

_NETWORKED: Final = frozenset(_NAMES.split())
"""File systems that several machines may have at once; some are folders of a host, lent to a virtual machine."""

_OVER_A_WIRE: Final = ("trans=tcp", "trans=rdma")
"""What the options of a 9p say where it comes from another machine; sandboxes and WSL have local folders by it."""

_NETWORKED_BY_A_PROGRAM: Final = frozenset(_PROGRAMS.split())
"""The same as mounted through FUSE, `fuse.NAME`."""


class Mount(Struct, frozen=True):
    """A file system, and where it lies among the folders."""

    place: PurePosixPath
    kind: str
    """As the system names it: `ext4`, `nfs4`, `fuse.sshfs`."""
    options: str = ""
    """Of the file system itself, separated by commas."""

    @property
    def is_networked(self) -> bool:
        """Whether other machines may have the same files open."""
        kind, _, program = self.kind.lower().partition(".")
        if kind == "9p":
            return any(option in _OVER_A_WIRE for option in self.options.split(","))
        return kind in _NETWORKED or (kind in ("fuse", "fuseblk") and program in _NETWORKED_BY_A_PROGRAM)


def refuse_networked(path: Path) -> None:
    """Raise UnusableDesk for a desk on a network file system, there already or about to be made."""
    mount = mount_of(path)
    if mount is not None and mount.is_networked:
        raise UnusableDesk(
            f"The desk {path} would lie on a network file system ({mount.kind}, at {mount.place}), where several "
            "machines at one file destroy it. Keep it on a disk of this machine; for a desk that several machines "
            "share, name a PostgreSQL database: --desk postgresql://SERVER/DATABASE."
        )


def mount_of(path: Path) -> Mount | None:
    """Return the file system that a path lies on, there or not; None where the system doesn't tell."""
    real = PurePosixPath(os.path.realpath(path))
    return holding(real, mounts())


def holding(path: PurePosixPath, among: Iterator[Mount]) -> Mount | None:
    """Return the file system that holds an absolute path: the deepest, and of several at one place the last."""
    found: Mount | None = None
    for mount in among:
        deeper = found is None or len(mount.place.parts) >= len(found.place.parts)
        if deeper and (mount.place == path or mount.place in path.parents):
            found = mount
    return found


def mounts() -> Iterator[Mount]:
    """Yield the file systems of this machine in the order they were mounted; none where the system doesn't tell."""
    if _MOUNTED.exists():
        yield from in_mountinfo(_MOUNTED.read_text(encoding="utf-8", errors="surrogateescape"))
    elif sys.platform == "darwin":
        yield from in_list(_listed())


def in_mountinfo(text: str) -> Iterator[Mount]:
    """Yield the file systems that Linux lists; source: proc_pid_mountinfo(5)."""
    for line in text.splitlines():
        before, is_whole, after = line.partition(" - ")
        fields, more = before.split(" "), after.split(" ")
        if is_whole and len(fields) > 4:
            place = _unescaped(fields[4])
            yield Mount(PurePosixPath(place), _unescaped(more[0]), more[-1])


def in_list(text: str) -> Iterator[Mount]:
    """Yield the file systems that `mount` lists on macOS."""
    for line in text.splitlines():
        if found := _LISTED_BY_MOUNT.fullmatch(line):
            yield Mount(PurePosixPath(found["place"]), found["kind"])


def _unescaped(field: str) -> str:
    """Return a field as it was: Linux writes a byte in octal that would end it."""
    said = field.encode("utf-8", "surrogateescape")
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 8) & 0xFF]), said).decode("utf-8", "surrogateescape")


def _listed() -> str:
    import subprocess  # 5 ms that no desk on Linux pays

    try:
        command = ["/sbin/mount"]
        return subprocess.run(  # noqa: S603 - the system's own program, by its whole name
            command, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
        ).stdout
    except (OSError, subprocess.SubprocessError, UnicodeError):
        return ""
