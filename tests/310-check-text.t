#!/bin/sh
# What `huizhi check` shows to people: no value, kind or severity in the words of programs.
cd "$(dirname "$0")/.." || exit 1
huizhi=${HUIZHI:-build/huizhi}
if [ ! -x "$huizhi" ]; then
    echo "Bail out! no $huizhi: run make first"
    exit 1
fi
python3 tests/samples/make-cases.py --large || exit 1

n=0
shows() { # CASE, a line that must be shown, what it is
    n=$((n + 1))
    mail=tests/cases/$1/mail.eml
    [ -f "$mail" ] || mail=build/cases/$1/mail.eml
    if "$huizhi" check "$mail" | grep -qF -e "$2"; then
        echo "ok $n - $3"
    else
        echo "not ok $n - $3"
        "$huizhi" check "$mail" | sed 's/^/# /'
    fi
}

shows receipt-good '媒体征集宣传：是' "a yes/no field"
shows receipt-good '网站征集宣传：否' "its other answer"
shows photo-faults '作品类别：最美抗疫瞬间（摄影图片）' "a choice, by the option's title"
shows photo-faults '作品报送形式：媒体单位推荐' "another choice"
shows photo-faults '照片，' "what kind of work it is"
shows photo-faults '[请补正 photo.size]' "how a finding weighs, with its rule"
shows receipt-good 'mail.eml：报送（' "what kind of mail it is"
shows enquiry 'mail.eml：咨询（' "and of a question"
echo "1..$n"
