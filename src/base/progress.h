/* How far long work is: a bar on stderr with the count, the rate and the time left. Only on a terminal, and only when
 * the work takes longer than half a second; cron and journals see nothing of it.
 */
#ifndef HUIZHI_BASE_PROGRESS_H
#define HUIZHI_BASE_PROGRESS_H

#include <glib.h>
#include <stdbool.h>

struct progress {
    const char *what;    /* "reading mails"; borrowed */
    guint64 done, total; /* 0 in all: not known, the count alone is shown */
    gint64 began, shown; /* microseconds, monotonic */
    bool watched, drawn;
};

/* Starts the clock. */
void progress_begin(struct progress *progress, const char *what, guint64 total);

/* So much is done in all; drawn at most five times a second. `total` may have grown. NULL: nobody watches. */
void progress_at(struct progress *progress, guint64 done, guint64 total);

/* Takes the bar away. What the verb then prints begins on a clean line. */
void progress_end(struct progress *progress);

/* The line that is drawn after so many microseconds, at most `columns` wide. Free with g_free. */
char *progress_line(const struct progress *progress, gint64 elapsed, gsize columns);

#endif
