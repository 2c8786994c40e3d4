#!/usr/bin/env python3
"""A database with many submissions of the 2020 campaign: many.py DATABASE COUNT. The database is there already (`huizhi
list` makes one). Invented people; thumbnails are taken from the works that it has."""
import random
import sqlite3
import sys

RECEIPT = "media_name address email contact landline mobile join_media join_website join_wechat join_inner_page join_cover " \
          "join_outreach other_note".split()
WORK = "unit_name unit_address unit_postcode unit_contact unit_landline unit_mobile author_name author_email author_mobile " \
       "author_address author_postcode category free_of_charge submitted_by info_source synopsis".split()


def name():
    return random.choice("王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁") + "".join(random.choices("伟芳娜敏静丽强磊军洋勇艳杰娟涛", k=2))


def values(form, i, unit):
    head = [unit, f"江苏省某市某路{i}号"]
    phones = [f"010-6{i:07d}", f"138{i * 37 % 10**8:08d}"]
    if form == "receipt":
        return head + [f"u{i}@mail.example", name(), *phones, "true", "false", "true", "true", "false", "true", "可提供公众号头条位置"]
    return head + [f"{i % 10**6:06d}", name(), *phones, name(), f"a{i}@mail.example", f"139{i:08d}", f"扬州市某路{i}号", "225001",
                   random.choice(["photo", "science"]), "true", "unit", "公众号", f"2020年2月，医疗队在隔离病区的工作片段，共{i}字。"]


def add(db, i, thumbnails):
    form = "receipt" if i % 5 == 0 else "work"
    unit = random.choice(["东江", "西山", "望江", "淮南", "水阳"]) + str(i % 7000) + random.choice(["人民医院", "中医院", "编辑部"])
    state = random.choice(["complete", "incomplete", "review", "late"])
    received, number = 1588000000 + i * 60, f"NXZ-{i:04d}"
    db.execute("INSERT INTO submission(id,number,campaign,form,form_name,unreadable,sender,title,received,revision,state,filed_at,"
               "updated_at) VALUES(?,?,'2020-nixingzhe',?,'表.docx',0,?,?,?,1,?,?,?)",
               (i, number, form, f"u{i}@mail.example", unit, received, state, received + 60, received + 60))
    fields = zip(RECEIPT if form == "receipt" else WORK, values(form, i, unit))
    db.executemany("INSERT INTO field(submission,position,name,value,raw,place,confidence) VALUES(?,?,?,?,?,'表.docx table 1',1)",
                   [(i, at, field, value, value) for at, (field, value) in enumerate(fields)])
    for seq in range(1, 2 + i % 2) if form == "work" else ():
        db.execute("INSERT INTO work(submission,seq,number,kind,name,path,type,sha256,bytes,caption,caption_from,width,height,"
                   "seconds,pages,surplus,thumbnail) VALUES(?,?,?,'photo',?,'2','image/jpeg',?,?,?,'body',4000,3000,-1,-1,0,?)",
                   (i, seq, f"{number}-{seq:02d}", f"照片{seq}.jpg", f"{i * 10 + seq:064x}", 2500000 + i,
                    f"2020年2月18日凌晨，某医院感染三科病区，护士{name()}连续工作9小时后脱下防护服。", random.choice(thumbnails)))
    if state in ("incomplete", "review"):
        db.executemany("INSERT INTO finding VALUES(?,?,'field.missing',?,'unit_contact',NULL,'“联系人”未填写。','附件',0)",
                       [(i, at, "fix" if state == "incomplete" else "review") for at in range(2)])
    mail = db.execute("INSERT INTO mail(sha256,bytes,mailbox,folder,received,from_addr,from_name,subject,kind,disposition,words,"
                      "reader,handled_at) VALUES(?,3000000,'a@demo.example','INBOX',?,?,?,?,'submission','filed',?,1,?)",
                      (f"{10**9 + i:064x}", received, f"u{i}@mail.example", name(), unit + "报送作品", "您好，请查收。",
                       received + 60)).lastrowid
    db.execute("INSERT INTO sighting(mailbox,folder,uidvalidity,uid,bytes,received,state,mail,listed_at) "
               "VALUES('a@demo.example','INBOX',9,?,3000000,?,'filed',?,?)", (i, received, mail, received))
    db.execute("INSERT INTO contribution(submission,mail,actor,received,campaign,form,unreadable) "
               "VALUES(?,?,'u',?,'2020-nixingzhe',?,0)", (i, mail, received, form))


def main():
    db = sqlite3.connect(sys.argv[1])
    random.seed(1)
    thumbnails = [row[0] for row in db.execute("SELECT thumbnail FROM work WHERE thumbnail IS NOT NULL")] or [None]
    first = db.execute("SELECT coalesce(max(id), 0) + 1 FROM submission").fetchone()[0]
    for i in range(first, first + int(sys.argv[2])):
        add(db, i, thumbnails)
    db.execute("DELETE FROM meta WHERE key='search.indexed'")
    db.commit()


main()
