#!/bin/bash
# Personal data: what is held about a person is handed out, counted, and leaves every byte of the state folder; others
# are intact; the mail does not come back; an interrupted erasure is finished.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"

NAME=唐若溪 UNIT=青山市骨科医院 PHONE=13612345098 WHO=tangrx@qingshan.example
traces() { # NAME: hits below its state, works and outgoing folders
    python3 "$ROOT/tests/tools/traces.py" "$T/$1.state" $NAME $UNIT $PHONE $WHO 86120455 竹林路19号
    [ -d "$T/$1.sink" ] && python3 "$ROOT/tests/tools/traces.py" "$T/$1.sink" $NAME $UNIT $PHONE $WHO
}
number_of() { # NAME ADDRESS
    sql "$1" "SELECT number FROM submission WHERE sender='$2'"
}
others() { # NAME: what must not change for the others
    sql "$1" "SELECT s.number,s.title,s.state,f.name,f.value FROM submission s JOIN field f ON f.submission=s.id
      WHERE s.sender<>'$WHO' ORDER BY 1,4; SELECT w.number,w.name,w.sha256,w.caption FROM work w JOIN submission s ON
      s.id=w.submission WHERE s.sender<>'$WHO' ORDER BY 1; SELECT from_addr,disposition,sha256 FROM mail WHERE
      from_addr NOT LIKE '%tangrx%' AND kind<>'bounce' ORDER BY 3"
}

VIA=maildir config one $'intake: {min_free: 1M}\ndigest: {to: [chief@office.example]}\nreply: {mode: send}'
mailbox_maildir one zuopin@demo.example "$T/in"
python3 "$ROOT/tests/samples/make-person.py" "$T/in"
(umask 000 && hz one run --once)
tap_is 'nobody else may read it, whatever the umask' "$(find "$T/one.state" -perm /027 | head -3)" ''
(umask 000 && hz one send --release && hz one digest --since 2020-01-01 --mail)
tap_is 'nor what goes out' "$(find "$T/one.state" "$T/one.sink" -perm /027 | head -3)" ''
tap_like 'doctor says so' "$(hz_says one doctor)" '✓ permissions'
NUMBER=$(number_of one $WHO)
tap_like 'a person, filed' "$NUMBER" '^NXZ-[0-9]+$'
# Rows that other mails and folders would have left.
sqlite3 "$T/one.state/huizhi.db" "INSERT INTO sent(mailbox,folder,uidvalidity,uid,message_id,recipients,subject,at,ours)
    VALUES('zuopin@demo.example','已发送',1,7,'hand@demo.example','$WHO','回复：$NAME',1589800000,0);
  INSERT INTO sighting(mailbox,folder,uidvalidity,uid,bytes,received,state,listed_at,from_addr,subject)
    VALUES('zuopin@demo.example','已删除',1,8,900,1589800000,'ignored',1589800000,'$WHO','$UNIT');
  INSERT INTO undelivered VALUES('$WHO',1589800000,'550');
  INSERT INTO token(hash,purpose,address,submission,issued,expires) SELECT 'ab','withdraw','$WHO',id,1,2 FROM submission
    WHERE number='$NUMBER';
  INSERT INTO proposal(submission,mail,why,at) SELECT s.id,m.id,'withdraw',1 FROM submission s, mail m WHERE
    s.number='$NUMBER' AND m.subject LIKE '%扫描件';
  INSERT INTO ruling(submission,actor,at,action,why) SELECT id,'李',1,'note','$NAME 来过电话' FROM submission WHERE
    number='$NUMBER';
  INSERT INTO web_entry(campaign,form,key,source,row,submission,at) SELECT '2020-nixingzhe','work','1','网页.csv',1,id,1 FROM
    submission WHERE number='$NUMBER';
  INSERT INTO web_value VALUES(last_insert_rowid(),'author_mobile','$PHONE','$PHONE');
  INSERT INTO web_entry(campaign,form,key,source,row,at) VALUES('2020-nixingzhe','work','2','网页.csv',2,1);
  INSERT INTO web_value VALUES(last_insert_rowid(),'author_email','$WHO','$WHO')"
hz one verify
tap_is 'sound before' "$?" 0
before=$(traces one)
for place in "\.eml" huizhi.db content/ digest/index.html digest/cases digests/ works/ outbox; do
    [ $place = outbox ] || tap_like "the search finds it in $place" "$before" "$place"
done
tap_like 'as a workbook' "$before" 'digest/.*xlsx'
tap_like 'in the outgoing folder' "$before" 'new/'
kept=$(others one)
files=$(find "$T/one.state/content" -type f | wc -l)

tap_unlike 'the first screen of a digest shows no phone and no address' \
    "$(sed '/━━/,$d' "$T/one.state/digest/digest.txt" | tr '\n' ' ')" '1361|@'

# ---- handed out
tap_like 'handed out' "$(hz_says one export --person $WHO --out "$T/person")" '^0 .*来信5封'
tap_is 'raw mails, word for word' "$(cd "$T/person/mails" && sha256sum ./*.eml | cut -d' ' -f1 | sort)" \
    "$(sql one "SELECT sha256 FROM mail WHERE from_addr LIKE '%tangrx%' OR kind='bounce'" | sort)"
tap_is 'JSON that parses, with the form' "$(python3 -c '
import json, sys
data = json.load(open(sys.argv[1], encoding="utf-8"))
print({r["name"]: r["value"] for r in data["field"] if "value" in r}["author_name"], len(data["outbox"]) > 0)' "$T/person/data.json")" "$NAME True"
tap_like 'a page to read' "$(cat "$T/person/index.html")" '青山市骨科医院'
tap_is 'with links that resolve' "$(grep -o 'href="[^"]*"' "$T/person/index.html" | sed 's/href="//;s/"//' |
    while read -r link; do [ -f "$T/person/$link" ] || echo "missing $link"; done)" ''
tap_is 'nothing of others' "$(python3 "$ROOT/tests/tools/traces.py" "$T/person" luomin@djzy.example 13700002299)" ''
tap_is 'for its owner alone' "$(find "$T/person" -perm /027 | head -1)" ''

# ---- counted
dump one >"$T/before.dump"
tap_like 'a dry run counts' "$(hz_says one forget $WHO)" "^0 将会删除.*报送 1件.*$NUMBER.*原始邮件 5封.*汇总报告 [1-9].*服务器上仍有"
dump one >"$T/after.dump"
tap_is 'and changes nothing' "$(diff "$T/before.dump" "$T/after.dump" | head -3)" ''
tap_is 'also by the phone, however typed' "$(hz one forget '136-1234 5098'; grep -c "$NUMBER" "$T/out")" 1
hz one forget nonsense
tap_is 'nobody is named' "$?" 64
tap_like 'nothing is held' "$(hz_says one forget nobody@nowhere.example)" '^0 .*没有找到'

# ---- interrupted, then done
cp -a "$T/one.state" "$T/two.state"
cp -a "$T/one.sink" "$T/two.sink"
sed 's/one\./two./g' "$T/one.yaml" >"$T/two.yaml"
if strace -o /dev/null -e trace=none true 2>/dev/null; then
    for n in 1 4; do
        strace -f -o /dev/null -e trace=unlink,unlinkat -e "inject=unlink,unlinkat:signal=KILL:when=$n" \
            "$HUIZHI" --config "$T/two.yaml" --now "$NOW" forget $WHO --yes >/dev/null 2>&1
    done
    tap_like 'killed in the middle, something is left' "$(sql two 'SELECT count(*) FROM erasure')" '^[1-9]'
    tap_is 'the rows are gone' "$(sql two "SELECT count(*) FROM mail WHERE from_addr='$WHO'")" 0
    tap_like 'and verify says so' "$(hz_says two verify)" '^65 .*forget'
    hz two forget $WHO --yes
    tap_is 'the next one finishes' "$? $(sql two 'SELECT count(*) FROM erasure')" '0 0'
    tap_is 'no byte of it is left' "$(traces two)" ''
    hz two verify
    tap_is 'sound' "$?" 0
else
    tap_skip 'killed in the middle' 'strace may not trace here'
fi

tap_like 'letters to others that are blanked are counted' "$(hz_says one forget $WHO)" '提及的信 [1-9][0-9]*封抹去内容'
cp -a "$T/one.state" "$T/keep.state"
sed 's/one\./keep./g' "$T/one.yaml" >"$T/keep.yaml"
hz keep forget $WHO --keep "$NUMBER" --yes
tap_is '--keep keeps what it consists of' "$? $(sql keep "SELECT count(*)>0 FROM contribution c JOIN submission s ON s.id=c.submission WHERE number='$NUMBER'")" '0 1'
hz keep verify
tap_is 'sound' "$?" 0
tap_like 'forgotten' "$(hz_says one forget $WHO --yes --actor 李主任)" '^0 删除：.*已从磁盘删除'
tap_is 'no byte of it is left' "$(traces one)" ''
tap_is 'nor in the log of the database' "$(stat -c %s "$T/one.state/huizhi.db-wal" 2>/dev/null || echo 0)" 0
tap_is 'rows of the web page too, joined or not' "$(sql one 'SELECT count(*) FROM web_entry')" 0
tap_is 'others are intact' "$(others one)" "$kept"
tap_like 'sound' "$(hz_says one verify)" '^0 .*✓ sound'
tap_is 'a file that another sent, too, is still there' "$(hz one list --json; grep -c 'luomin' "$T/out")" 1
tap_like 'audited without a value' "$(sql one "SELECT actor,action,subject,detail FROM audit WHERE action='forget'")" "李主任.forget.$NUMBER"
tap_is 'its index is sound' "$(sqlite3 "$T/one.state/huizhi.db" "INSERT INTO search(search, rank) VALUES('integrity-check', 1)" 2>&1)" ''
tap_like 'again: nothing' "$(hz_says one forget $WHO --yes)" '^0 .*没有找到'

# ---- it does not come back
python3 "$ROOT/tests/samples/make-person.py" "$T/in" again
hz one run --once
tap_is 'what the server shows again is known' "$? $(traces one)" '0 '
tap_is 'seen, not taken' "$(sql one "SELECT count(*) FROM sighting WHERE why='已按要求删除' AND state='ignored' AND mail IS NULL")" 7
hz one verify --online
tap_is 'sound, compared with the server' "$?" 0
python3 - "$ROOT/tests/samples" "$T/in/new/new.m" <<'PY'
import sys
sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True
from mailkit import mail, work_docx, photo
from people import WORK
open(sys.argv[2], "wb").write(mail("qq", ("江一", "jiang@x.example"), "报送", "2020-05-20 10:00", "见附件", files=[
    ("登记表.docx", work_docx(dict(WORK, author_name="江一"), "tick")), ("a.jpg", photo("j", 2000000))]))
PY
hz one run --once
tap_is 'its number is not used again' "$(sql one "SELECT count(*) FROM submission WHERE number='$NUMBER'") $(number_of one jiang@x.example)" "0 NXZ-0004"

# ---- nothing is overlooked: a new table belongs into erase.c or, when it can hold nobody's data, here
tap_is 'every table is either erased from or holds nobody' "$(comm -13 \
    <(grep -o 'PART([a-z_]*,' "$ROOT/src/store/erase.c" | sed 's/PART(//;s/,//' | cat - <(printf '%s\n' meta counter audit \
        forgotten erasure sighting sent search search_config search_data search_docsize search_idx) | sort) \
    <(sql one "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%' ORDER BY name" | sort))" ''

# ---- a mail that brought other people's submissions, too
VIA=maildir config share $'intake: {min_free: 1M}'
mailbox_maildir share zuopin@demo.example "$T/shared"
python3 "$ROOT/tests/samples/make-person.py" "$T/shared" together
hz share run --once
tap_is 'two authors in one mail' "$(sql share 'SELECT count(*) FROM submission') $(sql share 'SELECT count(*) FROM mail')" '2 1'
tap_like 'the mail is named and stays' "$(hz_says share forget $PHONE --yes)" '^0 .*NXZ-0001.*原始邮件 0封.*保留：邮件1还带有别人的报送（NXZ-0002）'
tap_is 'one of them is gone' "$(sql share 'SELECT group_concat(number) FROM submission')" NXZ-0002
hz share verify
tap_is 'sound' "$?" 0
tap_like 'both, and the mail goes' "$(hz_says share forget NXZ-0002 --yes)" '^0 .*原始邮件 1封'
tap_is 'every byte' "$(traces share)" ''
hz share verify
tap_is 'sound' "$?" 0

# ---- a group
group=$(id -gn nobody 2>/dev/null)
if [ "$(id -u)" = 0 ] && [ -n "$group" ]; then
    echo "group: $group" >>"$T/one.yaml"
    (umask 077 && hz one run --once && hz one digest)
    tap_is 'everything is given to the group' "$(find "$T/one.state" ! -group "$group" | head -3)" ''
    tap_is 'which may read it' "$(find "$T/one.state" -type f ! -perm -040 ! -path '*/tmp/*' | head -3)" ''
    chmod o+r "$T/one.state/huizhi.db"
    tap_like 'doctor finds what others may read' "$(hz_says one doctor)" '^78 .*✗ permissions.*huizhi.db'
    chmod o-r "$T/one.state/huizhi.db"
    sed -i "s/^group: .*/group: no-such-group/" "$T/one.yaml"
    tap_like 'an unknown group' "$(hz_says one run --once)" '^78 .*no-such-group'
    sed -i '/^group:/d' "$T/one.yaml"
else
    tap_skip 'a group' 'only root may give files away'
fi

# ---- after its time
tap_like 'purge counts' "$(hz_says one purge --before 2020-05-20)" '^0 将会删除.*报送 2件'
hz one purge --before 2020-05-20 --yes
tap_is 'and erases' "$? $(sql one 'SELECT group_concat(number) FROM submission') $(sql one 'SELECT count(*) FROM mail')" '0 NXZ-0004 1'
tap_is 'every byte' "$(python3 "$ROOT/tests/tools/traces.py" "$T/one.state" luomin@djzy.example 13700002299 xuanchuan@handong.example)" ''
hz one purge --campaign 2020-nixingzhe --yes
tap_is 'a campaign' "$? $(sql one 'SELECT count(*) FROM submission') $(find "$T/one.state/spool" "$T/one.state/content" -type f | wc -l)" '0 0 0'
hz one verify
tap_is 'sound' "$?" 0
hz one purge
tap_is 'purge wants a time' "$?" 64
tap_done
