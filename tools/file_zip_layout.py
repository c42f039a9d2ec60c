"""How an archive lies in its bytes: one file behind the other, as its table of contents says, and no more.

Programs read archives by the table at the end, by the heads of the files from the beginning, or by both.
Where the two differ, each program unpacks something else.
"""

import struct

HEAD = struct.Struct("<4s5H3L2H")
SIGNATURE = b"PK\x03\x04"
SIZES_BEHIND = 0x8  # the sizes stand behind the file, in a descriptor
UTF8 = 0x800
DESCRIPTOR = b"PK\x07\x08"
UNICODE_NAME = 0x7075
SPARE = 0xFFFFFFFF


def is_laid_out_plainly(content, entries, directory):
    """Tell whether the files ``entries`` fill ``content`` up to the ``directory``, and are what it says."""
    place = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset != place:
            return False
        place = _end_of(content, entry)
        if place is None:
            return False
        place += _length_of_descriptor(content, place, entry.flag_bits)
    end = content.rfind(b"PK\x05\x06")
    length = struct.unpack_from("<H", content, end + 20)[0]
    return place == directory and end + 22 + length == len(content)


def _end_of(content, entry):
    """Return where the bytes of ``entry`` end, or None where its own head says something else of it."""
    place = entry.header_offset
    if place + HEAD.size > len(content):
        return None
    signature, _version, flags, method, _time, _date, crc, packed, size, name, extra = HEAD.unpack_from(
        content, place
    )
    begin = place + HEAD.size
    named = content[begin : begin + name].decode("utf-8" if flags & UTF8 else "cp437", "replace")
    is_same = (
        signature == SIGNATURE
        and named == entry.orig_filename
        and method == entry.compress_type
        and not (flags ^ entry.flag_bits) & 0x1
    )
    if not flags & SIZES_BEHIND or packed or size:
        is_same &= (
            crc in (entry.CRC, 0 if flags & SIZES_BEHIND else entry.CRC)
            and packed in (entry.compress_size, SPARE)
            and size in (entry.file_size, SPARE)
        )
    return begin + name + extra + entry.compress_size if is_same else None


def _length_of_descriptor(content, place, flags):
    if not flags & SIZES_BEHIND:
        return 0
    if content[place : place + 4] == DESCRIPTOR:
        # With sizes of 4 bytes, or of 8.
        return 16 if content[place + 16 : place + 18] == b"PK" else 24
    return 12 if content[place + 12 : place + 14] == b"PK" else 20


def other_name(entry):
    """Return the name in Unicode beside that of ``entry``, or None: each of both is read by some programs."""
    extra = entry.extra
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == UNICODE_NAME and length > 5:
            return extra[9 : 4 + length].decode("utf-8", "replace")
        extra = extra[4 + length :]
    return None
