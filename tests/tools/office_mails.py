"""Mails for the test of deciding by mail.

  office_mails.py submissions FOLDER           60 participants' mails as FOLDER/NNN.eml
  office_mails.py reply OUT FROM TEXT [DIGEST] an answer of FROM ("NAME <ADDRESS>") above the quoted digest; further
      [--shape qq|outlook|html|bare|wrapped|new] [--auth "…"] [--attach FILE] [--as NAME] [--token TOKEN] [--date "…"]
  office_mails.py token DIGEST                 the token in a digest's text
"""
import argparse
import os
import re
import sys
from email import message_from_binary_file, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from datetime import datetime, timedelta, timezone

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "samples"))
sys.dont_write_bytecode = True
from mailkit import mail, photo, receipt_docx, work_docx
from people import INDIVIDUAL, RECEIPT, WORK, ZHANG

OFFICE = "zhengji@example.org"
CHINA = timezone(timedelta(hours=8))


def submissions(folder):
    os.makedirs(folder, exist_ok=True)

    def put(number, data):
        with open(os.path.join(folder, f"{number:03}.eml"), "wb") as file:
            file.write(data)
    scans = os.path.join(HERE, "..", "samples", "scans")
    for i in range(1, 61):
        when = f"2020-05-09 {8 + i // 60:02}:{i % 60:02}"
        sender = (f"联系人{i}", f"unit{i}@u{i}.example")
        if i == 1:
            put(i, mail("163", ZHANG, "报送作品", when, "照片1：2020年2月10日，武汉，护士给老人喂饭。", to=OFFICE,
                        files=[("作品登记表.docx", work_docx(WORK)), ("照片1.jpg", photo("small1")),
                               ("照片2.jpg", photo("small2"))]))
        elif i in (2, 3):
            with open(os.path.join(scans, "receipt-scan.jpg" if i == 2 else "work-photo.jpg"), "rb") as file:
                put(i, mail("qq", sender, "参加活动", when, "请查收。", files=[(f"IMG_{i}.jpg", file.read())], to=OFFICE))
        elif i == 4:
            put(i, mail("163", sender, "个人投稿", when, "请查收。", to=OFFICE,
                        files=[("作品登记表.docx", work_docx(INDIVIDUAL)), ("护士.jpg", photo("small3"))]))
        else:
            values = dict(RECEIPT, media_name=f"《期刊{i}》杂志社", contact=f"联系人{i}", email=sender[1],
                          mobile=f"138{i:08}")
            if i % 10 == 0:
                values["mobile"] = "1380"
            put(i, mail("163" if i % 2 else "qq", sender, "回执", when, "回执见附件。", to=OFFICE,
                        files=[("回执表.docx", receipt_docx(values))]))


def body(message, kind):
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part else ""


def quoted(shape, text, digest):
    old = body(digest, "plain") if digest else ""
    if shape == "qq":
        return text + "\n\n\n------------------ 原始邮件 ------------------\n发件人: \"征集\" <" + OFFICE + ">;\n主题: 日报\n\n" + old
    if shape == "outlook":
        return text + "\n\n-----邮件原件-----\n发件人: 征集 <" + OFFICE + ">\n发送时间: 2020年5月9日\n主题: 日报\n\n" + old
    if shape == "bare":
        return text + "\n\n" + old
    if shape == "new":
        return text
    if shape == "wrapped":  # long lines are broken, and the mark stands before the first piece only
        old = re.sub("(^请在此行以上.*$)", lambda line: re.sub("([：；])", r"\1\n<", line[0]), old, flags=re.M)
        lines = "\n".join(line[1:] if line.startswith("<") else "> " + line for line in old.split("\n"))
        return text + "\n\n在 2020-05-09 09:00:00，\"征集\" <" + OFFICE + "> 写道：\n\n" + lines
    return text + "\n\n在 2020-05-09 09:00:00，\"征集\" <" + OFFICE + "> 写道：\n\n" + "\n".join("> " + line for line in old.split("\n"))


def reply(arguments):
    digest = None
    if arguments.digest:
        with open(arguments.digest, "rb") as file:
            digest = message_from_binary_file(file, policy=policy.default)
    message = EmailMessage(policy=policy.SMTP.clone(cte_type="7bit"))
    message["Received"] = f"from mail.example (unknown [198.51.100.9]) by mx.example.org; {arguments.date}"
    message["From"] = arguments.sender
    message["To"] = OFFICE
    message["Subject"] = "回复：" + (digest["Subject"] if digest else "日报")
    message["Date"] = arguments.date
    message["Message-ID"] = make_msgid(domain="office.example")
    if digest and arguments.shape != "new":
        message["In-Reply-To"] = digest["Message-ID"]
        message["References"] = digest["Message-ID"]
    text = arguments.text.replace("\\n", "\n")
    if arguments.token:
        text += f"\n\n> 口令 {arguments.token}\n"
    if arguments.shape == "html":
        old = body(digest, "html")
        message.set_content("<div>" + text.replace("\n", "</div><div>") + "</div><br><blockquote>" + old + "</blockquote>",
                            subtype="html")
    else:
        message.set_content(quoted(arguments.shape, text, digest))
    if arguments.attach:
        with open(arguments.attach, "rb") as file:
            message.add_attachment(file.read(), maintype="application",
                                   subtype="vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                   filename=arguments.named or os.path.basename(arguments.attach))
    with open(arguments.out, "wb") as file:
        if arguments.auth:  # as it is: the package would decode it
            file.write(b"Authentication-Results: " + arguments.auth.encode() + b"\r\n")
        file.write(message.as_bytes())


def token(path):
    with open(path, "rb") as file:
        text = body(message_from_binary_file(file, policy=policy.default), "plain")
    return next(line.split()[1].split("（")[0] for line in text.split("\n") if line.startswith("口令 "))


if sys.argv[1] == "submissions":
    submissions(sys.argv[2])
elif sys.argv[1] == "token":
    print(token(sys.argv[2]))
else:
    parser = argparse.ArgumentParser()
    parser.add_argument("verb")
    parser.add_argument("out")
    parser.add_argument("sender")
    parser.add_argument("text")
    parser.add_argument("digest", nargs="?")
    parser.add_argument("--shape", default="foxmail")
    parser.add_argument("--auth")
    parser.add_argument("--attach")
    parser.add_argument("--as", dest="named")
    parser.add_argument("--token")
    parser.add_argument("--date", default=format_datetime(datetime(2020, 5, 9, 10, 0, tzinfo=CHINA)))
    reply(parser.parse_args())
