#!/usr/bin/env python3
"""Pictures with everything that cameras, phones, programs and cheats put into them, made of real ones.

usage: photo_files.py DIR      writes DIR/*.jpg …; ImageMagick makes the pictures, this adds the rest
"""
import os
import struct
import subprocess
import sys
import zlib

OUT = None  # the folder, when it runs as a program


def path(name):
    return os.path.join(OUT, name)


def convert(name, *arguments):
    subprocess.run(["convert", *arguments, path(name)], check=True)
    with open(path(name), "rb") as file:
        return file.read()


def write(name, *parts):
    with open(path(name), "wb") as file:
        file.write(b"".join(parts))


# ── EXIF ────────────────────────────────────────────────────────────────────────────────────────────────────

def ascii_(text, charset="utf-8"):
    data = (text if isinstance(text, bytes) else text.encode(charset)) + b"\0"
    return 2, len(data), data


def short(value):
    return 3, 1, struct.pack("<H", value)


def long_(value):
    return 4, 1, struct.pack("<I", value)


def undefined(data, kind=7):
    return kind, len(data), data


def degrees(value):
    whole = int(value)
    minutes = int((value - whole) * 60)
    seconds = round(((value - whole) * 60 - minutes) * 6000)
    return 5, 3, struct.pack("<6I", whole, 1, minutes, 1, seconds, 100)


def directory(tags, at, following=0):
    """The bytes of a directory that stands at `at`, its long values behind it."""
    head, values = struct.pack("<H", len(tags)), b""
    behind = at + 2 + 12 * len(tags) + 4
    for tag in sorted(tags):
        kind, count, data = tags[tag]
        if len(data) > 4:
            place = struct.pack("<I", behind + len(values))
            values += data + b"\0" * (len(data) % 2)
        else:
            place = data.ljust(4, b"\0")
        head += struct.pack("<HHI", tag, kind, count) + place
    return head + struct.pack("<I", following) + values


def tiff(first, details=None, gps=None, preview=b""):
    first = dict(first)
    for tag, part in ((0x8769, details), (0x8825, gps)):
        if part:
            first[tag] = long_(0)
    for _ in range(2):  # the second time with the places that the first has told
        body = directory(first, 8)
        for tag, part in ((0x8769, details), (0x8825, gps)):
            if part:
                first[tag] = long_(8 + len(body))
                body += directory(part, 8 + len(body))
        second = 8 + len(body)
    if preview:
        ready = directory(first, 8, second)
        body = ready + body[len(ready):]
        body += directory({0x0201: long_(second + 2 + 24 + 4), 0x0202: long_(len(preview))}, second) + preview
    return b"II*\0\x08\0\0\0" + body


def segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def with_segments(jpeg, *segments):
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def exif(*arguments, **named):
    return segment(0xE1, b"Exif\0\0" + tiff(*arguments, **named))


CAMERA = {271: ascii_("NIKON CORPORATION"), 272: ascii_("NIKON D750"), 274: short(1)}
TAKEN = {0x9003: ascii_("2020:02:18 10:20:30")}
WUHAN = {1: ascii_("N"), 2: degrees(30.52), 3: ascii_("E"), 4: degrees(114.31)}
SOUTH = {1: ascii_("S"), 2: degrees(33.9), 3: ascii_("W"), 4: degrees(70.5)}


def xmp(description, more=""):
    text = ('<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" ' + more + '><dc:description><rdf:Alt>'
            f'<rdf:li xml:lang="x-default">{description}</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF>'
            '</x:xmpmeta><?xpacket end="w"?>')
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + text.encode())


def iptc(caption):
    record = b"\x1c\x02\x78" + struct.pack(">H", len(caption)) + caption
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record + b"\0" * (len(record) % 2)
    return segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x25\0\0" + struct.pack(">I", 3) + b"abc\0" + resource)


# ── behind the end ──────────────────────────────────────────────────────────────────────────────────────────

def box(kind, data):
    return struct.pack(">I", len(data) + 8) + kind + data


FILM = box(b"ftyp", b"mp42\0\0\0\0mp42isom") + box(b"mdat", b"\x11" * 50000) + box(b"moov", box(b"mvhd", b"\0" * 100))


def samsung(film):
    """Trailer data, then SEFH … SEFT: places count backwards from SEFH."""
    data = b"\0\0\x30\x0a" + struct.pack("<I", 16) + b"MotionPhoto_Data" + film
    table = b"SEFH" + struct.pack("<III", 106, 1, 0x0a300000)[:8] + struct.pack("<III", 0x0a300000, len(data), len(data))
    return data + table + struct.pack("<I", len(table)) + b"SEFT"


def with_second(jpeg, second):
    """A multi-picture file (CIPA DC-007): the index counts from its own byte order."""
    def index(first_size, offset):
        entries = struct.pack("<IIIHH", 0x20030000, first_size, 0, 0, 0) + \
            struct.pack("<IIIHH", 0, len(second), offset, 0, 0)
        body = directory({0xB000: undefined(b"0100"), 0xB001: long_(2), 0xB002: undefined(entries)}, 8)
        return segment(0xE2, b"MPF\0" + b"II*\0\x08\0\0\0" + body)
    size = len(with_segments(jpeg, index(0, 0)))
    origin = 2 + 4 + 4
    return with_segments(jpeg, index(size, size - origin)) + second


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pictures():
    base = convert("base.jpg", "-seed", "5", "-size", "1400x1000", "plasma:red-blue", "-swirl", "80", "-quality", "95",
                   "-strip")
    small = convert("preview.jpg", path("base.jpg"), "-resize", "160x120", "-quality", "80", "-strip")
    camera = exif(CAMERA, details=TAKEN, gps=WUHAN, preview=small)
    write("camera.jpg", with_segments(base, camera))
    write("south.jpg", with_segments(base, exif({271: ascii_("Canon"), 272: ascii_("Canon EOS 5D")}, gps=SOUTH)))
    write("clockless.jpg", with_segments(base, exif(CAMERA, details={0x9003: ascii_("0000:00:00 00:00:00")})))
    for name, text in (("utf8", "武汉，护士摘下口罩".encode()), ("gbk", "武汉，护士摘下口罩".encode("gbk"))):
        write(f"described-{name}.jpg", with_segments(base, exif({**CAMERA, 270: ascii_(text)})))
    write("described-xp.jpg", with_segments(base, exif(
        {**CAMERA, 270: ascii_("OLYMPUS DIGITAL CAMERA"),
         0x9C9B: undefined("武汉，护士摘下口罩".encode("utf-16le") + b"\0\0", 1)})))
    write("described-xmp.jpg", with_segments(base, xmp("武汉，护士摘下口罩")))
    write("described-iptc.jpg", with_segments(base, iptc("武汉，护士摘下口罩".encode())))
    for name, text in (("olympus", "OLYMPUS DIGITAL CAMERA         "), ("sony", "SONY DSC"), ("huawei", "hdrpl"),
                       ("screenshot", "Screenshot"), ("blank", "   ")):
        write(f"nothing-{name}.jpg", with_segments(base, exif({**CAMERA, 270: ascii_(text)})))
    turns(base)
    write("padded-zeros.jpg", base, b"\0" * 2000000)
    write("padded-archive.jpg", base, b"Rar!\x1a\x07\0" + bytes(range(256)) * 800)
    write("padded-comment.jpg", with_segments(base, *[segment(0xFE, b" " * 65000)] * 20))
    write("padded-application.jpg", with_segments(base, *[segment(0xEA, b"\0" * 65000)] * 20))
    write("padded-exif.jpg", with_segments(base, *[segment(0xE1, b"Exif\0\0" + b"\0" * 65000)] * 20))
    write("padded-twice.jpg", base, base)
    write("motion-google.jpg", with_segments(base, camera), FILM)
    write("motion-huawei.jpg", with_segments(base, camera), FILM, b"v2_f32          0:0              LIVE_50132           ")
    write("motion-samsung.jpg", with_segments(base, camera), samsung(FILM))
    write("two-pictures.jpg", with_second(base, small))
    write("two-pictures-padded.jpg", with_second(base, small), b"\0" * 300000)
    write("film-padded.jpg", base, FILM, b"\0" * 300000)
    png = convert("plain.png", path("base.jpg"), "-resize", "400", "-strip", "-define", "png:exclude-chunks=all")
    write("padded.png", png, b"\0" * 300000)
    write("padded-text.png", png[:33], chunk(b"tEXt", b"Comment\0" + b" " * 300000), png[33:])
    write("described.png", png[:33], chunk(b"eXIf", tiff({**CAMERA, 270: ascii_("武汉，护士摘下口罩")})), png[33:])
    write("cut.jpg", with_segments(base, camera)[:len(base) // 2])
    write("cut-ended.jpg", base[:len(base) // 2], b"\xff\xd9")
    write("cut.png", png[:len(png) // 2])
    write("zeros.jpg", base[:len(base) // 2], b"\0" * (len(base) - len(base) // 2))


def turns(base):
    """The same picture stored in each of the eight ways (EXIF orientation)."""
    undo = {1: [], 2: ["-flop"], 3: ["-rotate", "180"], 4: ["-flip"], 5: ["-transpose"], 6: ["-rotate", "-90"],
            7: ["-transverse"], 8: ["-rotate", "90"]}
    for turn, how in undo.items():
        stored = convert("stored.jpg", path("base.jpg"), *how, "-quality", "95", "-strip")
        write(f"turned-{turn}.jpg", with_segments(stored, exif({**CAMERA, 274: short(turn)})))
    os.unlink(path("stored.jpg"))


if __name__ == "__main__":
    OUT = sys.argv[1]
    os.makedirs(OUT, exist_ok=True)
    pictures()
