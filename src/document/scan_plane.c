/* What shows on a picture: dark marks against whatever lies behind them, marks that hang together, and the frame of a
 * table: the blob of ruling lines that encloses the most cells.
 */
#include "document/scan.h"

#include <math.h>

#define CONTRAST 0.14 /* darker than its surroundings by this share is a mark */
#define LEAST 14      /* and by as many greys */
#define DARK 60       /* of 255, on average: fainter marks are no writing but grain */
#define MAX_BLOBS 60000
#define FRAME 0.06  /* of the picture, at least, a frame takes up */
#define CELL 0.0008 /* of its frame, at least, a cell takes up */

/* Sums of all pixels above and to the left, one row and column more than the picture. */
static guint32 *sum_up(const struct picture *picture)
{
    gsize stride = (gsize)picture->width + 1;
    guint32 *sums = g_new0(guint32, stride * ((gsize)picture->height + 1));
    for (int y = 0; y < picture->height; y++) {
        guint32 row = 0;
        const guint8 *from = picture->grey + (gsize)y * (gsize)picture->width;
        guint32 *above = sums + (gsize)y * stride, *here = above + stride;
        for (int x = 0; x < picture->width; x++) {
            row += from[x];
            here[x + 1] = above[x + 1] + row; /* may wrap around; differences do not mind */
        }
    }
    return sums;
}

struct picture *plane_ink(const struct picture *picture)
{
    int width = picture->width, height = picture->height, reach = MAX(6, MAX(width, height) / 60);
    g_autofree guint32 *sums = sum_up(picture);
    gsize stride = (gsize)width + 1;
    struct picture *ink = picture_create(width, height);
    for (int y = 0; y < height; y++) {
        int top = MAX(y - reach, 0), bottom = MIN(y + reach + 1, height);
        const guint32 *above = sums + (gsize)top * stride, *below = sums + (gsize)bottom * stride;
        for (int x = 0; x < width; x++) {
            int left = MAX(x - reach, 0), right = MIN(x + reach + 1, width);
            guint32 sum = below[right] - below[left] - above[right] + above[left];
            double mean = (double)sum / ((right - left) * (bottom - top));
            gsize at = (gsize)y * (gsize)width + (gsize)x;
            guint8 grey = picture->grey[at];
            bool dark = grey < mean - MAX(LEAST, CONTRAST * mean);
            ink->grey[at] = dark ? (guint8)MAX(255 * (1 - grey / mean), 1) : 0;
        }
    }
    return ink;
}

/* Blobs ----------------------------------------------------------------------------------------------------------- */

static void widen(struct blob *blob, int x, int y, int dark)
{
    blob->left = MIN(blob->left, x);
    blob->right = MAX(blob->right, x);
    blob->top = MIN(blob->top, y);
    blob->bottom = MAX(blob->bottom, y);
    blob->area++;
    blob->dark += dark;
    struct point at = {x, y}, *corners = blob->corners;
    if (at.x + at.y < corners[0].x + corners[0].y)
        corners[0] = at;
    if (at.x - at.y > corners[1].x - corners[1].y)
        corners[1] = at;
    if (at.x + at.y > corners[2].x + corners[2].y)
        corners[2] = at;
    if (at.x - at.y < corners[3].x - corners[3].y)
        corners[3] = at;
}

/* A stroke that is a pixel thin may have gaps of one: neighbours are two pixels around. */
static void fill_blob(const struct picture *ink, guint32 *labels, guint32 label, int start, GArray *stack,
                      struct blob *blob)
{
    int width = ink->width, height = ink->height;
    labels[start] = label;
    g_array_set_size(stack, 0);
    g_array_append_val(stack, start);
    while (stack->len > 0) {
        int at = g_array_index(stack, int, stack->len - 1), x = at % width, y = at / width;
        g_array_set_size(stack, stack->len - 1);
        widen(blob, x, y, ink->grey[at]);
        for (int v = MAX(y - 1, 0); v <= MIN(y + 1, height - 1); v++)
            for (int u = MAX(x - 1, 0); u <= MIN(x + 1, width - 1); u++) {
                int next = v * width + u;
                if (!ink->grey[next] || labels[next])
                    continue;
                labels[next] = label;
                g_array_append_val(stack, next);
            }
    }
}

GArray *plane_blobs(const struct picture *ink, guint32 **labels)
{
    GArray *blobs = g_array_new(FALSE, FALSE, sizeof(struct blob));
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(int));
    int count = ink->width * ink->height;
    *labels = g_new0(guint32, (gsize)count);
    for (int at = 0; at < count && blobs->len < MAX_BLOBS; at++) {
        if (!ink->grey[at] || (*labels)[at])
            continue;
        struct point here = {at % ink->width, at / ink->width};
        struct blob blob = {(int)here.x, (int)here.y, (int)here.x, (int)here.y, 0, 0, {here, here, here, here}};
        fill_blob(ink, *labels, blobs->len + 1, at, stack, &blob);
        g_array_append_val(blobs, blob);
    }
    return blobs;
}

/* Frames ---------------------------------------------------------------------------------------------------------- */

static double area_of(const struct point *corners)
{
    double sum = 0;
    for (int i = 0; i < 4; i++) {
        const struct point *a = &corners[i], *b = &corners[(i + 1) % 4];
        sum += a->x * b->y - b->x * a->y;
    }
    return fabs(sum) / 2;
}

struct inside {
    int cells;
    double area;
};

/* Fills the area around `start` that the blob does not cover; true when it does not reach the blob's own bounds. */
static bool fill_area(const guint32 *labels, int width, guint32 label, const struct blob *blob, guint8 *seen, int start,
                      GArray *stack, int *area)
{
    int across = blob->right - blob->left + 1, down = blob->bottom - blob->top + 1;
    bool closed = true;
    seen[start] = 1;
    g_array_set_size(stack, 0);
    g_array_append_val(stack, start);
    for (*area = 0; stack->len > 0; ++*area) {
        int at = g_array_index(stack, int, stack->len - 1), x = at % across, y = at / across;
        g_array_set_size(stack, stack->len - 1);
        closed = closed && x > 0 && y > 0 && x < across - 1 && y < down - 1;
        const int next[4][2] = {{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}};
        for (int i = 0; i < 4; i++) {
            int u = next[i][0], v = next[i][1], to = v * across + u;
            if (u < 0 || v < 0 || u >= across || v >= down || seen[to] ||
                labels[(gsize)(blob->top + v) * (gsize)width + (gsize)(blob->left + u)] == label)
                continue;
            seen[to] = 1;
            g_array_append_val(stack, to);
        }
    }
    return closed;
}

static struct inside look_inside(const guint32 *labels, int width, guint32 label, const struct blob *blob)
{
    struct inside inside = {0};
    int across = blob->right - blob->left + 1, down = blob->bottom - blob->top + 1;
    g_autofree guint8 *seen = g_malloc0((gsize)across * (gsize)down);
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(int));
    double least = MAX(CELL * across * down, 12);
    for (int at = 0; at < across * down; at++) {
        int area;
        if (seen[at] ||
            labels[(gsize)(blob->top + at / across) * (gsize)width + (gsize)(blob->left + at % across)] == label)
            continue;
        if (!fill_area(labels, width, label, blob, seen, at, stack, &area) || area < least)
            continue;
        inside.cells++;
        inside.area += area;
    }
    return inside;
}

static bool within(const struct blob *blob, const struct blob *frame)
{
    return !frame || (blob->left > frame->left && blob->right < frame->right && blob->top > frame->top &&
                      blob->bottom < frame->bottom);
}

/* Blobs that may be characters, or pieces of them: neither specks nor lines, and small against the page. */
static int count_letters(const GArray *blobs, const struct blob *frame, int side)
{
    int count = 0;
    for (guint i = 0; i < blobs->len; i++) {
        const struct blob *blob = &g_array_index(blobs, struct blob, i);
        int width = blob->right - blob->left + 1, height = blob->bottom - blob->top + 1;
        int larger = MAX(width, height), smaller = MIN(width, height);
        count += larger >= 3 && larger <= side / 20 && larger <= 12 * smaller && blob->area >= 4 &&
                 blob->dark > DARK * blob->area && within(blob, frame);
    }
    return count;
}

/* How uneven the picture is where nothing is written: the median difference of neighbours two pixels apart, against
 * their brightness. Paper has hardly any, whatever falls on it. */
static double grain(const struct picture *picture, const struct picture *ink)
{
    guint counts[256] = {0}, all = 0, sum = 0;
    for (int y = 0; y < picture->height; y += 2)
        for (int x = 2; x < picture->width; x += 2) {
            gsize at = (gsize)y * (gsize)picture->width + (gsize)x;
            int here = picture->grey[at], there = picture->grey[at - 2];
            if (ink->grey[at] || ink->grey[at - 2])
                continue;
            counts[MIN(ABS(here - there) * 1000 / MAX(here, 8) / 2, 255)]++;
            all++;
        }
    int median = 0;
    while (median < 255 && (sum += counts[median]) * 2 < all)
        median++;
    return median / 500.0;
}

struct plane_look plane_look(const struct picture *picture)
{
    struct plane_look look = {0};
    g_autoptr(Picture) ink = plane_ink(picture);
    guint32 *made;
    g_autoptr(GArray) blobs = plane_blobs(ink, &made);
    g_autofree guint32 *labels = made;
    double all = (double)picture->width * picture->height;
    const struct blob *frame = NULL;
    for (guint i = 0; i < blobs->len; i++) {
        const struct blob *blob = &g_array_index(blobs, struct blob, i);
        double area = area_of(blob->corners);
        if (area < FRAME * all)
            continue;
        struct inside inside = look_inside(labels, picture->width, i + 1, blob);
        if (inside.cells <= look.cells)
            continue;
        look.cells = inside.cells;
        look.share = inside.area / area;
        look.size = area / all;
        for (int k = 0; k < 4; k++)
            look.corners[k] = blob->corners[k];
        frame = blob;
    }
    look.grain = grain(picture, ink);
    look.letters = count_letters(blobs, frame, MAX(picture->width, picture->height));
    return look;
}
