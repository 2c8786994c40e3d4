#!/usr/bin/env python3
"""Mails with archives, winmail.dat and films, for the reader's test.

usage: parts_mails.py FOLDER

Archives are made by zipfile, tarfile and 7z, and by hand where these would not lie; films by ffmpeg. RAR, whose writer
is not free, is written here: stored entries by the technical notes of RAR 4 and 5.
"""
import io
import os
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from email.message import EmailMessage

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tnef

OUT = sys.argv[1]


def made_by(command, *wanted, given=b""):
    """Runs a command in a folder that holds 1.jpg; gives the files that it made."""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "1.jpg"), "wb") as picture:
            picture.write(given)
        subprocess.run(command, shell=True, check=True, cwd=folder, stdout=subprocess.DEVNULL)
        return [open(os.path.join(folder, name), "rb").read() for name in wanted]


JPEG, SECOND, THIRD = made_by("ffmpeg -v error -f lavfi -i testsrc=r=1:d=3:s=160x120 -q:v 5 %d.png.jpg",
                              "1.png.jpg", "2.png.jpg", "3.png.jpg")
LARGE, = made_by('ffmpeg -v error -f lavfi -i "nullsrc=s=640x480:d=1,geq=random(1)*255:128:128" -frames:v 1 -q:v 1 a.jpg',
                 "a.jpg")


def mail(name, *files, text="您好，材料见附件。", related=(), html=None):
    made = EmailMessage()
    made["From"] = "孙静怡 <sunjy@qingtong.example>"
    made["To"] = "office@example.org"
    made["Subject"] = "报送作品"
    made["Date"] = "Fri, 08 May 2020 10:00:00 +0800"
    made["Message-ID"] = f"<{name}@qingtong.example>"
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
        for cid, data in related:
            made.get_payload()[-1].add_related(data, "image", "jpeg", cid=f"<{cid}>", filename=f"{cid}.jpg",
                                               disposition="inline")
    for file, data in files:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=file)
    with open(os.path.join(OUT, name + ".eml"), "wb") as out:
        out.write(made.as_bytes())


def vint(number):
    out = b""
    while True:
        out += bytes([number & 0x7F | (0x80 if number > 0x7F else 0)])
        number >>= 7
        if not number:
            return out


def rar5_block(kind, flags, body, data=b""):
    inner = vint(kind) + vint(flags | (2 if data else 0)) + (vint(len(data)) if data else b"") + body
    inner = vint(len(inner)) + inner
    return struct.pack("<I", zlib.crc32(inner)) + inner + data


def rar5(*files, volume=False, locked=False):
    out = b"Rar!\x1a\7\1\0"
    if locked:  # an archive encryption header: everything behind it is unreadable
        return out + rar5_block(4, 0, vint(0) + vint(0) + b"\x0f" + bytes(16)) + bytes(range(256)) * 4
    out += rar5_block(1, 0, vint(1 if volume else 0))
    for name, data in files:
        raw = name.encode()
        body = (vint(4) + vint(len(data)) + vint(0o100644) + struct.pack("<I", zlib.crc32(data)) + vint(0) + vint(1) +
                vint(len(raw)) + raw)
        out += rar5_block(2, 0, body, data)
    return out + rar5_block(5, 0, vint(1 if volume else 0))


def rar4(*files, volume=False):
    def block(kind, flags, body, data=b""):
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data
    out = b"Rar!\x1a\7\0" + block(0x73, 1 if volume else 0, bytes(6))
    for name, data in files:
        raw = name.encode("gb18030")
        out += block(0x74, 0x8000, struct.pack("<IIBIIBBHI", len(data), len(data), 2, zlib.crc32(data), 0x50A00000, 29,
                                               0x30, len(raw), 0o100644) + raw, data)
    return out + block(0x7B, 0x4000, b"")


def zipped(*files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def gbk_zip(name, data, unicode=None):
    """Bytes of the code page without a flag; with the Info-ZIP field 0x7075 when `unicode` is given."""
    raw = name.encode("gb18030")
    extra = b""
    if unicode:
        body = b"\1" + struct.pack("<I", zlib.crc32(raw)) + unicode.encode()
        extra = struct.pack("<HH", 0x7075, len(body)) + body
    sizes = struct.pack("<III", zlib.crc32(data), len(data), len(data))
    local = (b"PK\3\4" + struct.pack("<HHHHH", 20, 0, 0, 0, 0x50A8) + sizes + struct.pack("<HH", len(raw), len(extra)) +
             raw + extra + data)
    central = (b"PK\1\2" + struct.pack("<HHHHHH", 20, 20, 0, 0, 0, 0x50A8) + sizes +
               struct.pack("<HHHHHII", len(raw), len(extra), 0, 0, 0, 0, 0) + raw + extra)
    return local + central + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def tarred(*files, mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def archives():
    photo, other = ("照片/1.jpg", JPEG), ("照片/2.jpg", SECOND)
    junk = [("__MACOSX/照片/._1.jpg", b"x"), (".DS_Store", b"x"), ("照片/Thumbs.db", b"x"), ("照片/desktop.ini", b"x")]
    mail("zip", ("作品.zip", zipped(photo, other, *junk)))
    mail("zip-gbk", ("作品.zip", gbk_zip("照片\\采样.jpg", JPEG)))
    mail("zip-unicode", ("作品.zip", gbk_zip("?.jpg", JPEG, "采样➀.jpg")))
    mail("zip-climbing", ("作品.zip", zipped(("../../a.jpg", JPEG), ("/etc/b.jpg", SECOND), ("C:\\c.jpg", THIRD))))
    mail("zip-in-zip", ("作品.zip", zipped(("内.zip", zipped(("再内.zip", zipped(photo)))))))
    deep = zipped(photo)
    for level in range(8):
        deep = zipped((f"{level}.zip", deep))
    mail("zip-deep", ("作品.zip", deep))
    mail("zip-bomb", ("作品.zip", zipped(("0.jpg", bytes(300_000_000)))))
    mail("zip-many", ("作品.zip", zipped(*((f"{i}.jpg", b"\xff\xd8\xff%d" % i) for i in range(1500)))))
    mail("rar4", ("作品.rar", rar4(("照片\\采样.jpg", JPEG), ("说明.txt", "一".encode()))))
    mail("rar5", ("作品.rar", rar5(photo, other)))
    mail("rar5-locked", ("作品.rar", rar5(locked=True)))
    mail("rar5-part", ("作品.part2.rar", rar5(photo, volume=True)))
    mail("rar4-part", ("作品.part1.rar", rar4(photo, volume=True)), ("作品.r00", b"\1\2\3" * 50))
    mail("rar-named-part", ("作品.part1.rar", rar5(photo)))
    mail("tar", ("作品.tar", tarred(photo, other)), ("其他.tar.gz", tarred(photo, mode="w:gz")))
    whole, locked, hidden = made_by("7z a a.7z 1.jpg && 7z a -pabc b.7z 1.jpg && 7z a -pabc -mhe=on c.7z 1.jpg",
                                    "a.7z", "b.7z", "c.7z", given=JPEG)
    mail("7z", ("作品.7z", whole))
    mail("7z-locked", ("作品.7z", locked))
    mail("7z-hidden", ("作品.7z", hidden))
    aes, classic = made_by("7z a -tzip -pabc -mem=AES256 a.zip 1.jpg && 7z a -tzip -pabc -mem=ZipCrypto b.zip 1.jpg",
                           "a.zip", "b.zip", given=JPEG)
    mail("zip-aes", ("作品.zip", aes))
    mail("zip-locked", ("作品.zip", classic))
    pieces = made_by("7z a -v100k a.7z 1.jpg && 7z a -tzip -v100k b.zip 1.jpg && zip -q -s 100k c.zip 1.jpg",
                     "a.7z.001", "a.7z.002", "b.zip.001", "b.zip.002", "c.z01", "c.zip", given=LARGE)
    names = ("作品.7z.001", "作品.7z.002", "集.zip.001", "集.zip.002", "卷.z01", "卷.zip")
    mail("split", *zip(names, pieces))
    mail("volume-in-zip", ("作品.zip", zipped(("集.7z.002", pieces[1]))))


def outlook():
    form = zipped(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<document/>"))
    unicode = tnef.attachment("登记表➀.docx", form)
    bits = tnef.attachment("采样.jpg", JPEG, unicode=False)
    said = [(tnef.BODY, tnef.UNICODE, "这是正文，请查收。")]
    mail("tnef", ("winmail.dat", tnef.tnef(unicode, bits, body=said)))
    mail("tnef-body", ("winmail.dat", tnef.tnef(bits, body=said)), text="")
    mail("tnef-rtf", ("winmail.dat", tnef.tnef(body=[
        (tnef.RTF, tnef.BINARY, tnef.compressed_rtf(tnef.wrapped_html("这是正文 (RTF)")))])), text="")
    html = "<p>照片如下：<img src='cid:a@b'><img src='cid:c@b'></p>".encode("gbk")
    mail("tnef-html", ("winmail.dat", tnef.tnef(
        tnef.attachment("图片.jpg", JPEG, inline="a@b"), tnef.attachment("采样.jpg", LARGE, inline="c@b"),
        body=[(tnef.HTML, tnef.BINARY, html), (tnef.CODEPAGE, tnef.LONG, 936)])), text="")
    mail("tnef-big5", ("winmail.dat", tnef.tnef(tnef.attachment("採樣.jpg", JPEG, unicode=False, codepage="big5"),
                                                codepage=950)))
    mail("tnef-zip", ("winmail.dat", tnef.tnef(tnef.attachment("作品.zip", zipped(("1.jpg", JPEG))))))
    mail("tnef-mail", ("winmail.dat", tnef.tnef(tnef.attachment("转发的信", tnef.tnef(bits), whole_mail=True))))
    large = JPEG + os.urandom(3_000_000)
    mail("tnef-large", ("winmail.dat", tnef.tnef(tnef.attachment("采样" * 60 + ".jpg", large), body=[
        (tnef.BODY, tnef.UNICODE, "很长的正文" * 20000)])))
    whole = tnef.tnef(unicode, bits)
    mail("tnef-cut", ("winmail.dat", whole[:-len(JPEG) // 2]))
    mail("tnef-garbage", ("winmail.dat", whole[:6] + bytes(range(256)) * 3))


def films():
    film, = made_by("ffmpeg -v error -f lavfi -i testsrc=d=2:s=160x120 -f lavfi -i sine=d=2 a.mp4", "a.mp4")
    sound, = made_by("ffmpeg -v error -f lavfi -i sine=d=2 a.mp3", "a.mp3")
    mail("film", ("讲座.mp4", film), ("录音.mp3", sound))
    mail("film-cut", ("讲座.mp4", film[:len(film) * 2 // 3]))
    mail("film-list", ("讲座.mp4", b"#EXTM3U\n#EXTINF:10,\n/etc/passwd\n#EXT-X-ENDLIST\n"),
         ("录像.mov", b"\1\2\3\4" * 100))
    mail("film-empty", ("讲座.avi", b""))


def inline():
    page = '<p>照片：<img src="cid:photo"></p><p>办公室<img src="cid:logo"></p>'
    mail("inline", html=page, related=[("photo", LARGE), ("logo", JPEG)])


archives()
outlook()
films()
inline()
