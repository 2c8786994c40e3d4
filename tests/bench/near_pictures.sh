#!/bin/bash
# The pictures of tests/bench/near-duplicates: base pictures of many kinds, and of each what people and programs do to
# one. Made in the folder that is named, a folder a base picture: 0.jpg and its variants. Nothing random: the same
# pictures at each run of the same programs.
set -eu
out=$1
mkdir -p "$out"
export MAGICK_OCL_DEVICE=OFF OMP_NUM_THREADS=1
font=$(fc-match -f "%{file}" "Noto Sans CJK SC")

photo() { # NUMBER: a landscape of noise, gradients and shapes
    local n=$1 hue=$((($1 * 37) % 100)) x=$((($1 * 131) % 1000)) y=$((($1 * 71) % 700)) r=$((80 + ($1 * 53) % 200))
    convert -seed "$n" -size 1200x900 plasma:"hsl($((n * 47 % 360)),60%,45%)-hsl($((n * 91 % 360)),50%,70%)" -blur 0x$((n % 7 + 1)) \
        -fill "hsl($((n * 61 % 360)),70%,40%)" -draw "circle $x,$y $((x + r)),$y" \
        -fill "hsl($((n * 29 % 360)),40%,80%)" -draw "rectangle $((1000 - x)),$((y / 2)) $((1200 - x / 2)),$((y / 2 + r * 2))" \
        -fill "hsl($((n * 17 % 360)),30%,20%)" -draw "polygon $x,900 $((x / 2)),$((900 - r)) $((x + r)),$((850 - hue))" \
        -attenuate 0.3 +noise Gaussian -quality 92 "$2"
}

fractal() { # NUMBER: structure everywhere, as leaves, crowds and masonry have
    convert -seed "$1" -size 1200x900 plasma:fractal -attenuate 0.2 +noise Multiplicative -swirl $((($1 * 40) % 200)) \
        -quality 90 "$2"
}

frame() { # SOURCE SECONDS FILE: a frame of ffmpeg's own generators
    ffmpeg -nostdin -v error -f lavfi -i "$1" -ss "$2" -frames:v 1 -q:v 2 -y "$3"
}

page() { # NUMBER FILE: a page of print
    local text=""
    for line in $(seq 1 $((8 + $1 * 3))); do
        text+="$(seq -s' ' $((line * $1)) $((line * $1 + 6 + line % 5)))"$'\n'
    done
    convert -size 900x1200 xc:white -font "$font" -pointsize $((18 + $1 % 3 * 10)) -fill black -annotate +60+120 "$text" \
        -stroke black -fill none -draw "rectangle 50,$((500 + $1 * 40)) $((500 + $1 * 30)),$((700 + $1 * 40))" -quality 90 "$2"
}

variants() { # FOLDER: of its 0.jpg
    cd "$1"
    convert 0.jpg -quality 60 recompressed-60.jpg
    convert 0.jpg -quality 30 recompressed-30.jpg
    convert 0.jpg -resize 50% -quality 85 resized-50.jpg
    convert 0.jpg -resize 20% -quality 80 resized-20.jpg
    convert 0.jpg -gravity center -crop 98%x98%+0+0 +repage -quality 90 cropped-02.jpg
    convert 0.jpg -gravity center -crop 95%x95%+0+0 +repage -quality 90 cropped-05.jpg
    convert 0.jpg -gravity center -crop 90%x90%+0+0 +repage -quality 90 cropped-10.jpg
    convert 0.jpg -gravity southeast -font "$font" -pointsize 48 -fill white -annotate +20+20 '2020-02-18 10:20' -quality 90 watermarked.jpg
    convert 0.jpg -modulate 115 -quality 90 brightened.jpg
    convert 0.jpg -brightness-contrast 0x15 -quality 90 contrasted.jpg
    convert 0.jpg -colorspace Gray -quality 90 grey.jpg
    convert 0.jpg -quality 90 reencoded.png
    # Stored lying, with EXIF's orientation 6 to turn it upright: APP1 behind the SOI.
    convert 0.jpg -rotate -90 -quality 90 lying.jpg
    { head -c 2 lying.jpg
      printf '\377\341\0\042Exif\0\0II*\0\010\0\0\0\001\0\022\001\003\0\001\0\0\0\006\0\0\0\0\0\0\0'
      tail -c +3 lying.jpg; } >turned.jpg
    rm lying.jpg
    convert 0.jpg -roll +12+8 -attenuate 0.1 +noise Gaussian -quality 90 burst.jpg # the next picture of a burst
    convert 0.jpg -flop -quality 90 other-mirrored.jpg # a different picture
    cd - >/dev/null
}

base() { # NUMBER COMMAND…: one base picture with its variants
    local folder
    folder=$(printf '%s/%02d' "$out" "$1")
    [ -e "$folder/done" ] && return
    mkdir -p "$folder"
    "${@:2}" "$folder/0.jpg"
    variants "$folder"
    touch "$folder/done"
}

for n in $(seq 1 24); do base "$n" photo "$n"; done
for n in $(seq 25 34); do base "$n" fractal "$n"; done
for n in $(seq 35 39); do base "$n" frame "mandelbrot=size=1200x900:rate=5:start_scale=$((n - 34))" $((n % 3 + 1)); done
base 40 frame testsrc=size=1200x900 1
base 41 frame testsrc2=size=1200x900 2
base 42 frame smptehdbars=size=1200x900 0
base 43 frame "cellauto=size=1200x900:rule=110" 3
base 44 frame "life=size=300x225:ratio=0.3:seed=7,scale=1200:900" 2
for n in $(seq 45 52); do base "$n" page $((n - 44)); done
