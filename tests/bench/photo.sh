#!/bin/bash
# What a photograph costs: facts, one decoding, fingerprint and thumbnail by our reader, against libvips' own programs
# (a thumbnail and a full decoding), process start included for both. The least of several turns, taken in turns, so
# that both see the same machine.
#
#   tests/bench/photo.sh BUILD [TURNS]    prints the table; exit 1 above the limit of 1.5
set -eu
build=$(cd "$1" && pwd) turns=${2:-7}
out=$build/photo-bench
mkdir -p "$out"
export LC_ALL=C.UTF-8

make_pictures() {
    [ -s "$out/progressive.jpg" ] && return
    MAGICK_OCL_DEVICE=OFF convert -seed 3 -size 4000x3000 plasma:fractal -attenuate 0.3 +noise Gaussian -quality 92 \
        -sampling-factor 4:2:0 "$out/camera.jpg"
    convert "$out/camera.jpg" -quality 75 "$out/chat.jpg"
    convert "$out/camera.jpg" -interlace JPEG "$out/progressive.jpg"
}

ms() { # COMMAND…: milliseconds
    local begin=$EPOCHREALTIME end
    "$@" >/dev/null
    end=$EPOCHREALTIME
    echo $(((${end/./} - ${begin/./}) / 1000))
}

ours() { "$build/tools/photo" --thumbnail "$out/ours.jpg" "$1"; }
theirs() {
    vipsthumbnail "$1" --size 320x320 -o "$out/theirs.jpg[Q=75,strip]"
    vips avg "$1"
}

least() { sort -n | head -1; }

make_pictures
echo "| picture, 4000×3000 | size | huizhi | vipsthumbnail + vips avg | ratio |"
echo "|---|---|---|---|---|"
slow=0
for name in camera chat progressive; do
    file=$out/$name.jpg
    ours "$file" >/dev/null
    theirs "$file" >/dev/null
    mine=() other=()
    for _ in $(seq "$turns"); do
        mine+=("$(ms ours "$file")")
        other+=("$(ms theirs "$file")")
    done
    a=$(printf '%s\n' "${mine[@]}" | least) b=$(printf '%s\n' "${other[@]}" | least)
    awk -v n="$name" -v s="$(stat -c %s "$file")" -v a="$a" -v b="$b" \
        'BEGIN { printf "| %s | %.1f MB | %d ms | %d ms | %.2f |\n", n, s / 1e6, a, b, a / b; exit a > 1.5 * b }' || slow=1
done
exit $slow
