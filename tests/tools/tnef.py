"""Writes TNEF files (winmail.dat) as Outlook and Exchange do, by Microsoft's MS-OXTNEF and MS-OXRTFCP.

As a program: tnef.py FOLDER writes samples for the fuzzer.
"""
import os
import struct
import sys
import zlib

LONG, OBJECT, STRING8, UNICODE, BINARY = 0x0003, 0x000D, 0x001E, 0x001F, 0x0102
BODY, RTF, HTML, CODEPAGE = 0x1000, 0x1009, 0x1013, 0x3FDE
DATA, FILENAME, LONG_FILENAME, CONTENT_ID, DISPLAY_NAME = 0x3701, 0x3704, 0x3707, 0x3712, 0x3001
MESSAGE_INTERFACE = bytes.fromhex("0703020000000000c000000000000046")


def attribute(level, number, kind, data):
    """MS-OXTNEF 2.1.3.1: level, id, length, data, sum of the bytes."""
    return (struct.pack("<BHHI", level, number, kind, len(data)) + data +
            struct.pack("<H", sum(data) & 0xFFFF))


def value(kind, data):
    if kind == LONG:
        return struct.pack("<I", data)
    data = data.encode("utf-16-le") + b"\0\0" if kind == UNICODE else data
    return struct.pack("<II", 1, len(data)) + data + b"\0" * (-len(data) % 4)


def properties(*items):
    """(number, kind, value); MS-OXTNEF 2.1.3.4."""
    return struct.pack("<I", len(items)) + b"".join(
        struct.pack("<HH", kind, number) + value(kind, data) for number, kind, data in items)


def stored_rtf(text):
    """MS-OXRTFCP 2.2.1 with the kind MELA: not compressed."""
    return struct.pack("<IIII", len(text) + 12, len(text), 0x414C454D, 0) + text


def compressed_rtf(text):
    """The kind LZFu, of literals only: eight to a control byte, ended by a reference to where the next would stand."""
    out, place = bytearray(), 207
    tokens = [bytes([byte]) for byte in text]
    end = struct.pack(">H", ((place + len(text)) % 4096) << 4)
    for start in range(0, len(tokens) + 1, 8):
        run = tokens[start:start + 8]
        last = len(run) < 8
        out += bytes([1 << len(run) if last else 0]) + b"".join(run) + (end if last else b"")
        if last:
            break
    crc = zlib.crc32(bytes(out), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return struct.pack("<IIII", len(out) + 12, len(text), 0x75465A4C, crc) + bytes(out)


def attachment(name, data, unicode=True, codepage="gb18030", inline=None, whole_mail=False):
    """`name` in the properties as UTF-16, or in 8 bits only; a whole mail is an object that holds a TNEF."""
    raw = name.encode(codepage)
    items = [(LONG_FILENAME, UNICODE, name)] if unicode else [(LONG_FILENAME, STRING8, raw + b"\0")]
    if inline:
        items.append((CONTENT_ID, UNICODE, inline))
    if whole_mail:
        items.append((DATA, OBJECT, MESSAGE_INTERFACE + data))
    out = attribute(2, 0x9002, 6, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 32, 32, 0))
    if not whole_mail:
        out += attribute(2, 0x800F, 6, data)
    short = "UNTITL~1.DAT".encode() if unicode else raw
    return out + attribute(2, 0x8010, 1, short + b"\0") + attribute(2, 0x9005, 6, properties(*items))


def tnef(*attachments, body=(), codepage=936):
    """`body`: properties of the message."""
    out = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x9006, 8, struct.pack("<I", 0x10000))
    out += attribute(1, 0x9007, 6, struct.pack("<II", codepage, 0))
    out += attribute(1, 0x8008, 7, b"IPM.Microsoft Mail.Note\0")
    out += attribute(1, 0x9003, 6, properties((0x001A, STRING8, b"IPM.Note\0"), *body))
    return out + b"".join(attachments)


def wrapped_html(text):
    """Outlook's RTF around HTML (MS-OXRTFEX)."""
    words = "".join(f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" if ord(c) > 127 else c for c in text)
    return (r"{\rtf1\ansi\ansicpg936\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}" "\r\n"
            r"{\*\htmltag84 <p>}\htmlrtf {\htmlrtf0 " + words + r"\htmlrtf }\htmlrtf0 {\*\htmltag92 </p>}}").encode()


def samples():
    plain = attachment("登记表.docx", b"PK\3\4" + bytes(300))
    bits = attachment("回执表.doc", b"\xd0\xcf\x11\xe0" + bytes(300), unicode=False)
    yield tnef(plain, bits, body=[(BODY, UNICODE, "您好，请查收。")])
    yield tnef(bits, body=[(RTF, BINARY, compressed_rtf(wrapped_html("请查收附件")))])
    yield tnef(bits, body=[(RTF, BINARY, stored_rtf(rb"{\rtf1\ansi\ansicpg936 \'c4\'fa\'ba\'c3}"))])
    html = "<p>照片 <img src='cid:a@b'></p>".encode("gbk")
    yield tnef(attachment("照片.jpg", b"\xff\xd8\xff" + bytes(200), inline="a@b"),
               body=[(HTML, BINARY, html), (CODEPAGE, LONG, 936)])
    yield tnef(attachment("转发", tnef(plain), whole_mail=True))


if __name__ == "__main__":
    for index, data in enumerate(samples()):
        with open(os.path.join(sys.argv[1], f"{index}.tnef"), "wb") as file:
            file.write(data)
