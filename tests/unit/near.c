/* Near pictures among 50,000: the bands' indexes are used, each is found within 7 bits, and quickly. */
#include <sqlite3.h>
#include <string.h>

#include "base/file.h"
#include "store/db.h"
#include "store/near.h"
#include "tap.h"
#include "work/fingerprint.h"

enum { WORKS = 50000, PROBES = 500, LEAST_APART = 20 };

/* Even numbers by a step of splitmix64: the same at each run. */
static guint64 chance(guint64 *state)
{
    guint64 z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static char *digits(guint64 fingerprint)
{
    return g_strdup_printf("%016" G_GINT64_MODIFIER "x", fingerprint);
}

/* Submission i + 1 holds the work with prints[i]; a hundredth has the same first band, as skies have. */
static bool fill(struct store *store, guint64 *prints)
{
    guint64 state = 1;
    bool good = store_begin(store, NULL);
    for (gint64 i = 0; good && i < WORKS; i++) {
        prints[i] = chance(&state);
        if (i % 100 == 0)
            prints[i] |= 0xffff000000000000;
        g_autofree char *number = g_strdup_printf("NXZ-%05d", (int)i + 1), *work = g_strdup_printf("%s-01", number);
        g_autofree char *print = digits(prints[i]);
        good =
            db_run(store, NULL,
                   "INSERT INTO submission(id,number,campaign,unreadable,received,revision,state,filed_at,updated_at)"
                   " VALUES(?,?,'c',0,0,1,'complete',0,0)",
                   "is", i + 1, number) &&
            db_run(store, NULL,
                   "INSERT INTO work(submission,seq,number,kind,name,path,type,sha256,bytes,width,height,seconds,"
                   "pages,surplus,fingerprint) VALUES(?,1,?,'photo','a','2','image/jpeg',?,1,1,1,-1,-1,-1,?)",
                   "isss", i + 1, work, work, print);
    }
    return good && store_commit(store, NULL);
}

/* The statement that near_submission left with the store. */
static const char *statement(struct store *store)
{
    GHashTableIter iter;
    gpointer text;
    g_hash_table_iter_init(&iter, store->statements);
    while (g_hash_table_iter_next(&iter, &text, NULL))
        if (strstr(text, "json_each"))
            return text;
    return NULL;
}

static void check_plan(struct store *store)
{
    g_autofree char *sql = g_strconcat("EXPLAIN QUERY PLAN ", statement(store), NULL);
    sqlite3_stmt *stmt = NULL;
    g_autoptr(GString) plan = g_string_new(NULL);
    sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);
    while (stmt && sqlite3_step(stmt) == SQLITE_ROW)
        g_string_append_printf(plan, "%s\n", (const char *)sqlite3_column_text(stmt, 3));
    sqlite3_finalize(stmt);
    for (int band = 1; band <= 4; band++) {
        g_autofree char *use = g_strdup_printf("SEARCH work USING INDEX work_band_%d", band);
        if (!tap_ok(strstr(plan->str, use), use))
            printf("# %s\n", plan->str);
    }
    tap_ok(!strstr(plan->str, "SCAN work"), "no scan of the works");
}

static guint64 with_bits(guint64 print, int bits, guint64 *state)
{
    for (guint64 changed = 0; bits > 0;) {
        guint64 bit = G_GUINT64_CONSTANT(1) << chance(state) % 64;
        if (changed & bit)
            continue;
        changed |= bit;
        print ^= bit;
        bits--;
    }
    return print;
}

/* Each probe is some picture with 0 … 7 bits changed; chance brings no two of 50,000 so near. */
static void check_probes(struct store *store, const guint64 *prints)
{
    guint64 state = 99;
    int found = 0;
    gint64 begin = g_get_monotonic_time();
    for (int i = 0; i < PROBES; i++) {
        guint64 at = chance(&state) % WORKS;
        g_autofree char *probe = digits(with_bits(prints[at], i % (FINGERPRINT_NEAR + 1), &state));
        g_autofree char *number = near_submission(store, probe, 0, NULL);
        g_autofree char *want = g_strdup_printf("NXZ-%05d", (int)at + 1);
        found += !g_strcmp0(number, want);
    }
    gint64 each = (g_get_monotonic_time() - begin) / PROBES;
    tap_ok(found == PROBES, "each is found, however 7 bits lie");
    if (!tap_ok(each < 10000, "in less than 10 ms"))
        printf("# %d µs\n", (int)each);
}

static void check_others(struct store *store, const guint64 *prints)
{
    guint64 state = 7;
    int wrong = 0;
    for (int i = 0; i < PROBES; i++) {
        g_autofree char *own = digits(prints[i]);
        g_autofree char *itself = near_submission(store, own, i + 1, NULL);
        g_autofree char *far = digits(with_bits(prints[i], LEAST_APART, &state));
        g_autofree char *other = near_submission(store, far, 0, NULL);
        wrong += itself != NULL || other != NULL;
    }
    tap_ok(wrong == 0, "a submission's own work is none, and what is far apart is none");
    tap_ok(!near_submission(store, "xyz", 0, NULL) && !near_submission(store, NULL, 0, NULL),
           "nor is what is no print");
}

int main(void)
{
    g_autofree char *folder = g_dir_make_tmp("huizhi-near.XXXXXX", NULL);
    g_autofree guint64 *prints = g_new0(guint64, WORKS);
    g_autoptr(GError) failure = NULL;
    struct store *store = store_open(folder, &failure);
    if (tap_ok(store && fill(store, prints), "50,000 works")) {
        check_probes(store, prints);
        check_plan(store);
        check_others(store, prints);
    }
    store_close(store);
    file_remove_tree(folder, NULL);
    return tap_done();
}
