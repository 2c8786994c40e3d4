#!/bin/bash
# A mail of ours as another program reads it: Python's email package, strict about defects.
. "$(dirname "$0")/lib.sh"
cd "$ROOT" || exit 1
build tools/wire
tap_ok "Python reads every mail that we write" python3 - "$B/tools/wire" "$T" <<'PY'
import email, email.policy, random, re, subprocess, sys
from email.header import decode_header, make_header

wire, folder = sys.argv[1:]
random.seed(20200520)
blob = bytes(random.randrange(256) for _ in range(5000))
open(folder + "/blob", "wb").write(blob)


def write(**options):
    def escape(text):
        return text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t")
    arguments = [wire]
    for key, value in options.items():
        for one in value if isinstance(value, list) else [value]:
            arguments.append(f"{key}={escape(one)}")
    return subprocess.run(arguments, check=True, capture_output=True).stdout


def lawful(raw):
    assert raw.isascii() and b"\0" not in raw
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    for word in re.findall(rb"=\?[^?]*\?[BQ]\?[^?]*\?=", raw.split(b"\r\n\r\n")[0]):
        assert len(word) <= 75, word
        str(make_header(decode_header(word.decode())))  # whole characters, or it raises
    names = [n.lower() for n, _ in email.message_from_bytes(raw).items()]
    for once in "from to subject date message-id mime-version auto-submitted x-auto-response-suppress x-huizhi-loop".split():
        assert names.count(once) == 1, once


def read(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    for part in message.walk():
        assert not part.defects, part.defects
    return message


def text_of(part):
    return part.get_content().replace("\r\n", "\n")


def subject_of(raw):
    return str(make_header(decode_header(email.message_from_bytes(raw)["Subject"])))


# The ordinary answer, with everything.
name = "2020年“你行者”扶贫摄影作品征集活动推荐报送作品登记表（空白）.docx"
raw = write(**{"from": "office@example.org"}, from_name="“你行者”组委会", to="wang@example.net", to_name="王小明",
            subject="【请补正】作品NXZ-0123：2张照片共3处", text="王老师，您好！\n.\nFrom 此处\n", html="<p>王老师，您好！</p>",
            id="huizhi.00@example.org", in_reply_to="q@example.net", reference=["p@example.net"], date="1590000000",
            automatic="auto-replied", attach=[f"{name}|application/pdf|{folder}/blob", f"b.bin||{folder}/blob"])
lawful(raw)
mail = read(raw)
assert mail["subject"] == "【请补正】作品NXZ-0123：2张照片共3处", mail["subject"]
assert mail["from"].addresses[0].display_name == "“你行者”组委会"
assert mail["to"].addresses[0].addr_spec == "wang@example.net"
assert mail["date"].datetime.timestamp() == 1590000000
assert mail["message-id"] == "<huizhi.00@example.org>"
assert mail["in-reply-to"] == "<q@example.net>" and mail["references"] == "<p@example.net> <q@example.net>"
assert mail["auto-submitted"] == "auto-replied" and mail["x-auto-response-suppress"] == "All"
assert text_of(mail.get_body(("plain",))) == "王老师，您好！\n.\nFrom 此处\n"
assert text_of(mail.get_body(("html",))) == "<p>王老师，您好！</p>\n"
files = list(mail.iter_attachments())
assert [f.get_content_type() for f in files] == ["application/pdf", "application/octet-stream"]
assert [f.get_payload(decode=True) for f in files] == [blob, blob]
# QQ shows long RFC 2231 names as tcmime.….bin: the names must be RFC 2047.
assert b"name*" not in raw
for header in ("Content-Type", "Content-Disposition"):
    got = re.search(r'name="([^"]*)"', email.message_from_bytes(raw).get_payload()[1][header], re.S).group(1)
    assert str(make_header(decode_header(got))) == name, got

# Subjects and names of every length and mixture come back whole.
alphabet = "汉字，。“”🙂é 0aZ?=_-"
for i in range(300):
    subject = "".join(random.choice(alphabet) for _ in range(random.randrange(1, 120))) if i > 60 else "汉a" * i + "字" * 9
    want = " ".join(subject.split(" ")).strip()
    want = re.sub(" +", " ", want)
    raw = write(subject=subject, to_name=subject, text=subject)
    lawful(raw)
    assert subject_of(raw) == (want or "-"), (subject_of(raw), want)
    # No padding but in the last word: readers exist that drop what follows it.
    words = re.findall(rb"=\?UTF-8\?B\?[^?]*\?=", re.search(rb"Subject: (.*?)\r\n\S", raw, re.S).group(1))
    assert not any(word.endswith(b"=?=") for word in words[:-1]), words
    assert text_of(read(raw)).rstrip("\n") == subject

# A text of ASCII stays readable in the source; one long line does not stay long.
raw = write(text="plain words\n.\n")
lawful(raw)
assert b"\r\n\r\nplain words\r\n.\r\n" in raw
raw = write(text="x" * 5000)
lawful(raw)
assert text_of(read(raw)) == "x" * 5000 + "\n"
raw = write(subject="a\r\nBcc: evil@example.com\r\n\r\nb", to_name='"\r\nBcc: evil@example.com')
lawful(raw)
assert "bcc" not in {n.lower() for n in read(raw).keys()}
raw = write(automatic="auto-generated", attach=[f"a\"b;c.txt|bad type|{folder}/blob"])
assert read(raw)["auto-submitted"] == "auto-generated"
assert [f.get_filename() for f in read(raw).iter_attachments()] == ["a'b;c.txt"]
PY
tap_done
