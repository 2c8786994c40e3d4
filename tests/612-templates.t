#!/bin/bash
# A slip in a reply's template is refused when the rules are loaded, with its file, line and column, the line and a
# caret: hundreds would get the letter before anybody saw it.
. "$(dirname "$0")/lib.sh"
build huizhi

refused() { # WHAT TEMPLATE TEXT PLACE-AND-WORDS EXCERPT
    rm -rf "$T/rules" && cp -r "$ROOT/rules" "$T/rules"
    printf '%s\n' "$3" >"$T/rules/2020-nixingzhe/replies/$2.mustache"
    local said
    said=$("$B/huizhi" rules check "$T/rules" 2>&1)
    tap_is "$1: refused (78)" $? 78
    tap_is "$1: with its place" "$said" "huizhi: $T/rules/2020-nixingzhe/replies/$2.mustache:$4"
}

tap_ok 'the rules as they are' "$B/huizhi" rules check "$ROOT/rules"
refused 'a misspelt variable' late $'主题：【逾期】{{number}}\n\n{{>greeting}}\n编号{{nubmer}}。' \
    $'4:3: unknown variable {{nubmer}}\n编号{{nubmer}}。\n    ^'
refused 'one in the subject' late $'主题：{{nubmer}}\n\n您好！' $'1:1: unknown variable {{nubmer}}\n主题：{{nubmer}}\n^'
refused 'one of a section' late $'主题：逾期\n\n{{#unti}}您{{/unti}}' $'3:1: unknown variable {{unti}}\n{{#unti}}您{{/unti}}\n^'
refused 'a list as a text' late $'主题：逾期\n\n共有：{{items}}' \
    $'3:4: {{items}} is a section, not a text: {{#items}}…{{/items}}\n共有：{{items}}\n      ^'
refused 'a partial that is not there' late $'主题：逾期\n\n您好！\n{{>endnig}}' \
    $'4:1: there is no endnig.mustache\n{{>endnig}}\n^'
refused 'a section that is left open' late $'主题：逾期\n\n{{#unit}}您好' $'3:1: section “unit” is never closed\n{{#unit}}您好\n^'
refused 'one that is closed twice' late $'主题：逾期\n\n您好{{/unit}}' $'3:3: no section “unit” is open here\n您好{{/unit}}\n    ^'
tap_done
