#!/bin/bash
# The digest over a real run: the sample mails and two hostile ones; its counts against the database, its HTML against
# tidy, its letter in the outgoing Maildir, once a day.
. "$(dirname "$0")/lib.sh"
build huizhi
build huizhi-reader

python3 "$ROOT/tests/samples/make-samples.py" "$T/in" >/dev/null || { echo "Bail out! no samples"; exit 1; }
# A subject and words that want to be more than text; a link; a name that is a tag; characters that turn the line round.
cat >"$T/in/new/1590000000.H1.hostile" <<'MAIL'
Received: from mail.evil.example by mx.126.com; Wed, 20 May 2020 22:00:00 +0800
From: "<img src=x onerror=alert(1)>" <mallory@evil.example>
To: yywsqkfh@126.com
Subject: =cmd|' /C calc'!A0 <script>alert("x")</script> & more
Date: Wed, 20 May 2020 22:00:00 +0800
Message-ID: <hostile-1@evil.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

老师好，请问征集活动报送作品的照片有几张？</td></table><script>alert(2)</script>
见 https://evil.example/a?b=1&c=<x> 或 www.evil.example ，{{#items}}%s%n
MAIL
printf '报送截止 \342\200\256gpj.exe \033[31m"'"'"'>\n' >>"$T/in/new/1590000000.H1.hostile"
{
    sed -n '1,/^$/p' "$T/in/new/1590000000.H1.hostile" | sed 's/hostile-1/hostile-2/; s/22:00:00/22:30:00/g'
    printf '报送作品的问题：\n'
    for i in $(seq 3000); do printf '第%d行很长的话很长的话很长的话\n' "$i"; done
} >"$T/in/new/1590001000.H2.long"

config() { # MODE DIGEST_TO
    cat >"$T/huizhi.yaml" <<YAML
state: state
rules: $ROOT/rules
reader: {path: $B/huizhi-reader}
intake: {min_free: 0}
mailboxes:
  - {address: yywsqkfh@126.com, name: 组委会, source: maildir, path: in}
reply: {mode: $1, delay: 0s}
deliver: {via: maildir, path: out}
digest: {to: [$2], at: "09:00"}
log: {level: warn}
YAML
}
huizhi() { # TIME VERB…
    local now=$1
    shift
    "$B/huizhi" --config "$T/huizhi.yaml" --now "$now" "$@"
}
sql() { sqlite3 "$T/state/huizhi.db" "$1"; }
letters() { find "$T/out/new" -type f 2>/dev/null | wc -l; }

config hold "desk@office.example, yywsqkfh@126.com"
tap_ok "a round of a new installation" huizhi 2020-06-01T09:30:00+08:00 run --once
text=$(cat "$T/state/digest/digest.txt")
html=$(cat "$T/state/digest/index.html")

# ---- pictures
shown=$(grep -oE '<img src="pictures[^"]*"' <<<"$html" | cut -d'"' -f2)
tap_is "a picture of each work of the period that has one" "$(wc -l <<<"$shown")" \
    "$(sqlite3 "$T/state/huizhi.db" 'SELECT count(*) FROM work WHERE thumbnail IS NOT NULL')"
tap_like "there are some" "$(wc -l <<<"$shown")" '^([5-9]|[1-9][0-9])$'
tap_is "each beside the page, under a name of ours" "$(grep -vcE '^pictures/[0-9a-f]{12}\.jpg$' <<<"$shown")" 0
tap_is "they are JPEGs of at most 320 pixels" "$(cd "$T/state/digest" && identify -format '%m %[fx:max(w,h)<=320]\n' $shown | sort -u)" "JPEG 1"
tap_is "and no others lie there" "$(cd "$T/state/digest" && ls pictures/* | sort)" "$(sort -u <<<"$shown")"
tap_is "shown small, with a word for who cannot see" \
    "$(grep -o '<img src="pictures[^>]*>' <<<"$html" | grep -vcE 'width="(1[0-5]?[0-9]?|160|[2-9][0-9])" height="(1[0-5]?[0-9]?|160|[2-9][0-9])" alt="NXZ-[0-9]{4}-[0-9]{2}的缩略图"')" 0
tap_like "with number, unit, kind and caption" "$text" '^NXZ-[0-9]{4}-01 邗东大学附属医院.*【'
tap_like "the category in the form's words" "$text" '最美抗疫瞬间（摄影图片） · 照片“照片1\.jpg” [0-9.]+M$'
tap_like "writes the day's digest by itself" "$text" '^【日报 6月1日】待办[0-9]+项（急[0-9]+）｜收信正常｜待发[0-9]+封$'

# ---- the letter
tap_is "one letter left, although replies are held: the mailbox itself gets none" "$(letters)" 1
mail=$(cat "$T"/out/new/*)
tap_like "it goes to the office" "$mail" '^To: .*desk@office\.example'
tap_like "it says that a program wrote it" "$mail" '^Auto-Submitted: auto-generated'
tap_like "with text and HTML" "$mail" '^Content-Type: multipart/alternative'
tap_is "its parts are the digest, below the line above which decisions are written" "$(python3 - "$T"/out/new/* <<'PY'
import sys
from email import policy
from email.parser import BytesParser
mail = BytesParser(policy=policy.default).parse(open(sys.argv[1], "rb"))
text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
lines = text.splitlines()
print(lines[0].startswith("请在此行以上写决定"), mail["Subject"] == next(line for line in lines[2:] if line), "登记15" in text, "登记15" in html)
PY
)" "True True True True"
tap_is "its pictures are parts of the letter, each as it is on disk" "$(python3 - "$T/state/digest" "$T"/out/new/* <<'PY'
import hashlib, os, re, sys
from email import policy
from email.parser import BytesParser
mail = BytesParser(policy=policy.default).parse(open(sys.argv[2], "rb"))
html = mail.get_body(("html",)).get_content()
wanted = re.findall(r'<img src="cid:([^"]+)"', html)
related = [part for part in mail.walk() if part.get_content_type() == "multipart/related"]
parts = {part["Content-ID"].strip("<>"): part for part in mail.walk() if part["Content-ID"]}
disk = {name[:12] for name in os.listdir(sys.argv[1] + "/pictures")}
sent = {hashlib.sha256(part.get_content()).hexdigest()[:12] for part in parts.values()}
print(len(related), set(wanted) == set(parts), sent == disk, {part.get_content_type() for part in parts.values()},
      {part.get_content_disposition() for part in parts.values()}, "src=\"pictures" in html)
PY
)" "1 True True {'image/jpeg'} {'inline'} False"
huizhi 2020-06-01T10:00:00+08:00 run --once
tap_is "no second one on the same day" "$(letters)" 1
config off desk@office.example
huizhi 2020-06-02T09:00:00+08:00 run --once
tap_is "another one the next day, also with replies off" "$(letters)" 2
tap_is "and held replies stay where they are" "$(sql "SELECT count(*)>0 FROM outbox WHERE state='held'")" 1
tap_like "it begins where the last one ended" "$(cat "$T/state/digest/digest.txt")" '2020年6月1日 09:30至2020年6月2日 09:00$'
tap_like "nothing new came" "$(cat "$T/state/digest/digest.txt")" '本期来信0＝登记0＋并入0＋另存0 ✓'

# ---- its numbers, against the database
count() { sql "SELECT count(*) FROM $1"; }
tap_like "the mails add up" "$text" "来信$(count sighting)＝登记$(count "mail WHERE disposition='filed'")＋并入$(count "mail WHERE disposition='joined'")＋另存$(count "mail WHERE disposition='aside'") ✓"
state() { count "submission WHERE state='$1'"; }
tap_like "so do the submissions" "$text" "累计$(count submission)：收齐$(state complete)｜待补$(state incomplete)｜待核$(state review)｜逾期$(state late)$"
missing=
while IFS='|' read -r number fault; do
    grep -qF -- "$fault" <<<"$text" && grep -q "^$number " <<<"$text" || missing="$missing $number"
done < <(sql "SELECT s.number, substr(f.text,1,60) FROM submission s JOIN finding f ON f.submission=s.id WHERE f.severity<>'note'")
tap_is "each submission with each of its faults" "$missing" ""
tap_like "one held reply a line" "$text" "^━━ 待放行的答复（$(count "outbox WHERE state='held'")）"
tap_like "links that stand for files, with their terms" "$text" 'QQ邮箱超大附件：.*；有效期至6月25日'
tap_like "robots are counted" "$text" '^· 自动邮件 1封'
tap_unlike "and not told at length" "$text" '五月新书'

# ---- hostile words
tap_like "a formula is shown as typed" "$text" "^· =cmd\|' /C calc'!A0 <script>"
tap_like "words stand as they came" "$text" '│ 老师好，请问征集活动报送作品的照片有几张？</td></table><script>alert\(2\)</script>'
tap_unlike "without characters that turn or colour the line" "$text$html" $'\u202e|\033'
tap_like "a long mail is cut" "$text" '……（其余见原信）'
tap_is "in the page they are text" "$(grep -ciE '<script|<img|onerror=[^a]|<a |href|src=|url\(|@import' <<<"$(sed -E 's/&lt;[^&]*&gt;//g; s/<img src="(pictures|charts)[^>]*>//g; s/<a href="(cases|sheets)\/[A-Za-z0-9_-]+\.html"//g' <<<"$html")")" 0
tap_like "escaped" "$html" '&lt;/td&gt;&lt;/table&gt;&lt;script&gt;alert\(2\)&lt;/script&gt;'
tap_unlike "no address that a mail program would make a link of" "$html$text" '://|www\.'
tap_like "but it can be read" "$html" 'https<span>:</span>//evil\.example/a\?b=1&amp;c=&lt;x&gt;'
tap_is "tidy finds nothing" "$(tidy -q -e "$T/state/digest/index.html" 2>&1)" ""
tap_like "forms carry phones" "$(sql "SELECT group_concat(value) FROM field WHERE name LIKE '%mobile'")" '1[3-9][0-9]{9}'
phones=
for phone in $(sql "SELECT DISTINCT value FROM field WHERE name LIKE '%mobile' AND value IS NOT NULL AND value NOT IN (SELECT '13900002211')"); do
    grep -q "$phone" <<<"$text$html" && phones="$phones $phone"
done
tap_is "none of them is in it, but for what a sender wrote in a message" "$phones" ""

# ---- on demand
tap_like "digest --out names its file" "$(huizhi 2020-06-02T10:00:00+08:00 digest --since 2020-04-15 --out "$T/elsewhere")" "elsewhere/index.html$"
tap_like "over the time that was asked for" "$(cat "$T/elsewhere/digest.txt")" '2020年4月15日 00:00至2020年6月2日 10:00$'
tap_is "pictures, too" "$(ls "$T/elsewhere/pictures" | wc -l)" "$(sort -u <<<"$shown" | wc -l)"
echo mine >"$T/elsewhere/pictures/mine.jpg"
: >"$T/elsewhere/pictures/000000000000.jpg"
huizhi 2020-06-02T10:00:00+08:00 digest --since 2020-06-02 --out "$T/elsewhere" >/dev/null
tap_is "those of an earlier page go, other people's files stay" "$(ls "$T/elsewhere/pictures")" mine.jpg
one=$(sqlite3 "$T/state/huizhi.db" 'SELECT thumbnail FROM work WHERE thumbnail IS NOT NULL LIMIT 1')
stored=$T/state/content/${one:0:2}/$one
cp "$stored" "$T/kept"
chmod u+w "$stored"
printf '\377\330\377\331' >"$stored"
huizhi 2020-06-02T10:00:00+08:00 digest --since 2020-04-15 --out "$T/elsewhere" >/dev/null
tap_is "a stored picture that is not what its name says is left out" "$(ls "$T/elsewhere/pictures" | grep -c "${one:0:12}\|mine")" 1
tap_unlike "and not spoken of" "$(cat "$T/elsewhere/index.html")" "pictures/${one:0:12}"
cat "$T/kept" >"$stored"
tap_is "files are for us only" "$(stat -c %a "$T/elsewhere/index.html")" 640
huizhi 2020-06-02T10:00:00+08:00 digest --mail --out "$T/elsewhere" >/dev/null
tap_is "digest --mail sends one more" "$(letters)" 3
huizhi 2020-06-02T10:00:00+08:00 digest --since yesterday >/dev/null 2>&1
tap_is "a time that is none: 64" $? 64
config hold yywsqkfh@126.com
huizhi 2020-06-02T10:00:00+08:00 digest --mail >/dev/null 2>&1
tap_is "nobody to mail it to: 78" $? 78
huizhi 2020-06-02T10:00:00+08:00 digest --out /proc/none >/dev/null 2>&1
tap_like "a folder that cannot be made" "$?" '^7[34]$'
tap_like "a mailbox that was silent for hours is urgent" \
    "$(huizhi 2020-06-02T14:00:00+08:00 digest --out "$T/elsewhere"; cat "$T/elsewhere/digest.txt")" '信箱yywsqkfh@126\.com已5小时没有收信成功'
tap_done
