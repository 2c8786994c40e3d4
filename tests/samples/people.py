"""The invented people and units of the samples and the cases, and the mails of robots, which no shape of mailkit
makes. Addresses end in .example, so nothing could ever reach anybody; the robots bear the names of the systems that
really write so.
"""
import mailkit
from mailkit import OFFICE, rfc_date, moment_of, token, word

CHEN = ("陈晓燕", "chenxy@dongjiang.example")
ZHANG = ("章若琳", "xuanchuan@handong.example")
OUYANG = ("欧阳睿哲", "oyrz.photo@mail.example")
HE = ("何喆镕", "hezr@xishan.example")

RECEIPT = {
    "media_name": "《东江全科医学》杂志社", "address": "安徽省蚌埠市淮上路87号", "email": "djqkyx@dongjiang.example",
    "contact": "陈晓燕", "landline": "0552-3000890", "mobile": "13800001876",
    "join_media": True, "join_website": False, "join_wechat": True, "join_inner_page": True, "join_cover": False,
    "join_outreach": True, "other_note": "可提供公众号头条位置2次，另需活动海报（竖版）源文件。",
}

WORK = {
    "unit_name": "邗东大学附属医院宣传处", "unit_address": "江苏省扬州市邗东路368号", "unit_postcode": "225009",
    "unit_contact": "章若琳", "unit_landline": "0514-80000016", "unit_mobile": "13800005566",
    "author_name": "欧阳睿哲", "author_email": "oyrz.photo@mail.example", "author_mobile": "13900008801",
    "author_address": "扬州市广陵区文汇东路5号3-502室", "author_postcode": "225001",
    "category": ["photo"], "free_of_charge": True, "submitted_by": ["unit"],
    "synopsis": "2020年2月，医院支援武汉医疗队在隔离病区的工作片段，均为原创。",
}

SCIENCE = dict(WORK, category=["science"], synopsis="面向社区居民的口罩佩戴与洗手指导折页，2020年2月编制，原创。")

INDIVIDUAL = {
    "author_name": "何喆镕", "author_email": "hezr@xishan.example", "author_mobile": "13700002233",
    "author_address": "江西省九江市浔阳东路12号", "author_postcode": "332000",
    "category": ["science"], "free_of_charge": True, "submitted_by": ["individual"],
    "info_source": "《东江全科医学》微信公众号", "synopsis": "给老年人的居家防护五句话，一图读懂，2020年3月。",
}

CAPTIONS = ["2020年2月18日凌晨，武汉某医院感染三科病区，护士李倩连续工作9小时后脱下防护服，脸上满是压痕。",
            "2020年3月2日，武汉某方舱医院，医疗队员王磊带领轻症患者做呼吸操，鼓励大家战胜疫情。"]


def letter(charset, headers, subtype, text):
    """A mail of one part with the header lines as given."""
    body = mailkit.base64_lines(text.replace("\n", "\r\n").encode("gbk" if charset == "gb2312" else charset))
    return ("\r\n".join(headers) + f"\r\nMIME-Version: 1.0\r\nContent-Type: text/{subtype}; charset={charset}\r\n"
            f"Content-Transfer-Encoding: base64\r\n\r\n{body}").encode()


def received(host, date):
    return (f"Received: from {host} (unknown [198.51.100.9])\r\n\tby mx31 (Coremail) with SMTP id "
            f"{token(host, date)}; {rfc_date(moment_of(date))} (CST)")


def qq_vacation(date="2020-05-09 10:13"):
    return letter("gb18030", [
        received("smtpbg501.qq.com", date),
        f'From: "{word("小陈", "gb18030")}" <20200509@qq.example>', f"To: {OFFICE}",
        "Subject: " + word("自动回复:【已收到】回执表 NXZ-0001", "gb18030"),
        f"Date: {rfc_date(moment_of(date))}", "X-Priority: 3", "Message-ID: <tencent_AUTOREPLY01@qq.com>",
        "X-QQ-AUTO-REPLY: YES", "X-Mailer: QQMail 2.x",
    ], "html", "<div>这是来自QQ邮箱的假期自动回复邮件。<br>您好，我最近正在休假中，无法亲自回复您的邮件。"
               "我将在假期结束后，尽快给您回复。</div>")


def subject_vacation(date="2020-05-20 08:30"):
    """Only the subject tells it: no header at all."""
    return mailkit.mail("foxmail", ("周编辑", "zhoubj@huainan.example"), "自动回复：征集活动通知", date,
                        "您的邮件已收到，谢谢！我正在出差，5月25日返回后处理。")


def netease_bounce(date="2020-05-09 10:14", to="chenxy@dongjiang.example", number="NXZ-0001"):
    """NetEase's own: no delivery-status part, one HTML page in gb2312."""
    link = ("http://feedback.mail.126.com/antispam/report.php?BounceReason=550+User+not+found&amp;"
            f"BouncedRcpt={to.replace('@', '%40')}&amp;OrgSubject=%E5%B7%B2%E6%94%B6%E5%88%B0")
    return letter("gb2312", [
        "Return-Path: <>", received("126-mx.mail.126.com", date), "From: Postmaster@126.com", f"To: {OFFICE}",
        "Subject: " + word("系统退信/The email is returned", "gb2312"), f"Date: {rfc_date(moment_of(date))}",
        "Message-ID: <5EB61A31.0C4E21.08512@126.com>",
    ], "html", f'<html><body><p>抱歉，您的邮件被退回来了……</p><p>无法发送到：{to}</p>'
               f'<p>退信原因：收件人邮件地址（{to}）不存在。550 User not found</p>'
               f'<p>原邮件主题：【已收到】回执表 {number}</p><a href="{link}">投诉</a></body></html>')


def dsn_bounce(date="2020-05-09 10:15"):
    """A delivery report after RFC 3464."""
    head = "\r\n".join([
        "Return-Path: <>", received("mail.handong.example", date),
        "From: Mail Delivery System <Mailer-Daemon@mail.handong.example>", f"To: {OFFICE}",
        "Subject: Mail delivery failed: returning message to sender", f"Date: {rfc_date(moment_of(date))}",
        "Auto-Submitted: auto-replied", "Message-ID: <E1jXEPd-0001Qk-7t@mail.handong.example>", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="1588990500-eximdsn-1"', "", ""])
    parts = [
        "Content-Type: text/plain; charset=us-ascii\r\n\r\nA message that you sent could not be delivered to one or "
        "more of its\r\nrecipients. This is a permanent error.\r\n\r\n  xuanchuan@handong.example\r\n    "
        "550 5.1.1 mailbox unavailable\r\n",
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.handong.example\r\n\r\n"
        "Action: failed\r\nFinal-Recipient: rfc822;xuanchuan@handong.example\r\nStatus: 5.1.1\r\n",
        f"Content-Type: message/rfc822\r\n\r\nFrom: <{OFFICE}>\r\nTo: xuanchuan@handong.example\r\n"
        "Message-ID: <huizhi.0001@126.com>\r\nSubject: test\r\n\r\nhello\r\n",
    ]
    body = "".join(f"--1588990500-eximdsn-1\r\n{part}\r\n" for part in parts)
    return (head + body + "--1588990500-eximdsn-1--\r\n").encode()


def newsletter(date="2020-05-11 07:00"):
    return letter("utf-8", [
        received("edm.bookshop.example", date),
        f"From: {word('医学书讯', 'utf-8')} <news@edm.bookshop.example>", f"To: {OFFICE}",
        "Subject: " + word("五月新书：全科医学与期刊出版专题，征集书评", "utf-8"), f"Date: {rfc_date(moment_of(date))}",
        "List-Id: <news.bookshop.example>", "List-Unsubscribe: <https://edm.bookshop.example/u?c=77>",
        "Precedence: bulk", "Message-ID: <77.20200511@edm.bookshop.example>",
    ], "html", "<h1>五月新书</h1><p>本月为您推荐医学出版新书十种，欢迎选购，并征集书评作品。</p>"
               '<p><a href="https://edm.bookshop.example/u?c=77">退订</a></p>')


def own(date="2020-05-12 09:00"):
    return letter("utf-8", [
        received("smtp.126.com", date), f"From: {OFFICE}", f"To: {OFFICE}",
        "Subject: " + word("测试：征集活动邮箱", "utf-8"), f"Date: {rfc_date(moment_of(date))}",
        "Message-ID: <own.20200512@126.com>",
    ], "plain", "自己发给自己的测试信。")


QQ_LINK = """老师好，作品登记表见附件，照片较大，用超大附件发送，请查收。

从QQ邮箱发来的超大附件

抗疫照片.zip (128.50M, 2020年06月25日 21:59 到期)进入下载页面：http://mail.qq.com/cgi-bin/ftnExs_download?k=2a3b7f64&t=exs_ftn_download&code=7d9e4a11
"""

NETEASE_LINK = """您好：照片请从下面下载。

从网易163邮箱发来的超大附件

照片合集.rar (80.25M, 2020年6月10日 23:59 到期)
下载：https://mail.163.com/large-attachment-download/index.html?p=X-NETEASE-HUGE-ATTACHMENT&file=5kq2Lw8&title=zhaopian
"""


def receipt_html(values):
    """The receipt pasted from Word into the body, as QQ's editor keeps it."""
    box = lambda value: ("☑" if value is True else "□") + "是 " + ("☑" if value is False else "□") + "否"
    td = lambda text, span=1: (f'<td colspan="{span}" style="border:solid windowtext 1.0pt;padding:0cm 5.4pt">'
                               f'<p class="MsoNormal"><span style="font-family:宋体">{text}</span></p></td>')
    v = values.get
    rows = [td("媒体单位名称") + td(v("media_name"), 5),
            td("通讯地址") + td(v("address"), 3) + td("邮&nbsp;箱") + td(v("email")),
            td("联系人") + td(v("contact")) + td("座机号码") + td(v("landline")) + td("手机号码") + td(v("mobile")),
            td("参与征集系列活动方式确认（可多选）", 6)]
    for number, (name, title) in enumerate(mailkit.JOINS, 1):
        rows.append(td(str(number)) + td(title.replace("\n", "<br>"), 3) + td(box(v(name)), 2))
    rows.append(td("7") + td("其他说明") + td(v("other_note"), 4))
    return ('<div>老师您好，附件打不开，回执直接贴在这里：</div><div><br></div>'
            '<p class="MsoNormal" align="center"><b>参与征集公益推广宣传系列活动<br>回执表</b></p>'
            '<table class="MsoTableGrid" border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse">'
            "<tbody>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</tbody></table><div><br></div>")


RECEIPT_LINES = """老师好！我刊参加征集活动，回执如下：

媒体单位名称：《望江护理》编辑部
通讯地址：安徽省安庆市望江东路9号
邮箱：wjhl@wangjiang.example
联系人：吴桂芳
座机号码：0556-7000321
手机号码：13600004477
媒体征集宣传：是
网站征集宣传：否
公众号征集宣传：是
期刊内页征集宣传：是
期刊封页征集宣传：否
参加基层线下扶贫活动宣传：否
其他说明：无

《望江护理》编辑部 吴桂芳"""


def broken(date="2020-05-14 16:40"):
    """GBK names in encoded-words, a gb2312 subject, and the end of the mail lost on its way."""
    whole = mailkit.mail("foxmail", HE, "何喆镕报送作品及登记表", date, "登记表和照片请查收。", files=[
        ("作品登记表（何喆镕）.docx", mailkit.work_docx(dict(INDIVIDUAL, category=["photo"]))),
        ("瑞昌市疾控中心采样现场.jpg", mailkit.photo("broken"))])
    return whole[:whole.rindex(b"filename=") + 3000]
