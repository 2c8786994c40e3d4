"""Automatic answers of people's mailboxes and of offices, tickets, lists, mass mail, notices of systems, our own mail.
"""
import mailkit
from mailkit import OFFICE
from people import RECEIPT

from kit import (LETTER, answers_us, attached, html, mail, mark, multi, our_headers, our_id, our_subject, person, raw,
                 text, who)

AWAY = ["您好，我正在休假，5月20日返回后会尽快回复您的邮件。", "我目前出差在外，不方便查收邮件，如有急事请致电13800000000。",
        "您好！您的邮件我已经收到了，我会尽快认真阅读并回复。", "I am out of the office until May 20 with limited access to email.",
        "Thank you for your email. I will be out of the office and will reply upon my return.",
        "本人因公外出，5月25日前无法处理邮件，作品及回执事宜请联系李老师。", "来信已收到，我会在看到后第一时间回复，谢谢！",
        "您好，我已离职，工作请联系新同事：office@press.example。"]


def away(number):
    return AWAY[number % len(AWAY)]


def quoted(number):
    """The whole of what is answered, as many robots append it, with what a person had pasted into it."""
    return ("\n\n------------------ 原始邮件 ------------------\n发件人: \"作品征集办公室\" <yywsqkfh@126.com>\n"
            f"主题: {our_subject(number)}\n\n{LETTER}")


def rfc3834():
    """vacation(1), Sieve, Gmail, Outlook.com, Exchange, Zimbra: with the headers of RFC 3834, or some of them."""
    signs = [["Auto-Submitted: auto-replied", "Precedence: bulk"], ["Auto-Submitted: auto-replied (vacation)"],
             ["Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All"], ["Precedence: junk"],
             ["Auto-Submitted: auto-replied", "X-Autoreply: yes"], ["X-Autorespond: vacation"],
             ["X-Autoresponder: procmail", "X-Loop: me@mail.example"], ["Precedence: auto_reply", "X-Precedence: auto_reply"],
             ["X-AutoReply-From: x@y.example", "X-Mail-Autoreply: autoreply"], ["Delivered-To: Autoresponder"],
             ["X-POST-MessageClass: 9; Autoresponder"], ["Auto-Submitted: auto-notified; owner-email=x"]]
    subjects = ["Re: {}", "Auto: {}", "Out of Office: {}", "{} (away from my mail)", "自动答复: {}", "回复：{}", "Automatic reply: {}"]
    for number in range(26):
        name, to = who(number)
        words = away(number) + (quoted(number) if number % 3 == 0 else "")
        yield mail(person(name, to), subjects[number % 7].format(our_subject(number)), text(words),
                   headers=signs[number % len(signs)] + (answers_us(number) if number % 2 else []),
                   return_path=["", None, to][number % 3])


def exchange_oof():
    """Exchange tells by header, by subject, or at an old server by its class alone."""
    for number in range(10):
        name, to = who(number)
        page = f"<html><body><p>{away(number)}</p><p>{name}</p></body></html>"
        headers = [["X-MS-Exchange-Inbox-Rules-Loop: " + to], ["X-Auto-Response-Suppress: All", "Auto-Submitted: auto-generated"],
                   ["X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent"]]
        subjects = ["自动答复: {}", "自动回复: {}", "Automatic reply: {}", "外出: {}", "Out of Office AutoReply: {}",
                    "不在办公室: {}", "自動回覆: {}"]
        yield mail(person(name, to), subjects[number % 7].format(our_subject(number)),
                   html(page, ["gb2312", "utf-8"][number % 2]), charset=["gb2312", "utf-8"][number % 2],
                   headers=headers[number % 3] + answers_us(number), return_path="" if number % 2 else None)


def qq():
    """QQ's page of settings: a sentence of its own, or the owner's words with only a header or a subject."""
    fixed = ["这是来自QQ邮箱的假期自动回复邮件。<br><br>您好，我最近正在休假中，无法亲自回复您的邮件。我将在假期结束后，尽快给您回复。",
             "这是来自QQ邮箱的假期自动回复邮件。您好，我已经收到您的邮件。我将在阅读后，尽快给您回复。",
             "邮件已收到，祝好！", "您好！您的邮件我已经收到了，我会尽快认真的阅读并回复的。", "收到，谢谢~",
             "编辑部已收到您的作品，请问有何需要？请加QQ群12345678。"]
    for number in range(20):
        name, to = who(number)
        signs = [["X-QQ-AUTO-REPLY: true"], ["X-QQ-AUTO-REPLY: YES"], [], ["X-QQ-HolidayReply: 1"]][number % 4]
        body = fixed[number % 6] if signs else fixed[number % 2]
        subject = "自动回复: " + our_subject(number) if number % 3 or not signs else "Re:" + our_subject(number)
        yield mail(person(name, f"{100000 + number * 7919}@qq.com", "gb18030" if number % 2 else "utf-8"), subject,
                   html(f"<div>{body}</div>", "gb18030" if number % 2 else "utf-8"),
                   charset="gb18030" if number % 2 else "utf-8",
                   return_path=f"{100000 + number * 7919}+auto_=yywsqkfh=126.com@qq.com" if number % 2 else None,
                   headers=signs + ["X-QQ-MIME: TCMime 1.0 by Tencent", "X-Mailer: QQMail 2.x", answers_us(number)[0]],
                   message_id=f"tencent_{mark('auto', number).upper()}@qq.com")


def others():
    """163, Sina, Aliyun, Exmail, Foxmail, 139: a subject or a sentence, and no header."""
    shapes = [("自动回复: {}", "{}"), ("自动回复：{}", "{}"), ("自动回复：{}", "您好，这是自动回复，{}"),
              ("来自{from}的自动回复", "{}"), ("Re:{}", "来自{name}的自动回复：\n{}"), ("[自动回复]{}", "{}"),
              ("【自动回复】{}", "{}"), ("自动回复", "{}"), ("Re: {}", "【自动回复】{}"), ("假期自动回复: {}", "{}"),
              ("Re: {}", "此邮件为系统自动回复，请勿回复。\n{}"), ("AutoReply: {}", "{}"), ("自动回复(Auto-Reply): {}", "{}"),
              ("Re: {}", "这是一封自动回复邮件。{}"), ("自動回覆：{}", "{}"), ("Re:{}", "您好！此为自动回复邮件，{}"),
              ("Re: {}", "{}\n\n（本邮件为自动回复，请勿直接回复）"), ("回复: {}", "{}\n\n此邮件由系统自动发送，请不要直接回复。"),
              ("答复: {}", "[自动回复] {}"), ("Auto Reply: {}", "{}")]
    homes = [("163.com", "gbk"), ("sina.com", "gb2312"), ("aliyun.com", "utf-8"), ("139.com", "utf-8"), ("foxmail.example", "gb2312"),
             ("exmail.example", "gb18030"), ("sohu.com", "gbk"), ("yeah.net", "gbk")]
    for number in range(44):
        name, _ = who(number)
        domain, charset = homes[number % 8]
        addr = f"user{number * 31 % 97}@{domain}"
        subject, words = shapes[number % len(shapes)]
        fill = dict(name=name)
        fill["from"] = addr
        body = words.replace("{}", away(number)).format(**fill) + (quoted(number) if number % 4 == 3 else "")
        yield mail(person(name, addr, charset), subject.replace("{}", our_subject(number)).format(**fill),
                   html(body.replace("\n", "<br>"), charset) if number % 3 == 1 else text(body, charset), charset=charset,
                   headers=answers_us(number)[:number % 3])


def stripped():
    """Nothing but a sentence tells them: no header, an ordinary subject."""
    words = ["您好，我正在休假，5月20日返回后会尽快回复您的邮件。", "我目前出差在外，不方便查收邮件，如有急事请致电13800000000。",
             "您好！您的邮件我已经收到了，我会尽快认真阅读并回复。", "您好，来信已收到，我将尽快给您回复，谢谢！",
             "I am currently out of the office and will return on May 20. For urgent matters please call 010-60000001.",
             "Thank you for your message. I am on vacation with limited access to email.",
             "您的来信已收到，我们将在三个工作日内回复您。感谢您对本刊的关注！", "我在外地开会，邮件暂时无法及时回复，敬请谅解。作品照片事宜请联系同事。",
             "您好，您发送的邮件我已收到，我会尽快处理并给您答复。祝工作顺利！", "本人已退休，此邮箱不再使用，请联系编辑部。"]
    for number in range(14):
        name, to = who(number)
        yield mail(person(name, to), ["Re: ", "回复：", "Re:Re: ", "答复: "][number % 4] + our_subject(number),
                   text(words[number % 10] + (quoted(number) if number % 2 else "")), headers=answers_us(number)[:1 + number % 2])


def offices():
    """Editorial systems, tickets, contact pages: they confirm whatever comes in."""
    shapes = [("采编系统 <editor@journal.example>", "来稿确认", "这是一封系统自动发送的邮件，请勿直接回复。\n您的稿件已收到，稿号 2020-0512。作者可登录投稿系统查询。"),
              ("《东江医学》编辑部 <djyx@journal.example>", "收稿通知", "尊敬的作者：您好！您的投稿已收到，我们将尽快安排审稿。\n\n（此邮件由系统自动发出，请勿回复）"),
              ("投稿系统 <system@cma.example>", "稿件状态变更通知", "您的作品《测试》当前状态：初审中。本邮件由系统自动发送。"),
              ("Support <support@vendor.example>", "[#117904] Ticket Received - {}", "Hello, we have received your request. Your ticket number is 117904. Please do not reply above this line."),
              ("客服中心 <kf@vendor.example>", "[工单#20200509-{n}] 您的请求已受理", "您好，我们已收到您的请求“{}”，工单号 {n}，客服将尽快处理。\n此邮件为系统自动发送，请勿直接回复。"),
              ("Helpdesk <helpdesk@univ.example>", "Re: {} [Ticket#2020050910000{n}]", "Your email has been received and a ticket has been created. This is an automated response."),
              ("市民热线 <12345@city.example>", "【受理回执】您的来信已受理", "您的来信已受理，编号 {n}，承办单位将在5个工作日内答复。本邮件由系统自动发送，请勿回复。"),
              ("JIRA <jira@corp.example>", "[JIRA] (MED-{n}) {}", "Just confirming that we got your request. We're on it.\n\nThis message was sent by Atlassian Jira"),
              ("智齿客服 <cs@robot.example>", "您的邮件已收到", "您好，我是智能客服，您的邮件已收到。\n系统自动回复，请勿直接回复本邮件。"),
              ("Request Tracker <rt@univ.example>", "[univ.example #{n}] AutoReply: {}", "This message has been automatically generated in response to the creation of a trouble ticket."),
              ("Zendesk <support@saas.example>", "[Request received] {}", "##- Please type your reply above this line -##\n\nYour request ({n}) has been received and is being reviewed by our support staff."),
              ("招生办 <zsb@univ.example>", "Re: {}", "您好！您的邮件我们已收到，我们会尽快回复。\n常见问题：1. 如何报名？ 2. 照片有何要求？ 请登录网站查看。\n\n此邮件为自动回复，请勿回复。"),
              ("编辑部 <bjb@journal.example>", "编辑部自动回复", "您的邮件已收到，如系投稿请登录网站。"),
              ("OTRS <otrs@corp.example>", "[Ticket#{n}] RE: {}", "Dear Customer, thank you for your request.")]
    marks = {4: ["X-Auto-Response-Suppress: OOF"], 7: ["X-JIRA-FingerPrint: 1a2b", "Auto-Submitted: auto-generated"],
             9: ["RT-Ticket: univ.example #9", "X-RT-Loop-Prevention: univ.example"], 10: ["X-Mailer: Zendesk Mailer"],
             13: ["X-Powered-By: OTRS", "X-OTRS-Loop: yes", "Precedence: bulk"]}
    for number in range(28):
        sender, subject, body = shapes[number % 14]
        name, addr = sender.rstrip(">").split(" <")
        fill = lambda words: words.replace("{n}", str(7000 + number)).replace("{}", our_subject(number))
        yield mail(person(name, addr), fill(subject), text(fill(body) + (quoted(number) if number % 3 == 2 else "")),
                   headers=marks.get(number % 14, []) + answers_us(number)[:number % 2])


def lists():
    """Mailing lists, digests, moderation, groups."""
    kinds = [["List-Id: <talk.lists.example>", "Precedence: list", "List-Post: <mailto:talk@lists.example>"],
             ["X-Mailman-Version: 2.1.29", "Precedence: list", "List-Unsubscribe: <mailto:talk-request@lists.example>"],
             ["Mailing-List: list talk@groups.example; contact talk-owner@groups.example", "List-Unsubscribe: <mailto:x@y.example>"],
             ["X-Google-Group-Id: 1042394", "List-ID: <med.googlegroups.example>"], ["X-Mailing-List: med@vger.example"],
             ["List-Archive: <https://lists.example/a>", "List-Help: <mailto:h@lists.example>"]]
    subjects = ["[护理交流] 照片征集活动请大家报送作品", "Talk Digest, Vol 26, Issue 105", "Your message to Talk awaits moderator approval",
                "[med-photo] Re: 摄影作品讨论", "欢迎加入“科普作者”邮件列表", "[论坛] 新主题：征集作品怎么报送？"]
    for number in range(14):
        name, to = who(number)
        sender = [person(name, to), f"talk-request@lists.example", f"talk-bounces@lists.example"][number % 3]
        yield mail(sender, subjects[number % 6], text("大家好，请问作品怎么报送？\n\n_______________\nTalk %d\nTalk mailing list\nTalk@lists.example\n" % number),
                   headers=kinds[number % 6], to="talk@lists.example" if number % 2 else OFFICE)


def mass():
    """Newsletters and advertising, with the words of the campaign in them."""
    bodies = ["本期要目：征集作品优秀照片展示、医学科普活动报名。点击阅读全文。退订请点击这里。", "【限时优惠】期刊印刷、证书制作、奖牌奖杯，量大从优！联系电话13900000000",
              "尊敬的主编：您好！现诚邀贵刊参加2020医学出版展览会，报名截止5月31日，附件为邀请函。", "摄影大赛火热征集中！报送作品赢万元大奖，马上报名！",
              "代写代发论文，核心期刊快速见刊，提供发表证书。QQ：123456", "您的好友为您推荐：抗疫照片精选。查看更多。如不想再收到此类邮件，请点此退订。",
              "专业提供邮件群发服务，精准客户资料，欢迎咨询。", "云服务器低至1折，企业活动专场，立即抢购"]
    signs = [["List-Unsubscribe: <https://edm.example/u?c={n}>", "Precedence: bulk"], ["X-Campaign: {n}", "List-Unsubscribe: <mailto:u@edm.example>"],
             ["X-Mailgun-Sid: {n}", "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "List-Unsubscribe: <https://x.example/u>"],
             ["X-SG-EID: {n}", "X-SG-ID: {n}"], ["X-Mailin-Campaign: {n}"], ["X-EDM-ID: {n}"], ["X-MC-User: {n}"],
             ["Feedback-ID: {n}:campaign:sendcloud", "List-Unsubscribe: <mailto:u@sendcloud.example>"],
             ["X-Report-Abuse: Please report abuse here: http://mailchimp.example/abuse?u={n}", "X-Campaignid: mc{n}"]]
    senders = [("医药周刊", "weekly@edm.example"), ("会议组委会", "huiyi@edm.example"), ("期刊之家", "qkzj@edm.example"),
               ("网易严选", "yanxuan@mail.example"), ("推广部", "market@promo.example"), ("印刷厂小王", "print@promo.example")]
    for number in range(24):
        name, addr = senders[number % 6]
        yield mail(person(name, addr), ["第20期：征集作品展", "邀请函", "（AD）期刊印刷优惠", "征集照片大赛", "活动通知", "最后一天！"][number * 5 % 6],
                   html(f"<h1>{bodies[number % 8][:8]}</h1><p>{bodies[number % 8]}</p><a href='https://edm.example/u?{number}'>退订</a>"),
                   headers=[line.replace("{n}", str(number)) for line in signs[number % 9]])


def notices():
    """Robots that notify: accounts, invoices, social networks, storage, security, forwarding."""
    shapes = [("noreply@codehost.example", "[CodeHost] Please verify your device", "A sign in attempt requires further verification."),
              ("no-reply@accounts.google.com", "安全提醒", "新设备登录了您的账号。"), ("notification@facebookmail.com", "您有新的好友请求", "查看好友请求"),
              ("notify@mail.weibo.example", "微博：3位好友给您的照片点赞", "您的照片作品收到新的点赞，立即查看。本邮件由系统自动发送，请勿回复。"),
              ("weixinteam@qq.com", "微信公众平台：登录确认", "请点击以下链接确认登录。\n（这是一封自动产生的email，请勿回复。）"),
              ("invitations@linkedin.com", "我想在领英上加您为好友", "接受邀请"), ("do-not-reply@zhihu.example", "知乎周刊", "本周精选照片"),
              ("10000@qq.com", "QQ邮箱：您的邮箱容量即将用完", "您的邮箱容量已使用95%，请及时清理。\n此邮件由系统发出，请勿直接回复。"),
              ("safe@service.netease.com", "网易邮箱异地登录提醒", "尊敬的用户，您的帐号在异地登录。此邮件为系统邮件，请勿回复。"),
              ("mail@service.netease.com", "网易邮箱积分活动邀您参加", "参加活动赢好礼，立即报名！"),
              ("postmaster@corp.example", "邮箱容量警告", "您的邮箱已接近其存储限额。"), ("admin@corp.example", "邮箱空间不足提醒", "您的邮箱已使用 98%，将无法接收邮件。本邮件由系统自动发送，请勿回复。"),
              ("MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@corp.example", "您的邮箱已满", "您的邮箱已满，请减小邮箱大小。"),
              ("fapiao@einvoice.example", "您有一张电子发票（号码 02345678）", "您好，您购买的商品已开具电子发票，发票附件请查收。本邮件由系统自动发送，请勿回复。"),
              ("einvoice@jd.example", "电子发票开具通知", "尊敬的用户，发票金额128.00元，请下载附件。"), ("service@bill.example", "【电子账单】2020年4月信用卡账单", "本期应还款额见附件。此邮件为系统自动发送，请勿直接回复。"),
              ("ems-notice@express.example", "快递派送通知", "您的快件已到达。系统邮件，请勿回复！"), ("alert@monitor.example", "[告警] 磁盘空间不足 web01", "Problem started at 10:13"),
              ("root@server1.example", "Cron <root@server1> /usr/bin/backup", "backup done"), ("logwatch@server1.example", "Logwatch for server1", "session opened"),
              ("forwarding-noreply@google.com", "Gmail 转发确认 - 接收来自 zhou@gmail.com 的邮件", "zhou@gmail.com 已请求自动将邮件转发到您的电子邮件地址。确认代码：123456789"),
              ("mail@service.163.com", "自动转发确认", "用户 zhou@163.com 请求把邮件自动转发到您的邮箱，请点击链接确认。系统自动发送，请勿回复。"),
              ("verify@register.example", "请激活您的账号", "请点击链接完成注册。（本邮件由系统自动发出，请勿直接回复）"),
              ("code@passport.example", "验证码 384756", "您的验证码为384756，10分钟内有效。"),
              ("no_reply@email.apple.com", "您的 Apple ID 收据", "账单"), ("webmaster@wordpress.example", "[站点] 新评论待审核", "文章“抗疫照片”有新评论等待审核。"),
              ("survey@wenjuan.example", "问卷提交成功通知", "您已成功提交问卷“作品征集登记”，此邮件由系统自动发送，请勿回复。"),
              ("baoming@huodong.example", "报名成功通知", "您已成功报名活动“作品征集”，报名编号1234。\n\n系统邮件，请勿直接回复。")]
    invoice = mailkit.pdf("INVOICE 02345678")
    for number, (sender, subject, body) in enumerate(shapes):
        content = html(f"<div>{body}</div>".replace("\n", "<br>")) if number % 2 else text(body)
        if "发票" in subject or "账单" in subject:
            content = multi("mixed", content, attached("发票02345678.pdf", invoice, "application/pdf"))
        headers = {17: ["X-Zabbix: 1", "Auto-Submitted: auto-generated"], 18: ["X-Cron-Env: <SHELL=/bin/sh>"], 19: ["Auto-Submitted: auto-generated"],
                   23: ["Auto-Submitted: auto-generated"], 25: ["X-WordPress: 1", "X-Auto-Response-Suppress: All", "Auto-Submitted: auto-generated"]}
        yield mail(person(["", "系统通知"][number % 2], sender), subject, content, headers=headers.get(number, []))


def challenges():
    """They let a mail through only when somebody clicks or answers."""
    shapes = [("您的邮件需要验证：{}", "您好，我使用了邮件验证服务，请点击以下链接确认您不是垃圾邮件发送者：https://verify.example/c?1", []),
              ("Your email requires verification verify#8aJx", "The message you sent requires that you verify that you are a real live human being and not a spam source.", ["X-BoxTrapper: yes"]),
              ("Please confirm your message", "This is an automatically generated message. To have your message delivered, simply reply to this mail.",
               ["X-Delivery-Agent: TMDA/1.1.12", "Auto-Submitted: auto-replied", "Precedence: bulk"]),
              ("[自动回复] 请确认您的邮件：{}", "本邮箱开启了发件人白名单，请回复本邮件完成确认。", []),
              ("Re: {} (verification)", "I'm protecting myself from receiving junk mail. Just this once, click the link below so I can receive your emails. Spam Arrest", ["X-Spamarrest: challenge", "Precedence: bulk"]),
              ("发件人验证请求", "此邮件由反垃圾系统自动发送。您的邮件已被暂存，点击链接验证后将投递给收件人。", []),
              ("Greylisted: 您的邮件已暂缓接收", "系统自动通知：首次来信需等待15分钟。请勿回复此邮件。", [])]
    for number in range(10):
        subject, body, headers = shapes[number % 7]
        name, to = who(number)
        yield mail(person(name, to), subject.replace("{}", our_subject(number)), text(body), headers=headers + answers_us(number)[:1])


def own():
    """What came back to us on a way of its own: our address, our Message-ID, our mark."""
    for number in range(10):
        name, to = who(number)
        sender = [person("作品征集办公室%d" % number, OFFICE), person(name, to), "YYWSQKFH@126.com", person("转发", "relay@corp.example")][number % 4]
        looped = number % 2 == 1
        yield mail(sender, ["", "Fwd: "][number % 2] + our_subject(number), text(LETTER),
                   message_id=our_id(number) if number % 4 == 3 else None,
                   headers=["X-Huizhi-Loop: yywsqkfh@126.com"] if looped and number % 4 != 3 else [])


def recalls():
    """Outlook's recall, in two languages, and its report."""
    for number in range(6):
        name, to = who(number)
        subject = ["撤回: 报送作品及登记表", "Recall: 报送作品", "召回：回执表", "邮件撤回: 照片3张", "Message Recall Report for message: 报送作品", "撤回失败: 报送作品"][number]
        body = ["%s 将撤回邮件“报送作品及登记表”。" % name, "%s would like to recall the message, \"报送作品\"." % name,
                "%s 希望撤回邮件“回执表”。" % name, "%s 将撤回邮件“照片3张”。" % name, "Your message recall was processed. 作品", "您撤回邮件“报送作品”的请求失败。"][number]
        headers = ["Auto-Submitted: auto-generated"] if number > 3 else ["X-MS-Has-Attach: "]
        yield mail(person(name, to), subject, text(body), headers=headers)


def with_forms():
    """Robots that carry a person's form: filed, never answered."""
    form = ("回执表.docx", mailkit.receipt_docx(RECEIPT))
    signs = [["Auto-Submitted: auto-generated"], ["Auto-Submitted: auto-replied", "X-Autoreply: yes"], ["X-QQ-AUTO-REPLY: true"],
             ["List-Id: <forms.lists.example>"], ["Precedence: bulk"]]
    for number in range(8):
        name, to = who(number)
        subject = ["回执表", "自动回复: 回执表", "转发：回执表", "Automatic reply: 回执表"][number % 4]
        yield mail(person(name, to), subject, multi("mixed", text(away(number)), attached(*form)), headers=signs[number % 5])


FAMILIES = {"rfc3834": rfc3834, "oof": exchange_oof, "qq": qq, "autoreply": others, "stripped": stripped, "office": offices,
            "list": lists, "mass": mass, "notice": notices, "challenge": challenges, "own": own, "recall": recalls,
            "withform": with_forms}
