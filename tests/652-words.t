#!/bin/bash
# The program's own words in Chinese: complete, and told to whoever asks for Chinese, on a machine without that locale
# too; English for everybody else.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
unset LANGUAGE LC_MESSAGES LANG NO_COLOR

PO=$ROOT/src/po/zh_CN.po
tap_ok 'the messages are extracted' make -C "$ROOT" B="$B" "$B/huizhi.pot"
tap_ok 'each of them is translated' msgcmp "$PO" "$B/huizhi.pot"
tap_is 'none is fuzzy' "$(msgattrib --only-fuzzy --no-obsolete "$PO" | wc -c)" 0
tap_ok 'their formats agree' msgfmt --check-format -o /dev/null "$PO"

in_chinese() { LC_ALL=zh_CN.UTF-8 "$HUIZHI" "$@" 2>&1; }
han() { grep -cP '\p{Han}'; }
tap_like 'the usage' "$(in_chinese --help | head -1)" '^用法：huizhi '
for verb in $("$HUIZHI" --help | sed -n 's/^  \([a-z][a-z0-9-]*\).*/\1/p'); do
    in_chinese "$verb" --help >"$T/help"
    # The first line is the usage, then what the verb does, and an option a line (its text may stand on the next one).
    python3 -c 'import re, sys
text = open(sys.argv[1], encoding="utf-8").read()
for block in re.split(r"\n\n|\n(?=  -)", text):
    if not re.search("[\u4e00-\u9fff]", block) and re.search("[a-z]{3}", block):
        print(block)' "$T/help" >"$T/english"
    tap_is "$verb: all of its help" "$(cat "$T/english")" ''
    tap_is "$verb: its line in the list of verbs" \
        "$(in_chinese --help | grep -A1 "^  $verb " | han | sed 's/[1-9]/some/')" some
done
tap_like 'what is wrong with a command' "$(in_chinese lst)" '没有动词 lst'
tap_like 'an error of the configuration' "$(
    printf 'poll: often\n' >"$T/wrong.yaml"
    in_chinese --config "$T/wrong.yaml" config
)" '应为'
VIA=maildir config a
mkdir -p "$T/in/new" "$T/in/cur" "$T/in/tmp"
cp "$ROOT/tests/cases/individual-good/mail.eml" "$T/in/new/1.m"
mailbox_maildir a zuopin@demo.example "$T/in"
hz a run --once
tap_like 'doctor' "$(in_chinese --config "$T/a.yaml" --now "$NOW" doctor)" '^一切正常'
tap_is 'headings of a table' "$(in_chinese --config "$T/a.yaml" list | head -1 | cut -d' ' -f1)" '编号'
for verb in show explain; do
    tap_is "$verb: each heading" "$(in_chinese --config "$T/a.yaml" $verb 1 | grep -E '(^| )(name|state|kind|severity|template|confidence|disposition)( |\$)' | head -1)" ''
done
tap_is 'but names for programs stay' "$(in_chinese --config "$T/a.yaml" list --csv | head -1 | tr -d '\357\273\277' | cut -d, -f1,2)" number,campaign

for setting in 'LANG=zh_CN.UTF-8' 'LC_MESSAGES=zh_CN' 'LANG=en_US.UTF-8 LC_ALL=zh_CN.GB18030' 'LANG=en_US.UTF-8 LANGUAGE=zh_CN:en'; do
    tap_like "$setting" "$(env -u LC_ALL $setting "$HUIZHI" --help | head -1)" '^用法'
done
for setting in '' 'LANG=C' 'LC_ALL=C.UTF-8 LANG=zh_CN.UTF-8' 'LANG=de_DE.UTF-8' 'LC_ALL=POSIX'; do
    tap_like "${setting:-nothing asked for}: English" "$(env -u LC_ALL $setting "$HUIZHI" --help | head -1)" '^usage'
done
tap_done
