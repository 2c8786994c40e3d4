/* Near pictures without a scan: two fingerprints within 7 bits agree, up to one bit, in at least one of their four
 * bands of 16 bits. So each band is sought with its 17 neighbours, 68 look-ups in the bands' indexes, and the few that
 * come are compared in full.
 */
#include "store/near.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "store/db.h"
#include "work/fingerprint.h"

enum { BANDS = 4, BAND_BITS = 16, BAND_DIGITS = 4 };

/* A band and all that differ from it in one bit, as a JSON list: ["18d5","18d4",…]. */
static char *neighbours(const char *fingerprint, int band)
{
    g_autofree char *digits = g_strndup(fingerprint + band * BAND_DIGITS, BAND_DIGITS);
    unsigned long value = strtoul(digits, NULL, 16);
    GString *list = g_string_new(NULL);
    g_string_printf(list, "[\"%04lx\"", value);
    for (int bit = 0; bit < BAND_BITS; bit++)
        g_string_append_printf(list, ",\"%04lx\"", value ^ 1UL << bit);
    g_string_append_c(list, ']');
    return g_string_free(list, FALSE);
}

#define BAND(from, list)                                                                                               \
    "SELECT submission,fingerprint FROM work WHERE fingerprint IS NOT NULL AND substr(fingerprint," from ",4) IN"      \
    " (SELECT value FROM json_each(" list ")) AND submission<>?1"

static sqlite3_stmt *candidates(struct store *store, const char *fingerprint, gint64 except, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(
        store,
        BAND("1", "?2") " UNION " BAND("5", "?3") " UNION " BAND("9", "?4") " UNION " BAND("13", "?5") " ORDER BY 1",
        error);
    if (!stmt)
        return NULL;
    g_autofree char *first = neighbours(fingerprint, 0), *second = neighbours(fingerprint, 1);
    g_autofree char *third = neighbours(fingerprint, 2), *fourth = neighbours(fingerprint, 3);
    db_bind(stmt, "issss", except, first, second, third, fourth);
    return stmt;
}

char *near_submission(struct store *store, const char *fingerprint, gint64 except, GError **error)
{
    if (fingerprint_distance(fingerprint, fingerprint) != 0)
        return NULL;
    sqlite3_stmt *stmt = candidates(store, fingerprint, except, error);
    g_autoptr(GError) failure = NULL;
    gint64 found = 0;
    int least = FINGERPRINT_NEAR + 1;
    while (stmt && db_row(store, stmt, &failure)) {
        int distance = fingerprint_distance(fingerprint, (const char *)sqlite3_column_text(stmt, 1));
        if (distance < least) {
            least = distance;
            found = sqlite3_column_int64(stmt, 0);
        }
    }
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    else if (found)
        return db_text(store, error, "SELECT number FROM submission WHERE id=?", "i", found);
    return NULL;
}
