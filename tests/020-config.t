#!/bin/sh
# The configuration from the command line: the shipped sample, a good file, and refusals with place and exit code.
cd "$(dirname "$0")/.." || exit 1
huizhi=${HUIZHI:-${B:-build}/huizhi}
box=$(mktemp -d) || exit 1
[ -n "${KEEP:-}" ] || trap 'rm -rf "$box"' EXIT
count=0

ok() { # ok STATUS WHAT
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        sed 's/^/# /' "$box/out" "$box/err" 2>/dev/null
    fi
}

# refused CODE PATTERN WHAT: the file $box/a.yaml is refused with the code and a line like the pattern.
refused() {
    "$huizhi" --config "$box/a.yaml" config >"$box/out" 2>"$box/err"
    code=$?
    [ $code -eq "$1" ] && grep -q "$2" "$box/err"
    ok $? "$3"
}

"$huizhi" config --sample >"$box/sample" 2>"$box/err" && cmp "$box/sample" contrib/huizhi.yaml.sample >"$box/out" 2>&1
ok $? "the shipped sample is what the program writes"

"$huizhi" --config contrib/huizhi.yaml.sample config >"$box/out" 2>"$box/err"
ok $? "and it loads"

"$huizhi" --config "$box/none.yaml" config >"$box/out" 2>"$box/err"
[ $? -eq 66 ] && grep -q 'config --sample' "$box/err"
ok $? "a missing file says how to write one (66)"

printf 'reply:\n  mod: send\n' >"$box/a.yaml"
refused 78 "a.yaml:2:3: unknown key 'mod'; did you mean 'mode'?" "an unknown key has its place and a hint (78)"
grep -qx '  mod: send' "$box/err" && grep -qx '  ^' "$box/err"
ok $? "with the line and a caret"

printf 'state: [1, 2\n' >"$box/a.yaml"
refused 78 'a.yaml:' "broken YAML has its place (78)"

printf 'mailboxes:\n  - address: zhengji@126.com\n    imap: {password: HUNTER2}\n' >"$box/a.yaml"
refused 78 'must not stand in this file' "a password in the file is refused (78)"
! grep -q HUNTER2 "$box/err" "$box/out"
ok $? "and never shown"

echo "1..$count"
