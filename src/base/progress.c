/* The bar. Nothing depends on it: it is told how far the work is and decides itself whether anybody wants to know. */
#include "base/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/screen.h"
#include "base/text.h"
#include "base/words.h"

#define PATIENCE (G_USEC_PER_SEC / 2)
#define INTERVAL (G_USEC_PER_SEC / 5)
#define BAR 20

void progress_begin(struct progress *progress, const char *what, guint64 total)
{
    const char *kind = g_getenv("TERM");
    *progress = (struct progress){.what = what, .total = total, .began = g_get_monotonic_time()};
    progress->watched = isatty(STDERR_FILENO) && kind && strcmp(kind, "dumb") != 0;
}

/* "0:42", "1:03:20". */
static void add_time(GString *line, gint64 seconds)
{
    if (seconds >= 3600)
        g_string_append_printf(line, "%d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
                               (int)(seconds % 60));
    else
        g_string_append_printf(line, "%d:%02d", (int)(seconds / 60), (int)(seconds % 60));
}

static void add_rate(GString *line, guint64 done, gint64 elapsed)
{
    double rate = elapsed > 0 ? (double)done * G_USEC_PER_SEC / (double)elapsed : 0;
    if (rate > 0)
        g_string_append_printf(line, rate < 10 ? _("  %.1f/s") : _("  %.0f/s"), rate);
}

char *progress_line(const struct progress *progress, gint64 elapsed, gsize columns)
{
    guint64 total = progress->total, done = total ? MIN(progress->done, total) : progress->done;
    g_autoptr(GString) line = g_string_new(progress->what);
    if (total) {
        g_string_append(line, " [");
        for (guint i = 0; i < BAR; i++)
            g_string_append_c(line, (double)done / (double)total * BAR > i ? '#' : '-');
        g_string_append_printf(line, "] %" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT, done, total);
    } else {
        g_string_append_printf(line, " %" G_GUINT64_FORMAT, done);
    }
    add_rate(line, done, elapsed);
    if (done && done < total) {
        g_string_append(line, _("  time left "));
        add_time(line, (gint64)((double)elapsed / (double)done * (double)(total - done) / G_USEC_PER_SEC + 0.5));
    }
    return screen_fit(line->str, columns);
}

void progress_at(struct progress *progress, guint64 done, guint64 total)
{
    if (!progress)
        return;
    progress->done = done;
    progress->total = total;
    gint64 now = progress->watched ? g_get_monotonic_time() : 0;
    if (!progress->watched || now - progress->began < PATIENCE || now - progress->shown < INTERVAL)
        return;
    progress->shown = now;
    progress->drawn = true;
    /* One column is left free: some terminals wrap when the last one is written. */
    g_autofree char *line = progress_line(progress, now - progress->began, screen_columns(stderr) - 1);
    fprintf(stderr, "\r%s\033[K", line);
    fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->drawn)
        fputs("\r\033[K", stderr);
    progress->drawn = false;
}
