#!/usr/bin/env python3
"""Where words stand in the files below a folder, however they are spelled there.

usage: traces.py FOLDER WORD…

Looks for each word in UTF-8, UTF-16, GBK, quoted-printable, HTML's and JSON's character numbers, with a space beside
each Han character (as in a full-text index), for numbers also without their first three digits (an index stores what
differs from the word before); in what looks like base64, in zip files (docx, xlsx) and in deflated streams (PDF), at
any depth. Prints a line a file and word; nothing when there is none.
"""
import base64
import io
import os
import re
import sys
import zipfile
import zlib


def spellings(word):
    spaced = re.sub(r"([\u4e00-\u9fff])", r" \1 ", word)
    spaced = re.sub(r" +", " ", spaced).strip()
    texts = {word, word.lower(), word.upper(), spaced}
    if word.isdigit() and len(word) > 8:
        texts |= {word[3:], f"{word[:3]}-{word[3:7]}-{word[7:]}", f"{word[:3]} {word[3:7]} {word[7:]}"}
    found = set()
    for text in texts:
        for charset in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            found.add(text.encode(charset))
        if not text.isascii():
            for charset in ("utf-8", "gb18030"):
                found.add("".join(f"={b:02X}" for b in text.encode(charset)).encode())
                found.add("".join(f"%{b:02X}" for b in text.encode(charset)).encode())
            found.add("".join(f"&#{ord(c)};" for c in text).encode())
            found.add("".join(f"\\u{ord(c):04x}" for c in text).encode())
    return found


BASE64 = re.compile(rb"[A-Za-z0-9+/]{4}[A-Za-z0-9+/\r\n]{12,}={0,2}")


def layers(data, depth=0):
    """The bytes, and what is packed in them."""
    yield data
    if data[:5] == b"<?xml":
        yield re.sub(rb"<[^>]*>", b"", data)
    if depth > 3:
        return
    if data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                for name in packed.namelist():
                    yield name.encode()
                    yield from layers(packed.read(name), depth + 1)
        except (zipfile.BadZipFile, RuntimeError, zlib.error, NotImplementedError):
            pass
    for stream in re.finditer(rb"stream\r?\n", data):
        try:
            yield zlib.decompressobj().decompress(data[stream.end():])
        except zlib.error:
            pass
    for run in BASE64.finditer(data):
        letters = re.sub(rb"[\r\n=]", b"", run.group())
        for offset in range(4):
            part = letters[offset:]
            yield from layers(base64.b64decode(part[:len(part) // 4 * 4]), depth + 1)


def main():
    folder, words = sys.argv[1], {word: spellings(word) for word in sys.argv[2:]}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            with open(path, "rb") as file:
                everything = [os.fsencode(os.path.relpath(path, folder)), *layers(file.read())]
            for word, forms in words.items():
                if any(form in layer for layer in everything for form in forms):
                    print(os.path.relpath(path, folder), word)


main()
