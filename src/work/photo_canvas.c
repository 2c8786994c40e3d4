/* Small pictures in memory: scaled by area averages, turned upright.
 */
#include <string.h>

#include "work/photo_decode.h"

void canvas_clear(struct canvas *canvas)
{
    g_clear_pointer(&canvas->rgb, g_free);
    canvas->width = canvas->height = 0;
}

/* How much of each source line every target line takes, in 1/256: lines from[i] … with weights. */
static void average(const guint8 *from, gsize stride, int count, guint8 *to, gsize step, int wanted)
{
    for (int i = 0; i < wanted; i++) {
        gint64 begin = (gint64)i * count * 256 / wanted, end = (gint64)(i + 1) * count * 256 / wanted;
        gint64 sum[3] = {0}, all = 0;
        for (gint64 line = begin / 256; line * 256 < end && line < count; line++) {
            gint64 weight = MIN(end, (line + 1) * 256) - MAX(begin, line * 256);
            const guint8 *pixel = from + (gsize)line * stride;
            for (int c = 0; c < 3; c++)
                sum[c] += weight * pixel[c];
            all += weight;
        }
        for (int c = 0; c < 3; c++)
            to[(gsize)i * step + (gsize)c] = (guint8)(all ? (sum[c] + all / 2) / all : 0);
    }
}

struct canvas canvas_scaled(const struct canvas *canvas, int width, int height)
{
    gsize line = (gsize)canvas->width * 3, narrow = (gsize)width * 3;
    g_autofree guint8 *between = g_malloc0(narrow * (gsize)canvas->height);
    struct canvas made = {.width = width, .height = height, .rgb = g_malloc0(narrow * (gsize)height)};
    for (int y = 0; y < canvas->height; y++)
        average(canvas->rgb + (gsize)y * line, 3, canvas->width, between + (gsize)y * narrow, 3, width);
    for (int x = 0; x < width; x++)
        average(between + 3 * (gsize)x, narrow, canvas->height, made.rgb + 3 * (gsize)x, narrow, height);
    return made;
}

/* EXIF 2.32, 4.6.4 (Orientation): which corner of the upright picture the stored first row and column lie at. */
struct canvas canvas_upright(const struct canvas *canvas, gint64 orientation)
{
    static const struct {
        bool swap, right, down; /* x and y exchanged; then counted from the right, from below */
    } turns[] = {{false, false, false}, {false, false, false}, {false, true, false},
                 {false, true, true},   {false, false, true},  {true, false, false},
                 {true, false, true},   {true, true, true},    {true, true, false}};
    gint64 turn = orientation >= 1 && orientation <= 8 ? orientation : 1;
    bool swap = turns[turn].swap;
    struct canvas made = {.width = swap ? canvas->height : canvas->width,
                          .height = swap ? canvas->width : canvas->height};
    made.rgb = g_malloc0((gsize)made.width * (gsize)made.height * 3);
    for (int y = 0; y < made.height; y++)
        for (int x = 0; x < made.width; x++) {
            int column = swap ? y : x, row = swap ? x : y;
            column = turns[turn].right ? canvas->width - 1 - column : column;
            row = turns[turn].down ? canvas->height - 1 - row : row;
            memcpy(made.rgb + 3 * ((gsize)y * (gsize)made.width + (gsize)x),
                   canvas->rgb + 3 * ((gsize)row * (gsize)canvas->width + (gsize)column), 3);
        }
    return made;
}
