#!/bin/bash
# What is measured of a photograph: metadata, damage, padding, copies of chat applications, fingerprint, thumbnail.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
B=${B:-build}
dir=$(mktemp -d) || exit 73
trap 'rm -rf "$dir"' EXIT
python3 tests/tools/photo_files.py "$dir"

facts() { "$B/tools/photo" "$dir/$1"; }
says() { # WHAT FILE PATTERN
    tap_like "$1" "$(facts "$2")" "$3"
}
lacks() { # WHAT FILE PATTERN
    tap_unlike "$1" "$(facts "$2")" "$3"
}
print_of() { facts "$1" | sed -n "s/.*fingerprint='\([0-9a-f]*\)'.*/\1/p"; }

# ---- metadata
says 'EXIF: time, camera, place' camera.jpg "taken='2020-02-18T10:20:30' camera='NIKON D750' position='30.5200,114.3100'"
says 'south and west, a maker named twice' south.jpg "camera='Canon EOS 5D' position='-33.9000,-70.5000'"
lacks 'a clock that was never set' clockless.jpg 'taken='
for file in described-{utf8,gbk,xp,xmp,iptc}.jpg described.png; do
    says "$file: the description" "$file" "described='武汉，护士摘下口罩'"
done
for file in "$dir"/nothing-*.jpg; do
    lacks "${file##*/}: what cameras write is no description" "${file##*/}" 'described='
done
says 'width and height as stored' turned-6.jpg 'width=1000 height=1400 .*orientation=6'
upright=$(print_of turned-1.jpg)
for turn in 2 3 4 5 6 7 8; do
    tap_is "orientation $turn: the same upright picture" "$(print_of turned-$turn.jpg)" "$upright"
done
"$B/tools/photo" --thumbnail "$dir/small.jpg" "$dir/turned-6.jpg" >/dev/null
tap_is 'the thumbnail is upright, small, without metadata' \
    "$(identify -format '%wx%h %[EXIF:*]' "$dir/small.jpg")" '320x228 '

# ---- damage
for file in cut.jpg cut-ended.jpg cut.png zeros.jpg; do says "$file" "$file" 'damaged=1'; done
for file in camera.jpg motion-google.jpg plain.png; do says "$file is whole" "$file" 'damaged=0'; done
says 'a damaged picture is known by its preview' cut.jpg "fingerprint='"
lacks 'half a picture has no fingerprint' cut-ended.jpg "fingerprint='"

# ---- padding
says 'zeros' padded-zeros.jpg 'surplus=2000000'
says 'an archive' padded-archive.jpg 'surplus=204807'
says 'comments' padded-comment.jpg 'surplus=1300080'
says 'application data of nobody' padded-application.jpg 'surplus=1300080'
says 'EXIF again and again' padded-exif.jpg 'surplus=1[0-9]{6}'
says 'the picture twice' padded-twice.jpg 'surplus=[1-9]'
says 'a PNG with zeros' padded.png 'surplus=300000'
says 'a PNG with a text' padded-text.png 'surplus=3000..'
for file in motion-{google,huawei,samsung}.jpg two-pictures.jpg camera.jpg; do
    says "$file: what phones write is no padding" "$file" 'surplus=0 '
done
says 'zeros behind a second picture' two-pictures-padded.jpg 'surplus=300000'
says 'zeros behind a film' film-padded.jpg 'surplus=300000'

# ---- copies of chat applications: originals keep the camera's data
copy() { # NAME GEOMETRY QUALITY WANTED [CAMERA]
    convert "$dir/base.jpg" -resize "$2!" -quality "$3" -strip "$dir/$1"
    if [ -n "${5:-}" ]; then
        python3 - "$dir/camera.jpg" "$dir/$1" <<'P'
import sys
camera, copy = (open(name, "rb").read() for name in sys.argv[1:])
size = int.from_bytes(camera[4:6], "big") + 2
open(sys.argv[2], "wb").write(copy[:2] + camera[2:2 + size] + copy[2:])
P
    fi
    says "$1 $2 quality $3${5:+ with camera data}" "$1" "resaved=$4( |\$)"
}
copy mmexport1582000000000.jpg 1440x1080 75 1
copy 微信图片_20200218102030.jpg 1080x1440 80 1
copy wx_camera_1582000000000.jpg 1080x1920 70 1
copy QQ图片20200218102030.jpg 1280x960 80 1
copy IMG-20200218-WA0003.jpg 1600x1200 75 1
copy 照片1.jpg 1440x1080 72 1
copy 护士.jpg 1280x960 60 1
copy mmexport1582000000001.jpg 4000x3000 95 0 camera
copy 微信图片_20200218102031.jpg 3000x4000 92 0 camera
copy IMG_20200218_102030.jpg 4000x3000 90 0 camera
copy DSC_0101.jpg 3000x2000 95 0 camera
copy IMG_2031.jpg 1440x1080 80 0 camera
copy DSC_0102.jpg 3000x2000 95 0
copy scan.jpg 2480x1754 90 0

# ---- fingerprints
for plain in white black gray50 "rgb(200,60,60)"; do
    convert -size 800x600 "xc:$plain" -quality 90 "$dir/flat.jpg"
    lacks "a plain picture ($plain) is like no other" flat.jpg "fingerprint='"
done

# ---- formats
for format in png tif webp gif heic; do
    convert "$dir/base.jpg" -resize 700 "$dir/format.$format"
    says "$format is decoded" "format.$format" "damaged=0 thumbnail=[1-9].*width=700 height=500 .*fingerprint='"
    head -c $(($(stat -c %s "$dir/format.$format") * 6 / 10)) "$dir/format.$format" >"$dir/half.$format"
    says "$format cut off is damaged" "half.$format" 'damaged=1'
done
convert "$dir/base.jpg" -resize 700 "$dir/format.bmp"
says 'bmp: its header' format.bmp 'damaged=0 .*width=700 height=500'
convert "$dir/base.jpg" -colorspace CMYK -resize 700 "$dir/cmyk.jpg"
says 'CMYK' cmyk.jpg "damaged=0 .*fingerprint='"
convert "$dir/base.jpg" -colorspace Gray -interlace JPEG -resize 700 "$dir/grey.jpg"
says 'grey and progressive' grey.jpg "damaged=0 .*fingerprint='"
convert "$dir/base.jpg" -depth 16 -resize 700 "$dir/deep.png"
says '16 bits' deep.png "damaged=0 .*fingerprint='"
convert "$dir/base.jpg" -alpha set -channel A -evaluate set 50% -resize 700 "$dir/clear.png"
says 'half transparent' clear.png "damaged=0 .*fingerprint='"
tap_done
