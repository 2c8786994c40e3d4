#!/usr/bin/env python3
"""Compares what mailprint reads from the mails of decode-gen.py with an independent decoder: Python's email package,
under both its policies, with GB2312 and GBK read as GB18030. Prints TAP.

usage: decode_compare.py MAILPRINT RULES FOLDER

The generator knows the text that was meant, so that a difference has a side:
  agreed     both say the same
  ours       we have the text, Python has not; must be of a class in EXPLAINED, whose reason stands there
  theirs     Python has the text, we have not: never allowed
  neither    both differ from the text and from each other; must be of a class in NEITHER
A class is known by its rule over the raw mail and both answers, never by the generator's name for it alone.
"""
import email
import email.header
import email.policy
import email.utils
import encodings.aliases
import json
import os
import re
import subprocess
import sys
from collections import Counter

for alias in ("gb2312", "gbk", "gb_2312_80", "cp936", "936", "ms936", "csiso58gb231280", "euc_cn", "euccn", "x_gbk"):
    encodings.aliases.aliases[alias] = "gb18030"
BATCH = 400
HOLE = "\ufffd"


# ── what Python reads ───────────────────────────────────────────────────────────────────────────────────────

def as_text(data, charset):
    try:
        return data.decode(charset or "ascii", "replace")
    except LookupError:
        return data.decode("ascii", "replace")


def words(value):
    """RFC 2047 by email.header, adjacent pieces of one charset joined as it does."""
    try:
        pieces = email.header.decode_header(value)
    except (email.header.HeaderParseError, ValueError):
        return None
    return "".join(piece if isinstance(piece, str) else as_text(piece, charset) for piece, charset in pieces)


def guarded(read):
    """Python's package raises on some headers; then it has nothing to say."""
    try:
        return read()
    except (LookupError, ValueError, IndexError, AttributeError, TypeError, KeyError):
        return None


def raw_value(message, name):
    value = dict((key.lower(), text) for key, text in message.raw_items()).get(name)
    return re.sub(r"\r?\n", "", value) if value is not None else None


def python_subject(old, new):
    return [guarded(lambda: words(raw_value(old, "subject"))), guarded(lambda: str(new["subject"]))]


def python_from(old, new):
    def by_parts():
        name, _ = email.utils.parseaddr(raw_value(old, "from"))
        return words(name) if name else None

    def by_policy():
        addresses = new["from"].addresses
        return addresses[0].display_name or None
    return [guarded(by_parts), guarded(by_policy)]


def base(name):
    return re.split(r"[/\\]", name)[-1].strip() if name else name


def python_name(old, new):
    def by_parts():
        part = old.get_payload()[1]
        value = part.get_filename()
        for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
            found = part.get_param(parameter, header=header)
            if isinstance(found, tuple):
                return found[2].encode("latin-1").decode(found[0] or "ascii", "replace")
            if found:
                break
        return words(value) if value else None

    def by_policy():
        return list(new.iter_parts())[1].get_filename()
    return [base(guarded(by_parts)), base(guarded(by_policy))]


def python_body(old, new):
    def by_parts():
        part = old.get_payload()[0] if old.is_multipart() else old
        charset = part.get_param("charset") or "ascii"
        charset = charset[2] if isinstance(charset, tuple) else charset
        return part.get_payload(decode=True).decode(charset, "replace")

    def by_policy():
        part = list(new.iter_parts())[0] if new.is_multipart() else new
        return part.get_content()
    return [guarded(by_parts), guarded(by_policy)]


PYTHON = {"subject": python_subject, "from": python_from, "name": python_name, "body": python_body}


# ── what we read ────────────────────────────────────────────────────────────────────────────────────────────

def our_answers(tool, rules, folder, cases):
    answers = []
    for start in range(0, len(cases), BATCH):
        paths = [os.path.join(folder, case["file"]) for case in cases[start:start + BATCH]]
        done = subprocess.run([tool, "mail", rules, "us@office.example", *paths], capture_output=True, check=True)
        answers += [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    return answers


def ours_of(kind, answer):
    if "parts" not in answer:
        return None
    if kind == "subject":
        return answer["subject"]
    if kind == "from":
        return answer["from_name"]
    if kind == "name":
        return answer["parts"][1]["name"] if len(answer["parts"]) > 1 else None
    return answer["parts"][0]["text"] if answer["parts"] else None


def plain(kind, text):
    """White space at folds is nobody's text; line ends of a body are compared as one kind."""
    if text is None:
        return None
    if kind == "body":
        return text.replace("\r\n", "\n").rstrip("\n")
    return re.sub(r"\s+", " ", text).strip()


# ── classes of differences ──────────────────────────────────────────────────────────────────────────────────

class Case:
    def __init__(self, case, raw, ours, python):
        self.kind, self.way, self.truth = case["kind"], case["way"], plain(case["kind"], case["truth"])
        self.raw, self.ours = raw, plain(case["kind"], ours)
        self.python = [plain(case["kind"], text) for text in python]
        self.head, _, self.content = raw.partition(b"\r\n\r\n")
        self.high = any(byte >= 0x80 for byte in self.head)

    def has(self, pattern):
        return re.search(pattern, self.raw, re.DOTALL | re.IGNORECASE) is not None

    def labels(self):
        return [label.decode().lower() for label in re.findall(rb"=\?([^?*]+)(?:\*[^?]*)?\?[bq]\?", self.raw, re.IGNORECASE)]

    def holes(self):
        return all(text is None or HOLE in text or not text for text in self.python)


WORD = rb"=\?[^?]+\?[bq]\?[^?]*\?="
KNOWN = {"utf-8", "utf8", "gb2312", "gbk", "gb18030", "big5", "iso-8859-1", "us-ascii"}

EXPLAINED = [
    ("a header with raw 8-bit bytes: Python replaces or drops them, no charset being named (RFC 5322 has none)",
     lambda c: any(byte >= 0x80 for byte in (c.raw if c.kind == "name" else c.head)) and c.kind != "body"),
    ("a character cut between two words: Python decodes words by themselves, or joins only those of one spelling",
     lambda c: c.kind != "body" and c.has(WORD + rb"\s+" + WORD) and any(text and HOLE in text for text in c.python)),
    ("a word that never ends in \"?=\": Python leaves it as it stands",
     lambda c: c.kind != "body" and any(text and "=?" in text for text in c.python) and
     (c.has(rb"=\?[^?\s]+\?b\?[a-z0-9+/=]*\??(\r\n\s|\s|\r\n|\")") or c.has(rb"\?b\?[^?\s]*\s+=\?"))),
    ("base64 with a character missing, doubled or foreign: Python leaves the word encoded, or stops there",
     lambda c: c.kind == "subject" and c.way == "base64"),
    ("white space within a word: Python takes it for no word",
     lambda c: c.kind != "body" and c.has(rb"=\?[^?]+\?[bq]\?[^?]*\s[^?]*\?=")),
    ("a label that Python has no codec for (csGB2312, cn-gb, x-big5, unknown-8bit, hz-gb-2312 as RFC 1843 names it …)",
     lambda c: c.kind in ("subject", "from", "name") and any(not codec_known(label) for label in c.labels())),
    ("the label is wrong: Python believes it, we look at the bytes",
     lambda c: c.way in ("wrong-label", "2231-wrong", "html-wrong-meta") and (c.holes() or not han_of(c.python, c.truth))),
    ("an RFC 2231 value without a charset: Python reads it as ASCII",
     lambda c: c.kind == "name" and c.has(rb"\*=\s*\"?''")),
    ("RFC 2231 sections in GBK or UTF-8 cut in the middle of a character",
     lambda c: c.kind == "name" and c.has(rb"filename\*0") and c.holes()),
    ("percent signs without the asterisk of RFC 2231: left by Python, undone by us when they make Chinese UTF-8",
     lambda c: c.kind == "name" and c.has(rb"filename=\"[^\"]*%[0-9a-f]{2}") and any(text and "%" in text for text in c.python)),
    ("RFC 2231 sections without percent signs that hold an RFC 2047 word: Python leaves the word",
     lambda c: c.kind == "name" and c.has(rb"filename\*0=\"=\?") and any(text and "=?" in text for text in c.python)),
    ("a plain and an extended filename: Python takes the one that stands first, RFC 6266 and we the extended one",
     lambda c: c.kind == "name" and c.has(rb"filename=\"[^\"]*\"; filename\*=")),
    ("an empty filename beside a name: Python takes the empty one",
     lambda c: c.kind == "name" and c.has(rb"filename=\"\"") and not any(c.python)),
    ("a name without quotes that has a space, or begins with \"=?\": Python stops, or does not decode",
     lambda c: c.kind == "name" and c.has(rb"name=[^\";\s][^\";\r]*[ =]")),
    ("a quoted name that is never closed: Python keeps the quote or drops the name",
     lambda c: c.kind == "name" and c.has(rb"name=\"[^\"]*\r\n(Content|\r\n)")),
    ("backslashes of a Windows path: Python takes them for escapes",
     lambda c: c.kind == "name" and c.has(rb"[a-z]:\\")),
    ("an escaped quote in a name: Python undoes the escape twice, or not at all",
     lambda c: c.has(rb'"[^"]*\\["\\][^"]*"') and c.kind in ("name", "from")),
    ("a display name within quotes, words and addresses in one word, or no space before the bracket: Python keeps the "
     "raw word, or takes the name's own comma, bracket or @ for the address's",
     lambda c: c.kind == "from" and c.has(rb"From: .*=\?")),
    ("words with no space between: Python (3.11) takes the second for text",
     lambda c: c.kind != "body" and c.has(WORD + rb"=\?") and any(text is None or "=?" in text or HOLE in text for text in c.python)),
    ("a word of no text: Python leaves it as it stands", lambda c: c.kind == "subject" and c.has(rb"\?[bq]\?\?=")),
    ("8-bit text whose label is missing, unknown or plainly wrong, or without any header: Python replaces the bytes",
     lambda c: c.kind == "body" and c.holes()),
    ("a label that Python has no codec for, or a body it cannot read by the label",
     lambda c: c.kind == "body" and all(text is None or HOLE in text for text in c.python)),
    ("format=flowed (RFC 3676): Python leaves it folded", lambda c: c.kind == "body" and c.has(rb"format=flowed")),
    ("a byte order mark of UTF-8: Python keeps it, or reads it by a label that it belies",
     lambda c: c.kind == "body" and c.way == "bom" and any(text and text[0] in "\ufeff锘" for text in c.python)),
    ("UTF-16 named only \"unicode\", or with a mark and a label of one order: Python keeps the mark or does not know it",
     lambda c: c.kind == "body" and c.has(rb"charset=(utf-16|unicode)")),
    ("HTML that names its charset in <meta> alone: Python does not look", lambda c: c.kind == "body" and c.has(rb"text/html\r\n") and c.holes()),
    ("blanks behind a soft line break (RFC 2045, 6.7 drops them): Python keeps the break",
     lambda c: c.kind == "body" and c.has(rb"= \t\r\n")),
    ("base64 with a foreign or missing character, or a footer after its end: Python stops or gives it back encoded",
     lambda c: c.kind == "body" and c.way == "base64-faults"),
    ("a transfer encoding written with a comment or a blank, or x-uue spelled so: Python does not decode",
     lambda c: c.kind == "body" and c.has(rb"transfer-encoding: (\w|-)+( |-\w+ \(| \()")),
]

NEITHER = [
    ("Big5 without a label: nobody can tell it from GBK", lambda c: c.way == "raw-big5"),
    ("raw bytes that are Chinese in GBK and in UTF-8 alike: a name of two characters, and no way to tell",
     lambda c: c.way == "raw" and c.high and both_ways(c.raw) and c.ours in c.raw.decode("utf-8")),
    ("the last character of the base64 is lost, and with it the text", lambda c: c.way == "base64-faults" and c.truth is None),
]


def codec_known(label):
    try:
        return label in KNOWN or bool("".encode(label) or True)
    except LookupError:
        return False


def both_ways(raw):
    try:
        return raw.decode("utf-8") != raw.decode("gb18030")
    except UnicodeDecodeError:
        return False


def han_of(texts, truth):
    """True when one of the texts has at least half of the Chinese that was meant."""
    han = [c for c in truth or "" if "\u4e00" <= c <= "\u9fff"]
    return any(text and sum(c in text for c in han) * 2 > len(han) for text in texts)


def side(case):
    """(agreed | ours | theirs | neither, reason or None)"""
    if case.ours == case.truth and case.truth is not None or (case.truth is None and not case.ours and case.way == "none"):
        if any(text == case.ours or (not text and not case.ours) for text in case.python):
            return "agreed", ""
        return "ours", next((reason for reason, rule in EXPLAINED if rule(case)), None)
    if case.truth is not None and case.truth in case.python:
        return "theirs", None
    reason = next((reason for reason, rule in NEITHER if rule(case)), None)
    return "neither", reason


def main():
    tool, rules, folder = sys.argv[1:4]
    with open(os.path.join(folder, "truth.json"), encoding="utf-8") as file:
        cases = json.load(file)
    answers = our_answers(tool, rules, folder, cases)
    counts, unexplained, reasons = Counter(), {}, Counter()
    for case, answer in zip(cases, answers):
        with open(os.path.join(folder, case["file"]), "rb") as file:
            raw = file.read()
        python = PYTHON[case["kind"]](email.message_from_bytes(raw), email.message_from_bytes(raw, policy=email.policy.default))
        one = Case(case, raw, ours_of(case["kind"], answer), python)
        where, reason = side(one)
        counts[case["kind"], where] += 1
        if where == "theirs" or reason is None:
            unexplained.setdefault((case["kind"], where), []).append((case, one))
        elif reason:
            reasons[reason] += 1
    number, failed = 0, 0
    wanted = [("theirs", "Python reads nothing that we do not"), ("ours", "what we alone read is explained"),
              ("neither", "what neither reads is explained")]
    print(f"1..{len(PYTHON) * len(wanted) + 1}")
    for kind in PYTHON:
        total = sum(count for (of, _), count in counts.items() if of == kind)
        for where, what in wanted:
            number += 1
            wrong = unexplained.get((kind, where), [])
            failed += bool(wrong)
            print(f"{'not ' if wrong else ''}ok {number} - {kind}: {what} ({counts[kind, where]} of {total}, "
                  f"{counts[kind, 'agreed']} agreed)")
            for case, one in wrong[:8]:
                print(f"#   {case['file']} ({case['way']}): meant {one.truth!r}, ours {one.ours!r}, Python {one.python!r}")
            for way, count in Counter(case["way"] for case, _ in wrong).most_common():
                print(f"#   {count} × {way}")
    number += 1
    complete = len(answers) == len(cases) and len(cases) >= 400
    print(f"{'' if complete else 'not '}ok {number} - every mail was read ({len(answers)} of {len(cases)})")
    for reason, count in reasons.most_common():
        print(f"# {count}: {reason}")
    return 1 if failed or not complete else 0


if __name__ == "__main__":
    sys.exit(main())
