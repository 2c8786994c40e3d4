"""People who look like robots, or like nobody in particular: forms and works in odd shapes, and questions. Every one of
them deserves an answer.
"""
from mailkit import OFFICE, archive, mail as written, photo, pdf, receipt_docx, text_docx, work_docx
from people import INDIVIDUAL, RECEIPT, RECEIPT_LINES, SCIENCE, WORK, receipt_html

import kit
from kit import PEOPLE, answers_us, attached, html, mark, multi, our_letter, person, raw, text, who

SHAPES = ["qq", "163", "foxmail", "outlook", "exchange", "iphone"]
CAPTION = "照片1：2020年2月10日，武汉，护士李倩在隔离病房给老人喂饭。"
CAUTION = "\n\n--\n此邮件为机密，仅供指定收件人阅读。如误收请立即删除并通知发件人。"
FOOTERS = ["\n\n此邮件为个人意见，不代表本单位立场。", CAUTION, "\n\n本邮件及附件已经杀毒软件检查。", "\n\n发自我的iPhone", "\n\n从 Windows 版邮件发送",
           "\n\n此邮件为手机发送，如有疏漏敬请谅解。", "\n\n----\n请考虑环境，勿随意打印本邮件。Please do not reply to all."]


def someone(number):
    """A person of whom no other mail is: name, address."""
    name, addr = who(number)
    return name, addr.replace("@", f".{number}@")


def receipt(number):
    name, addr = someone(number)
    return receipt_docx(dict(RECEIPT, contact=name, email=addr, media_name=f"《东江医学{number}》杂志社",
                             mobile=f"138{10000000 + number * 7717}"))


def work(number, base=WORK):
    return work_docx(dict(base, author_name=someone(number)[0], author_mobile=f"139{10000000 + number * 7717}"))


def write(number, subject, words, files=(), **more):
    return written(SHAPES[number % 6], someone(number), subject, f"2020-05-{5 + number % 20:02d} {8 + number % 10:02d}:{number % 60:02d}",
                   words, files=files, **more)


def forms():
    """Slips and works from many programs, with their footers."""
    for number in range(26):
        words = ["老师好，回执表见附件。", "请查收", "", "您好！我刊愿意参加征集活动，回执表随信附上，盼复。"][number % 4]
        yield write(number, ["回执表", "参加征集活动的回执", "回执-东江医学", "附件1"][number % 4], words + (FOOTERS[number % 7] if words else ""),
                    [(["回执表.docx", "附件1.docx", "东江医学回执.docx"][number % 3], receipt(number))])
    for number in range(100, 114):
        base = [WORK, INDIVIDUAL, SCIENCE][number % 3]
        files = [("作品登记表.docx", work(number, base)), (f"照片{number}.jpg", photo("small1")) if base is WORK else (f"折页{number}.pdf", pdf(f"Wear a mask {number}"))]
        yield write(number, "报送作品及登记表", CAPTION + FOOTERS[number % 7], files)


def marks():
    """Headers that gateways, odd programs and offices add to people's mail."""
    odd = [["Precedence: normal"], ["Precedence: first-class"], ["Precedence: special-delivery"], ["Precedence: urgent"],
           ["Auto-Submitted: no"], ["Auto-Submitted: No (sent by a person)"], ["X-Auto-Response-Suppress: DR, OOF, AutoReply"],
           ["Disposition-Notification-To: x@y.example", "Return-Receipt-To: x@y.example"], ["X-Mailer: Sendblaster.4.1.9"],
           ["X-Mailer: PHPMailer 5.2.28"], ["X-Mailer: MailBee.NET 8.0", "X-Priority: 1 (Highest)"], ["X-Mailer: DreamMail 6.6"],
           ["X-Mailer: Mailchimp Mailer - **CID1**"], ["User-Agent: Mutt/1.5.21"], ["X-Spam-Flag: NO", "X-Spam-Report: none bulk"],
           ["List-Unsubscribe: <mailto:unsubscribe@gateway.example>"], ["List-Unsubscribe: <https://gw.example/u>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"],
           ["Feedback-ID: 12:gateway:corp"], ["X-Virus-Scanned: by bsmtpd", "X-Barracuda-Bulk: no"], ["Importance: high", "X-Message-Flag: 请尽快处理"],
           ["Errors-To: postmaster@corp.example"], ["Sender: webmail@corp.example"], ["Reply-To: office@corp.example", "X-Sender: web"],
           ["X-Loop: antispam"], ["Return-Path: <person@corp.example>"], ["X-MS-Exchange-Inbox-Rules-Loop: another@corp.example"]]
    for count, lines in enumerate(odd):
        number = 200 + count
        footer = "\n\n如不想再收到本公司邮件，请点击退订。" if "List-Unsub" in lines[0] else ""
        yield write(number, "回执表", "您好，回执表见附件，请查收。" + footer, [("回执表.docx", receipt(number))], extra=lines)


def subjects():
    """Subjects that look as a robot's do, with something that robots never bring."""
    odd = ["Re: 自动回复：征集活动", "回复：自动回复: 【已收到】回执表", "转发：系统退信——作品重新报送", "Fw: Undelivered Mail Returned to Sender", "退信重发：回执表",
           "Fwd: Delivery Status Notification (Failure)", "已读通知，报送回执", "【已读】通知，回执表请查收", "Read the notice, receipt attached", "休假前先报送回执",
           "外出采访期间报送的回执", "通知", "系统升级前重发回执", "Re: Out of office", "邮件撤回后重发：回执表", "取消原回执，以此为准", "接受邀请：参加征集活动的回执",
           "邀请函收到，回执表附上", "订阅号征集宣传回执", "No reply received: 再次报送回执", "noreply?", "机器人学会报送回执", "（无主题）", ""]
    for count, subject in enumerate(odd):
        number = 300 + count
        yield write(number, subject, "老师好，" + ["上次发送被退回，现重发，请查收。", "收到了贵方的自动回复，回执表见附件。", "我即将出差，回执表先发给您。"][count % 3],
                    [("回执表.docx", receipt(number))])


QUESTIONS = [
    ("请问报送作品有数量限制吗", "老师好，请问每个单位最多报几张照片？截止时间是几号？"), ("咨询", "您好，请问个人作者可以直接报送摄影作品吗？登记表在哪里下载？"),
    ("照片要求", "通知要求照片2M以上，手机拍的可以吗"), ("关于征集活动", "作品登记表上的推荐单位没有公章怎么办？"),
    ("回执表怎么填", "回执表中“其他说明”一栏怎么填写？"), ("请教", "科普作品可以是视频吗？时长有没有要求？"), ("作品投稿", "已经在别处发表过的照片能否参加征集？"),
    ("Question", "May I send photographs of our hospital for the 征集活动? What is the deadline?"), ("证书", "请问入选作品有证书吗？什么时候公布评选结果？"),
    ("Re: 关于开展征集活动的通知", "请问参加媒体单位需要缴费吗？回执表传真可以吗？"), ("报送", "报送时一封邮件放不下全部照片，可以分几封发吗？"),
    ("咨询作品修改", "作品寄出后还能修改说明吗？"), ("回执", "我刊想参加活动，请问回执表电子版发我一份可以吗？"),
    ("照片署名", "两个人合作拍摄的照片，作者栏怎么写？"), ("活动时间", "征集活动是否延期？")]
DOUBTS = [
    ("请问为何退信", "老师您好，昨天报送的作品收到“系统退信”，退信原因写的是附件过大，请问怎么办？"),
    ("收到一封自动回复", "我收到一封邮件，写着“本邮件由系统自动发出，请勿回复”，请问我的作品到底收到没有？"),
    ("自动回复里的编号", "自动回复里说编号 NXZ-0099，请问是我的作品编号吗？"), ("不要自动回复", "请不要再用自动回复答复我，我想请问照片不够2M怎么办？"),
    ("邮件被退回", "我们单位报送的作品邮件被退回两次，退信说邮箱已满，请问还有别的邮箱吗？"), ("已读回执", "我的邮件显示已读，但没有回复，请问作品登记表收到了吗？"),
    ("Undelivered mail", "My mail with 作品 was returned as undeliverable. 请问可以换个邮箱报送吗？"), ("我正在出差", "我正在出差，25日才能回来，请问作品可以晚几天报送吗？"),
    ("休假中", "您好，我正在休假，原图在单位电脑里，照片能否月底前补交？"), ("邮件收到了吗", "您的邮件我已收到，说要补正照片，请问照片1的说明怎么写才算合格？"),
    ("Re: 【请补正】作品 NXZ-0012：共3处", "您好，我人在外地，暂时无法提供原图，能否先报送压缩的照片？"),
    ("邮箱满了", "请问是不是你们的邮箱满了？我报送作品总是收到投递失败的通知。"), ("垃圾邮件", "我报送的照片会不会被当成垃圾邮件了？请问收到了吗？"),
    ("会议邀请与征集", "贵会发来的会议邀请里提到的征集活动，报名表在哪里？"), ("登记表发错了", "我刚出差回来，发现作品登记表发错了，希望更换一份，请尽快联系我。"), ("外地", "我在外地，照片原图下周才能拿到，请问来得及吗"),
    ("Re: 作品", "您的邮件已收到，尽快告诉我照片说明怎么写，我好补正"), ("编号", "自动回复说我的作品编号是NXZ-0099，登记表上的单位名称写错了，麻烦改一下"),
    ("订阅与退订", "请问贵刊公众号订阅后怎样报送作品？")]


def questions():
    for count, (subject, words) in enumerate(QUESTIONS):
        yield write(400 + count, subject, words + FOOTERS[count % 7])
    for count, (subject, words) in enumerate(DOUBTS):
        yield write(430 + count, subject, words + FOOTERS[(count + 3) % 7])


RETURNED = ("\n\n-------- 转发邮件信息 --------\n发件人：Postmaster@126.com\n发送日期：2020-05-08 09:12\n收件人：me\n主题：系统退信\n\n"
            "抱歉，您的邮件被退回来了……\n退信原因：552 message size exceeds\n\n此邮件由系统自动发送，请勿直接回复。")
VACATION = ("\n\n------------------ 原始邮件 ------------------\n发件人: \"作品征集办公室\" <yywsqkfh@126.com>\n主题: 自动回复: 作品\n\n"
            "这是来自QQ邮箱的假期自动回复邮件。\n您好，我最近正在休假中。")


def forwarded():
    """A bounce or an automatic answer that a person passes on, and asks."""
    for count in range(8):
        number = 500 + count
        words = ["老师好，我报送的作品被退回了，请问怎么办？", "请看下面的退信，请问照片是不是太大了？", "这是你们的自动回复吗？请问作品收到没有？",
                 "转发退信给您看看，作品应该发到哪个邮箱？"][count % 4]
        if count % 2:
            yield write(number, ["转发：系统退信", "Fw: 来自qq.com的退信", "转发: 自动回复: 作品", "Fwd: failure notice"][count % 4],
                        words + [RETURNED, VACATION][count // 2 % 2])
            continue
        name, addr = someone(number)
        report = kit.mail("Mail Delivery System <MAILER-DAEMON@mx.example>", "Undelivered Mail Returned to Sender",
                          multi("report", text("could not be delivered"), raw("message/delivery-status", "Final-Recipient: rfc822; a@b.example\nAction: failed\n"),
                                parameter="report-type=delivery-status")).decode()
        yield kit.mail(person(name, addr), "Fwd: 退信", multi("mixed", text(words), raw("message/rfc822", report)))
    for count in range(4):
        number = 520 + count
        yield write(number, "作品重新报送", "上次收到退信，现把回执表重新发送。" + [RETURNED, VACATION][count % 2], [("回执表.docx", receipt(number))])


def addresses():
    """Offices whose addresses begin as those of machines do."""
    senders = [("宣传处", "admin@hospital.example"), ("编辑部", "service@journal.example"), ("系统工程学会", "system@society.example"), ("新闻中心", "news@univ.example"),
               ("办公室", "info@press.example"), ("信息科", "notice@hospital2.example"), ("市场部", "marketing@press2.example"), ("技术支持", "support@journal2.example"),
               ("通讯员", "robot.li@mail.example"), ("王报国", "autowang@mail.example"), ("总机", "office-bounce@city.example".replace("-bounce", ".bj")), ("邮政报社", "youzheng@post.example")]
    for count, (name, addr) in enumerate(senders):
        number = 600 + count
        if count % 3 == 2:
            yield kit.mail(person(name, addr), "咨询报送作品", text("请问我们单位可以报送几件作品？" + FOOTERS[count % 7]))
        else:
            yield kit.mail(person(name, addr), "回执表", multi("mixed", text("请查收回执表" + FOOTERS[count % 7]), attached("回执表.docx", receipt(number))))


def bodies():
    """Slips that stand in the mail itself; mails without what mails have."""
    yield written("qq", someone(700), "回执", "2020-05-06 10:00", RECEIPT_LINES + FOOTERS[0])
    yield written("163", someone(701), "回执表", "2020-05-07 10:00", html=receipt_html(dict(RECEIPT, contact=someone(701)[0])))
    yield kit.mail(person(*someone(702)), "回执", text(RECEIPT_LINES, "gb2312", how="8bit"), charset="gb2312", how="Q")
    yield kit.mail(person(*someone(703)), "回执", text(RECEIPT_LINES, "gbk", how="quoted-printable"), message_id="")
    yield kit.mail(f"<{someone(704)[1]}>", "", multi("mixed", text(""), attached("回执表.docx", receipt(704))), message_id="")
    yield kit.mail(someone(705)[1], "征集", html("<p>请问<b>作品</b>怎么报送？</p><p style='color:gray'>此邮件为自动排版，转载请注明。</p>", "gb2312"), charset="gb2312")
    yield kit.mail(person(*someone(706)), "报送", multi("mixed", text("登记表和照片都在压缩包里"), attached("报送.zip", archive(
        ("登记表.docx", work(706)), ("照片.jpg", photo("small2"))), "application/zip")))
    yield kit.mail(person(*someone(707)), "回执和日程", multi("mixed", text("回执表附上，另附活动日程。"), attached("回执表.docx", receipt(707)),
                                                         attached("日程.ics", b"BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n", "text/calendar")))
    yield kit.mail(person(*someone(708)), "文章《请勿回复》", multi("mixed", text("报送科普文章一篇，题目《请勿回复的短信》。"), attached("登记表.docx", work(708, SCIENCE)),
                                                             attached("请勿回复的短信.docx", text_docx("请勿回复陌生短信。" * 30))))


FAMILIES = {"form": forms, "mark": marks, "subject": subjects, "question": questions, "forwarded": forwarded,
            "address": addresses, "body": bodies}
