#!/bin/bash
# Both campaigns from one configuration: with a mailbox each, and with one mailbox for both.
NOW=2021-06-05T10:00:00
VIA=maildir
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
FIRST=yywsqkfh@126.com SECOND=zgyywsqkfh2021@126.com BOTH=zhengji@example.org

cat >"$T/mails.py" <<'PY'
import os, sys
sys.path.insert(0, os.path.join(sys.argv[1], "tests", "samples"))
sys.dont_write_bytecode = True
from cases2021 import LETTER, PLAN, PROPOSAL, SCHEDULE, application
from mailkit import mail, photo, receipt_docx, text_docx
from people import *
box, name, to, day = sys.argv[2:6]
person = lambda n: (f"来信人{n}", f"person{n}@linhe.example")
slip = {"media_name": "《东江全科医学》杂志社", "email": "djqkyx@dongjiang.example", "contact": "陈晓燕",
        "mobile": "13800001876", "join_media": True}
papers = [("活动方案.docx", text_docx(PLAN)), ("计划书.docx", text_docx(SCHEDULE))]
proposal = [("承办申请表.docx", application(PROPOSAL)), *papers]
receipt = [("回执表.docx", receipt_docx(slip))]
kinds = {
    "slip": (1, "回执", "", receipt), "proposal": (2, "承办申请", LETTER, proposal), "astray": (3, "回执", "", receipt),
    "two": (4, "两份材料", "回执和承办申请见附件。", receipt + proposal), "forms": (5, "模板", "", []),
    "photos": (6, "照片", "", [("晨光.jpg", photo("campaigns-1", 2100000))]), "ask": (7, "咨询", "请问这次活动怎样报送？谢谢。", []),
    "advert": (8, "咨询", "请问公益广告怎样报送？谢谢。", []), "late-slip": (9, "回执", "", receipt), "forms2": (10, "模板", "", []),
    "photos2": (11, "照片", "", [("暮色.jpg", photo("campaigns-2", 2100000))]),
    "number": (12, "关于NXZ-0001的咨询", "请问活动结果何时公布？", []), "status": (4, "查询", "", []),
}
number, subject, text, files = kinds[name]
for part in ("new", "cur", "tmp"):
    os.makedirs(os.path.join(box, part), exist_ok=True)
with open(os.path.join(box, "new", f"{name}.M1P1.x"), "wb") as file:
    file.write(mail("163", person(number), subject, f"{day} 09:00", text, files=files, to=to))
PY
come() { # CONFIG BOX NAME TO [DAY]
    python3 "$T/mails.py" "$ROOT" "$T/$2" "$3" "$4" "${5:-2021-06-05}" || echo "# no mail $3"
    tap_ok "$1: $3" hz "$1" run --once
}
letter() { # CONFIG COLUMNS: of the newest
    sql "$1" "SELECT $2 FROM outbox ORDER BY id DESC LIMIT 1"
}
blanks() { # of the newest letter
    sql "$1" "SELECT count(*) FROM outbox_file WHERE outbox=(SELECT max(id) FROM outbox)"
}
prepare() { # FOLDER: both campaigns open in the summer of 2021
    cp -r "$ROOT/rules" "$1"
    sed -i -e 's/^opens: .*/opens: 2021-05-01/' -e 's/^closes: .*/closes: 2021-06-20/' \
        -e 's/deadline: 2020-05-../deadline: 2021-06-15/' "$1/2020-nixingzhe/campaign.yaml"
}

# ---- a mailbox each
prepare "$T/two.rules"
config two 'reply: {mode: hold}'$'\n''intake: {min_free: 1M}'
sed -i "s|^rules: .*|rules: $T/two.rules|" "$T/two.yaml"
mailbox_maildir two $FIRST "$T/box1" "    name: 征集办公室"
mailbox_maildir two $SECOND "$T/box2" "    name: 活动办公室"
mkdir -p "$T/box1/new" "$T/box1/cur" "$T/box1/tmp" "$T/box2/new" "$T/box2/cur" "$T/box2/tmp"

come two box1 slip $FIRST
tap_is 'the first campaign counts by its prefix, and answers from its mailbox' \
    "$(letter two 'mailbox, from_name, template, subject')" "$FIRST|征集办公室|complete-receipt|【已收到】回执表 NXZ-0001"
come two box2 proposal $SECOND
tap_is 'the second one likewise, from 1 on' "$(letter two 'mailbox, from_name, template, subject')" \
    "$SECOND|活动办公室|complete-proposal|【已收齐】承办申请 ZLJC-0001"
come two box2 astray $SECOND
tap_is 'a form decides against the mailbox' "$(letter two 'mailbox, subject')" "$SECOND|【已收到】回执表 NXZ-0002"
tap_like 'and the sender is told' "$(letter two text)" "另请留意：来信寄到了“.*不忘初心.*”的邮箱$SECOND；表格是“最美.*”的.*请寄$FIRST"
come two box2 forms $SECOND
tap_is 'blank forms are those of the mailbox' "$(blanks two) $(letter two subject)" '2 【空白表格】“不忘初心 助力基层”活动'
come two box2 ask $SECOND
tap_unlike 'and so is how to take part' "$(letter two text)" '摄影图片'
hz two send --release
tap_is 'each letter bears the mailbox that was written to' \
    "$(header From "$T"/two.sink/new/* | grep -o '[a-z0-9]*@126.com' | sort | uniq -c | tr -s ' \n' ' ')" " 1 $FIRST 4 $SECOND "
tap_is 'all is sound' "$(hz two verify && echo sound)" sound

# ---- one for both
prepare "$T/one.rules"
sed -i "s/^mailbox: .*/mailbox: $BOTH/" "$T"/one.rules/*/campaign.yaml
config one 'reply: {mode: hold}'$'\n''intake: {min_free: 1M}'
sed -i "s|^rules: .*|rules: $T/one.rules|" "$T/one.yaml"
mailbox_maildir one $BOTH "$T/box" "    name: 征集办公室"
"$HUIZHI" --now "$NOW" rules check "$T/one.rules" >"$T/out"
tap_unlike 'the forms can be told apart' "$(cat "$T/out")" '同一邮箱|特征标签'

come one box two $BOTH
tap_is 'forms of both in one mail are one of each' \
    "$(sql one "SELECT group_concat(number, ' ') FROM (SELECT number FROM submission ORDER BY number)")" 'NXZ-0001 ZLJC-0001'
tap_is 'in one answer' "$(sql one 'SELECT count(*) FROM outbox')" 1
tap_is 'that names both' "$(letter one subject)" '【已收到】回执表 NXZ-0001；【已收齐】承办申请 ZLJC-0001'
tap_is 'each in the words of its own campaign' \
    "$(letter one text | grep -oE '^【.{2}|登记的参与方式|各项宣传方式|主办单位将组织专家' | tr '\n' ' ')" \
    '【最美 登记的参与方式 【全国 主办单位将组织专家 '
tap_unlike 'and does not call the mailbox wrong' "$(letter one text)" '来信寄到了'
come one box status $BOTH
tap_is 'who asks hears of both' "$(letter one text | grep -cE '· (NXZ|ZLJC)-0001')" 2
come one box forms $BOTH
tap_is 'the blank forms of both' "$(blanks one) $(letter one subject)" '4 【空白表格】各项活动'
tap_is 'under their names, greeted and signed once' \
    "$(letter one text | grep -cE '^【.*】$') $(letter one text | grep -c 您好) $(letter one text | grep -c 本邮件由系统发出)" '2 1 1'
come one box photos $BOTH
tap_is 'works without a form go to what takes works' "$(letter one subject)" '【请补正】作品 NXZ-0002：共2处'
come one box ask $BOTH
tap_is 'a question that names none is answered for both' "$(letter one template) $(letter one text | grep -cE '^【.*】$')" 'enquiry 2'
come one box advert $BOTH
tap_is 'a word of one campaign decides' "$(letter one subject)" '【来信已收到】“不忘初心 助力基层”活动报送办法'

# ---- one of them is over
NOW=2021-06-25T10:00:00
come one box late-slip $BOTH 2021-06-25
tap_is 'a closed campaign has its own reply' "$(letter one template,subject)" \
    'closed|【征集已结束】最美“逆行者”医疗卫生行业摄影图片、科普作品征集'
come one box forms2 $BOTH 2021-06-25
tap_is 'blank forms are those of the open one' "$(blanks one) $(letter one subject)" '2 【空白表格】“不忘初心 助力基层”活动'
come one box photos2 $BOTH 2021-06-25
tap_is 'works without a form go by the days' "$(sql one 'SELECT campaign FROM submission ORDER BY id DESC LIMIT 1')" '2021-zhuli-jiceng'
come one box number $BOTH 2021-06-25
tap_is 'a number names the closed one' "$(letter one template)" closed
tap_is 'all is sound' "$(hz one verify && echo sound)" sound
tap_done
