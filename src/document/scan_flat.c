/* A page laid flat. A photographed page is a rectangle seen from aside: the projection that makes the frame of its
 * table (or its own edge) a rectangle again makes the whole page flat. Without a frame the lines of text are levelled.
 * Then the light is taken out: each pixel is measured against the paper around it.
 */
#include <math.h>
#include <string.h>

#include "document/scan.h"

#define LOOK_SIDE 900
#define LEAST_SIDE 2200 /* smaller pages are enlarged to this */
#define MOST_SIDE 2900  /* larger ones are made smaller */
#define AROUND 0.6      /* of the frame's longer side is kept around it */
#define MAX_FLAT 3600   /* pixels of a side of the result */
#define TILE 32
#define PAPER 0.45   /* of the page's usual white: darker places are no paper */
#define STEEPEST 6.0 /* degrees that text is levelled by */

/* x' = (m0 x + m1 y + m2) / (m6 x + m7 y + 1), y' = (m3 x + m4 y + m5) / … */
struct projection {
    double m[8];
};

static struct point project(const struct projection *projection, double x, double y)
{
    const double *m = projection->m;
    double w = m[6] * x + m[7] * y + 1;
    return (struct point){(m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w};
}

/* Gauss with pivots; false when the four points lie on a line. */
static bool solve(double rows[8][9], double *out)
{
    for (int i = 0; i < 8; i++) {
        int best = i;
        for (int k = i + 1; k < 8; k++)
            if (fabs(rows[k][i]) > fabs(rows[best][i]))
                best = k;
        if (fabs(rows[best][i]) < 1e-9)
            return false;
        for (int k = 0; k < 9; k++) {
            double swap = rows[i][k];
            rows[i][k] = rows[best][k];
            rows[best][k] = swap;
        }
        for (int k = 0; k < 8; k++) {
            double share = rows[k][i] / rows[i][i];
            for (int c = i; c < 9 && k != i; c++)
                rows[k][c] -= share * rows[i][c];
        }
    }
    for (int i = 0; i < 8; i++)
        out[i] = rows[i][8] / rows[i][i];
    return true;
}

/* The projection that takes `from` to `to`, four points each. */
static bool find_projection(const struct point *from, const struct point *to, struct projection *projection)
{
    double rows[8][9];
    for (int i = 0; i < 4; i++) {
        double x = from[i].x, y = from[i].y, u = to[i].x, v = to[i].y;
        const double first[9] = {x, y, 1, 0, 0, 0, -x * u, -y * u, u},
                     second[9] = {0, 0, 0, x, y, 1, -x * v, -y * v, v};
        memcpy(rows[2 * i], first, sizeof first);
        memcpy(rows[2 * i + 1], second, sizeof second);
    }
    return solve(rows, projection->m);
}

/* The tilt of the lines of text -------------------------------------------------------------------------------- */

/* How unevenly ink falls on the lines of one angle: most when it is the text's. */
static double unevenness(const struct picture *ink, double angle, bool upright, guint32 *rows, gsize count)
{
    double slope = tan(angle * G_PI / 180), squares = 0;
    memset(rows, 0, count * sizeof *rows);
    for (int y = 0; y < ink->height; y++)
        for (int x = 0; x < ink->width; x++) {
            if (!ink->grey[(gsize)y * (gsize)ink->width + (gsize)x])
                continue;
            double at = upright ? x + slope * y : y - slope * x;
            rows[(gsize)CLAMP(at + (double)count / 4, 0, (double)count - 1)]++;
        }
    for (gsize i = 0; i < count; i++)
        squares += (double)rows[i] * rows[i];
    return squares;
}

static double find_tilt(const struct picture *ink)
{
    gsize count = 2 * (gsize)MAX(ink->width, ink->height);
    g_autofree guint32 *rows = g_new(guint32, count);
    double best = 0, most = 0;
    for (double angle = -STEEPEST; angle <= STEEPEST; angle += 0.25)
        for (int upright = 0; upright < 2; upright++) {
            double found = unevenness(ink, angle, upright, rows, count);
            if (found > most) {
                most = found;
                best = angle;
            }
        }
    return best;
}

/* Laying flat -------------------------------------------------------------------------------------------------- */

static double distance(const struct point *a, const struct point *b)
{
    return hypot(a->x - b->x, a->y - b->y);
}

/* The frame as a rectangle, and what to keep around it: where the corners of the picture come to lie, within reason. */
struct plan {
    struct projection back; /* from the flat page to the picture */
    int width, height;
};

static bool plan_page(const struct picture *picture, const struct point *corners, double scale, struct plan *plan)
{
    double across = scale * MAX(distance(&corners[0], &corners[1]), distance(&corners[3], &corners[2]));
    double down = scale * MAX(distance(&corners[0], &corners[3]), distance(&corners[1], &corners[2]));
    const struct point flat[4] = {{0, 0}, {across, 0}, {across, down}, {0, down}};
    struct projection there;
    if (across < 40 || down < 40 || !find_projection(corners, flat, &there))
        return false;
    double around = AROUND * MAX(across, down), left = 0, top = 0, right = across, bottom = down;
    const struct point ends[4] = {{0, 0}, {picture->width, 0}, {picture->width, picture->height}, {0, picture->height}};
    for (int i = 0; i < 4; i++) {
        struct point at = project(&there, ends[i].x, ends[i].y);
        if (!isfinite(at.x) || !isfinite(at.y))
            continue;
        left = MIN(left, MAX(at.x, -around));
        right = MAX(right, MIN(at.x, across + around));
        top = MIN(top, MAX(at.y, -around));
        bottom = MAX(bottom, MIN(at.y, down + around));
    }
    plan->width = (int)MIN(right - left, MAX_FLAT);
    plan->height = (int)MIN(bottom - top, MAX_FLAT);
    const struct point shifted[4] = {
        {-left, -top}, {across - left, -top}, {across - left, down - top}, {-left, down - top}};
    return find_projection(shifted, corners, &plan->back);
}

/* The grey between four pixels; white outside. */
static guint8 sample(const struct picture *picture, struct point at)
{
    if (!(at.x >= 0 && at.y >= 0 && at.x < picture->width - 1 && at.y < picture->height - 1))
        return 255;
    int x = (int)at.x, y = (int)at.y;
    double u = at.x - x, v = at.y - y;
    const guint8 *from = picture->grey + (gsize)y * (gsize)picture->width + x, *next = from + picture->width;
    return (guint8)((from[0] * (1 - u) + from[1] * u) * (1 - v) + (next[0] * (1 - u) + next[1] * u) * v + 0.5);
}

static struct picture *carry_out(const struct picture *picture, const struct plan *plan)
{
    struct picture *page = picture_create(plan->width, plan->height);
    for (int y = 0; y < page->height; y++)
        for (int x = 0; x < page->width; x++)
            page->grey[(gsize)y * (gsize)page->width + (gsize)x] = sample(picture, project(&plan->back, x, y));
    return page;
}

/* Light -------------------------------------------------------------------------------------------------------- */

struct tiles {
    int columns, rows;
    guint8 *white;
};

/* The light of one tile: what a tenth of its pixels exceeds. */
static guint8 light_of(const struct picture *page, int column, int row)
{
    guint counts[256] = {0}, all = 0, sum = 0;
    for (int y = row * TILE; y < MIN((row + 1) * TILE, page->height); y++)
        for (int x = column * TILE; x < MIN((column + 1) * TILE, page->width); x++, all++)
            counts[page->grey[(gsize)y * (gsize)page->width + (gsize)x]]++;
    int level = 255;
    while (level > 0 && (sum += counts[level]) * 10 < all)
        level--;
    return (guint8)level;
}

static struct tiles measure_light(const struct picture *page)
{
    struct tiles tiles = {(page->width + TILE - 1) / TILE, (page->height + TILE - 1) / TILE, NULL};
    tiles.white = g_malloc((gsize)tiles.columns * (gsize)tiles.rows);
    for (int row = 0; row < tiles.rows; row++)
        for (int column = 0; column < tiles.columns; column++)
            tiles.white[row * tiles.columns + column] = light_of(page, column, row);
    return tiles;
}

static int usual_white(const struct tiles *tiles)
{
    guint counts[256] = {0}, all = (guint)(tiles->columns * tiles->rows), sum = 0;
    for (guint i = 0; i < all; i++)
        counts[tiles->white[i]]++;
    int level = 0;
    while (level < 255 && (sum += counts[level]) * 2 < all)
        level++;
    return level;
}

/* Between the middles of four tiles. */
static double white_at(const struct tiles *tiles, int x, int y)
{
    double column = CLAMP((double)x / TILE - 0.5, 0, tiles->columns - 1),
           row = CLAMP((double)y / TILE - 0.5, 0, tiles->rows - 1);
    int left = (int)column, top = (int)row;
    int right = MIN(left + 1, tiles->columns - 1), bottom = MIN(top + 1, tiles->rows - 1);
    double u = column - left, v = row - top;
    const guint8 *upper = tiles->white + top * tiles->columns, *lower = tiles->white + bottom * tiles->columns;
    return (upper[left] * (1 - u) + upper[right] * u) * (1 - v) + (lower[left] * (1 - u) + lower[right] * u) * v;
}

static void take_light(struct picture *page)
{
    struct tiles tiles = measure_light(page);
    double least = PAPER * usual_white(&tiles);
    for (int y = 0; y < page->height; y++)
        for (int x = 0; x < page->width; x++) {
            guint8 *at = page->grey + (gsize)y * (gsize)page->width + x;
            double white = white_at(&tiles, x, y);
            *at = white < least || white < 1 ? 255 : (guint8)MIN(*at * 255 / white, 255);
        }
    g_free(tiles.white);
}

/* The corners of the frame, or of the picture turned by the tilt of its text. */
static void find_corners(const struct picture *picture, struct point *corners)
{
    g_autoptr(Picture) small = picture_shrink(picture, LOOK_SIDE);
    struct plane_look look = plane_look(small);
    double grown = (double)MAX(picture->width, picture->height) / MAX(small->width, small->height);
    bool table = look.cells >= 4 && look.share > 0.3, paper = look.cells > 0 && look.share > 0.85 && look.size > 0.25;
    if (!table && !paper) {
        g_autoptr(Picture) ink = plane_ink(small);
        double tilt = find_tilt(ink) * G_PI / 180, w = picture->width / 2.0, h = picture->height / 2.0;
        const double ends[4][2] = {{-w, -h}, {w, -h}, {w, h}, {-w, h}};
        for (int i = 0; i < 4; i++)
            corners[i] = (struct point){w + ends[i][0] * cos(tilt) - ends[i][1] * sin(tilt),
                                        h + ends[i][0] * sin(tilt) + ends[i][1] * cos(tilt)};
        return;
    }
    for (int i = 0; i < 4; i++)
        corners[i] = (struct point){(look.corners[i].x + 0.5) * grown, (look.corners[i].y + 0.5) * grown};
}

struct picture *scan_flatten(const struct picture *picture)
{
    struct point corners[4];
    find_corners(picture, corners);
    double longer = MAX(picture->width, picture->height);
    double scale = longer < LEAST_SIDE ? LEAST_SIDE / longer : longer > MOST_SIDE ? MOST_SIDE / longer : 1;
    struct plan plan;
    if (!plan_page(picture, corners, scale, &plan))
        return NULL;
    struct picture *page = carry_out(picture, &plan);
    take_light(page);
    return page;
}
