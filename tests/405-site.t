#!/bin/bash
# The site that opens from disk, over the sample mails, a scanned form and people's decisions: every link resolves,
# nothing comes from elsewhere, a browser shows it at a phone's and a desk's width without overflow, in a Chinese font.
. "$(dirname "$0")/lib.sh"
build huizhi
build huizhi-reader

python3 "$ROOT/tests/samples/make-samples.py" "$T/in" >/dev/null || { echo "Bail out! no samples"; exit 1; }
cp "$ROOT/tests/cases/scan-photographed/mail.eml" "$T/in/new/1590000500.S1.scan"
cat >"$T/in/new/1590000600.H1.hostile" <<'MAIL'
Received: from mail.evil.example by mx.126.com; Wed, 20 May 2020 22:00:00 +0800
From: "<script>alert(0)</script>" <mallory@evil.example>
To: yywsqkfh@126.com
Subject: NXZ-0006 <img src=x onerror=alert(1)> ../../../etc/passwd
Date: Wed, 20 May 2020 22:00:00 +0800
Message-ID: <hostile-1@evil.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

补充说明：</div></main><script>alert(2)</script> <a href="https://evil.example/">点我</a>
MAIL
config() { # MORE
    cat >"$T/huizhi.yaml" <<YAML
state: state
rules: $ROOT/rules
reader: {path: $B/huizhi-reader}
intake: {min_free: 0}
mailboxes:
  - {address: yywsqkfh@126.com, name: 组委会, source: maildir, path: in}
reply: {mode: send, delay: 0s}
deliver: {via: maildir, path: out}
digest: {to: [desk@office.example], at: "09:00", duty: [张老师 010-60000001], contact: 李工$1}
log: {level: warn}
YAML
}
huizhi() { # TIME VERB…
    local now=$1
    shift
    "$B/huizhi" --config "$T/huizhi.yaml" --now "$now" "$@"
}
sql() { sqlite3 "$T/state/huizhi.db" "$1"; }
config ""
tap_ok "a round" huizhi 2020-06-01T08:00:00+08:00 run --once
held=$(sql "SELECT w.number FROM work w WHERE thumbnail IS NOT NULL ORDER BY number LIMIT 1")
huizhi 2020-06-01T08:10:00+08:00 decide "$held" hold --why 作者来电 --as 张老师 >"$T/log" 2>&1 ||
    USER=zhang huizhi 2020-06-01T08:10:00+08:00 decide "$held" hold --why 作者来电 >"$T/log" 2>&1
huizhi 2020-06-01T09:00:00+08:00 run --once
site=$T/state/digest

# ---- what lies there
tap_is "a page a submission" "$(cd "$site/cases" && ls | sed 's/\.html$//' | sort)" "$(sql 'SELECT number FROM submission ORDER BY number')"
tap_like "contact sheets by category" "$(ls "$site/sheets")" '^NXZ-photo\.html$'
tap_is "four charts" "$(cd "$site/charts" && identify -format '%m %w\n' *.png | sort | uniq -c | awk '{ print $1, $2, $3 }')" "4 PNG 960"
tap_is "files are for us only" "$(find "$site" -type f -perm /037 | wc -l)" 0
cat >"$T/links.py" <<'PY'
import os, re, sys
from html.parser import HTMLParser
from urllib.parse import unquote
root, count, bad = sys.argv[1], 0, []
class Page(HTMLParser):
    def handle_starttag(self, tag, attributes):
        global count
        if tag in ("script", "iframe", "object", "embed", "form", "link", "base"):
            bad.append((self.name, tag))
        for name, value in attributes:
            if name.startswith("on"):
                bad.append((self.name, name))
            if name in ("href", "src", "background", "srcset"):
                count += 1
                target = os.path.normpath(os.path.join(os.path.dirname(self.name), unquote(value)))
                if ":" in value or not os.path.isfile(target) or not target.startswith(root):
                    bad.append((self.name, value))
            if name == "style" and re.search(r"url\(|expression", value or ""):
                bad.append((self.name, value))
for folder, _, names in os.walk(root):
    for name in names:
        if name.endswith(".html"):
            page = Page()
            page.name = os.path.join(folder, name)
            text = open(page.name, encoding="utf-8").read()
            if re.search(r"@import|url\(", text):
                bad.append((page.name, "style"))
            page.feed(text)
print(count > 40, bad)
PY
tap_is "every link resolves; no script, nothing from elsewhere" "$(python3 "$T/links.py" "$site")" "True []"
tap_is "tidy finds no error" "$(for page in "$site"/*.html "$site"/*/*.html; do tidy -q -e "$page" 2>&1; done | grep -v 'proprietary\|trimming empty' | head -3)" ""

# ---- a case
small=$(sql "SELECT submission.number FROM finding JOIN submission ON submission.id=submission WHERE rule='photo.size' AND subject='照片1.jpg' LIMIT 1")
page=$(cat "$site/cases/$small.html")
tap_like "where a value was read from" "$page" '作品登记表\.docx 表1第1行第2列'
tap_like "what is wrong, with the clause" "$page" '照片“照片1\.jpg”只有 10K.*（通知二（一）1（1））'
tap_like "the letters that left" "$page" '【请补正】作品 NXZ-[0-9]+'
tap_like "what happened when" "$page" '系统：登记'
tap_unlike "a stranger's words are text" "$(cat "$site"/cases/*.html "$site"/index.html)" '<script|<img src=x|<a href="https'
scan=$(sql "SELECT s.number FROM submission s JOIN field f ON f.submission=s.id WHERE f.picture IS NOT NULL LIMIT 1")
tap_like "of a scan the picture of a cell" "$(cat "$site/cases/$scan.html")" '<img src="\.\./thumbs/[0-9a-f]{16}\.(png|jpg)" alt="原表中这一格"'
tap_like "and what it seems to say" "$(cat "$site/cases/$scan.html")" '识别参考'

# ---- what may not be used
thumb=$(sql "SELECT substr(thumbnail,1,16) FROM work WHERE number='$held'")
tap_like "a held work is a grey field" "$(cat "$site/cases/${held%-*}.html")" '暂停使用</div>'
tap_is "its picture is on no page" "$(grep -lE "(thumbs|pictures)/${thumb:0:12}" "$site"/*.html "$site"/*/*.html | wc -l)" 0
tap_like "nor on its sheet" "$(cat "$site"/sheets/*.html)" '>暂停使用<br>'

# ---- first screen
text=$(cat "$site/digest.txt")
tap_like "who is on duty" "$text" '^值班：张老师 010-60000001　截至今日09:00'
tap_like "whom to ask" "$text" '下一份：6月2日 09:00，未收到即异常，请联系李工$'
tap_like "the scan waits, with the words that settle it" "$text" '扫描件待录入1份（[0-9]{4}） → 填附件《待录入\.xlsx》回发'
tap_like "how many, by region" "$text" '^地区：.*江苏[0-9]+'
tap_is "the regions add up" "$(sed -n 's/（+[0-9]*）//g; s/^地区：//p' <<<"$text" | tr '｜' '\n' | grep -o '[0-9]*' | paste -sd+ | bc)" "$(sql 'SELECT count(*) FROM submission WHERE merged IS NULL')"

# ---- two who differ
sql "INSERT INTO ruling(submission,actor,at,action,why) SELECT id,'张老师',1590973300,'accept',NULL FROM submission WHERE number='NXZ-0007';
     INSERT INTO ruling(submission,actor,at,action,why) SELECT id,'王老师',1590973400,'reject','题材不符' FROM submission WHERE number='NXZ-0007'"
huizhi 2020-06-01T09:10:00+08:00 digest --since 2020-06-01 --out "$T/two" >/dev/null
tap_like "both are named" "$(cat "$T/two/digest.txt")" '现由王老师：不采用，题材不符'
tap_like "with the earlier word" "$(cat "$T/two/digest.txt")" '原由张老师（6月1日 09:01）：同意'
tap_is "its links resolve, too" "$(python3 "$T/links.py" "$T/two")" "True []"

# ---- the letter and the record
letter=$(grep -l '^To: .*desk@office' "$T"/out/new/* | xargs ls -t | head -1)
tap_is "the letter: below 100 KB, no page of ours linked, with the workbook" "$(python3 - "$letter" "$site" <<'PY'
import sys
from email import policy
from email.parser import BytesParser
mail = BytesParser(policy=policy.default).parse(open(sys.argv[1], "rb"))
html = mail.get_body(("html",)).get_content()
books = [part for part in mail.walk() if part.get_filename() == "登记册.xlsx"]
print(len(html.encode()) < 100000, "<a " in html, len(books), books[0].get_content() == open(sys.argv[2] + "/登记册.xlsx", "rb").read())
PY
)" "True False 1 True"
tap_is "a record of the day, without links" "$(ls "$T/state/digests"; grep -c '<a ' "$T/state/digests/2020-06-01/index.html")" "2020-06-01
0"
config ", deadline_hourly: yes, weekly: tuesday, keep: 8h"
huizhi 2020-06-02T09:00:00+08:00 run --once
tap_like "the week's on its day" "$(cat "$site/digest.txt")" '^【周报 6月2日】'
tap_is "old records go" "$(ls "$T/state/digests")" 2020-06-02

# ---- a day of many: nothing is cut in the middle
huizhi 2020-06-02T10:00:00+08:00 digest --since 2020-04-15 --all --out "$T/all" >/dev/null
tap_is "--all: a page for each" "$(ls "$T/all/cases" | wc -l)" "$(sql 'SELECT count(*) FROM submission')"

tap_like "the digest says what may not be used" "$(cat "$T/all/digest.txt")" "^$held .*【暂停使用】"
tap_is "and does not show it" "$(grep -lE "(thumbs|pictures)/${thumb:0:12}" "$T/all"/*.html "$T/all"/*/*.html | wc -l)" 0

# ---- in a browser
browser() { chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$T/chromium" "$@" 2>/dev/null; }
cat >"$T/all/measure.html" <<'HTML'
<!DOCTYPE html><html><body><pre id="out"></pre><script>
const pages = PAGES, widths = [375, 1280], out = [];
async function look(page, width) {
    const frame = document.createElement("iframe");
    frame.style.cssText = "border:0;height:900px;width:" + width + "px";
    const loaded = new Promise(done => frame.onload = done);
    frame.src = page;
    document.body.append(frame);
    await loaded;
    const root = frame.contentDocument.documentElement;
    const broken = [...frame.contentDocument.images].filter(image => !image.naturalWidth).length;
    if (root.scrollWidth > width || broken || !root.innerText.length) out.push(page + " " + width + " " + root.scrollWidth + " " + broken);
    frame.remove();
}
(async () => {
    for (const page of pages) for (const width of widths) await look(page, width);
    document.getElementById("out").textContent = "looked at " + pages.length * widths.length + ":" + out.join(";") + ".";
})();
</script></body></html>
HTML
pages=$(cd "$T/all" && ls index.html cases/*.html sheets/*.html | sed 's/.*/"&"/' | paste -sd,)
sed -i "s#PAGES#[$pages]#" "$T/all/measure.html"
looked=$(browser --allow-file-access-from-files --virtual-time-budget=60000 --dump-dom "file://$T/all/measure.html")
rm "$T/all/measure.html"
tap_is "at 375 and 1280 pixels nothing overflows, no picture is broken" \
    "$(grep -o 'looked at [0-9][^<]*' <<<"$looked")" "looked at $(($(tr ',' '\n' <<<"$pages" | wc -l) * 2)):."
for name in index cases/NXZ-0006 sheets/NXZ-photo; do
    browser --no-pdf-header-footer --print-to-pdf="$T/page.pdf" "file://$T/all/$name.html"
    tap_is "$name on paper: every font is embedded" "$(pdffonts "$T/page.pdf" | awk 'NR > 2 { print $(NF-4) }' | sort -u)" yes
done
# A character that no font of this machine has would be a box.
tap_is "no glyph is missing" "$(python3 - "$T/all" <<'PY'
import glob, html, re, subprocess, sys
have = set()
for ranges in subprocess.run(["fc-list", "--format=%{charset}\n"], capture_output=True, text=True).stdout.split("\n"):
    for part in ranges.split():
        first, _, last = part.partition("-")
        have.update(range(int(first, 16), int(last or first, 16) + 1))
text = "".join(html.unescape(re.sub(r"<style.*?</style>|<[^>]*>", "", open(name, encoding="utf-8").read(), flags=re.S))
               for name in glob.glob(sys.argv[1] + "/**/*.html", recursive=True))
print(len(set(text)) > 300, sorted(c for c in set(text) if ord(c) >= 32 and ord(c) not in have or c == "\ufffd"))
PY
)" "True []"
tap_done
