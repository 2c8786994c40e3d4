#!/bin/bash
# The pictures of guide.zh.md, made anew from the demo: contrib/make-guide.sh [BUILD]. It wants chromium and ImageMagick
# (make deps); the pictures are of a few colours, so that each stays below 150 KB.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
[ -s "$build/demo/digest/index.html" ] || bash tests/demo.sh "$build"
mkdir -p contrib/guide
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT

picture() { # NAME PAGE WIDTH HEIGHT
    chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$profile" --window-size="$3,$4" \
        --screenshot="$profile/$1.png" "file://$(realpath "$2")" >/dev/null 2>&1
    convert "$profile/$1.png" +dither -colors 128 -strip -define png:compression-level=9 "contrib/guide/$1.png"
    echo "contrib/guide/$1.png $(stat -c %s "contrib/guide/$1.png") bytes"
}

picture digest "$build/demo/digest/index.html" 900 1100
picture case "$(find "$build/demo/digest/cases" -name "*.html" | sort | head -1)" 900 1200
