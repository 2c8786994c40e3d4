#!/bin/bash
# Writing a campaign: the one to copy, every example of its page, all faults at once, files tried under it.
NOW=2026-05-01T10:00:00
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
rules() { # VERB…: output in $T/out and $T/err
    "$HUIZHI" --now "$NOW" rules "$@" >"$T/out" 2>"$T/err"
}

mkdir "$T/page"
tap_ok 'every example of the page does what it says' python3 "$ROOT/tests/tools/campaign_page.py" "$HUIZHI" "$T/page"

rules check "$ROOT/contrib/campaign-template"
tap_is 'the template works as it is, and nothing is to be said of it' "$? $(wc -l <"$T/out") $(cat "$T/err")" '0 1 '
rules check "$ROOT/rules"
tap_is 'nor of the campaigns' "$? $(grep -c '·' "$T/out") $(cat "$T/err")" '0 0 '
for name in help several enquiry template; do
    tap_ok "replies/$name names no campaign" sh -c "! grep -E 'NXZ|ZLJC|最美|助力基层|登记表|回执表' '$ROOT/contrib/campaign-template/replies/$name.mustache'"
done
tap_is 'the template has every reply that the campaigns have' \
    "$(cd "$ROOT" && ls rules/*/replies | grep -E '^[a-z]+(-withdrawal)?\.mustache' | grep -v joins | sort -u)" \
    "$(ls "$ROOT/contrib/campaign-template/replies")"

# ---- all at once
cp -r "$ROOT/contrib/campaign-template" "$T/bad"
sed -i -e 's/type: email,/type: mail,/' -e 's/^prefix: .*/prefix: x/' -e 's/deadline: 2026-06-30/deadline: morgen/' \
    -e 's/severity: review/severity: severe/' "$T/bad/campaign.yaml"
echo '{{nubmer}}' >>"$T/bad/replies/complete.mustache"
echo '{{>nowhere}}' >>"$T/bad/replies/late.mustache"
rules check "$T/bad"
tap_is 'the code of a wrong configuration' "$?" 78
faults=$(cat "$T/err")
tap_like 'the prefix' "$faults" 'campaign.yaml:[0-9]+:[0-9]+: a prefix is'
tap_like 'a type' "$faults" 'campaign.yaml:[0-9]+:[0-9]+: unknown type "mail"'
tap_like 'a severity' "$faults" 'campaign.yaml:[0-9]+:[0-9]+: severity is one of'
tap_like 'each of them' "$faults" '共[0-9]+处错误'
tap_is 'every rule with that severity' "$(grep -c 'severity is one of' "$T/err")" 3
tap_like 'a template' "$faults" 'complete.mustache:[0-9]+:[0-9]+: unknown variable'
tap_like 'with its line and a mark' "$(grep -A2 'severity is one of' "$T/err")" '^ +\^$'

cp -r "$ROOT/contrib/campaign-template" "$T/sql"
sed -i -e 's/check: works > 0/check: workz > 0/' -e 's/check: NOT conflict/check: NOT (conflict/' "$T/sql/campaign.yaml"
echo 'keys: [' >>"$T/none"
rules check "$T/sql"
tap_is 'each check that does not parse' "$(grep -cE 'no such column: workz|not one SQL expression' "$T/err")" 2

for slip in 's/deadline: 2026-06-30/deadline: [1]/' 's/like: phone/like: []/' 's/type: email/type: {}/' 's/severity: late/severity: []/' \
    's/^zone: .*/zone: {}/' '/^zone/d' '/^/d' 's/on: photo/on: fotos/' 's/^opens.*/opens: [/' 's/blank: .*/blank: ..\/x/' \
    's/^remind: .*/remind: {days: x}/' 's/^cues: .*/cues: {a: b}/'; do
    rm -rf "$T/slip"
    cp -r "$ROOT/contrib/campaign-template" "$T/slip"
    sed -i "$slip" "$T/slip/campaign.yaml"
    rules check "$T/slip"
    tap_is "refused with its place: $slip" "$? $(grep -cE 'campaign.yaml:[0-9]+:[0-9]+: ' "$T/err" | head -c 1 | tr 2-9 1)" '78 1'
done

# ---- warnings
cp -r "$ROOT/contrib/campaign-template" "$T/warned"
rm "$T/warned/replies/toolarge.mustache"
echo 'nobody takes this in' >"$T/warned/replies/spare.mustache"
sed -i -e 's/^closes: .*/closes: 2026-02-01/' -e 's/when: required AND NOT unreadable/when: name = '"'author'"'/' \
    "$T/warned/campaign.yaml"
sed -i -e '/on: field/{n;s/when: NOT unreadable$/when: unreadable IS NULL AND name = '"'author'"'/}' "$T/warned/campaign.yaml"
rules check "$T/warned"
tap_is 'warnings refuse nothing' "$?" 0
warned=$(cat "$T/out")
tap_like 'a reply that is missing' "$warned" '没有 replies/toolarge.mustache（邮件过大时的答复）；缺了它'
tap_like 'a part that is not used' "$warned" 'replies/spare.mustache 没有主题行'
tap_like 'days in the wrong order' "$warned" 'campaign.yaml:[0-9]+:[0-9]+: 结束日（closes）早于开始日'
tap_like 'required, and no rule says so' "$warned" '“作品名称”标为必填，但没有规则检查必填'
NOW=2031-05-01T10:00:00 rules check "$ROOT/contrib/campaign-template"
tap_like 'a field that no rule looks at' "$warned" 'campaign.yaml:[0-9]+:[0-9]+: 没有规则用到“工作单位”（unit）'
tap_like 'a year without holidays' "$(cat "$T/out")" '没有2031年的放假安排'

# Two campaigns of one mailbox with the same form.
mkdir "$T/rules"
cp -r "$ROOT/rules/common" "$T/rules/"
cp -r "$ROOT/contrib/campaign-template" "$T/rules/a"
cp -r "$ROOT/contrib/campaign-template" "$T/rules/b"
sed -i 's/^prefix: .*/prefix: B/' "$T/rules/b/campaign.yaml"
rules check "$T/rules"
tap_like 'forms that cannot be told apart' "$(cat "$T/out")" 'a “作品报送表”与b“作品报送表”寄到同一邮箱'
tap_like 'and why' "$(cat "$T/out")" '“作品报送表”的特征标签（anchors）“投稿人”在b“作品报送表”里也有'
sed -i 's/^mailbox: .*/mailbox: other@example.org/' "$T/rules/b/campaign.yaml"
rules check "$T/rules"
tap_unlike 'but by their mailboxes' "$(cat "$T/out")" '寄到同一邮箱'
rules check "$T/rules/a"
tap_like 'one of them alone, with the common data beside it' "$(cat "$T/out")" '^a（MHZJ）：1种表格'

# ---- trying files
cp -r "$T/page/我的报送表.docx" "$T/page/照片.jpg" "$T/"
mkdir "$T/letter" "$T/tmp"
cp "$T/我的报送表.docx" "$T/照片.jpg" "$T/letter"
export TMPDIR=$T/tmp
rules try "$ROOT/contrib/campaign-template" "$T/letter" "$T/照片.jpg"
tap_is 'a folder is a mail, and so are the other files together' "$? $(grep -c '^  答复' "$T/out")" '0 2'
tap_like 'the form that was recognised' "$(cat "$T/out")" '认出表格：我的报送表.docx → 作品报送表'
tap_like 'a value with its place' "$(cat "$T/out")" '联系电话：13800003366（我的报送表.docx table 1 row 2 column 2）'
tap_like 'works without a form' "$(cat "$T/out")" '没有收到“作品报送表”'
tap_like 'the reply as it would go' "$(cat "$T/out")" '\| 征集活动组委会'
tap_is 'nothing is left of it' "$(ls -A "$T/tmp")" ''
tap_is 'not even in the campaign' "$(cd "$ROOT" && git status --porcelain contrib/campaign-template 2>/dev/null | grep -c '^ D')" 0
python3 "$ROOT/tests/samples/make-cases.py" >/dev/null
NOW=2020-05-09 rules try "$ROOT/rules" "$ROOT/tests/cases/receipt-good/mail.eml"
tap_like 'a whole mail, under a folder of campaigns' "$(cat "$T/out")" '媒体征集宣传：是（'
rules try "$ROOT/contrib/campaign-template" "$ROOT/contrib/campaign-template/forms/作品报送表.docx"
tap_like 'a blank form' "$(cat "$T/out")" '作品报送表.docx → 作品报送表（campaign-template），没有填写'
rules try "$ROOT/contrib/campaign-template" "$T/absent.docx"
tap_is 'a file that is not there' "$?" 66
rules try "$T/bad" "$T/letter"
tap_is 'wrong rules are told first' "$? $(cat "$T/out")" '78 '
rules try "$T/letter"
tap_is 'files are needed' "$?" 64
tap_done
