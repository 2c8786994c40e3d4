"""What the mails of robots are put together from. Everything is given by names and numbers: no clock, no chance.
Addresses of people end in .example; the names of mail systems and their own addresses are the real ones.
"""
import base64
import hashlib
import quopri

from mailkit import OFFICE, moment_of, rfc_date

CODECS = {"gb2312": "gbk", "gbk": "gbk", "gb18030": "gb18030", "us-ascii": "ascii", "big5": "big5"}


def mark(*parts, size=16):
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:size]


def coded(text, charset):
    return text.encode(CODECS.get(charset.lower(), charset), "replace")


def word(text, charset="utf-8", how="B"):
    """A header's value in encoded-words of at most 20 characters."""
    if text.isascii():
        return text
    words = []
    for start in range(0, len(text), 20):
        data = coded(text[start:start + 20], charset)
        if how == "B":
            words.append(f"=?{charset}?B?{base64.b64encode(data).decode()}?=")
        else:
            body = "".join(chr(b) if chr(b).isalnum() and b < 128 else f"={b:02X}" for b in data)
            words.append(f"=?{charset}?Q?{body}?=")
    return "\n ".join(words)


def person(name, addr, charset="utf-8", how="B"):
    if not name:
        return addr
    shown = word(name, charset, how)
    return f'"{shown}" <{addr}>' if name.isascii() or charset == "gb18030" else f"{shown} <{addr}>"


def text(content, charset="utf-8", kind="plain", how="base64", extra=""):
    data = coded(content, charset)
    if how == "base64":
        body = base64.encodebytes(data).decode()
    elif how == "quoted-printable":
        body = quopri.encodestring(data).decode("ascii")
    else:
        body = data.decode("latin-1")
    return f"Content-Type: text/{kind}; charset={charset}\n{extra}Content-Transfer-Encoding: {how}\n\n{body}\n"


def html(content, charset="utf-8", how="base64"):
    return text(content, charset, "html", how)


def raw(kind, content, extra=""):
    return f"Content-Type: {kind}\n{extra}\n{content}\n"


def attached(name, data, kind="application/octet-stream"):
    shown = word(name)
    return (f'Content-Type: {kind}; name="{shown}"\nContent-Disposition: attachment; filename="{shown}"\n'
            f"Content-Transfer-Encoding: base64\n\n{base64.encodebytes(data).decode()}\n")


def multi(kind, *parts, parameter="", boundary=None):
    boundary = boundary or "=_" + mark(kind, *parts)
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    more = f"; {parameter}" if parameter else ""
    return f'Content-Type: multipart/{kind}{more};\n\tboundary="{boundary}"\n\n{body}--{boundary}--\n'


def mail(sender, subject, content, date="2020-05-09 10:14", headers=(), charset="utf-8", to=OFFICE, how="B",
         return_path=None, message_id=None, host="mx.mail.example", mime=True):
    """sender: the From header as it stands. return_path: "" for <>. message_id: "" leaves it out."""
    moment = rfc_date(moment_of(date))
    identity = mark(sender, subject, date, content, size=20)
    lines = [] if return_path is None else [f"Return-Path: <{return_path}>"]
    lines += [f"Received: from {host} (unknown [198.51.100.{int(identity[:2], 16)}])\n"
              f"\tby mx7 (Coremail) with SMTP id {identity[:12]}; {moment} (CST)",
              f"Date: {moment}", f"From: {sender}", f"To: {to}", f"Subject: {word(subject, charset, how)}"]
    if message_id != "":
        lines.append(f"Message-ID: <{message_id or identity + '@' + host}>")
    if mime:
        lines.append("MIME-Version: 1.0")
    lines += headers
    # Text that was not encoded stands as bytes of its charset.
    whole = "\n".join(lines) + "\n" + content
    return whole.replace("\r\n", "\n").replace("\n", "\r\n").encode("latin-1")


# ── what comes back: our letters as they went out ───────────────────────────────────────────────────────────

SUBJECTS = ["【已收到】回执表 NXZ-0001", "【请补正】作品 NXZ-0012：共3处", "【已收到·人工核对】作品 NXZ-0034",
            "【逾期】作品 NXZ-0107", "【咨询】征集活动参与方式", "【已收到】作品 NXZ-0056：照片4张"]
LETTER = ("陈老师：\n\n您好！您报送的作品已收到，编号 NXZ-0012。\n\n还需补正：\n✗ 照片“IMG_1.jpg”只有 310 KB，通知要求 2M 及以上，"
          "请发送相机原图。\n\n请直接回复本邮件补正，截止时间2020年5月31日。\n\n中国医药卫生期刊征集办公室\n")


def our_id(number):
    return f"huizhi.{mark('ours', number)}@126.com"


def our_subject(number):
    return SUBJECTS[number % len(SUBJECTS)]


def our_headers(number, to):
    return (f"From: {person('作品征集办公室', OFFICE)}\nTo: {to}\nSubject: {word(our_subject(number))}\n"
            f"Message-ID: <{our_id(number)}>\nIn-Reply-To: <{mark('theirs', number)}@mail.example>\n"
            "Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\nX-Huizhi-Loop: yywsqkfh@126.com\n"
            f"Date: {rfc_date(moment_of('2020-05-09 10:13'))}\nMIME-Version: 1.0\n")


def our_letter(number, to, files=()):
    """As a message/rfc822 part; files: [(name, bytes)] that went along (blank forms) or stood in what came."""
    body = text(LETTER)
    if files:
        body = multi("mixed", body, *(attached(*file) for file in files))
    return raw("message/rfc822", our_headers(number, to) + body)


def our_head(number, to, kind="text/rfc822-headers"):
    return raw(kind, our_headers(number, to))


def answers_us(number):
    return [f"In-Reply-To: <{our_id(number)}>", f"References: <{mark('theirs', number)}@mail.example> <{our_id(number)}>"]


PEOPLE = [("陈晓燕", "chenxy@dongjiang.example"), ("周明", "zhouming@hospital.example"), ("李建国", "lijg@jkb.example"),
          ("王丽", "wangli_66@mail.example"), ("赵敏", "zhaomin@wenzhou.example"), ("孙志刚", "sunzg@cdc.example"),
          ("吴桂芳", "wjhl@wangjiang.example"), ("郑海", "zhenghai1980@mail.example"), ("冯静", "fengjing@nursing.example"),
          ("褚卫国", "chuwg@press.example"), ("沈佳", "shenjia@weishi.example"), ("韩梅", "hanmei@xinhua.example"),
          ("杨帆", "yangfan@fudan.example"), ("朱琳", "zhulin@zhuyi.example")]


def who(number):
    return PEOPLE[number % len(PEOPLE)]
