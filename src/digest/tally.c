/* How many came, by form, category, region and unit, and day by day. The regions are found here, because the words
 * for them are data of the ruleset that no database knows.
 */
#include <string.h>

#include "digest/inside.h"
#include "ruleset/regions.h"
#include "store/selection.h"

enum { MOST_UNITS = 10, MOST_DAYS = 62, MOST_SCORE = 32 };

static const char unknown_region[] = "地区不详";

static void tally_free(gpointer data)
{
    struct breakdown *tally = data;
    g_ptr_array_unref(tally->rows);
    g_free(tally);
}

static void row_free(gpointer data)
{
    struct breakdown_row *row = data;
    g_free(row->name);
    g_free(row);
}

GPtrArray *tallies_create(void)
{
    return g_ptr_array_new_with_free_func(tally_free);
}

static struct breakdown *tally_add(struct digest *digest, const char *title)
{
    struct breakdown *tally = g_new0(struct breakdown, 1);
    tally->title = title;
    tally->rows = g_ptr_array_new_with_free_func(row_free);
    g_ptr_array_add(digest->tallies, tally);
    return tally;
}

static struct breakdown_row *row_of(struct breakdown *tally, const char *name)
{
    for (guint i = 0; i < tally->rows->len; i++) {
        struct breakdown_row *row = tally->rows->pdata[i];
        if (!strcmp(row->name, name))
            return row;
    }
    struct breakdown_row *row = g_new0(struct breakdown_row, 1);
    row->name = g_strdup(name);
    g_ptr_array_add(tally->rows, row);
    return row;
}

static void count(struct breakdown *tally, const char *name, gint64 fresh, gint64 all)
{
    struct breakdown_row *row = row_of(tally, name);
    row->fresh += fresh;
    row->all += all;
}

static int by_all(gconstpointer a, gconstpointer b)
{
    const struct breakdown_row *left = *(const struct breakdown_row *const *)a,
                               *right = *(const struct breakdown_row *const *)b;
    if (left->all != right->all)
        return left->all < right->all ? 1 : -1;
    return strcmp(left->name, right->name);
}

/* The last two columns of the statements are the numbers. */
static bool simple(const struct sources *sources, const char *title, enum digest_query query, guint limit,
                   GError **error)
{
    const struct digest *digest = sources->digest;
    g_autoptr(Rows) rows = query_digest(sources->store, query, digest->since, digest->until, limit, error);
    struct breakdown *tally = tally_add(sources->digest, title);
    for (guint i = 0; rows && i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        guint numbers = query == DIGEST_BY_UNIT ? 1 : query == DIGEST_BY_FORM ? 2 : 3;
        g_autofree char *unit = query == DIGEST_BY_UNIT ? show_line(row[0], 40) : NULL;
        const char *name = query == DIGEST_BY_UNIT   ? unit
                           : query == DIGEST_BY_FORM ? show_form(sources->ruleset, row[0], row[1])
                                                     : show_category(sources->ruleset, row[0], row[1], row[2]);
        if (name)
            count(tally, name, show_number(row[numbers]), show_number(row[numbers + 1]));
    }
    g_ptr_array_sort(tally->rows, by_all);
    return rows != NULL;
}

/* The submission that the cursor is at; the best clue so far counts. */
struct origin {
    gint64 id, filed;
    guint score;
    const char *region;
};

static void origin_end(const struct sources *sources, struct breakdown *tally, const struct origin *origin)
{
    if (origin->id)
        count(tally, origin->region ? origin->region : unknown_region,
              origin->filed > sources->digest->since && origin->filed <= sources->digest->until, 1);
}

static char *clue_fields(const struct regions *regions)
{
    g_autoptr(GString) json = g_string_new("[");
    for (int clue = 0; clue < REGION_CLUES; clue++)
        for (char **name = regions->fields[clue]; name && *name; name++)
            g_string_append_printf(json, "%s\"%.*s\"", json->len > 1 ? "," : "",
                                   (int)strspn(*name, "abcdefghijklmnopqrstuvwxyz_0123456789"), *name);
    g_string_append_c(json, ']');
    return g_string_free(g_steal_pointer(&json), FALSE);
}

static bool places(const struct sources *sources, const struct regions *regions, struct breakdown *tally,
                   GError **error)
{
    g_autoptr(Cursor) all = cursor_open(sources->store, CURSOR_PLACES, NULL, error);
    g_autofree char *fields = clue_fields(regions);
    g_autoptr(GError) failure = NULL;
    struct origin at = {.score = G_MAXUINT};
    if (!all)
        return false;
    cursor_named(all, fields);
    while (cursor_next(all, &failure)) {
        gint64 id = cursor_number(all, 0);
        if (id != at.id) {
            origin_end(sources, tally, &at);
            at = (struct origin){.id = id, .filed = cursor_number(all, 1), .score = G_MAXUINT};
        }
        guint rank = 0;
        const char *field = cursor_text(all, 2);
        enum region_clue clue = field ? regions_clue(regions, field, &rank) : REGION_CLUES;
        guint score = (guint)clue * MOST_SCORE + rank;
        const char *region =
            clue < REGION_CLUES && score < at.score ? regions_find(regions, clue, cursor_text(all, 3)) : NULL;
        if (region) {
            at.region = region;
            at.score = score;
        }
    }
    origin_end(sources, tally, &at);
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

static bool by_region(const struct sources *sources, GError **error)
{
    g_autofree char *path = ruleset_common(sources->ruleset, "regions.yaml");
    struct regions *regions = regions_load(path, error);
    if (!regions)
        return false;
    struct breakdown *tally = tally_add(sources->digest, tally_regions);
    bool good = regions->all->len == 0 || places(sources, regions, tally, error);
    g_ptr_array_sort(tally->rows, by_all);
    regions_free(regions);
    return good;
}

static gint64 day_of(gint64 instant, GTimeZone *zone)
{
    int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, instant);
    gint64 local = instant + g_time_zone_get_offset(zone, interval);
    return local >= 0 ? local / DAY_SECONDS : -1;
}

/* The last two months, with the days on which nothing came. */
static bool by_day(const struct sources *sources, GError **error)
{
    struct digest *digest = sources->digest;
    gint64 last = day_of(digest->until, digest->zone), first = last;
    struct selection selection = {.since = digest->until - (MOST_DAYS - 1) * DAY_SECONDS, .until = digest->until};
    g_autoptr(Cursor) all = cursor_open(sources->store, CURSOR_RECEIVED, &selection, error);
    g_autoptr(GError) failure = NULL;
    gint64 counts[MOST_DAYS + 1] = {0};
    while (all && cursor_next(all, &failure)) {
        gint64 day = day_of(cursor_number(all, 0), digest->zone);
        if (day < 0 || last - day > MOST_DAYS || day > last)
            continue;
        first = MIN(first, day);
        counts[last - day]++;
    }
    if (!all)
        return false;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    struct breakdown *tally = tally_add(digest, tally_days);
    for (gint64 day = first; day <= last; day++) {
        g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(day * DAY_SECONDS);
        g_autofree char *name =
            g_strdup_printf("%d月%d日", g_date_time_get_month(date), g_date_time_get_day_of_month(date));
        count(tally, name, 0, counts[last - day]);
    }
    return true;
}

static bool flow(const struct sources *sources, GError **error)
{
    struct digest *digest = sources->digest;
    g_autoptr(Rows) rows = query_digest(sources->store, DIGEST_FLOW, digest->since, digest->until, 0, error);
    if (!rows)
        return false;
    char **row = rows->cells->pdata[0];
    digest->fresh = show_number(row[0]);
    digest->corrected = show_number(row[1]);
    digest->completed = show_number(row[2]);
    return true;
}

const struct breakdown *tally_find(const struct digest *digest, const char *title)
{
    for (guint i = 0; i < digest->tallies->len; i++) {
        const struct breakdown *tally = digest->tallies->pdata[i];
        if (tally->title == title)
            return tally;
    }
    return NULL;
}

const char tally_forms[] = "表格", tally_categories[] = "作品类别", tally_regions[] = "地区",
           tally_units[] = "单位或作者", tally_days[] = "每日来件";

bool tally_gather(const struct sources *sources, GError **error)
{
    return flow(sources, error) && simple(sources, tally_forms, DIGEST_BY_FORM, 0, error) &&
           simple(sources, tally_categories, DIGEST_BY_CATEGORY, 0, error) && by_region(sources, error) &&
           simple(sources, tally_units, DIGEST_BY_UNIT, MOST_UNITS, error) && by_day(sources, error);
}
