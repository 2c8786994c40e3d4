#!/usr/bin/env python3
"""MIME bombs: each must end as an error of the mail (65), or be read, within seconds and in bounded memory.
Prints TAP.

usage: mail_bombs.py MAILPRINT RULES SCRATCH
"""
import json
import os
import resource
import subprocess
import sys
import time

TOOL, RULES, SCRATCH = sys.argv[1:4]
HEAD = b"From: a@b\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
MEMORY = 400 * 1024 * 1024  # of address space; the libraries alone take about 100 MB of it
SECONDS = 10


def nested(levels):
    yield HEAD
    for i in range(levels):
        yield b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (i, i)
    yield b"Content-Type: text/plain\r\n\r\nhi\r\n"
    for i in range(levels - 1, -1, -1):
        yield b"--b%d--\r\n" % i


def messages(levels, kind=b"message/rfc822"):
    for _ in range(levels):
        yield b"From: a@b\r\nContent-Type: " + kind + b"\r\n\r\n"
    yield b"From: a@b\r\nContent-Type: text/plain\r\n\r\nhi\r\n"


def digests(levels):
    yield HEAD
    for i in range(levels):
        yield b'Content-Type: multipart/digest; boundary="b%d"\r\n\r\n--b%d\r\n\r\nFrom: a@b\r\n' % (i, i)
    yield b"\r\nhi\r\n"


def files(levels):
    """A mail in a file in a mail, so that only walking finds the next."""
    for _ in range(levels):
        yield HEAD + b"Content-Type: application/octet-stream; name=x.eml\r\n\r\n"
    yield b"From: a@b\r\nSubject: deep\r\n\r\nhi\r\n"


def headers(count):
    yield HEAD
    for i in range(count):
        yield b"X-H%d: v%d\r\n" % (i, i)
    yield b"\r\nhi\r\n"


def long_header():
    yield HEAD + b"To: " + b",".join(b"a%d@b" % i for i in range(300000))
    yield b"\r\nSubject: " + b"=?utf-8?B?5Y+R56Wo?= " * 200000 + b"\r\n\r\nhi\r\n"


def near_limit(name, unit, end=b"", size=1000000):
    """A header just below the limit of 1 MB, made of what is slow to read."""
    yield b"From: a@b\r\n" + name + b": " + unit * (size // len(unit)) + end + b"\r\n\r\nhi\r\n"


def parts(count, body=b"hi\r\n"):
    yield HEAD + b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n'
    for _ in range(count // 1000):
        yield (b"--B\r\nContent-Type: text/plain\r\n\r\n" + body) * 1000
    yield b"--B--\r\n"


def part_headers():
    yield HEAD + b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n--B\r\n'
    for i in range(200000):
        yield b"X-%d: %s\r\n" % (i, b"x" * 500)
    yield b"\r\nhi\r\n--B--\r\n"


def hidden_type():
    """A NUL before the type, to hide the structure from a scan that stops there."""
    yield b"X: a\0b\r\n" + b"".join(parts(1000000))


def parameters(count):
    yield HEAD + b"Content-Type: text/plain" + b"".join(b";\r\n name*%d*=x" % i for i in range(count)) + b"\r\n\r\nhi\r\n"


def html(unit, size=4 * 1024 * 1024):
    yield HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + unit * (size // len(unit)) + b"\r\n"


def text(unit, size=4 * 1024 * 1024):
    yield HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + unit * (size // len(unit)) + b"\r\n"


def big_file():
    yield HEAD + b"Content-Type: application/octet-stream; name=big.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    line = b"QUJD" * 19 + b"\r\n"
    for _ in range(200):
        yield line * 10000


def long_lines(encoding):
    yield HEAD + b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n"
    for _ in range(100):
        yield b" " * 1000000


REFUSED, READ, EITHER = "refused", "read", "either"
BOMBS = [
    ("100 levels of multipart", REFUSED, nested(100)),
    ("100,000 levels of multipart", REFUSED, nested(100000)),
    ("40 levels are read", READ, nested(40)),
    ("100 levels of message", REFUSED, messages(100)),
    ("100,000 levels of message", REFUSED, messages(100000)),
    ("levels of message/global", REFUSED, messages(5000, b"message/global")),
    ("levels of digest", REFUSED, digests(2000)),
    ("mails in files in mails", REFUSED, files(60)),
    ("100,000 headers", REFUSED, headers(100000)),
    ("1,900 headers are read", READ, headers(1900)),
    ("headers of megabytes", REFUSED, long_header()),
    ("1 MB of open words", REFUSED, near_limit(b"Subject", b"=?a?B?")),
    ("1 MB of half words", REFUSED, near_limit(b"Subject", b"=?a?B?x")),
    ("1 MB of words", REFUSED, near_limit(b"Subject", b"=?gbk?B?1tA=?= ")),
    ("1 MB of two charsets", REFUSED, near_limit(b"Subject", b"=?gbk?B?1tA=?= =?utf-8?Q?a?= ")),
    ("1 MB of broken characters", REFUSED, near_limit(b"Subject", b"=?utf-8?B?5A==?= ")),
    ("60 KB of words", READ, near_limit(b"Subject", b"=?gbk?B?1tA=?= ", size=60000)),
    ("70 KB of open words", READ, near_limit(b"Subject", b"=?a?B?x", size=69000)),
    ("60 KB of two charsets", READ, near_limit(b"Subject", b"=?gbk?B?1tA=?= =?utf-8?Q?a?= ", size=60000)),
    ("60 KB of broken characters", READ, near_limit(b"Subject", b"=?utf-8?B?5A==?= ", size=70000)),
    ("60 KB of unknown charsets", READ, near_limit(b"Subject", b"=?x1?B?5A==?= =?x2?B?5A==?= ", size=60000)),
    ("1 MB of open quotes", READ, near_limit(b"To", b'"<')),
    ("1 MB of open comments", READ, near_limit(b"From", b"(")),
    ("1 MB of brackets", READ, near_limit(b"To", b"<")),
    ("1 MB of addresses", READ, near_limit(b"Cc", b"a@b.cn,")),
    ("1 MB of groups", READ, near_limit(b"Cc", b"a:b;")),
    ("1 MB of ids", READ, near_limit(b"References", b"<a@b> ")),
    ("1 MB of a date", READ, near_limit(b"Date", b"Sat, ")),
    ("1 MB of quoted parameters", READ, near_limit(b"Content-Disposition", b'; filename="a')),
    ("1 MB of a type", READ, near_limit(b"Content-Type", b"text/plain; a*0*=''x")),
    ("50,000 sections of a name", READ, parameters(30000)),
    ("a million parts", REFUSED, parts(1000000)),
    ("3,000 parts", REFUSED, parts(3000)),
    ("a million parts behind a NUL", REFUSED, hidden_type()),
    ("100 MB of a part's headers", REFUSED, part_headers()),
    ("<", READ, html(b"<")),
    ("<a", READ, html(b"<a")),
    ("<!--", READ, html(b"<!--")),
    ("<style>", READ, html(b"<style>")),
    ("<script><style><title>", READ, html(b"<script><style><title>")),
    ('<a b="', READ, html(b'<a b="')),
    ("two quotes", READ, html(b"<a b=\"<a b='")),
    ("<blockquote type=cite>", READ, html(b"<blockquote type=cite>x")),
    ("<table><tr><td>", READ, html(b"<table><tr><td>x")),
    ("&", READ, html(b"&")),
    ("&#x;", READ, html(b"&#xFFFFFFFFF;")),
    ("attributes", READ, html(b"<a " + b"x=1 " * 15000 + b">")),
    ("4 MB of >", READ, text(b"> ")),
    ("4 MB of dashes", REFUSED, text(b"---\n")),
    ("4 MB of header lines", READ, text("发件人：a\n".encode())),
    ("4 MB of attributions", READ, text("在 2020 a@b\n".encode())),
    ("4 MB without a line", READ, text("照片".encode())),
    ("4 MB of addresses of the cloud", READ, text(b"https://pan.baidu.com/s/1 ")),
    ("4 MB of brackets and names", READ, text("「照片.zip (1.1M, ".encode())),
    ("4 MB of thanks", READ, text("谢谢收到".encode())),
    ("4 MB of spaces", READ, text(b" ")),
    ("a file of 150 MB", READ, big_file()),
    ("100 MB in one line, quoted-printable", READ, long_lines(b"quoted-printable")),
    ("100 MB in one line, base64", READ, long_lines(b"base64")),
    ("100 MB in one line, uuencode", READ, long_lines(b"x-uuencode")),
]


def limit():
    if "asan" not in TOOL:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main():
    failed = 0
    path = os.path.join(SCRATCH, "bomb.eml")
    for number, (name, want, content) in enumerate(BOMBS, 1):
        with open(path, "wb") as out:
            for piece in content:
                out.write(piece)
        start = time.monotonic()
        try:
            done = subprocess.run([TOOL, "mail", RULES, "us@example.com", path], capture_output=True, preexec_fn=limit,
                                  timeout=60)
            got = json.loads(done.stdout) if done.returncode == 0 else {"code": "exit %d" % done.returncode,
                                                                        "error": done.stderr.decode()[-300:]}
        except subprocess.TimeoutExpired:
            got = {"code": "no end", "error": ""}
        took = time.monotonic() - start
        good = took < SECONDS and ((want == REFUSED and got.get("code") == 65) or (want == READ and "code" not in got))
        failed += not good
        print("%sok %d - %s: %s" % ("" if good else "not ", number, name, want))
        if not good or os.environ.get("VERBOSE"):
            print("# %.1f s, %s %s" % (took, got.get("code", "read"), got.get("error", "")))
    print("1..%d" % len(BOMBS))
    return 1 if failed else 0


sys.exit(main())
