/* The vital signs: what `huizhi status` tells monitoring, what the run raises alerts about and the digest's line on the
 * machine. Gathered once, here, from the database and the disk; nothing is written and no server is asked.
 */
#ifndef HUIZHI_DIGEST_VITAL_H
#define HUIZHI_DIGEST_VITAL_H

#include <glib.h>
#include <stdbool.h>

#include "config/config.h"
#include "ruleset/ruleset.h"
#include "store/store.h"

/* Monitoring's exit codes (Nagios plug-ins' guidelines). */
enum level { LEVEL_OK, LEVEL_WARNING, LEVEL_CRITICAL, LEVEL_UNKNOWN };

struct vital {
    char *name; /* "poll:office@example.org", "disk", …: stable, and the subject of its alert */
    enum level level;
    char *text;   /* one line for people */
    char *advice; /* what to do; NULL: nothing */
    /* For graphs: "label=value unit;warning;critical"; warning and critical 0: none. */
    char *label; /* NULL: there is no number */
    gint64 value, warning, critical;
    const char *unit; /* "s", "B", "%" or "" */
};
void vital_free(struct vital *vital);

/* Array of struct vital. `ruleset` NULL: it could not be loaded, `why` says so. `deep`: the database is checked, too.
 */
GPtrArray *vital_gather(const struct config *config, const struct ruleset *ruleset, const char *why,
                        struct store *store, gint64 now, bool deep, GError **error);

/* The one of that name; NULL: there is none. */
const struct vital *vital_named(const GPtrArray *vitals, const char *name);

/* The worst level; unknown counts below critical. */
enum level vital_worst(const GPtrArray *vitals);

/* How full a mailbox is, as the last polls measured it (meta "capacity:ADDRESS"). False when it was not measured. */
struct fill {
    gint64 used, limit; /* bytes; limit 0: not known */
    gint64 at;          /* when it was measured */
    gint64 daily;       /* bytes a day: the greater of the last 7 and 14 days */
    gint64 days;        /* until it is full at that rate; -1: not foreseeable */
};
bool vital_fill(const struct config *config, const struct mailbox *mailbox, struct store *store, gint64 now,
                struct fill *fill);

/* Days until so many queued letters are through at the day's budget; 0: today. -1 with *error. */
gint64 vital_backlog(const struct config *config, struct store *store, gint64 queued, gint64 now, GError **error);

/* Days until the state's disk is down to intake.min_free at the growth of the last 14 days; -1: not foreseeable. */
gint64 vital_disk_days(const struct config *config, struct store *store, guint64 free_bytes, gint64 now);

#endif
