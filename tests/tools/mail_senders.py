#!/usr/bin/env python3
"""Mails of robots and of people who look like robots, in the shapes of many senders; who wrote each is known.
All names are invented. Prints TAP: each mail must be read as from whom it is.

usage: mail_senders.py MAILPRINT RULES SCRATCH
"""
import base64
import json
import os
import subprocess
import sys

TOOL, RULES, SCRATCH = sys.argv[1:4]
OWN = "intake@example.org"
US = "回执征集 <%s>" % OWN
PERSON = "王小明 <wangxm@example.com>"
DATE = "Sat, 09 May 2020 10:00:00 +0800"
OUR_ID = "huizhi.3f9c@example.org"


def enc(text, charset="utf-8"):
    """A header value with its Chinese in RFC 2047 words."""
    if text.isascii():
        return text
    name, bracket, rest = text.partition(" <")
    data = name.encode("gb18030" if charset.startswith("gb") else charset)
    return "=?%s?B?%s?=%s%s" % (charset, base64.b64encode(data).decode(), bracket, rest)


def part(kind, content, charset="utf-8", extra=""):
    data = content.encode("gb18030" if charset.startswith("gb") else charset)
    flat = base64.b64encode(data).decode()
    lines = "\n".join(flat[i:i + 76] for i in range(0, len(flat), 76))
    return "Content-Type: %s; charset=%s\n%sContent-Transfer-Encoding: base64\n\n%s\n" % (kind, charset, extra, lines)


def multi(kind, parts, parameter=""):
    body = "".join("--=_b\n" + p + "\n" for p in parts)
    return 'Content-Type: multipart/%s; boundary="=_b"%s\n\n%s--=_b--\n' % (kind, parameter, body)


def mail(sender, subject, content, headers="", charset="utf-8", to=US):
    if not content.startswith("Content-Type:"):
        content = part("text/plain", content, charset)
    head = "From: %s\nTo: %s\nSubject: %s\nDate: %s\nMIME-Version: 1.0\n" % (enc(sender, charset), enc(to),
                                                                       enc(subject, charset), DATE)
    if "Message-ID" not in headers:
        head += "Message-ID: <%08x@%s>\n" % (hash((sender, subject, content)) & 0xFFFFFFFF, "mail.example.com")
    return head + headers + content


def dsn(fields, returned="", text="Delivery failed."):
    parts = [part("text/plain", text), "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\n"
             + fields + "\n"]
    if returned:
        parts.append(returned)
    return multi("report", parts, "; report-type=delivery-status")


RETURNED = "Content-Type: message/rfc822\n\nFrom: %s\nTo: li@example.com\nSubject: x\nMessage-ID: <%s>\n\nhello\n" % (OWN, OUR_ID)
HEADERS = "Content-Type: text/rfc822-headers\n\nFrom: %s\nSubject: x\nMessage-ID: <%s>\n" % (OWN, OUR_ID)
FAILED = "Final-Recipient: rfc822; Li.Hua@example.com\nAction: failed\nStatus: 5.1.1\n"
NETEASE = ('<html><body><p>抱歉，您的邮件被退回来了……</p><table><tr><td>原邮件信息：</td></tr><tr><td>主 题：</td><td>【已收到】回执表</td></tr>'
           '</table><p>退信原因：收件人不存在</p><a href="http://feedback.mail.126.com/antispam/report.php?lang=zh&amp;'
           'BounceReason=User%%20not%%20found&amp;BouncedRcpt=%s&amp;OrgSubject=x">向网易报告</a></body></html>')
QQ_BOUNCE = ("抱歉，您的邮件被退回来了……\n\n原邮件信息：\n主题：【已收到】回执表\n\n无法发送到 lihua@qq.com\n\n退信原因：收件人邮箱地址不存在。\n"
             "The recipient's mailbox address does not exist.\n")

# name, expected kind, mail, further expectations
CASES = [
    # --- bounces ------------------------------------------------------------------------------------------------
    ("postfix", "bounce", mail("MAILER-DAEMON@mx.example.com (Mail Delivery System)", "Undelivered Mail Returned to Sender",
        dsn(FAILED, RETURNED), "Return-Path: <>\nAuto-Submitted: auto-replied\n"),
        {"bounced_to": "li.hua@example.com", "bounced_id": OUR_ID}),
    ("postfix, headers only", "bounce", mail("MAILER-DAEMON@mx.example.com", "Undelivered Mail Returned to Sender",
        dsn(FAILED, HEADERS)), {"bounced_to": "li.hua@example.com", "bounced_id": OUR_ID}),
    ("two recipients, one failed", "bounce", mail("postmaster@example.com", "Delivery Status Notification (Failure)",
        dsn("Final-Recipient: rfc822; ok@example.com\nAction: delivered\n\nFinal-Recipient: rfc822;bad@example.com\nAction: failed\n")),
        {"bounced_to": "bad@example.com"}),
    ("exim", "bounce", mail("Mail Delivery System <Mailer-Daemon@mx.example.net>", "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients.\n\n"
        "  zhao@example.com\n    host mx.example.com: 550 User unknown\n\n------ This is a copy of the message, including all the headers. ------\n\nMessage-ID: <%s>\nFrom: x\n" % OUR_ID,
        "X-Failed-Recipients: zhao@example.com\nAuto-Submitted: auto-replied\nReturn-path: <>\n"),
        {"bounced_to": "zhao@example.com", "bounced_id": OUR_ID}),
    ("gmail", "bounce", mail("Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)",
        dsn("Final-Recipient: rfc822; qian@gmail.com\nAction: failed\n"), "X-Failed-Recipients: qian@gmail.com\nIn-Reply-To: <%s>\n" % OUR_ID),
        {"bounced_to": "qian@gmail.com", "bounced_id": OUR_ID}),
    ("126", "bounce", mail("Postmaster@126.com", "系统退信", part("text/html", NETEASE % "lihua%40126.com", "gb2312"), charset="gb2312"),
        {"bounced_to": "lihua@126.com"}),
    ("163, newer", "bounce", mail("Postmaster@163.com", "系统退信/The email is returned", part("text/html", NETEASE % "sun_99%40163.com", "gb2312"), charset="gbk"),
        {"bounced_to": "sun_99@163.com"}),
    ("qq", "bounce", mail("PostMaster@qq.com", "来自qq.com的退信", QQ_BOUNCE), {"bounced_to": "lihua@qq.com"}),
    ("qq, html", "bounce", mail("QQ邮箱 <PostMaster@qq.com>", "来自qq.com的退信", part("text/html", "<div>抱歉，您的邮件被退回来了……<br>无法发送到 "
        "<a href='mailto:lihua@qq.com'>lihua@qq.com</a></div><div>退信原因：邮箱地址不存在</div>", "gb18030")), {"bounced_to": "lihua@qq.com"}),
    ("exmail", "bounce", mail("postmaster@exmail.example.com", "退信：【已收到】回执表", "您的邮件无法投递到以下收件人：\n\nzhou@hospital.example.com\n\n退信原因：用户不存在\n"),
        {"bounced_to": "zhou@hospital.example.com"}),
    ("sina", "bounce", mail("MAILER-DAEMON@sina.com", "failure notice", "对不起，您的邮件未能送达。\n<wu@sina.com>:\n550 no such user\n"), {"bounced_to": "wu@sina.com"}),
    ("qmail", "bounce", mail("MAILER-DAEMON@mx.example.com", "failure notice", "Hi. This is the qmail-send program at mx.example.com.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
        "<zheng@example.com>:\nSorry, no mailbox here by that name.\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <x>\nMessage-ID: <%s>\n" % OUR_ID, "Return-Path: <>\n"),
        {"bounced_to": "zheng@example.com", "bounced_id": OUR_ID}),
    ("exchange", "bounce", mail("Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@corp.example.com>", "未送达: 【已收到】回执表",
        dsn("Final-Recipient: rfc822;feng@corp.example.com\nAction: failed\nStatus: 5.1.10\n", RETURNED, "您的邮件未送达"), "Return-Path: <>\n"),
        {"bounced_to": "feng@corp.example.com", "bounced_id": OUR_ID}),
    ("exchange, no report", "bounce", mail("postmaster@corp.example.com", "Undeliverable: 【已收到】回执表", "Delivery has failed to these recipients or groups:\n\nchen@corp.example.com\n"),
        {"bounced_to": "chen@corp.example.com"}),
    ("sendmail", "bounce", mail("Mail Delivery Subsystem <MAILER-DAEMON@host.example.com>", "Returned mail: see transcript for details",
        dsn("Final-Recipient: RFC822; wei@host.example.com\nAction: failed\n", HEADERS)), {"bounced_to": "wei@host.example.com"}),
    ("mailbox full", "bounce", mail("postmaster@hospital.example.cn", "邮件投递失败通知", "您发往 jiang@hospital.example.cn 的邮件投递失败，原因：对方邮箱已满。\n"),
        {"bounced_to": "jiang@hospital.example.cn"}),
    ("empty return path", "bounce", mail("系统管理员 <admin@mail.example.cn>", "退信通知", "收件人 shen@mail.example.cn 不存在，邮件被退回。\n", "Return-Path: <>\n"),
        {"bounced_to": "shen@mail.example.cn"}),
    ("noreply system", "bounce", mail("noreply@mail.example.cn", "系统退信", "您的邮件无法投递到 han@mail.example.cn，邮件被退回。\n"), {"bounced_to": "han@mail.example.cn"}),
    ("coremail", "bounce", mail("Postmaster@edu.example.cn", "Delivery failure 系统退信", multi("mixed", [part("text/plain", "由于以下原因，您的邮件无法投递：\n收件人：yang@edu.example.cn\n550 User not exist\n", "gb2312"),
        "Content-Type: message/rfc822\n\nMessage-ID: <%s>\nFrom: a@b\n\nx\n" % OUR_ID]), charset="gb2312"), {"bounced_to": "yang@edu.example.cn", "bounced_id": OUR_ID}),
    ("yahoo", "bounce", mail("MAILER-DAEMON@yahoo.com", "Failure Notice", "Sorry, we were unable to deliver your message to the following address.\n\n<zhu@yahoo.com>:\n554: delivery error\n"),
        {"bounced_to": "zhu@yahoo.com"}),
    # --- delays and successes are robots, no bounces ----------------------------------------------------------------
    ("delayed dsn", "robot", mail("MAILER-DAEMON@mx.example.com", "Delivery Status Notification (Delay)", dsn("Final-Recipient: rfc822; a@example.com\nAction: delayed\n")), {}),
    ("delivered dsn", "robot", mail("postmaster@corp.example.com", "送达: 回执", dsn("Final-Recipient: rfc822; a@example.com\nAction: delivered\n")), {}),
    ("delay warning", "robot", mail("Mailer-Daemon@mx.example.net", "Warning: message 1abc delayed 24 hours", "No action is required on your part.\n"), {}),
    # --- vacation -----------------------------------------------------------------------------------------------
    ("rfc3834", "robot", mail(PERSON, "Re: 您的来信", "我在休假，5月20日回来。", "Auto-Submitted: auto-replied\n"), {}),
    ("auto-generated", "robot", mail("OA系统 <oa@example.com>", "待办提醒", "您有一条待办。", "Auto-Submitted: auto-generated (rejected)\n"), {}),
    ("qq header", "robot", mail("李华 <lihua@qq.com>", "回复：【已收到】回执表", "我休假了，有事请打电话。", "X-QQ-AUTO-REPLY: 1\n", "gb18030"), {}),
    ("qq holiday header", "robot", mail("李华 <lihua@qq.com>", "回复：【已收到】回执表", "休假。", "X-QQ-HolidayReply: true\n"), {}),
    ("qq sentence", "robot", mail("李华 <lihua@qq.com>", "回执", "这是来自QQ邮箱的假期自动回复邮件。\n\n您好，我最近正在休假中。", charset="gb18030"), {}),
    ("qq prefix", "robot", mail("李华 <lihua@qq.com>", "自动回复:【已收到】回执表", "您好，来信收到。"), {}),
    ("qq prefix, wide colon", "robot", mail("李华 <lihua@foxmail.com>", "自动回复：【已收到】回执表", "已收到，稍后回复。"), {}),
    ("163 vacation", "robot", mail("周老师 <zhou@163.com>", "自动回复: 【请补正】作品", "您好，我正在出差。", charset="gbk"), {}),
    ("sina", "robot", mail("吴老师 <wu@sina.com>", "来自wu@sina.com的自动回复", "来信收到。"), {}),
    ("sina, in the text", "robot", mail("吴老师 <wu@sina.com>", "Re:回执", "来自吴老师的自动回复：来信收到，谢谢。"), {}),
    ("traditional", "robot", mail("林小姐 <lin@example.tw>", "自動回覆: 回執", "您好", charset="big5"), {}),
    ("english", "robot", mail("John <john@example.com>", "Automatic reply: receipt", "I am out of the office."), {}),
    ("out of office", "robot", mail("John <john@example.com>", "Out of Office: receipt", "back on Monday"), {}),
    ("auto-reply", "robot", mail("John <john@example.com>", "Auto-Reply: receipt", "back on Monday"), {}),
    ("brackets", "robot", mail("期刊编辑部 <bjb@example.com>", "[自动回复] 来稿收到", "您的邮件已收到。"), {}),
    ("x-autoreply", "robot", mail("编辑部 <bjb@example.com>", "来信收到", "您的邮件已收到", "X-Autoreply: yes\n"), {}),
    ("x-autoresponder", "robot", mail("编辑部 <bjb@example.com>", "来信收到", "您的邮件已收到", "X-Autoresponder: vacation 1.0\n"), {}),
    ("precedence auto_reply", "robot", mail("编辑部 <bjb@example.com>", "来信收到", "您的邮件已收到", "Precedence: auto_reply\n"), {}),
    ("system sentence", "robot", mail("采编系统 <tg@example.com>", "来稿确认", "这是一封系统自动发送的邮件，请勿直接回复。您的稿件已收到。"), {}),
    ("empty return path", "robot", mail("编辑部 <bjb@example.com>", "来信收到", "您的邮件已收到", "Return-Path: <>\n"), {}),
    # --- receipts, calendar, reports -----------------------------------------------------------------------------------
    ("read receipt", "robot", mail(PERSON, "已读: 【已收到】回执表", multi("report", [part("text/plain", "您的邮件已读"),
        "Content-Type: message/disposition-notification\n\nDisposition: manual-action; displayed\n"], "; report-type=disposition-notification")), {}),
    ("read receipt, subject only", "robot", mail(PERSON, "已读：【已收到】回执表", "您的邮件已于今天被阅读。"), {}),
    ("read receipt, english", "robot", mail(PERSON, "Read: receipt", "Your message was read"), {}),
    ("calendar reply", "robot", mail(PERSON, "已接受: 会议", multi("alternative", [part("text/plain", "ok"), "Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\n"])), {}),
    ("calendar alone", "robot", mail(PERSON, "会议", "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n"), {}),
    ("spam quarantine", "robot", mail("postmaster@hospital.example.cn", "垃圾邮件隔离报告", "以下邮件被拦截"), {}),
    ("spam digest", "robot", mail("antispam-noreply@example.com", "隔离邮件通知", "您有3封邮件被隔离"), {}),
    ("abuse report", "robot", mail("fbl@example.com", "complaint", multi("report", [part("text/plain", "x"), "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n"], "; report-type=feedback-report")), {}),
    # --- mass mail -------------------------------------------------------------------------------------------------
    ("list", "robot", mail("张三 <zhang@lists.example.com>", "[讨论] 照片", "大家好", "List-Id: <talk.lists.example.com>\nPrecedence: list\n"), {}),
    ("bulk", "robot", mail("商城 <shop@example.com>", "促销", "打折", "Precedence: bulk\n"), {}),
    ("no-reply", "robot", mail("平台 <no-reply@example.com>", "登录提醒", "您的账号登录"), {}),
    ("noreply with a tail", "robot", mail("平台 <account-noreply@example.com>", "登录提醒", "您的账号登录"), {}),
    ("notifications", "robot", mail("平台 <notifications@example.com>", "新消息", "您有新消息"), {}),
    ("newsletter", "list", mail("医药周刊 <weekly@example.com>", "第20期", "本期要目", "List-Unsubscribe: <https://example.com/u>\n"), {}),
    ("campaign mail", "list", mail("会议通知 <meeting@example.com>", "邀请函", "诚邀参会", "X-Campaign: 77\n"), {}),
    # --- ourselves -------------------------------------------------------------------------------------------------
    ("own address", "own", mail(US, "【已收到】回执表 NXZ-0001", "您好"), {}),
    ("own address, capitals", "own", mail("Intake@Example.ORG", "x", "您好"), {}),
    ("loop header", "own", mail("转发 <relay@example.com>", "【已收到】回执表", "您好", "X-Huizhi-Loop: intake@example.org\n"), {}),
    ("our id", "own", mail("relay@example.com", "x", "y", "Message-ID: <%s>\n" % OUR_ID), {}),
    ("own before bounce", "own", mail(US, "系统退信", dsn(FAILED)), {}),
    # --- people ------------------------------------------------------------------------------------------------------
    ("a form", "person", mail(PERSON, "回执表", "请查收附件。"), {}),
    ("asks about a bounce", "person", mail(PERSON, "请问为什么退信？", "老师好，我昨天发的作品收到系统退信，退信原因是附件过大，请问怎么办？"), {}),
    ("subject 系统退信 of a person", "person", mail(PERSON, "系统退信，请帮助", "我的邮件被退回来了，怎么办？"), {}),
    ("forwards a bounce", "person", mail(PERSON, "转发：系统退信", "您好，此前发送被退回，请看下面。\n\n-------- 转发邮件信息 --------\n发件人：Postmaster@126.com\n主题：系统退信\n\n抱歉，您的邮件被退回来了……"), {}),
    ("forwards a bounce whole", "person", mail(PERSON, "Fwd: Undelivered Mail Returned to Sender", multi("mixed", [part("text/plain", "请看附件中的退信"), RETURNED])), {}),
    ("answers an auto-reply", "person", mail(PERSON, "回复：自动回复：回执表", "您好，请问作品收到了吗？"), {}),
    ("re: automatic reply", "person", mail(PERSON, "Re: Automatic reply: receipt", "您好，请问作品收到了吗？"), {}),
    ("quotes an auto-reply", "person", mail(PERSON, "回复：作品报送", "作品已重发，请查收。\n\n------------------ 原始邮件 ------------------\n发件人: 李华\n主题: 自动回复\n\n这是来自QQ邮箱的假期自动回复邮件。"), {}),
    ("quotes with marks", "person", mail(PERSON, "Re: 作品", "> 这是来自QQ邮箱的假期自动回复邮件。\n> 您好\n\n收到自动回复了，请问要重发吗？"), {}),
    ("speaks of 自动回复", "person", mail(PERSON, "自动回复里说的编号是什么", "我收到的自动回复里有一个编号，请问是什么意思？"), {}),
    ("asks for no auto-reply", "person", mail(PERSON, "作品", "请勿用自动回复敷衍，我要人工答复。"), {}),
    ("auto-submitted no", "person", mail(PERSON, "作品", "请查收", "Auto-Submitted: no\n"), {}),
    ("auto-submitted no with comment", "person", mail(PERSON, "作品", "请查收", "Auto-Submitted: No (really)\n"), {}),
    ("precedence normal", "person", mail(PERSON, "作品", "请查收", "Precedence: normal\n"), {}),
    ("own return path", "person", mail(PERSON, "作品", "请查收", "Return-Path: <wangxm@example.com>\n"), {}),
    ("system in the office's name", "person", mail("系统工程学会 <systems@example.cn>", "作品报送", "请查收"), {}),
    ("admin of an office", "person", mail("办公室 <admin@hospital.example.cn>", "回执表", "请查收附件"), {}),
    ("service of a journal", "person", mail("编辑部 <service@journal.example.cn>", "回执", "见附件"), {}),
    ("a person at info@", "person", mail("编辑部 <info@journal.example.cn>", "咨询", "请问截止日期？"), {}),
    ("news department", "person", mail("新闻中心 <news@hospital.example.cn>", "照片报送", "报送照片3张"), {}),
    ("title of a work", "person", mail(PERSON, "作品《退回的口罩》", "作品名为《退回的口罩》，请查收"), {}),
    ("read in a title", "person", mail(PERSON, "已读通知，报送作品", "请查收"), {}),
    ("Reading without colon", "person", mail(PERSON, "Reading the notice", "when is the deadline?"), {}),
    ("accepts", "person", mail(PERSON, "接受采访的照片", "附件为照片"), {}),
    ("holiday in the subject", "person", mail(PERSON, "休假期间拍摄的照片", "报送作品"), {}),
    ("delivery in the text", "person", mail(PERSON, "Mail delivery question", "My mail delivery failed twice, can you help?"), {}),
    ("a notice of return", "person", mail("李主任 <li@example.com>", "退信说明", "我们寄来的纸质回执被邮局退信，现改发电子版。"), {}),
    ("an ics as attachment", "person", mail(PERSON, "活动日程", multi("mixed", [part("text/plain", "日程见附件"),
        "Content-Type: text/calendar; name=plan.ics\nContent-Disposition: attachment; filename=plan.ics\n\nBEGIN:VCALENDAR\n"])), {}),
    ("asks for a read receipt", "person", mail(PERSON, "作品", "请查收", "Disposition-Notification-To: wangxm@example.com\n"), {}),
    ("outlook's suppress header", "person", mail(PERSON, "作品", "请查收", "X-Auto-Response-Suppress: DR, OOF, AutoReply\n"), {}),
    ("priority", "person", mail(PERSON, "作品", "请查收", "X-Priority: 1\nImportance: high\n"), {}),
    ("empty", "person", mail(PERSON, "", ""), {}),
    ("no subject, files", "person", mail(PERSON, "", multi("mixed", ["Content-Type: image/jpeg; name=1.jpg\nContent-Transfer-Encoding: base64\n\n/9j/4AAQSkZJRg==\n"])), {}),
    ("a postal word", "person", mail("邮政报 <youzheng@example.cn>", "关于postmaster的稿件", "报送科普作品"), {}),
    ("thanks", "person", mail(PERSON, "回复：【已收到】回执表", "收到，谢谢！"), {}),
    ("report of an office", "person", mail(PERSON, "投递失败？作品请查收", "昨天网页显示投递失败，今天邮件报送。"), {}),
    ("robot's name, person's address", "person", mail("Robot 机器人协会 <robotics@example.cn>", "科普作品", "报送"), {}),
    ("bounce-back.cn domain", "person", mail("王小明 <wxm@bounce-back.example.cn>", "作品", "报送"), {}),
    ("noreply in the domain", "person", mail("王小明 <wxm@noreply.example.cn>", "作品", "报送"), {}),
]


def main():
    folder = os.path.join(SCRATCH, "senders")
    os.makedirs(folder, exist_ok=True)
    paths = []
    for number, (_, _, raw, _) in enumerate(CASES):
        path = os.path.join(folder, "%03d.eml" % number)
        with open(path, "w", encoding="utf-8", newline="") as out:
            out.write(raw.replace("\n", "\r\n"))
        paths.append(path)
    done = subprocess.run([TOOL, "mail", RULES, OWN] + paths, capture_output=True, check=True)
    failed = 0
    for number, ((name, kind, _, more), line) in enumerate(zip(CASES, done.stdout.splitlines()), 1):
        got = json.loads(line)
        wanted = dict(more, origin=kind)
        wrong = {k: (v, got.get(k)) for k, v in wanted.items() if got.get(k) != v}
        failed += bool(wrong)
        print("%sok %d - %s: %s" % ("not " if wrong else "", number, kind, name))
        if wrong:
            print("# %r, decided by: %s" % (wrong, got.get("why", got.get("error"))))
    print("1..%d" % len(CASES))
    return 1 if failed else 0


sys.exit(main())
