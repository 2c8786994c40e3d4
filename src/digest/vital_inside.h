/* What vital.c and vital_room.c share. */
#ifndef HUIZHI_DIGEST_VITAL_INSIDE_H
#define HUIZHI_DIGEST_VITAL_INSIDE_H

#include "digest/vital.h"
#include "store/health.h"

struct examination {
    const struct config *config;
    const struct ruleset *ruleset;
    const char *why;
    struct store *store;
    gint64 now;
    GTimeZone *zone;
    struct health health;
    GPtrArray *vitals;
};

/* Adds one; the caller gives it numbers. */
struct vital *vital_add(struct examination *exam, const char *name, const char *of, enum level level,
                        const char *format, ...) G_GNUC_PRINTF(5, 6);
void vital_number(struct vital *vital, const char *label, gint64 value, const char *unit, gint64 warning,
                  gint64 critical);
/* A number of meta; 0: it is not set. */
gint64 vital_meta(struct store *store, const char *key, const char *of);
/* "5分钟", "3小时", "12天" */
char *vital_age(gint64 seconds);

/* vital_room.c: disk, mailboxes, codes, backup, database, rules. */
void vital_disk(struct examination *exam);
void vital_capacity(struct examination *exam, const struct mailbox *mailbox);
void vital_code(struct examination *exam, const struct mailbox *mailbox);
void vital_backup(struct examination *exam);
void vital_database(struct examination *exam);
void vital_rules(struct examination *exam);

#endif
