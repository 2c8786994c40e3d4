#!/bin/sh
# Every case: what `huizhi check --json` says of a mail, compared with its expect.json.
cd "$(dirname "$0")/.." || exit 1
if [ ! -x "${HUIZHI:-build/huizhi}" ]; then
    echo "Bail out! no ${HUIZHI:-build/huizhi}: run make first"
    exit 1
fi
# Mails with photographs over 2 MB are made here, never committed.
python3 tests/samples/make-cases.py --large || exit 1
exec python3 tests/check-case.py
