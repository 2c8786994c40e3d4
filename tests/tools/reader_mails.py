#!/usr/bin/env python3
"""Writes mails for the reader's tests into a folder: archives, copies, quotations, locked and broken files.

usage: reader_mails.py FOLDER

Everybody in them is invented. The pictures are a JPEG's frame around noise, as large as a test needs.
"""
import io
import os
import random
import struct
import sys
import zipfile
from email.message import EmailMessage

OUT = sys.argv[1]
RECEIPT = [("媒体单位名称", "《青桐护理》杂志社"), ("通讯地址", "江苏省南京市青桐路5号"), ("邮箱", "qths@qingtong.example"),
           ("联系人", "孙静怡"), ("座机号码", "025-80001234"), ("手机号码", "13900005678"), ("媒体征集宣传", "☑是 □否")]
WORK = [("推荐单位名称", "青桐市第一医院"), ("联系人", "周海"), ("手机号码", "13800001111"), ("个人作者姓名", "林一诺"),
        ("手机号码", "13700002222"), ("作品类别", "☑最美抗疫瞬间（摄影图片） □医学科普作品"),
        ("推荐作品是否自愿无偿提供本次公益活动", "☑是 □否"), ("作品报送形式", "☑媒体单位推荐 □个人作者直报"),
        ("作品简介", "抗疫一线的瞬间")]


def document(title, rows, extra="", pictures=0):
    text = lambda t: f'<w:p><w:r><w:t xml:space="preserve">{t}</w:t></w:r></w:p>'
    cell = lambda t: f"<w:tc><w:tcPr/>{text(t)}</w:tc>"
    table = "".join(f"<w:tr>{cell(a)}{cell(b)}</w:tr>" for a, b in rows)
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>{table}</w:tbl>" if rows else ""
    blip = '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/></w:drawing></w:r></w:p>'
    body = text(title) + table + extra + blip * pictures
    return ('<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
            f'wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>')


def docx(title, rows, extra="", pictures=0):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/'
                         'package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override '
                         'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
                         'wordprocessingml.document.main+xml"/></Types>')
        package.writestr("_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/'
                         'package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/'
                         'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
        package.writestr("word/document.xml", document(title, rows, extra, pictures))
    return out.getvalue()


def jpeg(size, seed=1, width=4000, height=3000):
    noise = random.Random(seed).randbytes(size).replace(b"\xff", b"\xfe")
    frame = struct.pack(">BHHB", 8, height, width, 1) + bytes([1, 0x11, 0])
    return (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
            b"\xff\xc0" + struct.pack(">H", 2 + len(frame)) + frame +
            b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + noise + b"\xff\xd9")


def zipped(files, names="utf-8"):
    """Names in UTF-8, or as Windows writes them: bytes of the code page without a flag."""
    out, raws = io.BytesIO(), []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for index, (name, data) in enumerate(files):
            stand_in = name
            if names != "utf-8":
                raw = name.encode(names)
                stand_in = chr(ord("A") + index) * len(raw)
                raws.append((stand_in.encode(), raw))
            archive.writestr(stand_in, data)
    data = out.getvalue()
    for stand_in, raw in raws:
        data = data.replace(stand_in, raw)
    return data


def locked(files):
    """A ZIP whose entries say that they are behind a password."""
    data = bytearray(zipped(files))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def compound(stream):
    """A compound file (OLE) whose root holds one empty stream: what a locked docx or an old doc looks like."""
    def entry(name, kind, child):
        raw = (name + "\0").encode("utf-16-le")
        return (raw.ljust(64, b"\0") + struct.pack("<HBBiii", len(raw), kind, 1, -1, -1, child) + bytes(36) +
                struct.pack("<iQ", -2, 0))
    header = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3e, 3, 0xfffe, 9, 6) + bytes(6) +
              struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xfffffffe, 0, 0xfffffffe, 0) + struct.pack("<I", 0))
    header = header.ljust(512, b"\xff")
    fat = struct.pack("<ii", -3, -2).ljust(512, b"\xff")
    directory = entry("Root Entry", 5, 1) + entry(stream, 2, -1) + bytes(256)
    return header + fat + directory


def mail(name, files=(), text="您好，材料见附件。", subject="报送", html=None, message=None, related=()):
    made = EmailMessage() if message is None else message
    made["From"] = "孙静怡 <sunjy@qingtong.example>"
    made["To"] = "office@example.org"
    made["Subject"] = subject
    made["Date"] = "Fri, 08 May 2020 10:00:00 +0800"
    made["Message-ID"] = f"<{name}@qingtong.example>"
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
        for cid, data in related:
            made.get_payload()[-1].add_related(data, "image", "png", cid=f"<{cid}>", filename=f"{cid}.png",
                                               disposition="inline")
    for file, data in files:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=file)
    with open(os.path.join(OUT, name + ".eml"), "wb") as out:
        out.write(made.as_bytes())


def page(rows, after=""):
    cells = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows)
    return f"<html><body><p>回执表</p><table>{cells}</table>{after}</body></html>"


def with_value(rows, label, value):
    return [(a, value if a == label else b) for a, b in rows]


def main():
    receipt, work = docx("回执表", RECEIPT), docx("推荐报送作品登记表", WORK)
    photo = jpeg(2_100_000)
    other = with_value(RECEIPT, "联系人", "许文博")
    captions = [("文件名", "说明"), ("采样.jpg", "2020年2月，青桐市，护士在社区采样。"), ("夜班.jpg", "2020年3月，医生在夜班。")]
    long_text = "疫情期间如何正确洗手和佩戴口罩。" * 60

    mail("archive", [("登记表.docx", work), ("照片.zip", zipped([
        ("照片/采样.jpg", photo), ("照片/夜班.jpg", jpeg(5000, 2)), ("照片说明.docx", docx("照片说明", captions)),
        ("__MACOSX/照片/._采样.jpg", b"\0" * 100), ("../../etc/evil.jpg", jpeg(100, 3))], "gb18030"))])
    mail("archive-nested", [("全部.zip", zipped([("登记表.docx", work), ("图.zip", zipped([("1.jpg", photo)]))]))])
    mail("archive-locked", [("登记表.docx", work), ("作品.zip", locked([("a.jpg", jpeg(3000))]))])
    mail("archive-broken", [("登记表.docx", work), ("作品.zip", zipped([("a.jpg", photo)])[:500_000])])
    mail("twins", [("回执表.docx", receipt), ("回执表(1).docx", receipt)])
    mail("two-receipts", [("回执表-甲.docx", receipt), ("回执表-乙.docx", docx("回执表", with_value(other, "媒体单位名称", "《白杨》")))])
    mail("stamped-pdf", [("回执表.docx", receipt), ("回执表（盖章）.pdf", b"%PDF-1.4\n%%EOF\n")])
    mail("scan-only", [("回执表（盖章）.pdf", b"%PDF-1.4\n%%EOF\n")])
    mail("body-differs", [("回执表.docx", receipt)], html=page(other))
    mail("body-only", html=page(RECEIPT))
    mail("quoted", html='<html><body><p>谢谢，已收到。</p><div>-------- 原始邮件 --------<br>发件人: office@example.org<br>'
         '发送时间: 2020年5月7日<br>收件人: sunjy@qingtong.example<br>主题: 回执</div><blockquote>' + page(RECEIPT) +
         "</blockquote></body></html>", text="谢谢，已收到。\n\n-------- 原始邮件 --------\n发件人: office@example.org\n", subject="Re: 回执")
    mail("old-doc", [("作品登记表.doc", compound("WordDocument")), ("采样.jpg", photo)])
    mail("locked-form", [("回执表.docx", compound("EncryptedPackage"))])
    mail("locked-work", [("登记表.docx", work), ("科普文章.docx", compound("EncryptedPackage"))])
    mail("empty-photo", [("登记表.docx", work), ("采样.jpg", b"")])
    mail("pictures-in-document", [("登记表.docx", work), ("照片集.docx", docx("我们的照片", [], pictures=3))])
    mail("article", [("登记表.docx", work), ("洗手.docx", docx("科普文章", [], f"<w:p><w:r><w:t>{long_text}</w:t></w:r></w:p>")),
                     ("推荐函.docx", docx("推荐函", [], "<w:p><w:r><w:t>兹推荐林一诺同志的作品参加征集。</w:t></w:r></w:p>")),
                     ("说明.txt", "作品见附件，谢谢！".encode("gb18030")), ("名册.xlsx", zipped([("xl/workbook.xml", "<x/>"), ("[Content_Types].xml", "<Types/>")])),
                     ("安装.exe", b"MZ" + bytes(200))])
    mail("decoration", [("采样.jpg", photo)], html='<p>见附件<img src="cid:logo"></p>',
         related=[("logo", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0" + bytes(40))])
    inner = EmailMessage()
    mail("inner", [("回执表.docx", receipt)], message=inner)
    outer = EmailMessage()
    mail("forwarded", message=outer, subject="转发：回执", text="转发同事的回执。")
    outer.add_attachment(inner)
    with open(os.path.join(OUT, "forwarded.eml"), "wb") as out:
        out.write(outer.as_bytes())
    mail("bomb", [("作品.zip", zipped([(f"{i}.jpg", bytes(30_000_000)) for i in range(8)]))])
    mail("many", [(f"{i}.jpg", jpeg(300, i)) for i in range(1200)])


main()
