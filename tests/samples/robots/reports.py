"""Delivery reports, bounces without any report part, delays, read receipts, calendar mail, complaints: what mail
systems write by themselves. The wordings are those of the systems that the functions name.
"""
import mailkit
from mailkit import OFFICE
from people import RECEIPT, WORK

from kit import (PEOPLE, answers_us, attached, html, mail, mark, multi, our_head, our_headers, our_id, our_letter,
                 our_subject, person, raw, text, who)

REASONS = [("5.1.1", "550 5.1.1 <{to}>: Recipient address rejected: User unknown in virtual mailbox table"),
           ("5.2.2", "552 5.2.2 <{to}>: Mailbox full"), ("5.7.1", "550 5.7.1 Message rejected as spam"),
           ("5.4.4", "Host or domain name not found. Name service error for name={domain} type=AAAA: Host not found"),
           ("5.0.0", "554 DT:SPM 126 smtp5,jtKowABn,  please see http://mail.163.com/help/help_spam_16.htm"),
           ("4.4.1", "connect to {domain}[203.0.113.25]:25: Connection timed out")]


def reason(number, to):
    status, words = REASONS[number % len(REASONS)]
    return status, words.format(to=to, domain=to.split("@")[1])


def status_part(to, status, words, action="failed", mta="mail.relay.example", kind="message/delivery-status", more=""):
    return raw(kind, f"Reporting-MTA: dns; {mta}\nArrival-Date: Sat,  9 May 2020 10:13:02 +0800 (CST)\n{more}\n"
                     f"Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\n"
                     f"Diagnostic-Code: smtp; {words}\n")


def original(number, to):
    """What reports give back: the head, our letter, our letter with blank forms, or a person's own form."""
    choices = [lambda: our_head(number, to), lambda: our_letter(number, to),
               lambda: our_letter(number, to, [("作品登记表.docx", mailkit.work_docx({}))]),
               lambda: our_letter(number, to, [("回执表-已填.docx", mailkit.receipt_docx(RECEIPT)),
                                               ("照片1.jpg", mailkit.photo("small1"))]),
               lambda: our_head(number, to, "message/global-headers"),
               lambda: our_letter(number, to, [("登记表.docx", mailkit.work_docx(WORK))])]
    return choices[number % len(choices)]()


def report(sender, subject, number, words, headers=(), action="failed", **more):
    name, to = who(number)
    status, diagnostic = reason(number, to)
    parts = [text(words.format(to=to, reason=diagnostic, name=name), more.pop("words_charset", "utf-8")),
             status_part(to, status, diagnostic, action, more.pop("mta", "mail.relay.example"),
                         more.pop("status_kind", "message/delivery-status")), original(number, to)]
    return mail(sender, subject, multi("report", *parts, parameter="report-type=delivery-status"), headers=headers, **more)


def postfix():
    words = ("This is the mail system at host mail.relay.example.\n\nI'm sorry to have to inform you that your message "
             "could not\nbe delivered to one or more recipients. It's attached below.\n\n<{to}>: {reason}\n")
    chinese = "这里是邮件系统 mail.relay.example。\n\n很抱歉，您的邮件无法投递给以下收件人，原邮件附后。\n\n<{to}>：{reason}\n"
    for number in range(12):
        local = number % 3 == 2
        yield report("MAILER-DAEMON@mail.relay.example (Mail Delivery System)" if number % 2 else
                     person("Mail Delivery System", "MAILER-DAEMON@mail.relay.example"),
                     "退信：邮件无法投递" if local else "Undelivered Mail Returned to Sender", number,
                     chinese if local else words, ["Auto-Submitted: auto-replied"] if number % 4 else [],
                     return_path="" if number % 5 else None, date=f"2020-05-{9 + number} 10:14")


def exim():
    words = ("This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
             "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
             "  {to}\n    {reason}\n")
    for number in range(10):
        name, to = who(number)
        if number % 2:
            yield report(person("Mail Delivery System", f"Mailer-Daemon@host{number}.example"),
                         "Mail delivery failed: returning message to sender", number, words,
                         [f"X-Failed-Recipients: {to}", "Auto-Submitted: auto-replied"], return_path="")
            continue
        copy = "\n------ This is a copy of the message, including all the headers. ------\n\n" + our_headers(number, to)
        yield mail(f"Mail Delivery System <Mailer-Daemon@host{number}.example>",
                   "Mail delivery failed: returning message to sender" if number % 4 else "Mail failure: no such address",
                   text(words.format(to=to, reason=reason(number, to)[1]) + copy),
                   headers=[f"X-Failed-Recipients: {to}"] if number % 4 else [], return_path="" if number % 3 else None)


def exchange():
    english = "Delivery has failed to these recipients or groups:\n\n{name} ({to})\nThe email address you entered couldn't be found.\n\nDiagnostic information for administrators:\n\n{reason}\n"
    chinese = "传递到下列收件人或组时失败:\n\n{name} ({to})\n找不到您输入的电子邮件地址。请检查收件人的电子邮件地址并尝试重新发送该邮件。\n\n供管理员使用的诊断信息:\n\n{reason}\n"
    for number in range(10):
        sender = [person("Microsoft Outlook", f"MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@corp{number}.example"),
                  person("邮件传递子系统", f"postmaster@corp{number}.example"), f"postmaster@corp{number}.onmicrosoft.example"]
        subject = ["Undeliverable: ", "未送达: ", "无法传递: ", "邮件未能送达: ", "未传递: "][number % 5] + our_subject(number)
        yield report(sender[number % 3], subject, number, english if number % 5 == 0 else chinese,
                     ["X-MS-Exchange-Message-Is-Ndr: ", "Content-Language: zh-CN"][:number % 3] +
                     (answers_us(number) if number % 2 else []), return_path="" if number % 4 else None)
    yield mail("postmaster@corp.example", "邮件传递失败: " + our_subject(1),
               html("<b>未能传递到以下收件人</b><p>sales@corp.example<br>邮箱已满，请稍后再试。</p>", "gb2312"), charset="gb2312")


def sendmail():
    words = ("The original message was received at Sat, 9 May 2020 10:13:02 +0800\nfrom localhost [127.0.0.1]\n\n"
             "   ----- The following addresses had permanent fatal errors -----\n<{to}>\n    (reason: {reason})\n\n"
             "   ----- Transcript of session follows -----\n550 5.1.1 <{to}>... User unknown\n")
    for number in range(7):
        subject = ["Returned mail: see transcript for details", "Returned mail: User unknown",
                   "Returned mail: Host unknown (Name server: mx: host not found)"][number % 3]
        if number < 5:
            yield report(person("Mail Delivery Subsystem", f"MAILER-DAEMON@unix{number}.example"), subject, number, words,
                         ["Auto-Submitted: auto-generated (failure)"] if number % 2 else [], return_path="")
        else:
            to = who(number)[1]
            yield mail(f"MAILER-DAEMON@unix{number}.example", subject,
                       text(words.format(to=to, reason="550 User unknown")), mime=number % 2 == 0)


def qmail():
    english = ("Hi. This is the qmail-send program at mx{n}.example.\nI'm afraid I wasn't able to deliver your message to the "
               "following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<{to}>:\n"
               "Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n{copy}")
    chinese = ("您好，这里是 mx{n}.example 的 qmail-send 程序。\n很遗憾，您的邮件无法投递到下列地址。\n\n<{to}>:\n该用户不存在。\n\n"
               "--- 以下是原邮件 ---\n\n{copy}")
    for number in range(8):
        to = who(number)[1]
        words = (chinese if number % 3 == 2 else english).format(n=number, to=to, copy=our_headers(number, to))
        yield mail(f"MAILER-DAEMON@mx{number}.example", ["failure notice", "Failure Notice", "退信通知"][number % 3],
                   text(words), return_path="" if number % 2 else None)


def coremail():
    """Coremail's own servers at universities and companies: a report in two languages."""
    words = ("由于以下原因，您的邮件无法投递给下列收件人：\n\n收件人：{to}\n原因：{reason}\n\nYour message could not be delivered to the "
             "following recipients.\n\n----------------\nThis message is generated by Coremail.\n您收到的是来自 Coremail 专业邮件系统的信件.\n")
    for number in range(12):
        to = who(number)[1]
        sender = [f"Postmaster@univ{number}.example", person("postmaster", f"postmaster@univ{number}.example"),
                  person("系统管理员", f"Postmaster@corp{number}.example", "gb2312")][number % 3]
        subject = ["系统退信", "Delivery failure", "邮件系统退信通知", "系统退信/Systems bounce"][number % 4]
        if number % 2:
            yield report(sender, subject, number, words, charset="gb2312", words_charset="gb2312",
                         return_path="" if number % 4 == 1 else None)
        else:
            yield mail(sender, subject, multi("mixed", text(words.format(to=to, reason=reason(number, to)[1]), "gb2312"),
                                              original(number, to)), charset="gb2312")


NETEASE_REASONS = [
    ("您的邮件无法送达，收件人邮箱不存在或已被停用。", "User not found", "请核对收件人地址后重新发送。"),
    ("邮差小易抱歉地通知您，不知道是什么原因，对方退信了。", "rcpt handle timeout", "邮差小易温馨提示：建议您联系对方的管理员，请他高抬贵手帮您解决吧。"),
    ("您可能写了外星人的邮件地址；或者是网络不给力，我们无法与收信方联络上。", "Can not connect to {domain}:203.0.113.2:25",
     "检查收件人地址是否有误。"),
    ("垃圾邮件让邮箱小易很烦心，现在您发送的邮件被怀疑为是垃圾邮件，拒绝接收。", "rejected by system", "请修改邮件内容后再发送。"),
    ("对方邮箱太受欢迎，空间已满，暂时收不下您的邮件。", "552 Quota exceeded", "请通过其他方式通知对方清理邮箱。"),
    ("由于对方服务器不稳定，或者双方服务器之间的网络连接质量不佳导致无法投递邮件。", "Connection timed out", "请稍后重新发送。"),
]


def netease():
    """126, 163, yeah.net and NetEase's servers for companies: HTML, no report part; the link says it for programs."""
    for number in range(26):
        name, to = who(number)
        cluster = ["126.com", "163.com", "yeah.net", "188.com", "qiye.163.com"][number % 5]
        why, english, advice = NETEASE_REASONS[number % len(NETEASE_REASONS)]
        new = number % 3
        title = ["抱歉，您的邮件被退回来了……", "抱歉，您的邮件被退回来了……/Sorry, your mail is returned...",
                 "很抱歉，您的邮件未能成功投递"][new]
        slash = " / " if new == 1 else ""
        label = lambda chinese, other: chinese + (slash + other if slash else "") + "："
        link = (f"http://feedback.mail.126.com/antispam/report.php?&BounceReason={english.replace(' ', '+')}&BouncedRcpt="
                f"{to.replace('@', '%40')}&ClusterID=&OrgSubject=x&SendDate=1365661745&Sender=yywsqkfh%40126.com&TransID="
                f"DsCowEDpnE8wWGZRA_z1AA--.{number}S2.B22940")
        page = (f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body class="Bdy">'
                f"<h1>{title}</h1><table><tr><th>{label('原邮件信息', 'Original e-mail message')}</th><td><table>"
                f"<tr><th>{label('时　间', 'Time')}</th><td>2020-05-09 10:13:05</td></tr>"
                f"<tr><th>{label('主　题', 'Subject')}</th><td>{our_subject(number)}</td></tr>"
                f"<tr><th>{label('收件人', 'To')}</th><td>{to}</td></tr></table></td></tr>"
                f"<tr><th>{label('退信原因', 'Bounce reason')}</th><td><div>{why}</div><div>英文说明:"
                f"{english.format(domain=to.split('@')[1])}</div></td></tr><tr><th>建议解决方案：</th><td><li>{advice}</li>"
                + (f'<li>欢迎向网易邮件中心<a href="{link}">发送退信报告</a></li>' if number % 4 else "") +
                "</td></tr></table><br>----------------<br>This message is generated by Coremail.</body></html>")
        content = html(page, ["gb2312", "gbk", "utf-8"][number % 3])
        if number % 5 == 3:
            content = multi("mixed", content, raw("message/rfc822", our_headers(number, to) + text("（原邮件）")))
        sender = [f"Postmaster@{cluster}", person("Postmaster", f"postmaster@{cluster}"),
                  person("网易邮件中心", f"Postmaster@{cluster}", "gbk"), person("邮件退信", f"mailer-daemon@{cluster}", "gbk")]
        subject = ["系统退信", "系统退信/The email is returned", "系统退信/Systems bounce", "退信通知"]
        yield mail(sender[number % 4], subject[number % 4], content, charset=["gb2312", "gbk"][number % 2],
                   return_path="" if number % 2 else None, message_id=f"{mark('ntes', number)}.08512@{cluster}")


def tencent():
    """QQ and Tencent's mail for companies: a table; at times under multipart/report, but without a status part."""
    for number in range(18):
        name, to = who(number)
        why = ["收件人邮箱地址不存在，邮件无法送达。", "该用户未开通QQ邮箱", "收件人空间不足", "对方服务器拒收：550 Error: content rejected",
               "未知原因 <br> host mx.example[203.0.113.60] said: 550 5.7.515 Access denied"][number % 5]
        page = ("<html><body><p>抱歉，您的邮件被退回来了……</p><table><tr><td>原邮件信息</td><td>时间 2020-05-09 10:13:02<br>主题 "
                f"{our_subject(number)}<br>收件人 {to}</td></tr><tr><td colspan=2>无法发送到 {to}</td></tr>"
                f"<tr><td>退信原因</td><td>{why}</td></tr><tr><td>解决方案</td><td>请联系您的收件人，或者<a href="
                '"http://service.mail.qq.com/cgi-bin/help?id=20022">向管理员报告退信</a></td></tr></table></body></html>')
        company = number % 3 == 2
        sender = ('"PostMaster" <PostMaster@qq.com>', "PostMaster@qq.com", person("腾讯企业邮箱", "postmaster@exmail.qq.com"),
                  '"PostMaster" <PostMaster@foxmail.com>')[number % 4 if not company else 2]
        subject = ["来自qq.com的退信", "[Qmail] 来自qq.com的退信", "退信：" + our_subject(number), "来自exmail.qq.com的退信"][number % 4]
        content = html(page, ["gb18030", "utf-8", "gb2312"][number % 3])
        yield mail(sender, subject, multi("report", content) if number % 4 == 1 else content,
                   charset=["gb18030", "utf-8"][number % 2], return_path="" if number % 5 else None,
                   headers=["X-QQ-mid: bounce12t1589000000", "X-QQ-MIME: TCMime 1.0 by Tencent"])


def gmail():
    words = ("** Address not found **\n\nYour message wasn't delivered to {to} because the address couldn't be found, or is "
             "unable to receive mail.\n\nThe response was:\n\n{reason}\n")
    chinese = "** 找不到地址 **\n\n您的邮件未送达 {to}，因为系统找不到该地址或者该地址无法接收邮件。\n\n对方服务器的响应如下：\n\n{reason}\n"
    for number in range(6):
        to = who(number)[1]
        yield report("Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)",
                     number, chinese if number % 2 else words,
                     [f"X-Failed-Recipients: {to}", "Auto-Submitted: auto-replied", *answers_us(number)], return_path="")


def outlook():
    words = ("[image]\nYour message to {to} couldn't be delivered.\n\n{name} wasn't found at the domain.\n\nyywsqkfh  Office 365  "
             "{name}\nAction Required  Recipient\nUnknown To address\n\nStatus code: 550 5.1.10\n\n{reason}\n")
    for number in range(6):
        yield report(f"postmaster@{['outlook.com', 'hotmail.com', 'live.cn'][number % 3]}",
                     ["Undeliverable: ", "无法送达: ", "Undelivered Mail Returned to Sender: "][number % 3] + our_subject(number),
                     number, words, ["Auto-Submitted: auto-replied"] if number % 2 else [], return_path="")


OTHERS = [
    ("MAILER-DAEMON@sina.com", "failure notice", "对不起，您的邮件未能送达。\n<{to}>:\n550 no such user\n"),
    ("postmaster@sina.com", "系统退信 - 新浪邮箱", "尊敬的用户：您发给 {to} 的邮件未能投递成功。\n失败原因：对方邮箱已满。\n"),
    ("postmaster@sohu.com", "退信：您的邮件无法送达", "您发送给{to}的邮件因收件人不存在被退回。\n"),
    ("postmaster@189.cn", "系统退信", "您发送的邮件未能成功投递！\n收件人：{to}\n退信原因：用户不存在\n"),
    ("postmaster@139.com", "139邮箱系统退信", "尊敬的用户，您的邮件被退回。\n收件人地址：{to}\n失败原因：该用户未开通139邮箱。\n"),
    ("postmaster@263.net", "Delivery Failure 退信通知", "user not exist (in reply to RCPT TO command) <{to}>\n"),
    ("postmaster@21cn.com", "邮件退回通知", "收信人 {to} 拒收，邮件被退回。\n"),
    ("mailer-daemon@tom.com", "Undelivered Mail Returned to Sender", "<{to}>: mail for {to} loops back to myself\n"),
    ("postmaster@aliyun.com", "系统退信", "退信原因：收件方地址不存在，或暂时不可用，导致邮件被系统退回。\n解决方案：1. 请检查输入的收件方地址是否有误；\n"
     "远程响应：the mta server of example -- mx3.example(203.0.113.41) reply:550 No such user {to}\n"),
    ("postmaster@hz.alimail.example", "来自阿里邮箱的退信", "您发往 {to} 的邮件投递失败。\n推荐方案：请联系收件人。\n远程响应：552 mailbox full\n"),
    ("MAILER-DAEMON@yahoo.com", "Failure Notice", "Sorry, we were unable to deliver your message to the following address.\n\n<{to}>:\n554: delivery error: dd This user doesn't have a yahoo.com account\n"),
    ("MAILER-DAEMON@aol.com", "Mail System Error - Returned Mail", "The following addresses had delivery problems:\n\n<{to}>\nPermanent Failure: 550_MAILBOX_NOT_FOUND\n"),
    ("MDaemon@corp.example", "Permanent Delivery Failure", "The following data may contain sections which represent BASE64 encoded file attachments.\n\nThe attached message had PERMANENT fatal delivery errors!\n\nFailed address: {to}\n"),
    ("postmaster@domino.example", "DELIVERY FAILURE: User zhou (zhou@domino.example) not listed in Domino Directory", "Your message\n\n  Subject: x\n\nwas not delivered to:\n\n  {to}\n\nbecause:\n\n  User not listed in Domino Directory\n"),
    ("Mailer-Daemon@groupwise.example", "Message status - undeliverable", "The message that you sent was undeliverable to the following:\n    {to} (user not found)\n"),
    ("MAILER-DAEMON@zimbra.example", "Undelivered Mail Returned to Sender", "<{to}>: host mta[10.0.0.3] said: 550 5.1.1 Recipient address rejected\n"),
    ("postmaster@icewarp.example", "Delivery Report (failure) for {to}", "This report relates to a message you sent. Your message cannot be delivered to {to}: Unknown user\n"),
    ("postmaster@winmail.example", "邮件投递失败报告", "Winmail邮件系统：您的邮件投递失败，收件人 {to} 不存在。\n"),
    ("MAILER-DAEMON@eyou.example", "亿邮系统退信", "亿邮电子邮件系统退信\n发往：{to}\n原因：用户空间已满\n"),
    ("postmaster@u-mail.example", "U-Mail退信通知（System bounce）", "您发送给 {to} 的邮件失败了\n"),
    ("postmaster@barracuda.example", "**Message you sent blocked by our bulk email filter**", "Your message to: {to}\nwas blocked by our Spam Firewall. The email you sent with the following subject has NOT BEEN DELIVERED:\n"),
    ("postmaster@gateway.example", "邮件被拒收通知", "您发给 {to} 的邮件被反垃圾网关拒收，如有疑问请联系管理员。\n"),
    ("Mail-Daemon@courier.example", "NOTICE: mail delivery status.", "This is a delivery status notification from courier.example.\n\nUNDELIVERABLE MAIL\n\n<{to}>: 550 User unknown.\n"),
    ("bounce@service.example", "Delivery Status Notification (Failure)", "An error occurred while trying to deliver the mail to the following recipients: {to}\n"),
    ("admin@mail.county.example", "退信通知", "收件人 {to} 不存在，邮件被退回。\n"),
    ("noreply@mail.city.example", "系统退信", "您的邮件无法投递到 {to}，邮件被退回。\n"),
]


def others():
    for number, (sender, subject, words) in enumerate(OTHERS):
        to = who(number)[1]
        charset = ["utf-8", "gb2312", "gb18030"][number % 3]
        content = text(words.format(to=to) + (f"\n-- 原邮件 --\n主题：{our_subject(number)}\n" if number % 2 else ""), charset)
        if number % 4 == 3:
            content = multi("mixed", content, our_letter(number, to))
        needs = sender.startswith(("admin@", "bounce@"))
        yield mail(sender if number % 2 else person("Mail Delivery System", sender), subject.format(to=to), content,
                   charset=charset, return_path="" if needs or number % 3 else None)


def delays():
    """Warnings and successes: nothing came back, and nobody waits for an answer."""
    late = ("Reporting-MTA: dns; mail.relay.example\n\nFinal-Recipient: rfc822; {to}\nAction: delayed\nStatus: 4.4.1\n"
            "Will-Retry-Until: Thu, 14 May 2020 10:13:02 +0800 (CST)\n")
    cases = [("MAILER-DAEMON@mail.relay.example", "Delayed Mail (still being retried)", True),
             ("Mailer-Daemon@host.example", "Warning: message 1jXEPd-0001Qk-7t delayed 24 hours", False),
             ("MAILER-DAEMON@unix.example", "Warning: could not send message for past 4 hours", True),
             ("postmaster@corp.example", "Delivery delayed: " + our_subject(1), True),
             ("postmaster@corp.example", "传递延迟: " + our_subject(2), True),
             ("mailer-daemon@googlemail.com", "Delivery Status Notification (Delay)", True),
             ("PostMaster@qq.com", "邮件投递延迟通知", False), ("Postmaster@163.com", "邮件暂未送达，系统正在重试", False),
             ("MAILER-DAEMON@mx.example", "邮件延迟投递警告", True)]
    for number, (sender, subject, status) in enumerate(cases):
        to = who(number)[1]
        words = text(f"This is a warning message only. YOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\n<{to}>: 邮件尚未送达，将继续重试。\n")
        content = multi("report", words, raw("message/delivery-status", late.format(to=to)), our_head(number, to),
                        parameter="report-type=delivery-status") if status else words
        yield mail(sender, subject, content, return_path="" if number % 2 else None)
    for number, (subject, action) in enumerate([("送达: ", "delivered"), ("已中继: ", "relayed"), ("Delivered: ", "delivered"),
                                                ("Successful Mail Delivery Report: ", "expanded")]):
        yield report("postmaster@corp.example", subject + our_subject(number), number, "您的邮件已送达以下收件人: {to}\n",
                     action=action)


def receipts():
    """Read receipts: RFC 8098, and the letters that web mail writes instead."""
    shown = "Reporting-UA: {ua}\nFinal-Recipient: rfc822;{to}\nOriginal-Message-ID: <{id}>\nDisposition: {mode}; {what}\n"
    modes = [("manual-action/MDN-sent-manually", "displayed"), ("automatic-action/MDN-sent-automatically", "displayed"),
             ("automatic-action/MDN-sent-automatically", "deleted")]
    subjects = ["已读: ", "已读：", "Read: ", "Return Receipt (displayed) - ", "未读: ", "Disposition notification: ", "收条: ", "阅读回执："]
    for number in range(12):
        name, to = who(number)
        mode, what = modes[number % 3]
        fields = shown.format(ua="mail.example; Foxmail 7.2", to=to, id=our_id(number), mode=mode, what=what)
        yield mail(person(name, to), subjects[number % 8] + our_subject(number),
                   multi("report", text("这是您发送给 " + to + " 的邮件的回执，表示收件人已打开该邮件。\n"),
                         raw("message/disposition-notification", fields), our_head(number, to),
                         parameter="report-type=disposition-notification"), headers=answers_us(number)[:number % 2])
    words = ["您的邮件“{subject}”已于2020-05-09 11:20:31被收件人阅读。", "这是一封已读回执。您发送给我的邮件我已阅读，主题：{subject}。",
             "您发送的邮件已被对方打开。\n收件人：{to}\n主题：{subject}\n阅读时间：2020-05-09 11:20", "This is a receipt for the mail you sent. 该邮件已被阅读。",
             "收件人 {to} 已阅读了您于 2020-5-9 发送的邮件“{subject}”，此回执由系统自动发送。"]
    for number in range(10):
        name, to = who(number)
        yield mail(person(name, to, "gbk"), ["已读：", "已读回执：", "阅读回执: ", "已读:", "Read: "][number % 5] + our_subject(number),
                   text(words[number % 5].format(subject=our_subject(number), to=to), "gbk"), charset="gbk",
                   headers=["X-CM-TRANSID: " + mark("read", number)])


CALENDAR = ("BEGIN:VCALENDAR\nPRODID:-//{maker}//EN\nVERSION:2.0\nMETHOD:{method}\nBEGIN:VEVENT\nUID:{uid}\n"
            "DTSTART:20200520T010000Z\nDTEND:20200520T020000Z\nSUMMARY:征集活动评审会\nORGANIZER:mailto:{to}\n"
            "ATTENDEE:mailto:yywsqkfh@126.com\nEND:VEVENT\nEND:VCALENDAR\n")


def calendar():
    subjects = [("REQUEST", "邀请：征集活动评审会 @ 2020年5月20日"), ("REQUEST", "征集作品评审会"), ("REPLY", "已接受: 征集活动评审会"),
                ("REPLY", "Accepted: 评审会"), ("REPLY", "已拒绝: 评审会"), ("CANCEL", "已取消: 征集活动评审会"), ("CANCEL", "Canceled: 评审会"),
                ("REPLY", "暂定: 评审会"), ("REQUEST", "Updated invitation: 作品评审 @ Wed May 20, 2020"), ("REQUEST", "会议邀请：报送作品讨论"),
                ("REQUEST", "关于照片征集的视频会议"), ("COUNTER", "建议新时间: 评审会"), ("REPLY", "接受：评审会"), ("CANCEL", "会议取消通知：评审会")]
    for number, (method, subject) in enumerate(subjects):
        name, to = who(number)
        ics = CALENDAR.format(maker=["Microsoft", "Google Inc", "Tencent", "Apple"][number % 4], method=method,
                              uid=mark(number), to=to)
        part = text(ics, "utf-8", f'calendar; method={method}; name="invite.ics"')
        words = text("您已被邀请参加以下会议：征集作品评审，时间：5月20日9:00。\n")
        content = [multi("alternative", words, html("<p>会议：征集作品评审</p>"), part), part,
                   multi("mixed", multi("alternative", words, part),
                         attached("invite.ics", ics.encode(), "application/ics"))][number % 3]
        headers = [["Content-Class: urn:content-classes:calendarmessage"], [], ["Sender: Google Calendar <calendar-notification@google.com>"]]
        yield mail(person(name, to), subject, content, headers=headers[number % 3])


def complaints():
    """ARF (RFC 5965), DMARC aggregates, quarantines."""
    for number in range(4):
        yield mail(["staff@hotmail.com", "feedbackloop@comcast.example", "fbl@mail.ru.example", "abuse@aol.example"][number],
                   ["complaint about message from 198.51.100.9", "FW: " + our_subject(1), "Abuse report", "Email Feedback Report for IP 198.51.100.9"][number],
                   multi("report", text("This is an email abuse report for an email message received from IP 198.51.100.9.\n"),
                         raw("message/feedback-report", "Feedback-Type: abuse\nUser-Agent: FBL/1.0\nVersion: 1\n"),
                         our_letter(number, who(number)[1]), parameter="report-type=feedback-report"))
    digests = [("noreply-dmarc-support@google.com", "Report domain: 126.com Submitter: google.com Report-ID: 1234567890"),
               ("antispam@hospital.example", "垃圾邮件隔离报告"), ("spam-notice@corp.example", "隔离邮件摘要：您有3封邮件被拦截"),
               ("quarantine@messaging.microsoft.com", "Spam Notification: You have 2 new messages"),
               ("postmaster@univ.example", "[反垃圾] 邮件拦截通知"), ("mailsecurity@corp.example", "邮件隔离区通知 2020-05-09")]
    for number, (sender, subject) in enumerate(digests):
        yield mail(sender, subject, html(f"<p>以下邮件被隔离，可点击<a href='https://gw.example/r?{number}'>放行</a>：</p><p>"
                                         f"{our_subject(number)}</p><p>来自 {OFFICE}</p>"))


FAMILIES = {"postfix": postfix, "exim": exim, "exchange": exchange, "sendmail": sendmail, "qmail": qmail,
            "coremail": coremail, "netease": netease, "tencent": tencent, "gmail": gmail, "outlook": outlook,
            "others": others, "delay": delays, "receipt": receipts, "calendar": calendar, "complaint": complaints}
