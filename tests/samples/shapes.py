"""How each mail program answers and forwards: the words, the markup and the header lines that it puts, after mails of
theirs in public. A client gives for a new text and an old mail the plain text and the HTML of the letter.
"""
from html import escape

from mailkit import OFFICE, Shape

NAME = "征集活动办公室"
WHEN = {"cn": "2020年5月8日(星期五) 下午3:20", "iso": "2020-05-08 15:20:11", "short": "2020-05-08 15:20",
        "year": "2020年5月8日 15:20", "apple": "2020年5月8日，下午3:20", "english": "Friday, May 8, 2020 3:20 PM"}


def divs(text):
    return "".join(f"<div>{escape(line) if line else '<br>'}</div>" for line in text.split("\n"))


def marked(text):
    return "\n".join("> " + line if line else ">" for line in text.split("\n"))


def block(labels, values, colon="：", mark=""):
    return "\n".join(f"{mark}{label}{colon}{value}" for label, value in zip(labels, values))


def bold(labels, values, colon="：", end="<br>", space="&nbsp;"):
    return end.join(f"<b>{label}{colon}</b>{space}{escape(value)}" for label, value in zip(labels, values))


class Old:
    """The mail that is answered or passed on."""

    def __init__(self, text, subject, name=NAME, addr=OFFICE, to=("陈晓燕", "chenxy@dongjiang.example")):
        self.text, self.subject, self.name, self.addr, self.to = text, subject, name, addr, to
        self.sender, self.receiver = f"{name} <{addr}>", f"{to[0]} <{to[1]}>"


ZH = ("发件人", "发送时间", "收件人", "主题")


def qq(new, old, forward):
    """QQ's text part keeps &nbsp; and half of the brackets as entities."""
    rows = [f'"{old.name}"<{old.addr}&gt;;', WHEN["cn"], f'"{old.to[0]}"<{old.to[1]}&gt;;', old.subject]
    text = (f"{new}\n\n\n\n\n------------------&nbsp;原始邮件&nbsp;------------------\n"
            + "\n".join(f"{label}:&nbsp;{row}" for label, row in zip(ZH, rows)) + f"\n\n\n\n{old.text}")
    html = (f"{divs(new)}<div><br></div><div><br></div><div style=\"font-size: 12px;font-family: Arial Narrow;padding:2px 0 2px 0;\">"
            "------------------&nbsp;原始邮件&nbsp;------------------</div><div style=\"font-size: 12px;background:#efefef;padding:8px;\">"
            + "".join(f"<div><b>{label}:</b>&nbsp;{escape(row.replace('&gt;', '>'))}</div>" for label, row in zip(ZH, rows))
            + f"</div><div><br></div>{divs(old.text)}")
    return text, html


def qq_ios(new, old, forward):
    rows = ("From", "Date", "To", "Subject"), (f"{old.name} <{old.addr}>", "周五,5月 8,2020 3:20 下午", old.receiver, old.subject)
    text = f"{new}\n\n发自我的iPhone\n\n\n------------------ Original ------------------\n{block(*rows, colon=': ')}\n\n{old.text}"
    html = (f"<div>{divs(new)}</div><div><br></div><div><div>发自我的iPhone</div></div><div><br></div><div><br></div>"
            "<div id=\"original-content\">"
            "<div style=\"font-size:70%;padding:2px 0;\">------------------ Original ------------------</div>"
            f"<div style=\"font-size:70%;background:#f0f0f0;color:#212121;padding:8px;border-radius:4px\"><div>"
            f"{bold(*rows, colon=': ', end='</div><div>', space='')}</div></div><br>{divs(old.text)}</div>")
    return text, html


def qq_android(new, old, forward):
    rows = ("From", "Date", "To", "Subject"), (f'"{old.name}"<{old.addr}>', "Fri, May 8, 2020 15:20 PM", f'"{old.to[0]}"<{old.to[1]}>;', old.subject)
    text = f"{new}\n\n---Original---\n{block(*rows, colon=': ')}\n\n{old.text}"
    html = (f"<div>{divs(new)}</div><div><br></div><div>---Original---</div><div><div>"
            f"{bold(*rows, colon=': ', end='</div><div>', space='')}</div></div><br>{divs(old.text)}")
    return text, html


def netease(new, old, forward):
    if forward:
        rows = ("发件人", "发送日期", "收件人", "主题"), (f'"{old.name}" <{old.addr}>', WHEN["iso"], old.to[1], old.subject)
        text = f"{new}\n\n\n\n\n\n-------- 转发邮件信息 --------\n{block(*rows)}\n{old.text}"
        html = (f"<div style=\"line-height:1.7;color:#000000;font-size:14px;font-family:Arial\">{divs(new)}<br><br><br>"
                "<div style=\"position:relative;zoom:1\"></div><div id=\"divNeteaseMailCard\"></div><br>-------- 转发邮件信息 --------<br>"
                f"{bold(*rows, space='')}<br><blockquote id=\"isForwardContent\" style=\"PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; "
                f"BORDER-LEFT: #ccc 1px solid\">{divs(old.text)}</blockquote></div>")
        return text, html
    line = f'在 {WHEN["iso"]}，"{old.name}" <{old.addr}> 写道：'
    quoted = "\n".join(">" + row for row in old.text.split("\n"))
    html = (f"<div style=\"line-height:1.7;color:#000000;font-size:14px;font-family:Arial\">{divs(new)}<br><br><br>"
            f"<div style=\"position:relative;zoom:1\"></div><div id=\"divNeteaseMailCard\"></div><br>{escape(line)}<br>"
            f"<blockquote id=\"isReplyContent\" style=\"PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; BORDER-LEFT: #ccc 1px solid\">"
            f"{divs(old.text)}</blockquote></div><br><br><span title=\"neteasefooter\"><p>&nbsp;</p></span>")
    return f"{new}\n\n\n\n\n\n\n\n\n{line}\n{quoted}", html


def dashi(new, old, forward):
    """网易邮箱大师: tables everywhere, in the text as bars."""
    head = "转发的原邮件" if forward else "回复的原邮件"
    rows = list(zip(("发件人", "发送日期", "收件人", "主题"), (f"{old.name}<{old.addr}>", "2020年05月08日 15:20", f"{old.to[0]}<{old.to[1]}>", old.subject)))
    text = (f"{new}\n\n\n| |\n陈晓燕\n|\n|\n邮箱：chenxy@dongjiang.example\n|\n\n签名由 网易邮箱大师 定制\n---- {head} ----\n"
            + "\n".join(f"| {label} | {value} |" for label, value in rows) + f"\n{old.text}")
    html = (f"<div style=\"font-family:-apple-system;\">{divs(new)}</div><br><div id=\"ntes-pcmail-signature\"><table><tbody><tr><td>"
            "陈晓燕</td></tr><tr><td>邮箱：chenxy@dongjiang.example</td></tr></tbody></table></div>"
            f"<div class=\"J-reply\" style=\"background-color:white\"><div style=\"font-size:13px;\">---- {head} ----</div>"
            "<table style=\"background-color:#f7f7f7;\"><tbody>"
            + "".join(f"<tr><td style=\"color:#999\">{label}</td><td>{escape(value)}</td></tr>" for label, value in rows)
            + f"</tbody></table><div class=\"mail-content\">{divs(old.text)}</div></div>")
    return text, html


def foxmail(new, old, forward):
    rows = ZH, (old.name, WHEN["short"], old.to[0], old.subject)
    text = f"{new}\n\n\n\n陈晓燕\n \n{block(*rows, colon='： ')}\n{old.text}"
    html = ("<html><head><meta http-equiv=\"content-type\" content=\"text/html; charset=GB2312\"><style>body { line-height: 1.5; }"
            "blockquote { margin-top: 0px; margin-bottom: 0px; margin-left: 0.5em; }</style></head><body>"
            f"{divs(new)}<div><br></div><hr style=\"width: 210px; height: 1px;\" color=\"#b5c4df\" size=\"1\" align=\"left\">\n"
            "<div><span><div style=\"MARGIN: 10px; FONT-FAMILY: verdana; FONT-SIZE: 10pt\"><div>陈晓燕</div></div></span></div>\n"
            "<blockquote style=\"margin-Top: 0px; margin-Bottom: 0px; margin-Left: 0.5em; margin-Right: inherit\"><div>&nbsp;</div>"
            "<div style=\"border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm\"><div style=\"PADDING-RIGHT: 8px; "
            "BACKGROUND: #efefef; PADDING-TOP: 8px\"><div>" + bold(*rows, end="</div><div>")
            + f"</div></div></div><div>{divs(old.text)}</div></blockquote></body></html>")
    return text, html


def word_rows(labels, values):
    return "<br></span>".join(f"<b><span style='font-size:11.0pt'>{label}<span lang=EN-US>:</span></span></b><span lang=EN-US> {escape(value)}"
                              for label, value in zip(labels, values)) + "</span>"


def outlook_html(new, old, labels, values):
    old_rows = "".join(f"<p class=MsoNormal>{escape(line) or '<o:p>&nbsp;</o:p>'}</p>" for line in old.text.split("\n"))
    rows = "".join(f"<p class=MsoNormal><span lang=EN-US>{escape(line) or '<o:p>&nbsp;</o:p>'}</span></p>" for line in new.split("\n"))
    return ("<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><style><!-- p.MsoNormal {margin:0cm;} --></style></head>"
            f"<body lang=ZH-CN link=blue><div class=WordSection1>{rows}<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
            "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>"
            f"{word_rows(labels, values)}<o:p></o:p></p></div></div>{old_rows}</div></body></html>")


def outlook(new, old, forward):
    rows = ZH, (old.sender + " ", WHEN["year"], old.receiver, old.subject)
    return f"{new}\n\n-----邮件原件-----\n{block(*rows, colon=': ')}\n\n{old.text}", outlook_html(new, old, *rows)


def outlook_en(new, old, forward):
    rows = ("From", "Sent", "To", "Subject"), (old.sender, WHEN["english"], old.receiver, old.subject)
    return f"{new}\n\n{block(*rows, colon=': ')}\n\n{old.text}", outlook_html(new, old, *rows)


def owa(new, old, forward):
    rows = ZH, (old.sender, WHEN["year"], old.receiver, old.subject)
    html = ("<html><head><style type=\"text/css\" style=\"display:none;\"> P {margin-top:0;margin-bottom:0;} </style></head>"
            f"<body dir=\"ltr\"><div style=\"font-size: 12pt;\">{divs(new)}</div><div id=\"appendonsend\"></div>"
            "<hr style=\"display:inline-block;width:98%\" tabindex=\"-1\"><div id=\"divRplyFwdMsg\" dir=\"ltr\"><font face=\"Calibri, sans-serif\" "
            f"style=\"font-size:11pt\" color=\"#000000\">{bold(*rows, colon=':', space=' ')}</font><div>&nbsp;</div></div>"
            f"<div>{divs(old.text)}</div></body></html>")
    return f"{new}\n\n________________________________\n{block(*rows, colon=': ')}\n\n{old.text}", html


def owa_tw(new, old, forward):
    """The same in traditional characters."""
    rows = ("寄件者", "寄件日期", "收件者", "主旨"), (old.sender, "2020年5月8日 下午 03:20", old.receiver, old.subject)
    html = (f"<div>{divs(new)}</div><hr style=\"display:inline-block;width:98%\" tabindex=\"-1\"><div id=\"divRplyFwdMsg\" dir=\"ltr\">"
            f"{bold(*rows, colon=':', space=' ')}<div>&nbsp;</div></div><div>{divs(old.text)}</div>")
    return f"{new}\n\n________________________________\n{block(*rows, colon=': ')}\n\n{old.text}", html


def iphone(new, old, forward):
    if forward:
        rows = ("发件人", "日期", "收件人", "主题"), (old.sender, "2020年5月8日 GMT+8 下午3:20:11", old.receiver, old.subject)
        html = (f"<html><body dir=\"auto\">{divs(new)}<br><br><div dir=\"ltr\">发自我的iPhone</div><div dir=\"ltr\"><br>开始转发的邮件：<br><br></div>"
                f"<blockquote type=\"cite\"><div dir=\"ltr\">{bold(*rows, colon=':', space=' ')}<br><br></div></blockquote>"
                f"<blockquote type=\"cite\"><div dir=\"ltr\">{divs(old.text)}</div></blockquote></body></html>")
        return f"{new}\n\n发自我的iPhone\n\n开始转发的邮件：\n\n{block(*rows, colon=': ', mark='> ')}\n> \n{marked(old.text)}", html
    line = f"在 {WHEN['apple']}，{old.sender} 写道："
    html = (f"<html><head></head><body dir=\"auto\">{divs(new)}<br><br><div dir=\"ltr\">发自我的iPhone</div><div dir=\"ltr\"><br>"
            f"<blockquote type=\"cite\">{escape(line)}<br><br></blockquote></div><blockquote type=\"cite\"><div dir=\"ltr\">﻿{divs(old.text)}"
            "</div></blockquote></body></html>")
    return f"{new}\n\n发自我的iPhone\n\n> {line}\n> \n> ﻿{marked(old.text)[2:]}", html


def phone(new, old, forward):
    """Huawei's and other Android mail over Exchange ActiveSync."""
    rows = ("发件人", "日期", "收件人", "主 题"), (old.sender, "2020年5月8日周五 下午3:20", old.receiver, old.subject)
    html = (f"<div>{divs(new)}</div><div><br></div><div id=\"signature\">发自我的华为手机</div><div><br></div><div>-------- 原始邮件 --------</div>"
            f"<div>{bold(*rows)}</div><div>{divs(old.text)}</div>")
    return f"{new}\n\n发自我的华为手机\n\n\n-------- 原始邮件 --------\n{block(*rows, colon='： ')}\n\n{old.text}", html


def xiaomi(new, old, forward):
    line = f"{old.sender} 在 2020年5月8日 下午3:20 写道："
    html = (f"<div>{divs(new)}</div><div><br></div><div>发自我的小米手机</div><div class=\"quote-header\">{escape(line)}</div>"
            f"<blockquote class=\"quote\" style=\"margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex\">{divs(old.text)}</blockquote>")
    return f"{new}\n\n发自我的小米手机\n{line}\n\n{marked(old.text)}", html


def thunderbird(new, old, forward):
    if forward:
        rows = ("主题", "日期", "发件人", "收件人"), (old.subject, "Fri, 8 May 2020 15:20:11 +0800", old.sender, old.receiver)
        html = (f"<p>{divs(new)}</p><div class=\"moz-forward-container\"><br><br>-------- 转发的消息 --------<table class=\"moz-email-headers-table\"><tbody>"
                + "".join(f"<tr><th align=\"RIGHT\">{label}: </th><td>{escape(value)}</td></tr>" for label, value in zip(*rows))
                + f"</tbody></table><br>{divs(old.text)}</div>")
        return f"{new}\n\n\n-------- 转发的消息 --------\n{block(*rows, colon=': ')}\n\n\n\n{old.text}", html
    line = f"在 2020/5/8 15:20, {old.name} 写道:"
    html = (f"<p>{divs(new)}</p><div class=\"moz-cite-prefix\">{escape(line)}<br></div><blockquote type=\"cite\" cite=\"mid:x@126.com\">"
            f"{divs(old.text)}</blockquote>")
    return f"{new}\n\n{line}\n{marked(old.text)}", html


def gmail(new, old, forward):
    if forward:
        rows = ("发件人", "Date", "Subject", "To"), (f"{old.name} <{old.addr}>", "2020年5月8日周五 下午3:20", old.subject, f"<{old.to[1]}>")
        html = (f"<div dir=\"ltr\">{divs(new)}<br><br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">---------- Forwarded message ---------<br>"
                f"{bold(*rows, colon=': ', space='')}<br></div><br><br>{divs(old.text)}</div></div>")
        return f"{new}\n\n---------- Forwarded message ---------\n{block(*rows, colon='： ')}\n\n\n{old.text}", html
    line = f"{old.name} <{old.addr}> 于2020年5月8日周五 下午3:20写道："
    html = (f"<div dir=\"ltr\">{divs(new)}</div><br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">{escape(line)}<br></div>"
            "<blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex\">"
            f"{divs(old.text)}</blockquote></div>")
    return f"{new}\n\n{line}\n\n{marked(old.text)}", html


def sina(new, old, forward):
    head = "转发邮件" if forward else "原始邮件"
    rows = ("发件人", "收件人", "主题", "日期"), (old.sender, old.receiver, old.subject, "2020年05月08日 15点20分")
    html = (f"<div>{divs(new)}</div><br><br><div id=\"origbody\"><div style=\"background: #f2f2f2;\">----- {head} -----<br>{bold(*rows, space='')}<br></div>"
            f"<br>{divs(old.text)}</div>")
    return f"{new}\n\n----- {head} -----\n{block(*rows)}\n\n{old.text}", html


def aliyun(new, old, forward):
    rows = ("发件人", "发送时间", "收件人", "主　题"), (old.sender, "2020年5月8日(星期五) 15:20", old.receiver, old.subject)
    html = (f"<div class=\"__aliyun_email_body_block\"><div>{divs(new)}</div><blockquote style=\"margin-right:0;margin-top:0;margin-bottom:0;\">"
            "<div>------------------------------------------------------------------</div><div>"
            f"{bold(*rows, end='</div><div>', space='')}</div><div><br></div>{divs(old.text)}</blockquote></div>")
    return f"{new}\n\n------------------------------------------------------------------\n{block(*rows)}\n\n{old.text}", html


def coremail(new, old, forward):
    head = "转发的邮件" if forward else "原始邮件"
    rows = ZH, (f'"{old.name}" <{old.addr}>', "2020-05-08 15:20:11 (星期五)", f'"{old.to[0]}" <{old.to[1]}>', old.subject)
    html = (f"{divs(new)}<br><br><blockquote name=\"replyContent\" class=\"ReferenceQuote\" style=\"padding-left:5px;margin-left:5px;border-left:#b6b6b6 2px "
            f"solid;margin-right:0;\">-----{head}-----<br>{bold(*rows, colon=':', space='')}<br><br>{divs(old.text)}</blockquote>")
    return f"{new}\n\n\n-----{head}-----\n{block(*rows, colon=':')}\n\n{old.text}", html


def wework(new, old, forward):
    """企业微信: the name alone between rules, the receiver before the time."""
    rows = ("发件人", "收件人", "时间", "主题"), (f"{old.name}<{old.addr}>", f"{old.to[0]}<{old.to[1]}>", "2020年5月8日（周五） 15:20", old.subject)
    html = (f"<div>{divs(new)}</div><div><br></div><hr class=\"xm_compose_origin_mail_hr\" style=\"border: 0; border-top: 1px solid #eee;\"><div>原始邮件</div>"
            f"<div style=\"background:#f5f6f7\"><div>{bold(*rows, end='</div><div>', space='')}</div></div><div>{divs(old.text)}</div>")
    return f"{new}\n\n\n原始邮件\n\n{block(*rows)}\n\n{old.text}", html


def shape(name, charset, **more):
    return Shape(name, charset, **more)


QQ_LINES = ("X-QQ-SSF: 00010000000000F0000000000000Y40", "X-QQ-WAPMAIL: 1", "X-QQ-BUSINESS-ORIGIN: 2", "X-QQ-STYLE: ", "X-QQ-mid: {0}t1588990353t1234",
            "X-QQ-MIME: TCMime 1.0 by Tencent")
EXCHANGE_LINES = ("Thread-Topic: =?utf-8?B?5b6B6ZuG?=", "Thread-Index: AdYloNqz{0}==", "Accept-Language: zh-CN, en-US", "Content-Language: zh-CN",
                  "X-MS-Has-Attach:", "X-MS-TNEF-Correlator:", "x-originating-ip: [198.51.100.44]")

# name: (the client's letters, how it writes headers, what it puts before the subject of an answer and of a forward)
CLIENTS = {
    "qq-web": (qq, shape("qq", "gb18030", mailer="QQMail 2.x", mixed_cte="8Bit", boundary="----=_NextPart_5EB5062A_{0}",
                         message_id="<tencent_{0}@qq.com>", extra=QQ_LINES[:1] + QQ_LINES[3:]), "回复：", "转发："),
    "qq-ios": (qq_ios, shape("qq", "utf-8", mailer="iPhone QQMail 6.0.1", mixed_cte="8Bit", boundary="----=_NextPart_5EB50630_{0}",
                             message_id="<tencent_{0}@qq.com>", extra=QQ_LINES), "Re: ", "Fw: "),
    "qq-android": (qq_android, shape("qq", "gb18030", mailer="Android QQMail 5.7.8", mixed_cte="8Bit", boundary="----=_NextPart_5EB50631_{0}",
                                     message_id="<tencent_{0}@qq.com>", extra=QQ_LINES), "回复：", "Fw："),
    "163-web": (netease, shape("163", "GBK", encoding="Q", address="plain", date_suffix=" (CST)", boundary="----=_Part_184467_{0}.1588990353123",
                               mailer="Coremail Webmail Server Version XT5.0.10 build\r\n 20190724(ac680a23) Copyright (c) 2002-2020 www.mailtech.cn 163com",
                               message_id="<{0}.5c1a.171f7a1e6d3.Coremail@163.com>",
                               extra=("X-Originating-IP: [198.51.100.61]", "X-CM-CTRLDATA: {0}", "X-Coremail-Locale: zh_CN", "X-CM-TRANSID: {0}",
                                      "X-CM-SenderInfo: 5lhq3xi")), "Re:", "Fw:"),
    "dashi": (dashi, shape("163", "UTF-8", address="plain", mailer="com.netease.mail/iOS 7.2.1", boundary="5eb50a1c_{0}_0",
                           message_id="<{0}-7.2.1@163.com>", extra=("X-CUSTOM-MAIL-MASTER-SENT-ID: {0}",)), "回复：", "转发："),
    "foxmail": (foxmail, shape("foxmail", "GB2312", mailer="Foxmail 7.2.15.80[cn]", boundary="----=_001_NextPart{0}_=----",
                               message_id="<20200509{0}@foxmail.example>", extra=("References: <{0}@126.com>", "X-GUID: {0}", "X-Has-Attach: no")),
                "回复: ", "转发: "),
    "outlook": (outlook, shape("outlook", "gb2312", mailer="Microsoft Outlook 16.0", boundary="----=_NextPart_000_0001_{0}",
                               message_id="<000001d625a0${0}$@outlook.example>", extra=("Thread-Index: AdYloNqz{0}==", "Content-Language: zh-cn")),
                "答复: ", "转发: "),
    "outlook-en": (outlook_en, shape("outlook", "utf-8", mailer="Microsoft Outlook 15.0", boundary="----=_NextPart_000_0011_{0}",
                                     message_id="<000001d625a0${0}$@outlook.example>", extra=("Content-Language: en-us",)), "RE: ", "FW: "),
    "owa": (owa, shape("exchange", "utf-8", name_style="2231", boundary="_000_{0}_", mailer="Microsoft Exchange",
                       message_id="<{0}@SH0PR01MB0001.exchange.example>", extra=EXCHANGE_LINES), "答复: ", "转发: "),
    "owa-tw": (owa_tw, shape("exchange", "utf-8", boundary="_000_{0}_tw_", mailer="Microsoft Exchange",
                             message_id="<{0}@HK0PR01MB0001.exchange.example>", extra=EXCHANGE_LINES), "回覆: ", "轉寄: "),
    "iphone": (iphone, shape("iphone", "utf-8", address="plain", mailer="iPhone Mail (17E262)", boundary="Apple-Mail-{0}",
                             message_id="<{0}@iphone.example>"), "Re: ", "转发："),
    "phone": (phone, shape("eas", "utf-8", mailer="Huawei Email", boundary="--_com.android.email_{0}", message_id="<{0}@email.android.com>"),
              "回复：", "转发："),
    "xiaomi": (xiaomi, shape("xiaomi", "utf-8", mailer="MIUI Mail", boundary="----{0}", message_id="<{0}@email.android.com>"), "回复：", "转发："),
    "thunderbird": (thunderbird, shape("thunderbird", "UTF-8", address="plain", mailer="Mozilla Thunderbird", boundary="------------{0}",
                                       message_id="<{0}@office.example>", extra=("Content-Language: zh-CN",)), "Re: ", "Fwd: "),
    "gmail": (gmail, shape("gmail", "UTF-8", address="plain", mailer="", boundary="000000000000{0}", message_id="<CA+{0}@mail.gmail.com>"), "Re: ", "Fwd: "),
    "sina": (sina, shape("sina", "GBK", address="plain", mailer="Sina WebMail 4.0", boundary="=-sinamail_alter_{0}",
                         message_id="<20200509{0}@webmail.sinamail.sina.com.cn>"), "回复：", "转发："),
    "aliyun": (aliyun, shape("aliyun", "UTF-8", mailer="Alimail-Mailagent revision 7354212", boundary="----=ALIBOUNDARY_{0}",
                             message_id="<{0}.chenxy@dongjiang.example>"), "回复：", "转发："),
    "coremail": (coremail, shape("163", "UTF-8", encoding="Q", address="plain", date_suffix=" (GMT+08:00)", boundary="----=_Part_9_{0}.1588990353123",
                                 mailer="Coremail Webmail Server Version XT5.0.11", message_id="<{0}.Coremail.chenxy@dongjiang.example>"),
                 "回复: ", "转发: "),
    "wework": (wework, shape("qq", "utf-8", mailer="QQMail 2.x", boundary="----=_NextPart_5EB5077A_{0}", message_id="<tencent_{0}@qq.com>",
                             extra=QQ_LINES[4:] + ("X-BIZMAIL-ID: {0}",)), "回复：", "转发："),
}
