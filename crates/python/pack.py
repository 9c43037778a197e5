"""Packs a wheel again, smaller: the same files with the same contents, in the same order, found by zopfli's longer search.

    python3 pack.py WHEEL      packs it in place; an error above the limit

RECORD stands as it is, because it tells what the files are and not how they are packed.
"""

import struct
import sys
import zlib
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import zopfli.zlib

# Bytes that a wheel may have.
LIMIT = 5_000_000
# More passes find less than a ten-thousandth.
PASSES = 5
VERSION = 20
UTF8 = 0x800


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    wheel = Path(sys.argv[1])
    before = wheel.stat().st_size
    pack(wheel)
    size = wheel.stat().st_size
    print(f"{wheel} ({size:,} bytes; {before:,} before it was packed again)")
    if size > LIMIT:
        print(f"{wheel.name} has {size - LIMIT:,} bytes more than the {LIMIT:,} that it may have", file=sys.stderr)
        print(largest(wheel), file=sys.stderr)
        return 1
    return 0


def pack(wheel: Path) -> None:
    """Replaces a wheel by a smaller one of the same contents."""
    with ZipFile(wheel) as archive:
        files = [(info, archive.read(info)) for info in archive.infolist()]
    packed = wheel.with_suffix(".packed")
    packed.write_bytes(archived(files))
    with ZipFile(packed) as archive:
        if [(info.filename, archive.read(info)) for info in archive.infolist()] != [(i.filename, d) for i, d in files]:
            packed.unlink()
            raise SystemExit(f"{wheel.name} was packed wrongly, and is left as it was")
    packed.replace(wheel)


def archived(files: list[tuple[ZipInfo, bytes]]) -> bytes:
    """A ZIP archive of files. Python's `zipfile` writes none with contents that are compressed already."""
    entries, directory = bytearray(), bytearray()
    for info, contents in files:
        body, method = deflated(contents), ZIP_DEFLATED
        if len(body) >= len(contents):
            body, method = contents, 0
        name = info.filename.encode()
        # The fields that an entry and the directory have in common.
        fields = struct.pack(
            "<5H3L2H", VERSION, UTF8, method, *moment(info), zlib.crc32(contents), len(body), len(contents), len(name), 0
        )
        made_by = info.create_system << 8 | VERSION
        where = struct.pack("<3H2L", 0, 0, 0, info.external_attr, len(entries))
        directory += b"PK\x01\x02" + struct.pack("<H", made_by) + fields + where + name
        entries += b"PK\x03\x04" + fields + name + body
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(files), len(files), len(directory), len(entries), 0)
    return bytes(entries + directory + end)


def deflated(contents: bytes) -> bytes:
    """The contents as ZIP has them: without the frame of zlib, which is two bytes before and four after."""
    return zopfli.zlib.compress(contents, numiterations=PASSES)[2:-4]


def moment(info: ZipInfo) -> tuple[int, int]:
    """Time and date as ZIP has them."""
    year, month, day, hour, minute, second = info.date_time
    return hour << 11 | minute << 5 | second // 2, year - 1980 << 9 | month << 5 | day


def largest(wheel: Path) -> str:
    """The largest files of a wheel, by what they take in it."""
    with ZipFile(wheel) as archive:
        files = sorted(archive.infolist(), key=lambda info: -info.compress_size)[:5]
    return "\n".join(f"{info.compress_size:>10,} {info.filename}" for info in files)


if __name__ == "__main__":
    sys.exit(main())
