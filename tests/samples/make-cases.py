#!/usr/bin/env python3
"""Writes the cases: tests/cases/NAME/{mail.eml,expect.json}. Mails over 200 KB go to build/cases/NAME/mail.eml
instead and are never committed.

usage: make-cases.py            write all
       make-cases.py --large    only the large mails (before a test run, when they are missing)

What is expected stands here, by hand, from the notice and the contract; it is compared by tests/check-case.py.
"""
import json
import io
import os
import sys
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import cases2021
import cases_photos
import lists
import people
import tnef
from mailkit import OFFICE, archive, both_docx, keep, mail, pdf, photo, receipt_docx, text_docx, work_docx
from people import CAPTIONS, CHEN, HE, INDIVIDUAL, OUYANG, RECEIPT, SCIENCE, WORK, ZHANG

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "..", "cases")
LARGE = os.path.join(HERE, "..", "..", "build", "cases")
LIMIT = 200_000

MAY = "2020-05-08 10:12"
table = {}


def case(function):
    table[function.__name__.strip("_").replace("_", "-")] = function
    return function


# ── what is expected ────────────────────────────────────────────────────────────────────────────────────────

def values(**named):
    return {name: {"value": value} for name, value in named.items()}


def fix(rule, subject, severity="fix"):
    return {"rule": rule, "severity": severity, "subject": subject}


def submission(form, verdict, findings=(), **more):
    return {"campaign": "2020-nixingzhe", "form": form, "verdict": verdict, "findings": list(findings), **more}


def submitted(*submissions, to=None, **more):
    reply = {"send": True, **({"to": to} if to else {})}
    return {"kind": "submission", "submissions": list(submissions), "reply": reply, **more}


def silent(kind, **more):
    return {"kind": kind, "submissions": [], "reply": {"send": False}, **more}


def receipt(values_, mark="ballot", shape="qq", sender=CHEN, subject="回执表", name="回执表.docx", text="回执见附件。",
            date=MAY, **more):
    return mail(shape, sender, subject, date, text, files=[(name, receipt_docx(values_, mark))], **more)


def science(values_, mark="ballot", shape="163", sender=ZHANG, subject="报送科普作品", date=MAY, files=None, text="请查收。",
            **more):
    works = [("折页.pdf", pdf())] if files is None else files
    return mail(shape, sender, subject, date, text,
                files=[("作品登记表.docx", work_docx(values_, mark))] + works, **more)


JOINS = dict(join_media=True, join_website=False, join_wechat=True, join_inner_page=True, join_cover=False,
             join_outreach=True)
DETAILS = dict(media_name="《东江全科医学》杂志社", address="安徽省蚌埠市淮上路87号", email="djqkyx@dongjiang.example",
               contact="陈晓燕", landline="0552-3000890", mobile="13800001876",
               other_note="可提供公众号头条位置2次，另需活动海报（竖版）源文件。")

# ── receipts ────────────────────────────────────────────────────────────────────────────────────────────────


@case
def receipt_good():
    fields = values(**DETAILS, **JOINS)
    fields["media_name"]["from"] = "回执表-东江全科医学.docx table 1 row 1 column 2"
    fields["media_name"]["confidence"] = 1.0
    return (receipt(RECEIPT, subject="回执表-《东江全科医学》杂志社", name="回执表-东江全科医学.docx"),
            submitted(submission("receipt", "complete", fields=fields, works=[]), to=CHEN[1],
                      message={"from": CHEN[1], "from_name": "陈晓燕", "subject": "回执表-《东江全科医学》杂志社",
                               "date": "2020-05-08T10:12:00+08:00", "received": "2020-05-08T10:12:03+08:00"},
                      files=[{"name": "回执表-东江全科医学.docx", "path": "2", "role": "form"}], links=[]))


@case
def receipt_html():
    return (mail("qq", CHEN, "活动回执", MAY, "回执直接贴在这里", html=people.receipt_html(RECEIPT)),
            submitted(submission("receipt", "complete", fields=values(**DETAILS, **JOINS)), files=[]))


@case
def receipt_lines():
    return (mail("iphone", ("吴桂芳", "wugf@wangjiang.example"), "望江护理回执", MAY,
                 people.RECEIPT_LINES + "\n\n发自我的iPhone"),
            submitted(submission("receipt", "complete", fields=values(
                media_name="《望江护理》编辑部", address="安徽省安庆市望江东路9号", email="wjhl@wangjiang.example",
                contact="吴桂芳", landline="0556-7000321", mobile="13600004477", join_media=True, join_website=False,
                join_wechat=True, join_inner_page=True, join_cover=False, join_outreach=False))))


@case
def receipt_open():
    open_ended = {name: value for name, value in RECEIPT.items()
                  if not name.startswith("join_") and name not in ("mobile", "landline")}
    return (receipt(open_ended),
            submitted(submission("receipt", "incomplete", [fix("field.missing", "mobile"), fix("field.missing", "join")],
                                 fields=values(mobile=None, landline=None, join_media=None, join_outreach=None))))


@case
def receipt_empty_fields():
    return (receipt(dict(RECEIPT, media_name="", contact="　", email="", address="")),
            submitted(submission("receipt", "incomplete", [
                fix("field.missing", "media_name"), fix("field.missing", "contact"), fix("field.missing", "email")],
                fields=values(media_name=None, contact=None, email=None, address=None))))


@case
def receipt_landline_only():
    return (receipt(dict(RECEIPT, mobile="")),
            submitted(submission("receipt", "complete", fields=values(mobile=None, landline="0552-3000890"))))


@case
def receipt_format():
    return (receipt(dict(RECEIPT, mobile="1380000187", email="djqkyx.dongjiang.example")),
            submitted(submission("receipt", "incomplete", [fix("field.format", "mobile"), fix("field.format", "email")],
                                 fields={"mobile": {"raw": "1380000187"}, "email": {"raw": "djqkyx.dongjiang.example"}})))


@case
def receipt_fullwidth():
    typed = dict(RECEIPT, contact="王　小　明", mobile="＋８６　１３８－００００－１２３４", landline="（010）60000001",
                 email="ｄｊｑｋ＠dongjiang.example")
    return (receipt(typed),
            submitted(submission("receipt", "complete", fields={
                "contact": {"value": "王小明", "raw": "王　小　明"}, "mobile": {"value": "13800001234"},
                "landline": {"value": "010-60000001", "raw": "（010）60000001"},
                "email": {"value": "djqk@dongjiang.example"}})))


@case
def receipt_two_numbers():
    return (receipt(dict(RECEIPT, mobile="13800001876、13900002345", landline="0552-3000890转806")),
            submitted(submission("receipt", "complete", fields={
                "mobile": {"value": "13800001876", "also": ["13900002345"]}, "landline": {"value": "0552-3000890-806"}})))


@case
def receipt_conflict():
    return (receipt(dict(RECEIPT, join_media="both")),
            submitted(submission("receipt", "incomplete", [fix("field.conflict", "join_media")],
                                 fields=values(join_media=None, join_website=False))))


def marks(style):
    def make():
        return receipt(RECEIPT, style), submitted(submission("receipt", "complete", fields=values(**JOINS)))
    make.__name__ = "marks_" + style.replace("-", "_")
    return case(make)


for each in ("tick", "tick-before", "tick-after", "black", "paren", "wingdings", "wingdings2", "control", "legacy"):
    marks(each)


@case
def marks_underline():
    fields = {name: {"value": value, "confidence": {"<": 1.0}} for name, value in JOINS.items()}
    return receipt(RECEIPT, "underline"), submitted(submission("receipt", "complete", fields=fields))


@case
def receipt_deadline_last_second():
    return (receipt(RECEIPT, date="2020-05-10 23:59:30", received="2020-05-10 23:59:59"),
            submitted(submission("receipt", "complete"), message={"received": "2020-05-10T23:59:59+08:00"}))


@case
def receipt_late():
    """The Date header says in time; the server's clock decides."""
    return (receipt(RECEIPT, date="2020-05-10 23:50", received="2020-05-11 00:00:00"),
            submitted(submission("receipt", "late", [fix("deadline", None, "late")]),
                      message={"received": "2020-05-11T00:00:00+08:00"}))


@case
def receipt_late_incomplete():
    return (receipt(dict(RECEIPT, contact=""), date="2020-05-12 08:00"),
            submitted(submission("receipt", "late", [fix("deadline", None, "late"), fix("field.missing", "contact")])))


@case
def receipt_scan():
    """Clearly a form by its name; nothing can be read from the picture."""
    return (mail("qq", CHEN, "回执表（盖章）", MAY, "回执已盖章扫描。", files=[("回执表（盖章）.jpg", photo("scan"))]),
            submitted(submission("receipt", "review", [fix("form.unreadable", "回执表（盖章）.jpg", "review")], works=[]),
                      files=[{"name": "回执表（盖章）.jpg", "role": "form"}]))


def scanned(name):
    """A page made by make-scans.sh."""
    with open(os.path.join(HERE, "scans", name), "rb") as file:
        return file.read()


@case
def scan_alone():
    """Known by what it shows, not by its name; what it seems to say is no value."""
    return (mail("qq", CHEN, "参加活动", MAY, "请查收。", files=[("IMG_2034.jpg", scanned("receipt-scan.jpg"))]),
            submitted(submission("receipt", "review", [fix("form.unreadable", "IMG_2034.jpg", "review")], works=[],
                                 fields={"mobile": {"value": None, "suggestion": "13800001876"},
                                         "email": {"value": None, "suggestion": "djqkyx@dongjiang.example"}}),
                      files=[{"name": "IMG_2034.jpg", "role": "form"}]))


@case
def scan_photographed():
    """A page photographed from aside on a table."""
    return (mail("iphone", ZHANG, "登记表", MAY, "见图", files=[("IMG_2035.jpg", scanned("work-photo.jpg"))]),
            submitted(submission("work", "incomplete", [fix("form.unreadable", "IMG_2035.jpg", "review"),
                                                        fix("work.missing", None)],
                                 works=[]),
                      files=[{"name": "IMG_2035.jpg", "role": "form"}]))


@case
def scan_beside():
    """The scan of an electronic form is its stamped copy, whatever its name."""
    return (mail("qq", CHEN, "回执", MAY, "电子版和盖章件。", files=[
        ("回执表.docx", receipt_docx(RECEIPT)), ("扫描0001.jpg", scanned("receipt-scan.jpg"))]),
        submitted(submission("receipt", "complete", works=[]),
                  files=[{"name": "回执表.docx", "role": "form"}, {"name": "扫描0001.jpg", "role": "stamped"}]))


@case
def scan_in_pdf():
    """A PDF that holds nothing but the picture of a page."""
    return (mail("foxmail", CHEN, "参加活动", MAY, "请查收。", files=[("20200508.pdf", scanned("receipt.pdf"))]),
            submitted(submission("receipt", "review", [fix("form.unreadable", "20200508.pdf", "review")], works=[]),
                      files=[{"name": "20200508.pdf", "role": "form"}]))


@case
def scan_twice():
    """The two photographs of one form are one form."""
    return (mail("qq", CHEN, "回执", MAY, "请查收。", files=[
        ("IMG_1.jpg", scanned("receipt-front.jpg")), ("IMG_2.jpg", scanned("receipt-back.jpg"))]),
        submitted(submission("receipt", "review", [fix("form.unreadable", "IMG_1.jpg", "review")], works=[]),
                  files=[{"name": "IMG_1.jpg", "role": "form"}, {"name": "IMG_2.jpg", "role": "form"}]))


@case
def receipt_stamped():
    """The scan beside its electronic form is the stamped copy."""
    return (mail("qq", CHEN, "回执表", MAY, "电子版和盖章扫描件一并发送。", files=[
        ("回执表.docx", receipt_docx(RECEIPT)), ("回执表（盖章）.jpg", photo("scan"))]),
        submitted(submission("receipt", "complete", works=[]),
                  files=[{"name": "回执表.docx", "role": "form"}, {"name": "回执表（盖章）.jpg", "role": "stamped"}]))


# ── works ───────────────────────────────────────────────────────────────────────────────────────────────────


@case
def work_photos():
    """Two honest photographs over 2 MB: a large mail."""
    return (mail("163", ZHANG, "报送作品2幅", "2020-05-18 11:02",
                 f"您好！登记表见附件。\n\n照片1：{CAPTIONS[0]}\n照片2：{CAPTIONS[1]}\n",
                 files=[("作品登记表.docx", work_docx(WORK, "tick")), ("照片1.jpg", photo("nurse", 2000000)),
                        ("照片2.jpg", photo("ward", 2000000))]),
            submitted(submission(
                "work", "complete",
                fields=values(unit_name="邗东大学附属医院宣传处", unit_address="江苏省扬州市邗东路368号",
                              unit_postcode="225009", unit_contact="章若琳", unit_landline="0514-80000016",
                              unit_mobile="13800005566", author_name="欧阳睿哲", author_email="oyrz.photo@mail.example",
                              author_mobile="13900008801", author_address="扬州市广陵区文汇东路5号3-502室",
                              author_postcode="225001", category="photo", free_of_charge=True, submitted_by="unit",
                              info_source=None, synopsis=WORK["synopsis"]),
                works=[{"kind": "photo", "name": "照片1.jpg", "type": "image/jpeg", "caption": CAPTIONS[0]},
                       {"kind": "photo", "name": "照片2.jpg", "type": "image/jpeg", "caption": CAPTIONS[1]}]),
                to=ZHANG[1]))


@case
def work_science():
    return (science(SCIENCE),
            submitted(submission("work", "complete", fields=values(category="science", free_of_charge=True),
                                 works=[{"kind": "document", "name": "折页.pdf", "type": "application/pdf"}]),
                      files=[{"name": "作品登记表.docx", "role": "form"}, {"name": "折页.pdf", "role": "work"}]))


@case
def photo_faults():
    """One too small; one too small and with 151 characters; one without any caption."""
    just = "时间地点人物事件" * 18 + "共一百五十字"
    long = "时间地点人物事件" * 18 + "共一百五十一字"
    assert len(just) == 150 and len(long) == 151
    return (mail("foxmail", ZHANG, "报送摄影作品", MAY, f"照片1：{just[:70]} {just[70:]}\n照片2：{long}\n", files=[
        ("作品登记表.docx", work_docx(WORK)), ("照片1.jpg", photo("small1")), ("照片2.jpg", photo("small2")),
        ("照片3.jpg", photo("small3"))]),
        submitted(submission("work", "incomplete", [
            fix("photo.size", "照片1.jpg"), fix("photo.size", "照片2.jpg"), fix("photo.size", "照片3.jpg"),
            fix("photo.caption.length", "照片2.jpg"), fix("photo.caption.missing", "照片3.jpg")],
            works=[{"kind": "photo", "name": "照片1.jpg"}, {"kind": "photo", "name": "照片2.jpg", "caption": long},
                   {"kind": "photo", "name": "照片3.jpg", "caption": None}])))


@case
def photo_padded():
    """Two megabytes, but most of them behind the picture's end."""
    small = photo("small1")
    return (mail("foxmail", ZHANG, "报送摄影作品", MAY, "照片1：" + CAPTIONS[0], files=[
        ("作品登记表.docx", work_docx(WORK)), ("照片1.jpg", small + bytes(2_100_000 - len(small)))]),
        submitted(submission("work", "review", [fix("photo.padded", "照片1.jpg", "review")])))


@case
def photos_in_word():
    """No file but the form, and the pictures are inside it: the answer says so."""
    form = work_docx(WORK, pictures=[photo("small1"), photo("small2")])
    return (mail("163", ZHANG, "报送摄影作品", MAY, "请查收。", files=[("作品登记表.docx", form)]),
            submitted(submission("work", "incomplete", [
                {**fix("work.missing", None), "text": "~嵌有2张图片.*原图.*不要插在 Word"}])))


@case
def photos_in_word_beside():
    """The photographs came as files too: the pictures inside Word need no word."""
    form = work_docx(WORK, pictures=[photo("small1")])
    return (mail("163", ZHANG, "报送摄影作品", MAY, "照片1：" + CAPTIONS[0],
                 files=[("作品登记表.docx", form), ("照片1.jpg", photo("nurse", 2000000))]),
            submitted(submission("work", "complete")))


@case
def photo_large_without_caption():
    """Large enough: only the caption is wanted."""
    return (mail("iphone", ZHANG, "作品", MAY, "请查收", files=[
        ("作品登记表.docx", work_docx(WORK)), ("IMG_0101.jpg", photo("nurse", 2000000)),
        ("IMG_0102.jpg", photo("ward", 2000000))]),
        submitted(submission("work", "incomplete", [fix("photo.caption.missing", "IMG_0101.jpg"),
                                                    fix("photo.caption.missing", "IMG_0102.jpg")])))


@case
def form_missing():
    return (mail("iphone", OUYANG, "抗疫照片作品", MAY, f"照片1：{CAPTIONS[0]}\n\n发自我的iPhone",
                 files=[("IMG_2031.jpg", photo("phone3"))]),
            submitted(submission(None, "incomplete", [fix("form.missing", None), fix("photo.size", "IMG_2031.jpg")],
                                 works=[{"kind": "photo", "name": "IMG_2031.jpg", "caption": CAPTIONS[0]}]),
                      to=OUYANG[1]))


@case
def work_missing():
    return (science(SCIENCE, files=[]),
            submitted(submission("work", "incomplete", [fix("work.missing", None)], works=[])))


@case
def work_format_flat():
    poster = text_docx("五月防疫宣传海报\n戴口罩 勤洗手 多通风\n邗东大学附属医院")
    return (science(SCIENCE, files=[("宣传海报.docx", poster)]),
            submitted(submission("work", "incomplete", [fix("work.format", "宣传海报.docx")],
                                 works=[{"kind": "document", "name": "宣传海报.docx"}])))


@case
def work_format_photo():
    """Sent in as photographs, but a PDF."""
    return (science(WORK, files=[("抗疫瞬间.pdf", pdf("photos"))]),
            submitted(submission("work", "incomplete", [fix("work.format", "抗疫瞬间.pdf")],
                                 works=[{"kind": "document", "name": "抗疫瞬间.pdf"}])))


@case
def work_format_article():
    """An article may be Word or text when its name or the synopsis calls it one; slides never."""
    text = "如何正确洗手\n" + "勤洗手可以预防新冠肺炎，外出回家、饭前便后都要用流动的水洗手。" * 12
    called = dict(SCIENCE, synopsis="科普文章一篇，介绍正确的洗手方法。")
    slides = archive(("[Content_Types].xml", b"<Types/>"), ("ppt/presentation.xml", b"<p/>"))
    how = "~PowerPoint.*文件→另存为.*输出为PDF"
    return ([science(SCIENCE, files=[("洗手科普文章.docx", text_docx(text))]),
             science(dict(called, unit_name="邗东大学"), files=[("洗手.txt", (text + "1").encode("gb18030"))]),
             science(SCIENCE, files=[("洗手.docx", text_docx(text + "2"))]),
             science(called, files=[("洗手文章.pptx", slides)]),
             science(SCIENCE, files=[("洗手.jpg", photo("small1"))])],
            [submitted(submission("work", "complete", works=[{"kind": "document", "name": "洗手科普文章.docx"}])),
             submitted(submission("work", "complete", works=[{"kind": "text", "name": "洗手.txt"}])),
             submitted(submission("work", "incomplete", [{**fix("work.format", "洗手.docx"), "text": how}])),
             submitted(submission("work", "incomplete", [{**fix("work.format", "洗手文章.pptx"), "text": how}])),
             submitted(submission("work", "incomplete", [{**fix("work.format", "洗手.jpg"), "text": how}]))])


@case
def receipt_winmail():
    """Outlook's winmail.dat is opened: the form in it is read."""
    packed = tnef.tnef(tnef.attachment("回执表➀.docx", receipt_docx(RECEIPT)),
                       body=[(tnef.BODY, tnef.UNICODE, "您好，回执表请查收。")])
    return (mail("outlook", CHEN, "回执", MAY, "您好，回执表请查收。", files=[("winmail.dat", packed)]),
            submitted(submission("receipt", "complete", fields=values(**DETAILS, **JOINS)),
                      files=[{"name": "winmail.dat", "role": "archive"},
                             {"name": "回执表➀.docx", "role": "form", "path": "~^[0-9.]+/winmail.dat/回执表➀.docx$"}]))


@case
def receipt_winmail_broken():
    """One that was cut off: what is in it cannot all be had."""
    packed = tnef.tnef(tnef.attachment("回执表.docx", receipt_docx(RECEIPT)))
    return (mail("outlook", CHEN, "回执", MAY, "请查收。", files=[("winmail.dat", packed[:len(packed) // 2])]),
            submitted(submission(None, "incomplete", [fix("form.missing", None), fix("work.damaged", "winmail.dat")],
                                 works=[])))


@case
def work_split():
    """A volume of a split archive: sent whole, please."""
    return (science(SCIENCE, files=[("作品.7z.002", bytes(range(256)) * 20)]),
            submitted(submission("work", "incomplete", [
                {**fix("work.damaged", "作品.7z.002"), "text": "~分卷.*完整的压缩包"}],
                                 works=[]), files=[{"role": "form"}, {"name": "作品.7z.002", "role": "archive"}]))


@case
def work_renamed():
    """The content decides, never the name: a PDF called .jpg."""
    return (science(SCIENCE, files=[("折页.jpg", pdf())]),
            submitted(submission("work", "complete", works=[{"kind": "document", "name": "折页.jpg",
                                                             "type": "application/pdf"}])))


@case
def declaration_missing():
    return (science(dict(SCIENCE, free_of_charge=None)),
            submitted(submission("work", "incomplete", [fix("declaration.missing", "free_of_charge")],
                                 fields=values(free_of_charge=None))))


@case
def declaration_refused():
    return (science(dict(SCIENCE, free_of_charge=False)),
            submitted(submission("work", "review", [fix("declaration.refused", "free_of_charge", "review")],
                                 fields=values(free_of_charge=False))))


@case
def declaration_conflict():
    return (science(dict(SCIENCE, free_of_charge="both"), "tick-before"),
            submitted(submission("work", "incomplete", [fix("field.conflict", "free_of_charge")],
                                 fields=values(free_of_charge=None))))


@case
def category_conflict():
    return (science(dict(SCIENCE, category=["photo", "science"]), "wingdings"),
            submitted(submission("work", "incomplete", [fix("field.conflict", "category")],
                                 fields=values(category=None))))


@case
def category_missing():
    return (science(dict(SCIENCE, category=[])),
            submitted(submission("work", "incomplete", [fix("field.missing", "category")],
                                 fields=values(category=None))))


@case
def source_missing():
    return (science(dict(INDIVIDUAL, info_source=""), sender=HE, shape="foxmail"),
            submitted(submission("work", "incomplete", [fix("source.missing", "info_source")],
                                 fields=values(submitted_by="individual", info_source=None, unit_name=None))))


@case
def individual_good():
    return (science(INDIVIDUAL, "control", sender=HE, shape="foxmail", subject="何喆镕报送作品"),
            submitted(submission("work", "complete", fields=values(
                submitted_by="individual", info_source="《东江全科医学》微信公众号", author_name="何喆镕",
                author_mobile="13700002233", author_postcode="332000", unit_name=None, unit_mobile=None)),
                message={"from_name": "何喆镕", "subject": "何喆镕报送作品"}))


@case
def submitted_by_derived():
    """Neither box is ticked; only the author's part is filled in, so the source is wanted."""
    return (science(dict(INDIVIDUAL, submitted_by=[], info_source="")),
            submitted(submission("work", "incomplete", [fix("source.missing", "info_source")],
                                 fields={"submitted_by": {"value": "individual", "confidence": {"<": 1.0}}})))


@case
def work_contacts_missing():
    lone = {name: value for name, value in SCIENCE.items()
            if name not in ("unit_contact", "unit_mobile", "unit_landline", "author_mobile", "author_email")}
    return (science(lone),
            submitted(submission("work", "incomplete", [
                fix("field.missing", "unit_contact"), fix("field.missing", "unit_mobile"),
                fix("field.missing", "author_mobile")])))


@case
def work_names_missing():
    bare = {name: value for name, value in SCIENCE.items() if name.split("_")[0] not in ("unit", "author")}
    return (science(dict(bare, synopsis="")),
            submitted(submission("work", "incomplete", [fix("field.missing", "author_name"),
                                                        fix("field.missing", "synopsis")])))


@case
def work_late():
    return (science(SCIENCE, date="2020-06-01 00:03", shape="exchange"),
            submitted(submission("work", "late", [fix("deadline", None, "late")])))


@case
def work_last_minute():
    return (science(SCIENCE, date="2020-05-31 23:58", received="2020-05-31 23:59:59"),
            submitted(submission("work", "complete")))


@case
def several():
    """A receipt and a registration in one mail are two submissions."""
    return (mail("outlook", CHEN, "回执表及作品登记表", MAY, "一并报送。", files=[
        ("回执表.docx", receipt_docx(RECEIPT)), ("作品登记表.docx", work_docx(SCIENCE)), ("折页.pdf", pdf())]),
        submitted(submission("receipt", "complete", works=[]),
                  submission("work", "complete", works=[{"kind": "document", "name": "折页.pdf"}])))


@case
def body_and_attachment():
    """Pasted and attached: one submission, the attached form wins."""
    return (mail("qq", CHEN, "回执", MAY, "回执", html=people.receipt_html(dict(RECEIPT, mobile="13800009999")),
                 files=[("回执表.docx", receipt_docx(RECEIPT))]),
            submitted(submission("receipt", "complete", fields=values(mobile="13800001876"))))


# ── links ───────────────────────────────────────────────────────────────────────────────────────────────────


@case
def link_qq():
    return (mail("qq", ZHANG, "报送作品", MAY, people.QQ_LINK, files=[("作品登记表.docx", work_docx(WORK))]),
            submitted(submission("work", "incomplete", [fix("link.oversized", "mail.qq.com")], works=[]),
                      links=[{"host": "mail.qq.com", "name": "抗疫照片.zip", "bytes": 134742016,
                              "expires": "2020-06-25T21:59:00+08:00", "code": None}]))


@case
def link_netease_only():
    return (mail("163", ZHANG, "报送作品照片合集", MAY, people.NETEASE_LINK),
            submitted(submission(None, "incomplete", [fix("form.missing", None), fix("link.oversized", "mail.163.com")],
                                 works=[]),
                      links=[{"host": "mail.163.com", "name": "照片合集.rar", "bytes": 84148224,
                              "expires": "2020-06-10T23:59:00+08:00"}]))


@case
def link_baidu():
    return (mail("163", ZHANG, "报送作品", MAY,
                 "登记表见附件。照片放在网盘：\n链接：https://pan.baidu.com/s/1AbCdEf2020 提取码：x7k2\n",
                 files=[("作品登记表.docx", work_docx(WORK))]),
            submitted(submission("work", "incomplete", [fix("link.oversized", "pan.baidu.com")]),
                      links=[{"host": "pan.baidu.com", "name": None, "bytes": None, "code": "x7k2"}]))


@case
def link_elsewhere():
    """A host that only looks like NetEase's, and the unit's own site: no links of ours."""
    return (mail("163", ZHANG, "报送作品", MAY, "见 http://mail.163.com.evil.example/large-attachment-download/?file=1 "
                 "及本院网站 https://www.handong.example/news/12.html", files=[("作品登记表.docx", work_docx(WORK))]),
            submitted(submission("work", "incomplete", [fix("work.missing", None)]), links=[]))


# ── robots, questions, corrections ──────────────────────────────────────────────────────────────────────────


@case
def robot_qq_vacation():
    return people.qq_vacation(), silent("robot")


@case
def robot_subject():
    return people.subject_vacation(), silent("robot")


@case
def robot_auto_submitted():
    return (mail("exchange", CHEN, "Re: 【已收到】回执表 NXZ-0001", MAY, "我在休假，请联系编辑部。",
                 extra=("Auto-Submitted: auto-replied",)), silent("robot"))


@case
def robot_with_form():
    """A robot's mail that holds a filled form is filed, never answered."""
    return (receipt(RECEIPT, extra=("Auto-Submitted: auto-generated",)),
            {"kind": "robot", "submissions": [submission("receipt", "complete")], "reply": {"send": False}})


@case
def newsletter():
    return people.newsletter(), silent("robot")


@case
def list_with_form():
    """List-Unsubscribe alone does not make a robot of a mail with a filled form."""
    return (receipt(RECEIPT, extra=("List-Unsubscribe: <mailto:u@dongjiang.example>",)),
            submitted(submission("receipt", "complete")))


@case
def bounce_netease():
    return people.netease_bounce(), silent("bounce")


@case
def bounce_report():
    return people.dsn_bounce(), silent("bounce")


@case
def own():
    return people.own(), silent("own")


@case
def command_status():
    return mail("qq", CHEN, "查询", "2020-05-20 09:00", ""), {"kind": "command", "submissions": []}


@case
def command_trial():
    """A trial is judged and answered, and nothing of it is filed: the same file later is no duplicate."""
    def tried(*submissions):
        return {"kind": "command", "submissions": list(submissions),
                "reply": {"send": True, "subject": "~^【试投】【", "text": "~内容没有登记"}}
    files = [("折页.pdf", pdf("trial"))]
    return ([receipt(RECEIPT, subject="试投", text=""), science(SCIENCE, subject="试投", files=files),
             science(SCIENCE, files=files, date="2020-05-19 09:00"), mail("qq", CHEN, "试投", MAY, "")],
            [tried(submission("receipt", "complete")), tried(submission("work", "complete")),
             submitted(submission("work", "complete")),
             {"kind": "command", "submissions": [], "reply": {"send": True}}])


@case
def enquiry():
    return (mail("qq", ("黄海涛", "huanght@taozhou.example"), "请问报送作品有数量限制吗", MAY,
                 "老师好，我单位想报送摄影作品，请问每个单位最多报几张照片？截止时间是几号？谢谢！"),
            {"kind": "enquiry", "submissions": [], "reply": {"send": True, "to": "huanght@taozhou.example"}})


@case
def enquiry_about_bounce():
    """A person who quotes 自动回复 and asks about a 退信 is a person."""
    return (mail("163", ZHANG, "请问报送的作品为何被退信", MAY,
                 "老师您好，昨天报送的作品收到“系统退信”，之后又收到一封自动回复，请问是否需要重新报送？"),
            {"kind": "enquiry", "submissions": [], "reply": {"send": True}})


@case
def objection():
    """Consent taken back in a sentence: to people at once, and politely acknowledged."""
    return (mail("qq", ("祁兰", "qilan@taozhou.example"), "关于照片", MAY,
                 "您好，我是NXZ-0087-03照片里的患者家属，拍摄未经我们同意，请立即停止使用。"),
            {"kind": "command", "submissions": [], "reply": {"send": True, "to": "qilan@taozhou.example"}})


@case
def objection_asked():
    """Who asks whether pictures may be used, or quotes the words, complains of nothing."""
    return ([mail("qq", ("祁兰", "qilan@taozhou.example"), "咨询", MAY, "请问报送同事的照片是否侵犯肖像权？"),
             mail("163", ZHANG, "咨询报送", MAY, "如果照片里的人不同意使用，作品还能撤回授权吗？"),
             mail("163", ZHANG, "作品声明怎么写", MAY, "作品声明里“不同意使用”一栏怎么填写？")],
            [{"kind": "enquiry", "submissions": [], "reply": {"send": True}}] * 3)


@case
def registered_on_web():
    """Works without a form, registered on the web page under a phone number: for people to check."""
    return (mail("163", ZHANG, "报送作品", MAY, "照片1：2020年2月10日，武汉，护士给老人喂饭。\n登记表已在网上填报，联系电话13800005566。",
                 files=[("照片1.jpg", photo("web1"))]),
            submitted(submission(None, "incomplete", [fix("photo.size", "照片1.jpg"),
                                                      {"rule": "form.missing", "severity": "review"}])))


@case
def caption_by_work_number():
    return (mail("qq", ZHANG, "补充说明", MAY, "NXZ-0123-07说明：2020年2月10日，武汉，护士给老人喂饭。"),
            {"kind": "amendment"})


@case
def blank_form():
    """A blank form with a question is a question."""
    return (mail("outlook", CHEN, "请教回执表填写", MAY, "请问回执表中“其他说明”一栏怎么填写？", files=[
        ("回执表.docx", receipt_docx({}))]),
        {"kind": "enquiry", "submissions": [], "reply": {"send": True},
         "files": [{"name": "回执表.docx", "role": "blank"}]})


@case
def logo_attached():
    """A signature's small picture that is attached is no work."""
    return (science(SCIENCE, files=[("折页.pdf", pdf()), ("image001.jpg", photo("logo"))]),
            submitted(submission("work", "complete", works=[{"kind": "document", "name": "折页.pdf"}]),
                      files=[{"role": "form"}, {"role": "work"}, {"name": "image001.jpg", "role": "inline"}]))


@case
def notice_blank():
    """The notice is passed on with both forms as printed: nothing was sent in."""
    text = "关于开展征集活动的通知\n电话：010-60000001，13800001111\n联系人：张三 李四\n邮箱：" + OFFICE
    return (mail("outlook", CHEN, "转发通知", MAY, "请各科室知悉。", files=[
        ("通知及附件.docx", both_docx(text, {}, {}))]),
        silent("other", files=[{"name": "通知及附件.docx", "role": "blank"}]))


@case
def notice_receipt():
    """One of its forms is filled in: one submission."""
    text = "关于开展征集活动的通知\n电话：010-60000001，13800001111\n联系人：张三 李四\n邮箱：" + OFFICE
    return (mail("outlook", CHEN, "回执", MAY, "请查收。", files=[("通知及附件.docx", both_docx(text, RECEIPT, {}))]),
            submitted(submission("receipt", "complete", fields=values(**DETAILS, **JOINS))))


@case
def thanks():
    return mail("iphone", CHEN, "Re: 【已收到】回执表 NXZ-0001", MAY, "收到，谢谢老师！\n\n发自我的iPhone"), silent("other")


@case
def thanks_bare_quote():
    """A blockquote without a header or an attribute below a thank-you: the form in it is the one that was answered."""
    return (mail("163", CHEN, "Re: 活动回执", MAY, "收到，谢谢老师！",
                 html="<div>收到，谢谢老师！</div><blockquote>" + people.receipt_html(RECEIPT) + "</blockquote>"), silent("other"))


@case
def thanks_legal_notice():
    """Company mail ends with a notice that speaks of attachments; what the person wrote is a thank-you."""
    return (mail("outlook", CHEN, "答复: 【已收到】回执表 NXZ-0001", MAY,
                 "收到，谢谢！\n\n此邮件及其附件可能含有保密信息，仅限于发送给上述地址中的人。任何其他人不得以任何形式使用附件和照片。"), silent("other"))


@case
def recall():
    return mail("outlook", CHEN, "撤回: 回执表", MAY, "陈晓燕 将撤回邮件“回执表”。"), silent("other")


def corrected(*submissions, **more):
    return {"kind": "amendment", "submissions": list(submissions), "reply": {"send": True}, **more}


@case
def amendment_caption():
    return (mail("163", ZHANG, "Re: 【请补正】作品 NXZ-0002：共1处", "2020-05-27 09:15", "照片2说明：" + CAPTIONS[1]),
            corrected())


@case
def amendment_caption_said():
    """The words people put before the caption that they were asked for."""
    return ([mail("163", ZHANG, "Re: 【请补正】作品 NXZ-0002：共1处", "2020-05-27 09:15", text)
             for text in ("补上照片1说明：" + CAPTIONS[0], "照片1的说明是：" + CAPTIONS[0], "补充照片2文字说明：" + CAPTIONS[1],
                          "照片说明：" + CAPTIONS[0])],
            [corrected()] * 4)


@case
def amendment_claim():
    """“无原图” is what our own answer asks for; a question about it is none, nor is what stands in the quotation."""
    ask = "Re: 【请补正】作品 NXZ-0002：共1处"
    quoted = "谢谢，收到。\n\n------------------ 原始邮件 ------------------\n如已无原图或无法提供，请回复“无原图”或“无法提供”。"
    return ([mail("163", ZHANG, ask, "2020-05-27 09:15", "无原图"),
             mail("qq", OUYANG, "回复：请补正", "2020-05-27 09:20", "无法提供",
                  extra=["In-Reply-To: <huizhi.7.x@126.com>"]),
             mail("163", ZHANG, ask, "2020-05-27 09:25", "老师好，原图已经丢失，只有这一张。\n章若琳"),
             mail("163", ZHANG, ask, "2020-05-27 09:30", "没有原图的照片可以参加吗？"),
             mail("163", ZHANG, ask, "2020-05-27 09:35", quoted)],
            [corrected()] * 3 + [{"kind": "enquiry", "submissions": []}, {"kind": "other", "submissions": []}])


@case
def claim_first():
    """Said in the first mail: people decide, and it is no part of the caption. A missing caption stays to be sent."""
    return ([mail("163", ZHANG, "报送作品", MAY, f"照片说明：{CAPTIONS[0]}\n无原图，手机拍摄后微信转发。",
                  files=[("作品登记表.docx", work_docx(WORK)), ("喂饭.jpg", photo("small1"))]),
             mail("163", ZHANG, "报送作品", "2020-05-10 10:00", "原图已删除，无法提供。",
                  files=[("作品登记表.docx", work_docx(dict(WORK, unit_name="邗东大学"))), ("照片1.jpg", photo("small2")),
                         ("照片2.jpg", photo("small3"))])],
            [submitted(submission("work", "review", [fix("photo.size", "喂饭.jpg", "review")],
                                  works=[{"name": "喂饭.jpg", "caption": CAPTIONS[0]}])),
             submitted(submission("work", "incomplete", [
                 fix("photo.size", "照片1.jpg", "review"), fix("photo.size", "照片2.jpg", "review"),
                 fix("photo.caption.missing", "照片1.jpg"), fix("photo.caption.missing", "照片2.jpg")]))])


@case
def amendment_form():
    """A correction's own form is judged by itself when nothing is known of the number."""
    return (receipt(RECEIPT, subject="回复：【请补正】回执表 NXZ-0004：共2处"), corrected(submission("receipt", "complete")))


@case
def amendment_work():
    """So are its works: by a number that is not known, and by the answer to a mail of ours."""
    again = dict(files=[("照片1.jpg", photo("small1"))])
    lone = submission(None, "incomplete", [fix("form.missing", None), fix("photo.size", "照片1.jpg"),
                                           fix("photo.caption.missing", "照片1.jpg")])
    return ([mail("163", ZHANG, "补照片 NXZ-0002", "2020-05-27 09:15", "原图请查收", **again),
             mail("qq", OUYANG, "Re: 作品", "2020-05-27 10:15", "原图请查收",
                  extra=["In-Reply-To: <huizhi.7.x@126.com>"], **again)],
            [corrected(lone), corrected(submission(None, "incomplete", lone["findings"] + [
                fix("work.duplicate", "照片1.jpg", "review")]))])


@case
def amendment_lines():
    return (mail("qq", CHEN, "Re: NXZ-0001", "2020-05-09 09:15", "联系人：王强\n手机号码：13811112222"), corrected())


# ── other business ──────────────────────────────────────────────────────────────────────────────────────────


@case
def unrelated():
    """Papers and pictures without a word of the campaign. To the campaign's own address people send pictures and PDFs
    without a word; a Word document alone is some other business, and so is all that came by a copy."""
    minutes = [("会议纪要.docx", text_docx("五月例会纪要\n一、人员分工\n二、下月安排"))]
    picture = [("IMG_2.jpg", photo("party"))]
    lone = submission(None, "incomplete", [fix("form.missing", None), fix("photo.size", "IMG_2.jpg"),
                                           fix("photo.caption.missing", "IMG_2.jpg")])
    elsewhere = "luxf@huainan.example"
    return ([mail("163", ZHANG, "会议纪要", MAY, "请查收附件", files=minutes),
             mail("163", ZHANG, "周末聚会", MAY, "发给你", files=picture, to=elsewhere),
             mail("iphone", OUYANG, "", MAY, "", files=picture),
             mail("163", ZHANG, "医学科普海报", MAY, "请查收附件", files=[("海报.docx", text_docx("勤洗手 多通风"))])],
            [silent("other"), silent("other"), submitted(lone),
             submitted(submission(None, "incomplete", [fix("form.missing", None), fix("work.format", "海报.docx")]))])


@case
def receipt_enclosures():
    """What comes along with a reply slip is no work: the licence, the cover; photographs are, and what has a caption."""
    def enclosed(*names):
        return [{"name": "回执表.docx", "role": "form"}] + [{"name": name, "role": "other"} for name in names]
    slip = ("回执表.docx", receipt_docx(RECEIPT))
    lone = submission(None, "incomplete", [fix("form.missing", None), fix("photo.size", "IMG_5.jpg"),
                                           fix("photo.caption.missing", "IMG_5.jpg")])
    told = submission(None, "incomplete", [fix("form.missing", None), fix("photo.size", "喂饭.jpg")],
                      works=[{"name": "喂饭.jpg", "caption": CAPTIONS[0]}])
    whole = submission("receipt", "complete")
    return ([mail("163", CHEN, "回执", MAY, "回执和期刊出版许可证见附件", files=[
                slip, ("期刊出版许可证.jpg", photo("licence")), ("封面.jpg", photo("cover"))]),
             mail("163", CHEN, "回执", MAY, "请查收", files=[slip, ("东江.jpg", photo("small1"))]),
             mail("163", CHEN, "回执", MAY, "请查收", files=[slip, ("IMG_5.jpg", photo("small2"))]),
             mail("163", CHEN, "回执", MAY, f"图1：{CAPTIONS[0]}", files=[slip, ("喂饭.jpg", photo("small3"))])],
            [submitted(whole, files=enclosed("期刊出版许可证.jpg", "封面.jpg")), submitted(whole, files=enclosed("东江.jpg")),
             submitted(whole, lone), submitted(whole, told)])


# ── hostile and broken ──────────────────────────────────────────────────────────────────────────────────────


@case
def truncated():
    """The end of the mail is lost: the form is whole, the photograph is not, and how small the rest of it is says
    nothing. The synopsis is its caption."""
    return (people.broken(),
            submitted(submission("work", "incomplete", [
                fix("work.damaged", "瑞昌市疾控中心采样现场.jpg")],
                works=[{"kind": "photo", "name": "瑞昌市疾控中心采样现场.jpg", "caption": INDIVIDUAL["synopsis"]}]),
                message={"from_name": "何喆镕", "subject": "何喆镕报送作品及登记表"},
                files=[{"name": "作品登记表（何喆镕）.docx", "role": "form"},
                       {"name": "瑞昌市疾控中心采样现场.jpg", "role": "work"}]))


@case
def damaged_archive():
    """The end of the archive is lost: it is asked for once, not each photograph in it that is cut off."""
    packed = archive(("照片1.jpg", photo("nurse", 2000000)), ("照片2.jpg", photo("ward", 2000000)))
    return (mail("qq", ZHANG, "报送摄影作品", MAY, f"照片1：{CAPTIONS[0]}\n照片2：{CAPTIONS[1]}",
                 files=[("作品登记表.docx", work_docx(WORK)), ("照片.zip", packed[:len(packed) * 2 // 3])]),
            submitted(submission("work", "incomplete", [fix("work.damaged", "照片.zip")],
                                 works=[{"name": "照片1.jpg"}, {"name": "照片2.jpg"}])))


@case
def damaged_archive_alone():
    """Nothing of it can be read: the archive is asked for, and no work besides."""
    packed = archive(("照片1.jpg", photo("small1")))
    return (mail("qq", ZHANG, "报送摄影作品", MAY, "请查收。",
                 files=[("作品登记表.docx", work_docx(WORK)), ("照片.zip", packed[:25])]),
            submitted(submission("work", "incomplete", [fix("work.damaged", "照片.zip")], works=[])))


@case
def garbage():
    return bytes(range(256)) * 16, {"kind": "other", "submissions": [], "reply": {"send": False}}


@case
def empty():
    return b"", {"kind": "other", "submissions": [], "reply": {"send": False}}


@case
def damaged_form():
    """A .docx cut in half, clearly the form by its name."""
    whole = receipt_docx(RECEIPT)
    return (mail("163", CHEN, "回执表", MAY, "见附件", files=[("回执表.docx", whole[:len(whole) // 2])]),
            submitted(submission("receipt", "review", [fix("form.unreadable", "回执表.docx", "review")])))


@case
def names_outlook():
    name = "附件1：参与征集公益推广宣传系列活动回执表（《东江全科医学》杂志社2020年5月8日盖章确认版）.docx"
    return (receipt(RECEIPT, shape="exchange", name=name),
            submitted(submission("receipt", "complete"), files=[{"name": name, "role": "form"}]))


@case
def duplicates():
    """The same file in two mails: found on the later one only."""
    work = [("折页.pdf", pdf("the very same"))]
    other = dict(SCIENCE, unit_name="东江市第二人民医院", unit_contact="马秀珍")
    return ([science(SCIENCE, files=work), science(other, files=work, sender=("马秀珍", "maxz@djey.example"),
                                                   date="2020-05-09 08:00")],
            [submitted(submission("work", "complete")),
             submitted(submission("work", "review", [fix("work.duplicate", "折页.pdf", "review")]))])


# ── several works, several forms ────────────────────────────────────────────────────────────────────────────

HEAD = ["序号", "作品名称", "作者", "手机号码", "作品类别", "是否自愿无偿", "作品简介"]


def line(i):
    surname, given = "赵钱孙李周吴郑王冯陈"[i % 10], "一二三四五六"[i // 10] + "明华芳"[i % 3]
    title = "守望" + "甲乙丙丁戊己庚辛壬癸"[i % 10] + "子丑寅卯辰巳"[i // 10]
    return dict(title=title, author=surname + given, phone=str(13900000000 + i),
                caption=f"2020年2月{i % 28 + 1}日，武汉某医院，护士{surname + given}在病区工作。")


def list_row(i):
    one = line(i)
    return [i + 1, one["title"], one["author"], one["phone"], "摄影图片", "是", one["caption"]]


def listed(i, name):
    one = line(i)
    return {"kind": "photo", "name": name, "caption": one["caption"],
            "facts": {"title": one["title"], "author": one["author"]}}


def list_name(i):
    """By number and title, by author, by title, by number alone."""
    one = line(i)
    return [f"{i + 1:02}-{one['title']}.jpg", f"{one['author']}.jpg", f"{one['title']}.jpg", f"{i + 1:02}.jpg"][i % 4]


@case
def list_of_sixty():
    """A spreadsheet of 60 works with a title, the unit above, sums and remarks below; the photographs come in four
    mails, two of them never, and one that the list does not know."""
    rows = [["最美“逆行者”作品汇总表"],
            ["推荐单位：", "邗东大学附属医院宣传处", "", "联系人：章若琳", "", "手机号码：13800005566"], HEAD,
            *[list_row(i) for i in range(60)], ["合计", "60件"], ["备注：以上作品均为原创，图文责任自负。"]]
    book = lists.xlsx(("Sheet1", rows, ["A1:G1", "A65:G65"]))
    batches, mails, expected = [range(15), range(15, 30), range(30, 45), range(45, 58)], [], []
    have = []
    for number, batch in enumerate(batches):
        files = [(list_name(i), photo(f"list{i}")) for i in batch]
        have += [(listed(i, list_name(i))) for i in batch]
        if number == 0:
            files.insert(0, ("作品汇总表.xlsx", book))
        if number == 3:
            files.append(("全体合影.jpg", photo("listed-by-nobody")))
            have.append({"kind": "photo", "name": "全体合影.jpg", "caption": None})
        mails.append(mail("163", ZHANG, f"报送作品（之{number + 1}）", f"2020-05-08 10:{number + 10}", "请查收作品。",
                          files=files))
        first = line(batch[-1] + 1)["title"]
        found = [fix("photo.size", work["name"]) for work in have]
        found.append({**fix("work.missing", None), "text": f"~{60 - batch[-1] - 1}项没有收到.*：第{batch[-1] + 2}项《{first}》"})
        if number == 3:
            found.append(fix("photo.caption.missing", "全体合影.jpg"))
        expected.append(submitted(submission(
            "work", "incomplete", found, works=list(have), list=[{}] * 60,
            fields=values(unit_name="邗东大学附属医院宣传处", unit_contact="章若琳", unit_mobile="13800005566",
                          category="photo", free_of_charge=True))))
    expected[-1]["reply"]["text"] = "~1个文件在作品清单里没有对应的一项：“全体合影.jpg”"
    return mails, expected


TWO_LINES = [["2020年作品登记汇总表"], ["序号", "推荐单位", "作者", "", "", "作品", "", "", "是否自愿无偿"],
             ["", "", "姓名", "电话", "邮箱", "名称", "类别", "简介", ""],
             [1, "东江市中医院", "何喆镕", "13700002233", "hezr@xishan.example", "守夜", "摄影图片", CAPTIONS[0], "是"],
             [2, "", "欧阳睿哲", "13900008801", "oyrz@mail.example", "出征", "摄影图片", CAPTIONS[1], "是"],
             ["注：以上均为原创，图文责任自负。"]]


@case
def list_two_lines():
    """A head of two lines, a unit merged over the lines, files by number and by author."""
    book = lists.xlsx(("一", TWO_LINES, ["A1:I1", "A2:A3", "B2:B3", "C2:E2", "F2:H2", "I2:I3", "B4:B5"]))
    works = [{"name": "01.jpg", "caption": CAPTIONS[0], "facts": {"title": "守夜", "author": "何喆镕"}},
             {"name": "欧阳睿哲.jpg", "caption": CAPTIONS[1], "facts": {"title": "出征", "author": "欧阳睿哲"}}]
    return (mail("163", ZHANG, "报送作品", MAY, "请查收。", files=[
        ("作品汇总.xlsx", book), ("01.jpg", photo("small1")), ("欧阳睿哲.jpg", photo("small2"))]),
        submitted(submission("work", "incomplete", [
            fix("photo.size", "01.jpg"), fix("photo.size", "欧阳睿哲.jpg"), fix("field.missing", "unit_contact"),
            fix("field.missing", "unit_mobile")], works=works,
            fields={**values(unit_name="东江市中医院", author_name="何喆镕、欧阳睿哲", category="photo", free_of_charge=True),
                    "author_mobile": {"value": "13700002233", "also": ["13900008801"]}})))


PLAIN_LIST = [["序号", "推荐单位名称", "作者姓名", "手机号码", "作品名称", "作品类别", "作品简介"],
              [1, "东江市中医院", "何喆镕", "13700002233", "守夜", "摄影图片", CAPTIONS[0]],
              [2, "同上", "欧阳睿哲", "13900008801", "出征", "摄影图片", CAPTIONS[1]]]


def plain_list(files, **more):
    files = [*files, ("守夜.jpg", photo("small1")), ("2.jpg", photo("small2"))]
    works = [{"name": "守夜.jpg", "caption": CAPTIONS[0], "facts": {"title": "守夜", "author": "何喆镕"}},
             {"name": "2.jpg", "caption": CAPTIONS[1], "facts": {"title": "出征", "author": "欧阳睿哲"}}]
    return (mail("163", ZHANG, "报送作品", MAY, "请查收。", files=files, **more),
            submitted(submission("work", "incomplete", [
                fix("photo.size", "守夜.jpg"), fix("photo.size", "2.jpg"), fix("field.missing", "unit_contact"),
                fix("field.missing", "unit_mobile"), fix("declaration.missing", "free_of_charge")], works=works)))


@case
def list_csv():
    return plain_list([("作品清单.csv", lists.csv(PLAIN_LIST))])


@case
def list_word():
    return plain_list([("作品清单.docx", lists.docx("作品清单", PLAIN_LIST))])


@case
def list_body():
    return plain_list([], html=lists.html(PLAIN_LIST))


@case
def list_beside_form():
    """A registration form and a list of its works: one submission, the list gives titles, authors, captions."""
    rows = [["序号", "作品名称", "作者", "文字说明"], [1, "守夜", "何喆镕", CAPTIONS[0]], [2, "出征", "何喆镕", CAPTIONS[1]],
            [3, "喂饭", "欧阳睿哲", "未送到"], ["合计", "3件", "", ""]]
    files = [("作品登记表.docx", work_docx(WORK)), ("作品清单.xlsx", lists.xlsx(("清单", rows, []))),
             ("何喆镕-1.jpg", photo("small1")), ("何喆镕-2.jpg", photo("small2"))]
    return (mail("163", ZHANG, "报送作品", MAY, "请查收。", files=files),
            submitted(submission("work", "incomplete", [
                fix("photo.size", "何喆镕-1.jpg"), fix("photo.size", "何喆镕-2.jpg"),
                {**fix("work.missing", None), "text": "~1项没有收到对应的文件：第3项《喂饭》"}],
                works=[{"name": "何喆镕-1.jpg", "caption": CAPTIONS[0], "facts": {"title": "守夜"}},
                       {"name": "何喆镕-2.jpg", "caption": CAPTIONS[1], "facts": {"title": "出征"}}])))


@case
def list_names_tell_nothing():
    """Files that fit no line: which are missing cannot be told, and the answer asks for names."""
    rows = PLAIN_LIST + [[3, "同上", "何喆镕", "13700002233", "喂饭", "摄影图片", "简介"]]
    files = [("作品清单.xlsx", lists.xlsx(("S", rows, []))), ("IMG_3301.jpg", photo("small1")),
             ("IMG_3302.jpg", photo("small2"))]
    found = [fix("photo.size", "IMG_3301.jpg"), fix("photo.size", "IMG_3302.jpg"),
             fix("photo.caption.missing", "IMG_3301.jpg"), fix("photo.caption.missing", "IMG_3302.jpg"),
             fix("field.missing", "unit_contact"), fix("field.missing", "unit_mobile"),
             fix("declaration.missing", "free_of_charge"), {**fix("work.missing", None), "text": "~对不上"}]
    return (mail("163", ZHANG, "报送作品", MAY, "请查收。", files=files),
            submitted(submission("work", "incomplete", found)))


AUTHORS = [dict(WORK, author_name=name, author_mobile=f"1390000000{i}", author_email=f"a{i}@mail.example",
                synopsis=f"{name}的作品：2020年2月，武汉某医院，护士在病区工作。")
           for i, name in enumerate(["欧阳睿哲", "何喆镕", "章若琳"], 1)]


def of_author(i, *works, notes=()):
    found = [fix("photo.size", name) for name in works] or [fix("work.missing", None)]
    return submission("work", "incomplete", found, fields=values(author_name=AUTHORS[i]["author_name"]),
                      works=[{"name": name} for name in works], notes=list(notes))


def captionless(one, *works):
    one["findings"] += [fix("photo.caption.missing", name) for name in works]
    return one


@case
def forms_in_one_file():
    """Three copies of the form in one Word file; a photograph that bears no name goes to the form that has none."""
    form = lists.mailkit.docx(*[block for one in AUTHORS for block in lists.mailkit.work_blocks(one)])
    files = [("登记表3份.docx", form), ("欧阳睿哲-1.jpg", photo("small1")), ("何喆镕.jpg", photo("small2")),
             ("合影.jpg", photo("small3"))]
    return (mail("163", ZHANG, "报送作品3份", MAY, "请查收。", files=files),
            submitted(captionless(of_author(0, "欧阳睿哲-1.jpg"), "欧阳睿哲-1.jpg"),
                      captionless(of_author(1, "何喆镕.jpg"), "何喆镕.jpg"),
                      captionless(of_author(2, "合影.jpg", notes=["~“合影.jpg”没有写明属于哪份登记表"]), "合影.jpg"),
                      ))


@case
def forms_in_folders():
    """Each author's folder holds a form and photographs of the same names."""
    packed = archive(*[(f"{folder}/{name}", data) for i, folder in enumerate(["甲", "乙"]) for name, data in
                       [("登记表.docx", work_docx(AUTHORS[i])), ("照片.jpg", photo(f"small{i + 1}"))]])
    return (mail("163", ZHANG, "报送作品", MAY, "请查收。", files=[("作品.zip", packed)]),
            submitted(captionless(of_author(0, "照片.jpg"), "照片.jpg"),
                      captionless(of_author(1, "照片.jpg"), "照片.jpg")))


@case
def forms_numbered():
    files = [("1-登记表.docx", work_docx(AUTHORS[0])), ("2-登记表.docx", work_docx(AUTHORS[1])),
             ("1-a.jpg", photo("small1")), ("2-a.jpg", photo("small2")), ("2-b.jpg", photo("small3"))]
    return (mail("163", ZHANG, "报送作品", MAY, "请查收。", files=files),
            submitted(captionless(of_author(0, "1-a.jpg"), "1-a.jpg"),
                      captionless(of_author(1, "2-a.jpg", "2-b.jpg"), "2-a.jpg", "2-b.jpg")))


@case
def forms_untold():
    """Nothing tells whose the photographs are: the first form's, and the answer says so."""
    files = [("登记表.docx", work_docx(AUTHORS[0])), ("登记表2.docx", work_docx(AUTHORS[1])),
             ("DSC1.jpg", photo("small1")), ("DSC2.jpg", photo("small2")), ("DSC3.jpg", photo("small3"))]
    names = ("DSC1.jpg", "DSC2.jpg", "DSC3.jpg")
    expected = submitted(captionless(of_author(0, *names, notes=["~没有写明属于哪份登记表"]), *names), of_author(1))
    expected["reply"]["text"] = "~没有写明属于哪份登记表"
    return mail("163", ZHANG, "报送作品", MAY, "请查收。", files=files), expected


@case
def body_and_attachment_differ():
    """Each field that differs is named, in the notes and in the answer."""
    other = dict(RECEIPT, mobile="13800009999", address="安徽省合肥市长江路1号")
    notes = ["~^通讯地址：附件为“安徽省蚌埠市淮上路87号”，正文为“安徽省合肥市长江路1号”", "~^手机号码：附件为“13800001876”，正文为“13800009999”"]
    expected = submitted(submission("receipt", "complete", notes=notes, fields=values(mobile="13800001876")))
    expected["reply"]["text"] = "~(?s)通讯地址：附件为.*手机号码：附件为"
    return (mail("qq", CHEN, "回执", MAY, "回执", html=people.receipt_html(other),
                 files=[("回执表.docx", receipt_docx(RECEIPT))]), expected)


@case
def notice_and_receipt():
    """The notice with its blank forms, and a filled one besides."""
    notice = both_docx("关于征集作品的通知", {}, {})
    return (mail("163", CHEN, "回执", MAY, "见附件", files=[("通知.docx", notice), ("回执表.docx", receipt_docx(RECEIPT))]),
            submitted(submission("receipt", "complete"),
                      files=[{"name": "通知.docx", "role": "blank"}, {"name": "回执表.docx", "role": "form"}]))


@case
def both_in_one_file():
    both = both_docx("关于征集作品的通知", RECEIPT, SCIENCE)
    return (mail("163", CHEN, "回执及登记表", MAY, "见附件", files=[("附件.docx", both), ("折页.pdf", pdf())]),
            submitted(submission("receipt", "complete", works=[]),
                      submission("work", "complete", works=[{"name": "折页.pdf"}])))


@case
def two_versions():
    """A form and its corrected version: one submission, the correction wins, the differences are named."""
    later = dict(SCIENCE, unit_mobile="13800005577")
    files = [("作品登记表.docx", work_docx(SCIENCE)), ("作品登记表（修改版）.docx", work_docx(later)), ("折页.pdf", pdf())]
    expected = submitted(submission("work", "complete", works=[{"name": "折页.pdf"}],
                                    fields=values(unit_mobile="13800005577"),
                                    notes=["~手机号码：“作品登记表（修改版）.docx”为“13800005577”"]))
    expected["reply"]["text"] = "~“作品登记表（修改版）.docx”为“13800005577”"
    return mail("163", ZHANG, "报送科普作品", MAY, "请查收。", files=files), expected


def ofd():
    """The smallest package of GB/T 33190."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in (
                ("OFD.xml", '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0" DocType="OFD"><ofd:DocBody>'
                            '<ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml'
                            '</ofd:DocRoot></ofd:DocBody></ofd:OFD>'),
                ("Doc_0/Document.xml", '<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"/>')):
            package.writestr(zipfile.ZipInfo(name, (2020, 5, 1, 0, 0, 0)), text)
    return out.getvalue()


@case
def receipt_ofd():
    """A format that cannot be read: the subject says what the mail's only file is."""
    return (mail("qq", CHEN, "活动回执", MAY, "回执见附件。", files=[("附件1.ofd", ofd())]),
            submitted(submission("receipt", "review", [fix("form.unreadable", "附件1.ofd", "review")]),
                      files=[{"name": "附件1.ofd", "type": "application/ofd", "role": "form", "note": "~OFD"}]))


@case
def unit_of_labels():
    """A unit whose name is made of the form's labels."""
    name = "《个人作者》杂志社联系人办公室"
    return (science(dict(SCIENCE, unit_name=name)),
            submitted(submission("work", "complete", fields={
                "unit_name": {"value": name}, "author_name": {"value": SCIENCE["author_name"]},
                "unit_postcode": {"value": SCIENCE["unit_postcode"]}})))


@case
def works_of_two():
    """Two forms without works, then a work for each: one names its author, the other answers the sender's own mail."""
    first, second = dict(INDIVIDUAL, author_name="何喆镕"), dict(INDIVIDUAL, author_name="马秀珍")
    lacking = submission("work", "incomplete", [fix("work.missing", None)])

    def now(author):
        return submitted(submission("work", "complete", fields={"author_name": {"value": author}},
                                    works=[{"kind": "document", "type": "application/pdf"}]))
    return ([science(first, files=[], message_id="<first@office.example>"),
             science(second, files=[], date="2020-05-08 11:00"),
             mail("163", ZHANG, "补发作品", "2020-05-08 12:00", "附件是何喆镕的折页。", files=[("折页.pdf", pdf("one"))]),
             mail("163", ZHANG, "补发作品", "2020-05-08 12:10", "海报见附件。", files=[("海报.pdf", pdf("two"))]),
             mail("163", ZHANG, "Re: 报送科普作品", "2020-05-08 12:30", "还有一张。", files=[("三.pdf", pdf("three"))],
                  extra=["In-Reply-To: <first@office.example>"])],
            [submitted(lacking), submitted(lacking), now("何喆镕"), now("马秀珍"),
             submitted(submission("work", "complete", fields={"author_name": {"value": "何喆镕"}}, works=[
                 {"name": "折页.pdf"}, {"name": "三.pdf"}]))])


cases2021.register(case, values, fix, submitted, silent)
cases_photos.register(case, fix, submission, submitted, corrected)


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────

def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    keep(path, data)


def main():
    if sys.argv[1:] not in ([], ["--large"]):
        sys.exit(__doc__)
    only_large = sys.argv[1:] == ["--large"]
    for name, make in table.items():
        mails, expect = make()
        mails = mails if isinstance(mails, list) else [mails]
        for number, data in enumerate(mails, 1):
            file = "mail.eml" if number == 1 else f"mail-{number}.eml"
            large = len(data) > LIMIT
            if large or not only_large:
                write(os.path.join(LARGE if large else CASES, name, file), data)
        if not only_large:
            text = json.dumps(expect, ensure_ascii=False, indent=1) + "\n"
            write(os.path.join(CASES, name, "expect.json"), text.encode())


if __name__ == "__main__":
    main()
