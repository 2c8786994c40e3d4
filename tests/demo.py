#!/usr/bin/env python3
"""What the demo did, for people: read from the database and from the outgoing Maildir, not from the program's words.

usage: demo.py FOLDER; exit 1 when the two do not belong together.
"""
import os
import sqlite3
import sys
import unicodedata
from datetime import datetime, timedelta, timezone
from email import policy
from email.parser import BytesParser

CHINA = timezone(timedelta(hours=8))
STATES = {"complete": "收齐", "incomplete": "待补", "review": "待核", "late": "逾期", "rejected": "不采用"}
KINDS = {"submission": "来件", "amendment": "补正", "enquiry": "咨询", "command": "命令", "robot": "自动邮件",
         "bounce": "退信", "own": "本系统", "other": "其他"}
FORMS = {"receipt": "回执表", "work": "作品登记表", None: "无登记表"}


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def fit(text, columns):
    text = " ".join((text or "").split())
    while width(text) > columns:
        text = text.rstrip("…")[:-1] + "…"
    return text + " " * (columns - width(text))


def moment(seconds):
    return datetime.fromtimestamp(seconds, CHINA)


def stamp(seconds):
    return f"{moment(seconds):%m-%d %H:%M}"


def sent_mails(folder):
    """The replies that lie in out/, by Message-ID."""
    mails = {}
    for part in ("new", "cur"):
        place = os.path.join(folder, "out", part)
        for name in os.listdir(place) if os.path.isdir(place) else []:
            with open(os.path.join(place, name), "rb") as file:
                mail = BytesParser(policy=policy.default).parse(file)
            mails[mail["Message-ID"].strip("<> ")] = mail
    return mails


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    db = sqlite3.connect(os.path.join(folder, "huizhi.db"))
    db.row_factory = sqlite3.Row
    sent = sent_mails(folder)
    faults = []

    mails = db.execute("SELECT m.*, (SELECT group_concat(DISTINCT s.number) FROM contribution c JOIN submission s"
                       " ON s.id=c.submission WHERE c.mail=m.id) AS numbers FROM mail m ORDER BY received, id").fetchall()
    print(f"\n来信{len(mails)}封\n")
    for mail in mails:
        where = mail["numbers"] or "另存：" + (mail["reason"] or "")
        verb = {"filed": "登记", "joined": "并入"}.get(mail["disposition"], "")
        print(" ", stamp(mail["received"]), fit(mail["from_name"] or mail["from_addr"], 16), fit(mail["subject"], 34),
              fit(KINDS.get(mail["kind"], ""), 8), verb, where)

    print("\n登记结果\n")
    for row in db.execute("SELECT s.*, (SELECT group_concat(f.text, char(10)) FROM finding f WHERE f.submission=s.id"
                          " AND f.severity<>'note') AS faults, (SELECT count(*) FROM work w WHERE w.submission=s.id)"
                          " AS works, (SELECT m.from_name FROM contribution c JOIN mail m ON m.id=c.mail WHERE"
                          " c.submission=s.id ORDER BY c.received LIMIT 1) AS person FROM submission s ORDER BY s.id"):
        works = f"，作品{row['works']}件" if row["works"] else ""
        print(f"  {row['number']} {STATES[row['state']]}  {row['title'] or row['person'] or row['sender']}"
              f"（{FORMS.get(row['form'], row['form'])}{works}）")
        for line in (row["faults"] or "").splitlines():
            print("      ✗", line)

    letters = db.execute("SELECT * FROM outbox ORDER BY sent_at, id").fetchall()
    print(f"\n答复{len(sent)}封（在 out/ 里）\n")
    for letter in letters:
        mail = sent.pop(letter["message_id"], None)
        if (letter["sent_at"] is not None) != (mail is not None):
            faults.append(f"答复 {letter['id']}：数据库写的是 {letter['state']}，out/ 里{'有' if mail else '没有'}")
        if mail is None:
            print("  （未发出：", letter["state"], "）", letter["subject"])
            continue
        if mail["Auto-Submitted"] is None or mail["In-Reply-To"] is None:
            faults.append(f"答复 {letter['id']} 缺少 Auto-Submitted 或 In-Reply-To")
        print(" ", stamp(letter["sent_at"]), fit(str(mail["To"].addresses[0].addr_spec), 28), mail["Subject"],
              "（后被退回）" if letter["state"] == "refused" else "")
    faults += [f"out/ 里有一封数据库不知道的信：{name}" for name in sent]

    times = [row[0] for row in db.execute("SELECT received FROM mail UNION ALL SELECT sent_at FROM outbox WHERE"
                                          " sent_at IS NOT NULL")]
    years = {moment(when).year for when in times}
    if years != {2020}:
        faults.append(f"日期不都在2020年：{sorted(years)}")
    print(f"\n以上日期都在2020年（{moment(min(times)):%Y-%m-%d}至{moment(max(times)):%Y-%m-%d}），人名、单位均为虚构。")
    print("第一封答复照例先扣住，看过后放行（huizhi send --release），以后的随到随答。")
    print(f"""
数据库    {folder}/huizhi.db（表 submission、field、work、finding、mail、outbox）
答复      {folder}/out/
作品      {folder}/works/（每件一个文件夹）
日报      {folder}/digest/index.html（用浏览器打开）、{folder}/digest/digest.txt
再看一件  {os.path.dirname(folder)}/huizhi --config {folder}/huizhi.yaml show NXZ-0006
""")
    for fault in faults:
        print("✗", fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
