#!/bin/bash
# The demo: mails of spring 2020 arrive one by one in a Maildir, and huizhi works as it would have worked then.
# Everything lies below the build folder's demo/, which is made anew each time. No server, no password, no network.
#
#   tests/demo.sh [BUILD]
set -eu
cd "$(dirname "$0")/.."
build=$(cd "${1:-build}" && pwd)
demo=$build/demo
rm -rf "$demo"
mkdir -p "$demo/mailbox/cur" "$demo/mailbox/new" "$demo/mailbox/tmp" "$demo/log"
export TZ=Asia/Shanghai LC_ALL=C.UTF-8

python3 tests/samples/make-samples.py "$demo/coming" >"$demo/log/samples"
cat >"$demo/huizhi.yaml" <<YAML
# 演示用配置：收件箱是一个 Maildir，答复写进另一个 Maildir（out/）。
state: .
rules: $PWD/rules
reader: {path: $build/huizhi-reader}
intake: {min_free: 0}
mailboxes:
  - address: yywsqkfh@126.com
    name: 征集活动组委会
    source: maildir
    path: mailbox
reply: {mode: send, delay: 0s}
deliver: {via: maildir, path: out}
digest: {folder: digest}
log: {level: warn}
YAML

huizhi() { # TIME VERB…
    local now=$1
    shift
    "$build/huizhi" --config "$demo/huizhi.yaml" --now "$now" "$@"
}

at() { date -d "@$1" +%Y-%m-%dT%H:%M:%S+08:00; }

# Mails come in at their own time; the clock stands half a minute later. The first reply is held, as in every new
# installation, until somebody has looked at it.
for mail in "$demo"/coming/new/*; do
    came=$(stat -c %Y "$mail")
    mv "$mail" "$demo/mailbox/new/"
    huizhi "$(at $((came + 30)))" run --once >>"$demo/log/run" 2>&1
    if [ ! -e "$demo/log/release" ]; then
        huizhi "$(at $((came + 40)))" send --preview >"$demo/log/preview"
        huizhi "$(at $((came + 40)))" send --release >"$demo/log/release"
    fi
done
rm -rf "$demo/coming"
huizhi 2020-06-01T09:00:00+08:00 run --once >>"$demo/log/run" 2>&1
huizhi 2020-06-01T09:00:00+08:00 digest --since 2020-04-15 --out "$demo/digest" >"$demo/log/digest"
huizhi 2020-06-01T09:00:00+08:00 verify >"$demo/log/verify" || {
    cat "$demo/log/verify"
    exit 1
}
exec python3 tests/demo.py "$demo"
