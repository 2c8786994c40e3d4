/* What a member of the office wrote in answer to a digest, line by line: “0123 同意”, “NXZ-0123-07 退回 说明过长”,
 * “0112 改 手机=13800001234”. The words are data (rules/common/decisions.yaml). Pure; who may say so, and what comes of
 * it, is decided elsewhere.
 *
 * Cautious: a question, a condition, or a word that only begins like a known one is no order; it is handed out as a
 * line that was not understood.
 */
#ifndef HUIZHI_SUBMISSION_ORDERS_H
#define HUIZHI_SUBMISSION_ORDERS_H

#include <glib.h>
#include <stdbool.h>

#include "submission/ruling.h"

#define ORDERS_MOST 300        /* lines that are looked at; the rest is not read */
#define ORDERS_ITEMS 50        /* numbers in a line */
#define ORDERS_CHARACTERS 1000 /* of a line */

struct order_item {
    char prefix[9];   /* "NXZ"; "": not said */
    int number, work; /* work 0: the submission as a whole */
};

struct order {
    char *line; /* as it was written, one line */
    bool meant; /* it begins with a number */
    bool good;  /* it was understood; else `why` may say why not */
    const char *why;
    GArray *items; /* struct order_item */
    bool sets;     /* fields of the form: `text` holds LABEL=VALUE; else `action` */
    enum ruling_action action;
    char *text; /* the reason, the day, the person, the values; NULL: none */
};

struct orders; /* the compiled decisions.yaml */
typedef struct orders Orders;
struct orders *orders_load(const char *path, GError **error);
void orders_free(struct orders *orders);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Orders, orders_free)

/* Array of struct order, in their order; lines that say nothing (empty, greetings) are left out. */
GPtrArray *orders_read(const struct orders *orders, const char *text);

/* A further value of a line that sets some. */
struct order_value {
    char *label, *value;
};
/* “手机=13800001234，邮箱=a@b.example” taken apart; a comma within a value stays there. Empty: nothing of that shape.
 */
GPtrArray *orders_values(const char *text);

/* “6月10日”, “2020-06-10”, “6/10”, “10日” as "2020-06-10", of the year and month of `now`, in the next year when that
 * day is more than half a year past. NULL when it is none. Free with g_free. */
char *orders_day(const char *text, gint64 now, GTimeZone *zone);

#endif
