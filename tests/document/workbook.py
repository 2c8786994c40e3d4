"""Excel 97 workbooks (BIFF8) written with the standard library alone. Layout: [MS-XLS]; only what a reader looks at."""
import struct

from compound import compound


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def string(text, wide=True, lengths="<H", runs=()):
    """A string with its flags; runs are (character, font)."""
    flags = (1 if wide else 0) | (8 if runs else 0)
    out = struct.pack(lengths, len(text.encode("utf-16-le")) // 2) + bytes([flags])
    if runs:
        out += struct.pack("<H", len(runs))
    out += text.encode("utf-16-le" if wide else "latin-1")
    return out + b"".join(struct.pack("<HH", at, font) for at, font in runs)


def font(name="宋体", flags=0, weight=400, underline=0):
    return record(0x31, struct.pack("<HHHHHBBBB", 220, flags, 8, weight, 0, underline, 0, 134, 0) + string(name, lengths="B"))


def style(number_font=0, number=0, bordered=False):
    return record(0xE0, struct.pack("<HH", number_font, number) + bytes(6) + (b"\x11\x11" if bordered else b"\0\0") + bytes(8))


def cell(row, column, text, xf=0):
    """A text in the cell itself."""
    return record(0x204, struct.pack("<HHH", row, column, xf) + string(text))


def shared(row, column, index, xf=0):
    return record(0xFD, struct.pack("<HHHI", row, column, xf, index))


def number(row, column, value, xf=0):
    return record(0x203, struct.pack("<HHHd", row, column, xf, value))


def formula(row, column, result, xf=0):
    return record(0x06, struct.pack("<HHH", row, column, xf) + result + bytes(8))


def merge(*areas):
    """(first row, last row, first column, last column)"""
    return record(0xE5, struct.pack("<H", len(areas)) + b"".join(struct.pack("<HHHH", *a) for a in areas))


def drawn(kind, row, column, state=None, text=None, bottom=None):
    """An object over the sheet with its anchor, state and caption."""
    anchor = struct.pack("<HHHHHHHHH", 0, column, 10, row, 10, column, 500, row if bottom is None else bottom, 240)
    part = struct.pack("<HHI", 0, 0xF010, len(anchor)) + anchor
    out = record(0xEC, struct.pack("<HHI", 0xF, 0xF004, len(part)) + part)
    obj = struct.pack("<HHHHH", 0x15, 18, kind, 1, 0) + bytes(12)
    if state is not None:
        obj += struct.pack("<HHH", 0x12, 8, state) + bytes(6)
    out += record(0x5D, obj + bytes(4))
    if text is not None:
        out += record(0x1B6, bytes(10) + struct.pack("<HH", len(text), 16) + bytes(4))
        out += record(0x3C, b"\x01" + text.encode("utf-16-le")) + record(0x3C, bytes(16))
    return out


BOF = {"globals": record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)),
       "sheet": record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)),
       "chart": record(0x809, struct.pack("<HHHHII", 0x600, 0x20, 0, 0, 0, 0))}
EOF = record(0x0A)


def book(sheets, heads=b"", strings=b""):
    """sheets: (name, hidden, records). heads: fonts, formats, styles."""
    def bounds(offsets):
        return b"".join(record(0x85, struct.pack("<IBB", at, hidden, 0) + string(name, lengths="B"))
                        for at, (name, hidden, _) in zip(offsets, sheets))
    start = len(BOF["globals"] + heads + bounds([0] * len(sheets)) + strings + EOF)
    offsets, bodies = [], b""
    for _, _, records in sheets:
        offsets.append(start + len(bodies))
        bodies += BOF["sheet"] + records + EOF
    return compound({"Workbook": BOF["globals"] + heads + bounds(offsets) + strings + EOF + bodies})
