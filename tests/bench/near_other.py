#!/usr/bin/env python3
"""Other fingerprints of 64 bits over the same pictures, to choose by: how many variants each finds, how near different
pictures come.

usage: near_other.py FOLDER     of near_pictures.sh
"""
import glob
import math
import os
import subprocess
import sys


def grey(path, side=32):
    data = subprocess.run(["convert", path, "-auto-orient", "-colorspace", "Gray", "-filter", "Box", "-resize",
                           f"{side}x{side}!", "-depth", "8", "gray:-"], stdout=subprocess.PIPE, check=True).stdout
    return [data[y * side:(y + 1) * side] for y in range(side)]


def boxes(picture, columns, rows):
    high, wide = len(picture), len(picture[0])
    out = []
    for r in range(rows):
        for c in range(columns):
            ys = range(r * high // rows, max((r + 1) * high // rows, r * high // rows + 1))
            xs = range(c * wide // columns, max((c + 1) * wide // columns, c * wide // columns + 1))
            out.append(sum(picture[y][x] for y in ys for x in xs) / (len(ys) * len(xs)))
    return out


def above_median(values):
    middle = sorted(values)[len(values) // 2]
    return sum(1 << i for i, value in enumerate(values) if value >= middle)


def dct(picture, first):
    side = len(picture)
    cosine = [[math.cos((2 * x + 1) * u * math.pi / (2 * side)) for x in range(side)] for u in range(first + 8)]
    rows = [[sum(row[x] * cosine[u][x] for x in range(side)) for u in range(first, first + 8)] for row in picture]
    return [sum(rows[y][u] * cosine[v][y] for y in range(side)) for v in range(first, first + 8) for u in range(8)]


def dct_low(picture):
    values = dct(picture, 0)
    values[0] = 0
    return above_median(values)


def difference(picture):
    values = boxes(picture, 9, 8)
    return sum(1 << (r * 8 + c) for r in range(8) for c in range(8) if values[r * 9 + c] < values[r * 9 + c + 1])


METHODS = {"DCT, frequencies 1–8": lambda p: above_median(dct(p, 1)), "DCT, frequencies 0–7": dct_low,
           "difference 9×8": difference, "mean of 8×8 boxes": lambda p: above_median(boxes(p, 8, 8))}

bases = {}
for folder in sorted(glob.glob(os.path.join(sys.argv[1], "*/"))):
    bases[folder] = {os.path.basename(path).split(".")[0]: grey(path)
                     for path in glob.glob(folder + "*.jpg") + glob.glob(folder + "*.png")}

print("| fingerprint | limit | same, missed | of these cropped 5 and 10 % | different, taken for the same |")
print("|---|---|---|---|---|")
for method, make in METHODS.items():
    prints = {base: {name: make(picture) for name, picture in pictures.items()} for base, pictures in bases.items()}
    same, other = [], []
    for pictures in prints.values():
        for name, bits in pictures.items():
            if name != "0":
                (other if name.startswith("other") else same).append((bin(bits ^ pictures["0"]).count("1"), name))
    names = sorted(prints)
    other += [(bin(prints[a]["0"] ^ prints[b]["0"]).count("1"), "") for a in names for b in names if a < b]
    for limit in (4, 5, 6, 7):
        missed = [name for bits, name in same if bits > limit]
        cropped = sum(name in ("cropped-05", "cropped-10") for name in missed)
        print(f"| {method} | {limit} | {len(missed)} of {len(same)} | {cropped} | "
              f"{sum(bits <= limit for bits, _ in other)} of {len(other)} |")
