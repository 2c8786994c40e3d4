#!/usr/bin/env python3
"""Writes the cases shape-…: what each mail program makes of a new form, of an answer to a letter of ours, of a mail
passed on, and the ways in which they nest their parts. tests/cases/shape-NAME/{mail.eml,expect.json}.

usage: make-shapes.py

What is expected stands here, by hand, from the notice and the contract; it is compared by tests/check-case.py.
"""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
sys.dont_write_bytecode = True

import mailkit
import people
import shapes
import tnef
from mailkit import (OFFICE, as_html, base64_lines, file_part, folded, keep, moment_of, multipart, pdf, photo, receipt_docx,
                     rfc_date, text_part, token, word, work_docx)
from people import CAPTIONS, CHEN, OUYANG, RECEIPT, RECEIPT_LINES, SCIENCE, WORK, ZHANG
from shapes import CLIENTS, Old

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cases")
MAY = "2020-05-09 09:15"
table = {}

OURS = f"""陈晓燕老师，您好！

来件已于2020年5月8日15:10收到，编号NXZ-0001。请补正以下1处，其余不必重发：

✗ 手机号码未填写。

如用手机回复，可复制以下内容填写后发回：
媒体单位名称：《东江全科医学》杂志社
联系人：
手机号码：
媒体征集宣传：是/否

如已无原图或无法提供，请回复“无原图”。

公益活动办公室 010-60000001
本邮件由系统发出，直接回复即可，工作人员会看到。"""
SUBJECT = "【请补正】回执表 NXZ-0001：共1处"

NOTICE = """各有关单位：

现征集抗疫作品，请填写回执表（附件1），于2020年5月10日前发至本邮箱。

参与征集公益推广宣传系列活动回执表
媒体单位名称：
通讯地址：
邮箱：
联系人：
座机号码：
手机号码：
媒体征集宣传：□是 □否

征集活动办公室"""

LINES = "联系人：王强\n手机号码：13811112222"
THANKS = "收到，谢谢老师！"
WU = dict(media_name="《望江护理》编辑部", address="安徽省安庆市望江东路9号", email="wjhl@wangjiang.example", contact="吴桂芳",
          landline="0556-7000321", mobile="13600004477", join_media=True, join_website=False, join_wechat=True, join_inner_page=True,
          join_cover=False, join_outreach=False)
DONGJIANG = {name: value for name, value in RECEIPT.items()}


# ── writing a mail ──────────────────────────────────────────────────────────────────────────────────────────

def letter(shape, sender, subject, content, date=MAY, extra=(), own=()):
    """content: (header lines, body). own: header lines instead of the shape's."""
    mark = token(shape.name, shape.mailer, sender[1], subject, date, content[1])
    sent = moment_of(date)
    lines = [
        f"Received: from mail.{shape.name}.example (unknown [198.51.100.7])\r\n"
        f"\tby mx29 (Coremail) with SMTP id {mark}; {rfc_date(moment_of(date + ':04'))} (CST)",
        f"From: {shape.person(*sender)}", f"To: {shape.person('', OFFICE)}",
        f"Subject: {folded(subject, shape.charset, shape.encoding)}", f"Date: {rfc_date(sent)}{shape.date_suffix}",
        f"Message-ID: {shape.message_id.format(mark)}", "MIME-Version: 1.0" + (" (1.0)" if shape.name == "iphone" else ""),
        *([f"X-Mailer: {shape.mailer}"] if shape.mailer else []), *(own or [line.format(mark) for line in shape.extra]), *extra]
    return ("\r\n".join(lines) + "\r\n" + content[0] + "\r\n" + content[1]).encode("utf-8")


def border(shape, *parts):
    return shape.boundary.format(token(*parts, size=12))


def single(part):
    head, body = part.split("\r\n\r\n", 1)
    return head + "\r\n", body


def joined(content):
    """A content as a part of another."""
    return content[0] + "\r\n" + content[1]


def body(shape, text, html):
    """multipart/alternative, or one part where only one is given."""
    if html is None:
        return single(text_part(text, shape.charset))
    if text is None:
        return single(text_part(html, shape.charset, "html"))
    return multipart("alternative", border(shape, text, "alt"),
                     [text_part(text, shape.charset), text_part(html, shape.charset, "html")])


def mixed(shape, content, *files):
    parts = [joined(content)] + [file if isinstance(file, str) else file_part(shape, *file) for file in files]
    head, text = multipart("mixed", border(shape, content[1], "mixed"), parts)
    return head + (f"Content-Transfer-Encoding: {shape.mixed_cte}\r\n" if shape.mixed_cte else ""), text


def case(name):
    def keep_it(function):
        table["shape-" + name] = function
        return function
    return keep_it


# ── what is expected ────────────────────────────────────────────────────────────────────────────────────────

def values(**named):
    return {name: {"value": value} for name, value in named.items()}


def submission(form="receipt", verdict="complete", findings=(), **more):
    return {"campaign": "2020-nixingzhe", "form": form, "verdict": verdict, "findings": list(findings), **more}


def submitted(*submissions, **more):
    return {"kind": "submission", "submissions": list(submissions), "reply": {"send": True}, **more}


def silent():
    return {"kind": "other", "submissions": [], "reply": {"send": False}}


def corrected(*submissions):
    return {"kind": "amendment", "submissions": list(submissions), "reply": {"send": True}}


def fix(rule, subject, severity="fix"):
    return {"rule": rule, "severity": severity, "subject": subject}


def full(files=None, **more):
    return submitted(submission(fields=values(**DONGJIANG)), message={"from": CHEN[1], "from_name": "陈晓燕"}, **more,
                     **({"files": files} if files else {}))


# ── a case of each kind for each program ────────────────────────────────────────────────────────────────────

def of_client(name, quoter, shape, answer, forward):
    @case(name + "-reply")
    def reply():
        """Label lines above our letter: once with both bodies, once as HTML alone. What we wrote is not theirs."""
        text, html = quoter(LINES, Old(OURS, SUBJECT), False)
        extra = ["In-Reply-To: <huizhi.7.x@126.com>", "References: <huizhi.7.x@126.com>"]
        return ([letter(shape, CHEN, answer + SUBJECT, body(shape, text, html), extra=extra),
                 letter(shape, CHEN, answer + SUBJECT, body(shape, None, html), "2020-05-09 10:20", extra=extra)],
                [corrected(), corrected()])

    @case(name + "-thanks")
    def thanks():
        """A thank-you above our letter and above the sender's own form: nothing new, and no answer."""
        ours, own = Old(OURS, SUBJECT), Old(OURS + "\n\n" + RECEIPT_LINES, SUBJECT)
        first, second = quoter(THANKS, ours, False), quoter(THANKS, own, False)
        return ([letter(shape, CHEN, answer + SUBJECT, body(shape, *first)),
                 letter(shape, CHEN, answer + SUBJECT, body(shape, None, second[1]), "2020-05-09 10:20"),
                 letter(shape, CHEN, answer + SUBJECT, body(shape, second[0], None), "2020-05-09 11:20")],
                [silent(), silent(), silent()])

    @case(name + "-forward")
    def passed_on():
        """A colleague's form passed on in the body is a form."""
        old = Old(RECEIPT_LINES, "回执", "吴桂芳", "wugf@wangjiang.example", CHEN)
        text, html = quoter("老师好，转上回执，请查收。", old, True)
        expected = submitted(submission(fields=values(**WU)))
        return ([letter(shape, CHEN, forward + "回执", body(shape, text, html)),
                 letter(shape, CHEN, forward + "回执", body(shape, None, html), "2020-05-09 10:20")],
                [expected, expected])

    @case(name + "-form")
    def form():
        """A new form attached to an answer to the invitation, whose own blank lines are quoted."""
        text, html = quoter("老师好，回执表见附件，请查收。", Old(NOTICE, "关于征集作品的通知"), False)
        file = ("回执表－东江全科医学.docx", receipt_docx(RECEIPT))
        return (letter(shape, CHEN, answer + "关于征集作品的通知", mixed(shape, body(shape, text, html), file)),
                full([{"name": file[0], "role": "form", "path": "2"}]))


for each, (quoter_, shape_, answer_, forward_) in CLIENTS.items():
    of_client(each, quoter_, shape_, answer_, forward_)


# ── where the new text stands ───────────────────────────────────────────────────────────────────────────────

def shape_of(name):
    return CLIENTS[name][1]


@case("below-quote")
def below_quote():
    """The answer below what it answers, as Thunderbird's users write."""
    line = "在 2020/5/8 15:20, 征集活动办公室 写道:"
    text = f"{line}\n{shapes.marked(OURS)}\n\n{LINES}"
    html = f'<div class="moz-cite-prefix">{line}</div><blockquote type="cite">{shapes.divs(OURS)}</blockquote><p>{shapes.divs(LINES)}</p>'
    return ([letter(shape_of("thunderbird"), CHEN, "Re: " + SUBJECT, body(shape_of("thunderbird"), text, None)),
             letter(shape_of("thunderbird"), CHEN, "Re: " + SUBJECT, body(shape_of("thunderbird"), None, html), "2020-05-09 10:20")],
            [corrected(), corrected()])


@case("between-quotes")
def between_quotes():
    """An answer set between the lines of our letter."""
    line = "征集活动办公室 <yywsqkfh@126.com> 于2020年5月8日周五 下午3:20写道："
    before, after = OURS.split("手机号码：\n")
    text = f"{line}\n\n{shapes.marked(before.rstrip())}\n\n手机号码：13811112222\n\n{shapes.marked(after)}"
    html = (f'<div class="gmail_quote"><div class="gmail_attr">{line}</div><blockquote class="gmail_quote">{shapes.divs(before)}</blockquote>'
            f'<div>手机号码：13811112222</div><blockquote class="gmail_quote">{shapes.divs(after)}</blockquote></div>')
    gmail = shape_of("gmail")
    return ([letter(gmail, CHEN, "Re: " + SUBJECT, body(gmail, text, None)),
             letter(gmail, CHEN, "Re: " + SUBJECT, body(gmail, None, html), "2020-05-09 10:20")],
            [corrected(), corrected()])


@case("thanks-below-form")
def thanks_below_form():
    """A thank-you between two quoted letters: the second answer of a thread."""
    inner, _ = shapes.qq(RECEIPT_LINES, Old(NOTICE, "通知"), False)
    text, html = shapes.netease(THANKS, Old(OURS + "\n\n" + inner, SUBJECT), False)
    shape = shape_of("163-web")
    return letter(shape, CHEN, "Re:Re: " + SUBJECT, body(shape, text, html)), silent()


@case("empty-reply")
def empty_reply():
    """Nothing above the quotation but a phone's signature."""
    text, html = shapes.iphone("", Old(OURS, SUBJECT), False)
    shape = shape_of("iphone")
    return letter(shape, CHEN, "Re: " + SUBJECT, body(shape, text, html)), silent()


@case("forwarded-receipt")
def forwarded_receipt():
    """Our own letter passed on by its receiver, with a word for us: a person's question, never a form of ours."""
    shape = shape_of("qq-web")
    text, html = shapes.qq("请问这个编号是我们单位的回执吗？", Old(OURS, SUBJECT), True)
    return (letter(shape, CHEN, "转发：" + SUBJECT, body(shape, text, html)),
            {"kind": "enquiry", "submissions": []})


@case("form-under-signature")
def form_under_signature():
    """A dashed signature and 发件人 in a sentence are no quotation: the form below them is new."""
    shape = shape_of("foxmail")
    text = f"老师好：\n发件人为我刊编务，如有问题请联系。\n--------------\n\n{RECEIPT_LINES}"
    return letter(shape, CHEN, "回执", body(shape, text, as_html(text))), submitted(submission(fields=values(**WU)))


@case("text-form")
def text_form():
    """The form as lines in the body, from three phones; format=flowed and a signature do it no harm."""
    wu = ("吴桂芳", "wugf@wangjiang.example")
    flowed = ("Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\nContent-Transfer-Encoding: 8bit\r\n",
              RECEIPT_LINES.replace("安徽省安庆市", "安徽省 \n安庆市").replace("\n", "\r\n"))
    plain = RECEIPT_LINES + "\n\n发自我的iPhone"
    return ([letter(shape_of("iphone"), wu, "回执", single(text_part(plain, "utf-8"))),
             letter(shape_of("iphone"), wu, "回执表", flowed, "2020-05-09 10:20"),
             letter(shape_of("qq-android"), wu, "回执", body(shape_of("qq-android"), None, as_html(plain)), "2020-05-09 11:20")],
            [submitted(submission(fields=values(**WU)))] * 3)


@case("html-table")
def html_table():
    """The form's table pasted from Word, as HTML alone, in GBK labelled gb2312."""
    html = people.receipt_html(dict(RECEIPT, contact="赵镕堃"))
    shape = shape_of("foxmail")
    return (letter(shape, CHEN, "活动回执", single(text_part(html, "gb2312", "html"))),
            submitted(submission(fields=values(**dict(RECEIPT, contact="赵镕堃")))))


# ── how parts nest ──────────────────────────────────────────────────────────────────────────────────────────

FORM = ("回执表.docx", receipt_docx(RECEIPT))
TEXT = "老师好，回执表见附件。"


def inline_picture(name, cid, data):
    return (f'Content-Type: image/png;\r\n\tname="{name}"\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <{cid}>\r\n\r\n'
            + base64_lines(data))


PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f0300050001"
                    "ff5c6a2e5f0000000049454e44ae426082")


@case("related-in-mixed")
def related_in_mixed():
    """Outlook with a logo in the signature: mixed(related(alternative, picture), form)."""
    shape = shape_of("outlook")
    html = as_html(TEXT) + '<p><img width=1 src="cid:image001.png@01D625A0.4C3B2A10"></p>'
    related = multipart("related", border(shape, "related"), [joined(body(shape, TEXT, html)),
                                                              inline_picture("image001.png", "image001.png@01D625A0.4C3B2A10", PNG)])
    return (letter(shape, CHEN, "回执", mixed(shape, related, FORM)),
            full([{"name": "image001.png", "role": "inline"}, {"name": "回执表.docx", "role": "form", "path": "2"}]))


@case("mixed-in-related")
def mixed_in_related():
    """Foxmail: mixed(related(alternative, picture marked attachment), form)."""
    shape = shape_of("foxmail")
    html = as_html(TEXT) + '<div><img src="cid:_Foxmail.1@8ac7a3c1"></div>'
    picture = inline_picture("logo.png", "_Foxmail.1@8ac7a3c1", PNG).replace("Content-ID", 'Content-Disposition: attachment; filename="logo.png"\r\nContent-ID')
    related = multipart("related", border(shape, "rel"), [joined(body(shape, TEXT, html)), picture])
    return (letter(shape, CHEN, "回执", mixed(shape, related, FORM)),
            full([{"name": "logo.png", "role": "inline"}, {"name": "回执表.docx", "role": "form"}]))


@case("alternative-around")
def alternative_around():
    """Apple Mail: alternative(text, mixed(html, form, html)): the form stands inside the alternative."""
    shape = shape_of("iphone")
    inner = multipart("mixed", border(shape, "inner"), [text_part(as_html(TEXT), "utf-8", "html"), file_part(shape, *FORM),
                                                        text_part("<html><body><br></body></html>", "us-ascii", "html")])
    outer = multipart("alternative", border(shape, "outer"), [text_part(TEXT, "utf-8"), joined(inner)])
    return letter(shape, CHEN, "回执", outer), full([{"name": "回执表.docx", "role": "form"}])


@case("apple-double")
def apple_double():
    """multipart/appledouble: the Finder's fork beside the file."""
    shape = shape_of("iphone")
    fork = ('Content-Type: application/applefile;\r\n\tname="' + word("回执表.docx", "utf-8") + '"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
            + base64_lines(bytes.fromhex("00051607000200004d6163204f53205820202020202020200001000000020000001a00000000")))
    double = multipart("appledouble", border(shape, "double"), [fork, file_part(shape, *FORM)])
    content = multipart("mixed", border(shape, "all"), [text_part(TEXT, "utf-8"), joined(double)])
    return letter(shape, CHEN, "回执", content), submitted(submission(fields=values(**DONGJIANG)))


@case("no-text")
def no_text():
    """A form and nothing else: from QQ's phone app without a body, and as the whole mail."""
    shape = shape_of("qq-ios")
    alone = multipart("mixed", border(shape, "alone"), [file_part(shape, *FORM)])
    whole = single(file_part(shape, *FORM))
    return ([letter(shape, CHEN, "", alone), letter(shape_of("outlook"), CHEN, "回执", whole, "2020-05-09 10:20")],
            [full([{"name": "回执表.docx", "role": "form", "path": "1"}]), full([{"name": "回执表.docx", "role": "form", "path": "1"}])])


@case("winmail")
def winmail():
    """Exchange's rich text: the form in winmail.dat, the part named application/ms-tnef, no other body."""
    shape = shape_of("owa")
    packed = tnef.tnef(tnef.attachment("回执表.docx", receipt_docx(RECEIPT)), body=[(tnef.BODY, tnef.UNICODE, TEXT)])
    part = ('Content-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Disposition: attachment; filename="winmail.dat"\r\n'
            "Content-Transfer-Encoding: base64\r\n\r\n" + base64_lines(packed))
    content = multipart("mixed", border(shape, "tnef"), ["Content-Type: text/plain; charset=\"us-ascii\"\r\n\r\n\r\n", part])
    return (letter(shape, CHEN, "回执", content),
            full([{"name": "winmail.dat", "role": "archive"}, {"name": "回执表.docx", "role": "form"}]))


def picture_part(number, data, inline=True):
    name = f"IMG_21{number}.jpg"
    return (f"Content-Type: image/jpeg;\r\n\tname={name};\r\n\tx-apple-part-url={token(name, size=8)}-L0-001\r\n"
            f"Content-Disposition: {'inline' if inline else 'attachment'};\r\n\tfilename={name}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64_lines(data))


@case("iphone-photos")
def iphone_photos():
    """Photographs between pieces of text, as the iPhone sends them: each piece counts, each picture is a work."""
    shape = shape_of("iphone")
    parts = [text_part(f"老师好，登记表和照片如下。\n照片1：{CAPTIONS[0]}\n", "utf-8"), picture_part(1, photo("small1")),
             text_part(f"\n照片2：{CAPTIONS[1]}\n", "utf-8"), picture_part(2, photo("small2")),
             file_part(shape, "作品登记表.docx", work_docx(WORK)), text_part("\n\n发自我的iPhone", "utf-8")]
    return (letter(shape, ZHANG, "报送作品", multipart("mixed", border(shape, "photos"), parts), "2020-05-18 11:02"),
            submitted(submission("work", "incomplete", [fix("photo.size", "IMG_211.jpg"), fix("photo.size", "IMG_212.jpg")],
                                 works=[{"kind": "photo", "name": "IMG_211.jpg", "caption": CAPTIONS[0]},
                                        {"kind": "photo", "name": "IMG_212.jpg", "caption": CAPTIONS[1]}])))


@case("pasted-photo")
def pasted_photo():
    """A photograph pasted into the letter (QQ's cid), the form attached: too large for a logo, so a work."""
    shape = shape_of("qq-web")
    html = f'<div>老师好，登记表见附件，照片如下。</div><div>照片1：{CAPTIONS[0]}</div><div><img src="cid:A1B2C3D4@5EB5062A.jpg"></div>'
    picture = ('Content-Type: image/jpeg;\r\n\tname="A1B2C3D4@5EB5062A.jpg"\r\nContent-Transfer-Encoding: base64\r\n'
               "Content-ID: <A1B2C3D4@5EB5062A.jpg>\r\n\r\n" + base64_lines(mailkit.variant(photo("nurse", 2000000), "-resize", "640x480!", "-quality", "92")))
    related = multipart("related", border(shape, "rel"), [joined(body(shape, None, html)), picture])
    return (letter(shape, ZHANG, "报送作品", mixed(shape, related, ("作品登记表.docx", work_docx(WORK))), "2020-05-18 11:02"),
            submitted(submission("work", "incomplete", [fix("photo.size", "A1B2C3D4@5EB5062A.jpg")],
                                 works=[{"kind": "photo", "name": "A1B2C3D4@5EB5062A.jpg", "caption": CAPTIONS[0]}])))


@case("attached-mail")
def attached_mail():
    """A mail with a form passed on as an attachment (message/rfc822), from Outlook and as .eml from 163."""
    foxmail, outlook, netease = shape_of("foxmail"), shape_of("outlook"), shape_of("163-web")
    inner = letter(foxmail, ("吴桂芳", "wugf@wangjiang.example"), "回执", mixed(foxmail, body(foxmail, TEXT, as_html(TEXT)), FORM)).decode()
    part = "Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + inner
    file = ("回执.eml", inner.encode())
    hello = body(outlook, "转上回执一份。", as_html("转上回执一份。"))
    return ([letter(outlook, CHEN, "转发: 回执", mixed(outlook, hello, part)),
             letter(netease, CHEN, "转发回执", mixed(netease, hello, file), "2020-05-09 10:20")],
            [submitted(submission(fields=values(**DONGJIANG)))] * 2)


# ── names and charsets ──────────────────────────────────────────────────────────────────────────────────────

def named(shape, head, subject="回执", **more):
    part = head + "Content-Transfer-Encoding: base64\r\n\r\n" + base64_lines(receipt_docx(RECEIPT))
    content = multipart("mixed", border(shape, head), [text_part(TEXT, shape.charset), part])
    return letter(shape, CHEN, subject, content, **more)


@case("gbk-names")
def gbk_names():
    """The one file's name in the ways that Chinese programs write GBK."""
    name = "回执表（赵镕堃）.docx"
    gbk = name.encode("gbk")
    percent = "".join(f"%{byte:02X}" for byte in gbk)
    first, second = base64_lines(gbk[:9]).strip(), base64_lines(gbk[9:]).strip()
    kind = "application/octet-stream"
    heads = [
        f"Content-Type: {kind};\r\n\tname=\"=?gb2312?B?{first}?=\r\n\t=?gb2312?B?{second}?=\"\r\nContent-Disposition: attachment;\r\n"
        f"\tfilename=\"=?gb2312?B?{first}?=\r\n\t=?gb2312?B?{second}?=\"\r\n",
        f"Content-Type: {kind}\r\nContent-Disposition: attachment; filename*=GBK''{percent}\r\n",
        f"Content-Type: {kind};\r\n name*0*=gb2312''{percent[:27]};\r\n name*1*={percent[27:]}\r\n",
        f"Content-Type: {kind}; name=\"{word(name, 'gbk', 'Q')}\"\r\n"]
    mails = [named(shape_of("163-web"), head, date=f"2020-05-09 1{number}:00") for number, head in enumerate(heads)]
    raw = named(shape_of("163-web"), f'Content-Type: {kind}; name="RAW"\r\nContent-Disposition: attachment; filename="RAW"\r\n',
                date="2020-05-09 15:00").replace(b"RAW", gbk)
    return mails + [raw], [full([{"name": name, "role": "form"}])] * 5


@case("headers-gbk")
def headers_gbk():
    """Raw GBK in From and Subject, a gb2312 label over GBK, no charset at all."""
    shape = shape_of("163-web")
    content = mixed(shape, single(text_part("老师好，请查收。赵镕堃", "gb2312")), FORM)
    raw = letter(shape, ("NAME", CHEN[1]), "SUBJECT", content)
    raw = raw.replace(b"NAME", "陈晓燕".encode("gbk")).replace(b"SUBJECT", "回执表－赵镕堃".encode("gbk"))
    whole = letter(shape, ("", CHEN[1]), "x", content, "2020-05-09 10:20").replace(
        b"From: " + CHEN[1].encode(), b"From: =?gb2312?B?" + base64_lines(f"陈晓燕 <{CHEN[1]}>".encode("gbk")).strip().encode() + b"?=")
    expected = full()
    expected["message"]["subject"] = "回执表－赵镕堃"
    return [raw, whole], [expected, full()]


@case("body-8bit")
def body_8bit():
    """A GBK body without transfer encoding or charset, and one whose label says utf-8."""
    shape = shape_of("foxmail")
    data = RECEIPT_LINES.replace("\n", "\r\n").encode("gbk")
    wu = ("吴桂芳", "wugf@wangjiang.example")
    heads = ["Content-Type: text/plain\r\n", "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n", ""]
    mails = [letter(shape, wu, "回执", (head, "BODY"), f"2020-05-09 1{number}:00").replace(b"BODY", data) for number, head in enumerate(heads)]
    return mails, [submitted(submission(fields=values(**WU)))] * 3


@case("qp-split")
def qp_split():
    """Quoted-printable whose soft breaks stand in the middle of characters (iPhone and Exchange fold at 76 bytes)."""
    out, line = [], ""
    for byte in RECEIPT_LINES.encode("gbk"):
        piece = "\n" if byte == 10 else chr(byte) if 32 < byte < 127 and byte != 61 else f"={byte:02X}"
        if byte == 10 or len(line) + len(piece) > 40:
            out.append(line if byte == 10 else line + "=")
            line = ""
        line += piece.strip("\n")
    content = ("Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n", "\r\n".join(out + [line]))
    return letter(shape_of("owa"), ("吴桂芳", "wugf@wangjiang.example"), "回执", content), submitted(submission(fields=values(**WU)))


@case("science-pdf")
def science_pdf():
    """A unit's registration form and a PDF, from 企业微信."""
    shape = shape_of("wework")
    content = mixed(shape, body(shape, "老师好，请查收。", as_html("老师好，请查收。")), ("作品登记表.docx", work_docx(SCIENCE)), ("折页.pdf", pdf()))
    return (letter(shape, ZHANG, "报送科普作品", content, "2020-05-18 11:02"),
            submitted(submission("work", "complete", works=[{"kind": "document", "name": "折页.pdf"}])))


def main():
    for name, make in table.items():
        mails, expect = make()
        mails = mails if isinstance(mails, list) else [mails]
        os.makedirs(os.path.join(CASES, name), exist_ok=True)
        for number, data in enumerate(mails, 1):
            keep(os.path.join(CASES, name, "mail.eml" if number == 1 else f"mail-{number}.eml"), data)
        keep(os.path.join(CASES, name, "expect.json"), (json.dumps(expect, ensure_ascii=False, indent=1) + "\n").encode())
    print(f"{len(table)} cases")


if __name__ == "__main__":
    main()
