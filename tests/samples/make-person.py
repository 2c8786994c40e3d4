#!/usr/bin/env python3
"""Mails for the tests of forget and export: one person with everything that a person sends, and others who stay.

usage: make-person.py MAILDIR [again | together]

Prints nothing. The person: 唐若溪, tangrx@qingshan.example, 13612345098, of 青山市骨科医院. `again` adds the same first
mail under another name, as a server shows a mail that somebody moved.
"""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import lists
from mailkit import mail, photo, work_docx, write_maildir
from people import CAPTIONS, WORK, ZHANG, netease_bounce

PERSON = ("唐若溪", "tangrx@qingshan.example")
FORM = dict(WORK, unit_name="青山市骨科医院", unit_address="青山市竹林路19号", unit_contact="唐若溪",
            unit_landline="0731-86120455", unit_mobile="13612345098", author_name="唐若溪",
            author_email="tangrx@qingshan.example", author_mobile="13612345098",
            author_address="青山市竹林路19号", synopsis="青山市骨科医院唐若溪摄，2020年2月。")


def scan():
    """A page as a picture in a PDF, as a scanner makes it."""
    jpeg = photo("scan-of-tang")
    frame = re.search(rb"\xff[\xc0\xc2]..\x08(..)(..)", jpeg, re.S)
    height, width = (int.from_bytes(side, "big") for side in frame.groups())
    page = b"q 595 0 0 842 0 0 cm /I Do Q"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
               b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
               b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter"
               b"/DCTDecode/Length %d>>stream\n%s\nendstream" % (width, height, len(jpeg), jpeg)]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
                  % (table, len(out)))


def theirs():
    yield "first", mail("163", PERSON, "青山市骨科医院唐若溪报送作品", "2020-05-18 11:02",
                        f"照片1：{CAPTIONS[0]}\n照片2：唐若溪的自拍\n联系电话：136 1234 5098\n", files=[
                            ("推荐报送作品登记表.docx", work_docx(FORM, "tick")),
                            ("唐若溪1.jpg", photo("tang1", 2000000)), ("同一张.jpg", photo("both", 2000000))])
    yield "again", mail("163", PERSON, "NXZ-0001 更正：唐若溪的说明", "2020-05-18 12:02",
                        "手机号码：13612345098\n作品简介：更正后的简介，唐若溪。\n")
    yield "scan", mail("qq", PERSON, "NXZ-0001 补盖章扫描件", "2020-05-18 13:02", "盖章扫描件见附件。唐若溪",
                       files=[("登记表盖章-唐若溪.pdf", scan())])
    yield "question", mail("iphone", PERSON, "请问照片要求", "2020-05-18 14:02",
                           "老师好：请问报送的照片尺寸有什么要求？我是青山市骨科医院唐若溪，13612345098。")
    yield "bounce", netease_bounce("2020-05-18 15:02", "tangrx@qingshan.example", "NXZ-0001")


def others():
    yield "unit", mail("163", ZHANG, "邗东大学附属医院报送作品2幅", "2020-05-18 10:02",
                       f"照片1：{CAPTIONS[0]}\n照片2：{CAPTIONS[1]}\n", files=[
                           ("推荐报送作品登记表.docx", work_docx(WORK, "tick")),
                           ("照片1.jpg", photo("nurse", 2000000))])
    rows = [["序号", "推荐单位名称", "联系人", "联系人手机号码", "作者姓名", "手机号码", "作品名称", "作品简介"],
            [1, "东江市中医院", "罗敏", "13700002299", "歐陽睿哲", "138 0000 6677", "守夜", "2020年2月，护士守夜。"]]
    yield "list", mail("qq", ("罗敏", "luomin@djzy.example"), "报送作品", "2020-05-19 10:11", "请查收作品。", files=[
        ("作品汇总.xlsx", lists.xlsx(("汇总", rows, []))), ("守夜.jpg", photo("both", 2000000))])
    yield "question-other", mail("qq", ("周立军", "zhoulj@huainan.example"), "请问照片", "2020-05-19 10:15",
                                 "老师好：请问报送照片要求多大尺寸？")


def together():
    """Two authors in one mail of their unit."""
    other = dict(WORK, author_name="江一", author_email="jiangyi@x.example", author_mobile="13900009999")
    mine = dict(FORM, unit_contact="章若琳", unit_mobile="13800005566", unit_landline="0514-80000016")
    yield "both", mail("163", ZHANG, "两位作者的作品", "2020-05-18 10:02", "见附件", files=[
        ("唐若溪/登记表.docx", work_docx(mine, "tick")), ("唐若溪/1.jpg", photo("t", 2000000)),
        ("江一/登记表2.docx", work_docx(other, "tick")), ("江一/2.jpg", photo("j", 2000000))])


def main():
    folder, more = sys.argv[1], sys.argv[2:]
    if more == ["together"]:
        write_maildir(folder, together())
        return
    mails = list(theirs())
    if more:
        write_maildir(folder, [("moved", mails[0][1])])
        return
    # The person's number is the first one.
    write_maildir(folder, mails + [(name, data.replace(b"10:02:", b"16:02:")) for name, data in others()])


main()
