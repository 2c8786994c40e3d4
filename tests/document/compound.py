"""Compound files (OLE2), and Word 97 documents in them, written with the standard library alone.

Layout: [MS-CFB] and [MS-DOC]. Only what a reader looks at is there.
"""
import struct

END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(streams):
    """A compound file of streams directly under the root; those below 4,096 bytes stand in the small sectors.

    The tables and the directory come first, as some writers put them, the streams in the order given.
    """
    small, links, entries = b"", [], []
    large = sum((len(d) + 511) // 512 for d in streams.values() if len(d) >= 4096)
    for name, data in streams.items():
        first = END
        if 0 < len(data) < 4096:
            first, count = len(small) // 64, (len(data) + 63) // 64
            links += [len(links) + i + 1 for i in range(count - 1)] + [END]
            small += data.ljust(count * 64, b"\0")
        entries.append([name, 2, first, len(data)])
    packed_links = struct.pack(f"<{len(links)}I", *links)
    packed_links = packed_links.ljust((len(packed_links) + 511) // 512 * 512, b"\xff")
    names = (len(entries) + 4) // 4
    rest = large + (len(small) + 511) // 512 + len(packed_links) // 512 + names
    own = 1
    while rest + own > own * 128:
        own += 1
    table = [TABLE] * own + list(range(own + 1, own + names)) + [END]
    sectors = b""

    def chain(data):
        nonlocal sectors
        count = (len(data) + 511) // 512
        first = len(table)
        table.extend(range(first + 1, first + count))
        table.extend([END] if count else [])
        sectors += data.ljust(512 * count, b"\0")
        return first if count else END

    for entry, data in zip(entries, streams.values()):
        if len(data) >= 4096:
            entry[2] = chain(data)
    entries.insert(0, ["Root Entry", 5, chain(small), len(small)])
    links_at = chain(packed_links)
    directory = b""
    for i, (name, kind, first, size) in enumerate(entries):
        text = name.encode("utf-16-le")
        right = i + 1 if 0 < i < len(entries) - 1 else FREE
        directory += (text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, FREE, right,
                                                          1 if i == 0 and len(entries) > 1 else FREE) +
                      bytes(36) + struct.pack("<IQ", first, size))
    table += [FREE] * (own * 128 - len(table))
    header = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) +
              bytes(6) + struct.pack("<IIIIIIIII", 0, own, own, 0, 4096, links_at, len(packed_links) // 512, END, 0) +
              struct.pack(f"<{own}I", *range(own)))
    return (header.ljust(512, b"\xff") + struct.pack(f"<{len(table)}I", *table) + directory.ljust(512 * names, b"\0") +
            sectors)


def sprm(code, *values):
    """A modifier with its operand: numbers in the size that the code tells, bytes with their length before them."""
    out = struct.pack("<H", code)
    size = {0: "B", 1: "B", 2: "H", 3: "I", 4: "H", 5: "H"}.get(code >> 13)
    if size:
        return out + struct.pack("<" + size, values[0])
    if code == 0xD608:
        return out + struct.pack("<H", len(values[0]) + 1) + values[0]
    return out + bytes([len(values[0])]) + values[0]


SPECIAL = sprm(0x0855, 1)
BOLD, STRIKE, HIDDEN = sprm(0x0835, 1), sprm(0x0837, 1), sprm(0x083C, 1)
UNDERLINE, HIGHLIGHT = sprm(0x2A3E, 1), sprm(0x2A0C, 7)
DELETED, INSERTED = sprm(0x0800, 1), sprm(0x0801, 1)


def shape(edges, cells):
    """A row's definition: edges, and for each cell its flags (1 across go on, 2 begin; 0x20 down go on, 0x60 begin)."""
    return sprm(0xD608, bytes([len(cells)]) + struct.pack(f"<{len(edges)}h", *edges) +
                b"".join(struct.pack("<H", flags) + bytes(18) for flags in cells))


def symbol(font, code):
    return ("(", SPECIAL + sprm(0x6A09, font | code << 16))


def field(instruction, data=None, result=""):
    """A field's runs; data is the place of a form field's data."""
    runs = [("\x13", SPECIAL), (instruction, b"")]
    if data is not None:
        runs.append(("\x01", SPECIAL + sprm(0x0806, 1) + sprm(0x6A03, data)))
    if result is not None:
        runs += [("\x14", SPECIAL), (result, b"")]
    return runs + [("\x15", SPECIAL)]


def form(kind, result, standard=0, entries=()):
    """The data of a form field: 1 a check box, 2 a list."""
    def string(text):
        return struct.pack("<H", len(text)) + text.encode("utf-16-le") + b"\0\0"
    data = struct.pack("<IHHH", 0xFFFFFFFF, kind | result << 2, 0, 20) + string("项")
    data += struct.pack("<H", standard) + string("") * 5
    if kind == 2:
        data += struct.pack("<HHH", 0xFFFF, len(entries), 0)
        data += b"".join(struct.pack("<H", len(e)) + e.encode("utf-16-le") for e in entries)
    return struct.pack("<IH", len(data) + 68, 68) + bytes(62) + data


class Doc:
    """Gathers paragraphs, then writes the streams. `pieces` cuts the text: (characters, 'u' UTF-16 | 'b' cp1252 |
    'g' GBK bytes, modifier) in the order of the text; they are laid into the file backwards, as fast saves do."""

    def __init__(self, fonts=("宋体", "Wingdings", "Wingdings 2"), styles=(), data=b""):
        self.fonts, self.styles, self.data = fonts, styles, data
        self.characters, self.paragraphs = [], []
        self.changes, self.pieces, self.boxes, self.anchors, self.drawing = [], None, [], [], b""
        self.flags, self.main = 0, None

    def p(self, *runs, props=b"", end="\r", mark=b"", style=0):
        for run in runs:
            text, look = (run, b"") if isinstance(run, str) else run
            self.characters += [(c, look, len(self.paragraphs)) for c in text]
        self.characters.append((end, mark, len(self.paragraphs)))
        self.paragraphs.append(struct.pack("<H", style) + props)

    def cell(self, *runs, depth=1, more=()):
        for text in more:
            self.p(text, props=self.inside(depth))
        if depth == 1:
            self.p(*runs, props=self.inside(1), end="\x07")
        else:
            self.p(*runs, props=self.inside(depth) + sprm(0x244B, 1))

    def row(self, edges, cells, depth=1, mark=b""):
        if depth == 1:
            self.p(props=self.inside(1) + sprm(0x2417, 1) + shape(edges, cells), end="\x07", mark=mark)
        else:
            self.p(props=self.inside(depth) + sprm(0x244B, 1) + sprm(0x244C, 1) + shape(edges, cells), mark=mark)

    @staticmethod
    def inside(depth):
        return sprm(0x2416, 1) + sprm(0x6649, depth)

    def anchor(self, shape_id):
        """The run of a shape that is anchored here."""
        self.anchors.append((len(self.characters), shape_id))
        return ("\x08", SPECIAL)

    def box(self, shape_id, *texts):
        if self.main is None:
            self.main = len(self.characters)
        at = len(self.characters)
        for text in texts:
            self.p(text)
        self.boxes.append((shape_id, at - self.main, len(self.characters) - self.main))

    def pages(self, entries, wide):
        """Property pages over (from, to, properties): offsets, places, and the properties from the end backwards."""
        pages, index = [], []
        while entries:
            count, room = 0, 511
            while count < len(entries) and room >= len(entries[count][2]) + 24:
                room -= len(entries[count][2]) + 24
                count += 1
            part, entries = entries[:count], entries[count:]
            page = bytearray(512)
            page[511] = count
            at = 510
            for i, (begin, end, props) in enumerate(part):
                struct.pack_into("<II", page, 4 * i, begin, end)
                if wide:
                    props = bytes([0, (len(props) + 1) // 2]) + props
                else:
                    props = bytes([len(props)]) + props
                at = (at - len(props)) // 2 * 2
                page[at:at + len(props)] = props
                page[4 * (count + 1) + i * (13 if wide else 1)] = at // 2
            pages.append(bytes(page))
            index.append((part[0][0], part[-1][1]))
        return pages, index

    def text(self):
        """Lays the pieces out; gives the bytes from 0x400 on, the descriptors, and the offset of each character."""
        pieces = self.pieces or [(len(self.characters), "u", 0)]
        laid, at, out = [], 0, b""
        for count, kind, modifier in pieces:
            count = len(self.characters) - at if count is None else count
            laid.append((at, count, kind, modifier))
            at += count
        offsets, descriptors = {}, [None] * len(laid)
        for number, (begin, count, kind, modifier) in reversed(list(enumerate(laid))):
            start = 0x400 + len(out)
            encoding = {"u": "utf-16-le", "b": "cp1252", "g": "gbk"}[kind]
            units = 0
            for i in range(begin, begin + count):
                offsets[i] = 0x400 + len(out)
                letter = self.characters[i][0]
                raw = bytes([ord(letter)]) if kind == "b" and ord(letter) < 256 else letter.encode(encoding)
                out += raw
                units += len(raw) // (2 if kind == "u" else 1)
            descriptors[number] = (start, units, kind, modifier)
        return out, descriptors, offsets

    def streams(self):
        out, descriptors, offsets = self.text()
        order = sorted(offsets, key=lambda i: offsets[i])
        ends = {i: (offsets[j] if j is not None else 0x400 + len(out)) for i, j in zip(order, order[1:] + [None])}
        looks, marks = [], []
        for i in order:
            _, look, paragraph = self.characters[i]
            for entries, props in ((looks, look), (marks, self.paragraphs[paragraph])):
                if entries and entries[-1][2] == props and entries[-1][1] == offsets[i] and entries is looks:
                    entries[-1][1] = ends[i]
                elif entries is marks and entries and entries[-1][3] == paragraph and entries[-1][1] == offsets[i]:
                    entries[-1][1] = ends[i]
                else:
                    entries.append([offsets[i], ends[i], props, paragraph])
        body = out.ljust((len(out) + 511) // 512 * 512, b"\0")
        first = (0x400 + len(body)) // 512
        chpx, chpx_index = self.pages([e[:3] for e in looks], False)
        papx, papx_index = self.pages([e[:3] for e in marks], True)
        table, fib = b"", bytearray(0x400)

        def put(at, data):
            nonlocal table
            struct.pack_into("<II", fib, at, len(table), len(data))
            table += data
        for at, index, page in ((0xFA, chpx_index, first), (0x102, papx_index, first + len(chpx))):
            numbers = [begin for begin, _ in index] + [index[-1][1]] + [page + i for i in range(len(index))]
            put(at, struct.pack(f"<{len(numbers)}I", *numbers))
        names = b"".join(bytes([41 + 2 * len(f)]) + bytes(39) + f.encode("utf-16-le") + b"\0\0" for f in self.fonts)
        put(0x112, struct.pack("<HH", len(self.fonts), 0) + names)
        put(0xA2, self.sheet())
        positions, units = [0], 0
        for _, count, _, _ in descriptors:
            units += count
            positions.append(units)
        pieces = struct.pack(f"<{len(positions)}I", *positions)
        for start, _, kind, modifier in descriptors:
            pieces += struct.pack("<HIH", 0, start if kind == "u" else start * 2 | 0x40000000, modifier)
        changes = b"".join(b"\x01" + struct.pack("<H", len(c)) + c for c in self.changes)
        put(0x1A2, changes + b"\x02" + struct.pack("<I", len(pieces)) + pieces)
        self.shapes(put)
        main = self.main if self.main is not None else units
        struct.pack_into("<HHHHH", fib, 0, 0xA5EC, 0xC1, 0, 0x804, 0)
        struct.pack_into("<H", fib, 0x0A, 0x1200 | self.flags)
        struct.pack_into("<I", fib, 0x4C, main)
        struct.pack_into("<I", fib, 0x64, units - main)
        return {"WordDocument": bytes(fib) + body + b"".join(chpx) + b"".join(papx), "1Table": table, "Data": self.data}

    def sheet(self):
        """The styles: (kind, base, properties of characters)."""
        sheet = struct.pack("<HHH", 18, len(self.styles), 10) + bytes(14)
        for kind, base, props in self.styles:
            std = struct.pack("<HHHHH", 0, kind | base << 4, 2, 0, 0) + struct.pack("<H", 1) + "式".encode("utf-16-le")
            std += b"\0\0"
            if kind == 1:
                std += struct.pack("<HH", 2, 0)
            std += struct.pack("<H", len(props)) + props
            std += b"\0" * (len(std) % 2)
            sheet += struct.pack("<H", len(std)) + std
        return sheet

    def shapes(self, put):
        if self.anchors:
            positions = [at for at, _ in self.anchors] + [len(self.characters)]
            put(0x1DA, struct.pack(f"<{len(positions)}I", *positions) +
                b"".join(struct.pack("<I", number) + bytes(22) for _, number in self.anchors))
        if self.boxes:
            positions = [begin for _, begin, _ in self.boxes] + [self.boxes[-1][2]]
            put(0x25A, struct.pack(f"<{len(positions)}I", *positions) +
                b"".join(bytes(14) + struct.pack("<I", number) + bytes(4) for number, _, _ in self.boxes))
        put(0x22A, self.drawing)

    def file(self):
        return compound(self.streams())
