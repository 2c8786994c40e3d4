/* Measuring: one function a kind of file behind one table.
 */
#include "work/measure.h"

#include <string.h>

#include "work/photo.h"
#include "work/photo_decode.h"
#include "work/preflight.h"

static bool holds(const guint8 *bytes, gsize length, gsize from, const char *word)
{
    return from < length && memmem(bytes + from, length - from, word, strlen(word)) != NULL;
}

/* The frame of the file first (a header near the beginning, the end-of-file mark near the end), then its content. */
static void measure_pdf(struct work *work, GBytes *content, G_GNUC_UNUSED const struct photo_rules *rules,
                        G_GNUC_UNUSED struct measured *measured)
{
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(content, &length);
    bool header = holds(bytes, MIN(length, 1024), 0, "%PDF-");
    bool end = holds(bytes, length, length > 2048 ? length - 2048 : 0, "%%EOF");
    work->damaged = !header || !end;
    work->encrypted = !work->damaged && holds(bytes, length, length > 4096 ? length - 4096 : 0, "/Encrypt");
    if (!work->damaged)
        preflight_measure(work, content);
}

/* The first line that fits decides; a type ending in '/' stands for all that begin so. */
static const struct {
    const char *type;
    void (*measure)(struct work *, GBytes *, const struct photo_rules *, struct measured *);
} measures[] = {
    {"application/pdf", measure_pdf},
    {"image/", photo_measure},
};

void work_measure(struct work *work, GBytes *bytes, const struct photo_rules *rules, struct measured *measured)
{
    *measured = (struct measured){0};
    for (gsize i = 0; work->type && i < G_N_ELEMENTS(measures); i++)
        if (g_str_has_prefix(work->type, measures[i].type)) {
            measures[i].measure(work, bytes, rules, measured);
            return;
        }
}

void work_measure_start(void)
{
    photo_start();
}

void measured_clear(struct measured *measured)
{
    g_clear_pointer(&measured->thumbnail, g_bytes_unref);
    g_clear_pointer(&measured->note, g_free);
}
