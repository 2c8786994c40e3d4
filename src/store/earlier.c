/* A person answers their own mail, names the author in the subject, or just sends the next ten photographs: the
 * evidence is weighed, not chained, since each kind may be missing.
 */
#include "store/earlier.h"

#include <sqlite3.h>
#include <string.h>

#include "store/db.h"

enum { SAME_THREAD = 4, NAMED = 2, LACKS_WORKS = 1, MOST = 50, NAME_CHARACTERS = 2 };

struct earlier {
    gint64 id;
    char *number;
    int weight;
};

static void earlier_clear(gpointer data)
{
    g_free(((struct earlier *)data)->number);
}

static const char *identity_of(const struct contribution *contribution)
{
    for (guint i = 0; i < contribution->fields->len; i++) {
        const struct field *field = contribution->fields->pdata[i];
        if (g_str_has_suffix(field->name, "_name") && field->value)
            return field->value;
    }
    return NULL;
}

/* 计划书 sent after the form: nothing on it but papers. */
static bool only_papers(const struct campaign *campaign, const struct contribution *next)
{
    const struct form_rule *form = next->form ? campaign_form(campaign, next->form) : NULL;
    bool any = false;
    for (guint i = 0; form && i < next->fields->len; i++) {
        const struct field *field = next->fields->pdata[i];
        const struct field_rule *rule = form_field(form, field->name);
        if (field->value && rule && rule->type != FIELD_PAPER)
            return false;
        any = any || field->value;
    }
    return any;
}

/* Everything once more, mended: each name on the form is the same, and one of the files at least was there before. Two
 * pieces of one author have the names in common, but no file. */
static gint64 same_piece(struct store *store, const struct campaign *campaign, const struct contribution *next,
                         gint64 since, GError **error)
{
    for (guint i = 0; i < next->works->len; i++) {
        const struct work *work = ((const struct numbered *)next->works->pdata[i])->work;
        gint64 found =
            db_number(store, error,
                      "SELECT max(s.id) FROM submission s JOIN work w ON w.submission=s.id WHERE s.campaign=? AND"
                      " s.sender=? AND s.received BETWEEN ? AND ? AND s.form=? AND w.sha256=? AND s.state<>'rejected'"
                      " AND s.merged IS NULL",
                      "ssiiss", campaign->id, next->actor, since, next->received, next->form, work->sha256);
        bool same = found > 0;
        for (guint k = 0; same && k < next->fields->len; k++) {
            const struct field *field = next->fields->pdata[k];
            if (g_str_has_suffix(field->name, "_name"))
                same = db_number(store, error,
                                 "SELECT count(*) FROM field WHERE submission=?1 AND name=?2 AND value IS NOT NULL AND"
                                 " ?3 IS NOT NULL AND value<>?3",
                                 "iss", found, field->name, field->value) == 0;
        }
        if (same)
            return found;
    }
    return 0;
}

/* The same slip again: the same form from the same sender with the same name on it, and no works that could make it
 * another piece. */
static gint64 same_form(struct store *store, const struct campaign *campaign, const struct contribution *next,
                        gint64 since, GError **error)
{
    const char *name = identity_of(next);
    if (only_papers(campaign, next))
        return MAX(db_number(store, error,
                             "SELECT max(id) FROM submission WHERE campaign=? AND sender=? AND received BETWEEN ? AND ?"
                             " AND form=? AND state<>'rejected'",
                             "ssiis", campaign->id, next->actor, since, next->received, next->form),
                   0);
    if (!next->form || !name)
        return 0;
    if (next->works->len)
        return same_piece(store, campaign, next, since, error);
    gint64 found =
        db_number(store, error,
                  "SELECT max(s.id) FROM submission s JOIN field f ON f.submission=s.id WHERE s.campaign=? AND"
                  " s.sender=? AND s.received BETWEEN ? AND ? AND s.form=? AND f.value=? AND"
                  " f.name LIKE '%\\_name' ESCAPE '\\' AND s.state<>'rejected'",
                  "ssiiss", campaign->id, next->actor, since, next->received, next->form, name);
    return MAX(found, 0);
}

/* The list that the sender sent before, or a newer version of it: at least half of a few of its lines are known. */
static gint64 same_list(struct store *store, const struct campaign *campaign, const struct contribution *next,
                        gint64 since, GError **error)
{
    guint looked = 0, known = 0, step = MAX(next->rows->len / 10, 1);
    gint64 found = 0;
    for (guint i = 0; i < next->rows->len; i += step) {
        const struct roster_row *row = next->rows->pdata[i];
        if (!row->title)
            continue;
        gint64 id = db_number(store, error,
                              "SELECT max(s.id) FROM contribution_row r JOIN contribution c ON c.id=r.contribution"
                              " JOIN submission s ON s.id=c.submission WHERE r.title=? AND r.author IS ? AND"
                              " s.campaign=? AND s.sender=? AND s.received BETWEEN ? AND ? AND s.state<>'rejected'",
                              "ssssii", row->title, row->author, campaign->id, next->actor, since, next->received);
        looked++;
        known += id > 0;
        found = MAX(found, id);
    }
    return known && 2 * known >= looked ? found : 0;
}

static bool answers(struct store *store, gint64 submission, const struct message *message, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    if (message->in_reply_to)
        g_ptr_array_add(ids, message->in_reply_to);
    for (char **id = message->references; id && *id; id++)
        g_ptr_array_add(ids, *id);
    gint64 found = 0;
    for (guint i = 0; i < ids->len && found == 0; i++)
        found = db_number(store, error,
                          "SELECT count(*) FROM mail m JOIN contribution c ON c.mail=m.id WHERE m.message_id=? AND"
                          " c.submission=?",
                          "si", ids->pdata[i], submission);
    return found > 0;
}

static bool says(const struct dossier *dossier, const struct contribution *next, const char *name)
{
    if (g_utf8_strlen(name, -1) < NAME_CHARACTERS)
        return false;
    if (strstr(dossier->message->subject, name) || (dossier->message->fresh && strstr(dossier->message->fresh, name)))
        return true;
    for (guint i = 0; i < next->works->len; i++) {
        const struct work *work = ((const struct numbered *)next->works->pdata[i])->work;
        if (strstr(work->name, name) || strstr(work->path, name))
            return true;
    }
    return false;
}

static void take_name(gpointer into, sqlite3_stmt *stmt)
{
    g_ptr_array_add(into, db_column(stmt, 0));
}

static bool is_named(struct store *store, gint64 submission, const struct dossier *dossier,
                     const struct contribution *next, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store,
                                    "SELECT value FROM field WHERE submission=? AND value IS NOT NULL AND"
                                    " name LIKE '%\\_name' ESCAPE '\\'",
                                    error);
    if (stmt)
        db_bind(stmt, "i", submission);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    bool named = false;
    db_each(store, stmt, take_name, names, error);
    for (guint i = 0; i < names->len; i++)
        named = named || says(dossier, next, names->pdata[i]);
    return named;
}

static void take_earlier(gpointer into, sqlite3_stmt *stmt)
{
    GArray *all = into;
    struct earlier one = {.id = sqlite3_column_int64(stmt, 0),
                          .number = db_column(stmt, 1),
                          .weight = sqlite3_column_int(stmt, 2) == 0 ? LACKS_WORKS : 0};
    g_array_append_val(all, one);
}

/* Submissions of this sender that may still take this contribution, the latest first. */
static GArray *open_ones(struct store *store, const struct campaign *campaign, const struct contribution *next,
                         gint64 since, GError **error)
{
    const struct form_rule *works_form = campaign_works_form(campaign);
    sqlite3_stmt *stmt = db_prepare(
        store,
        "SELECT s.id,s.number,(SELECT count(*) FROM work w WHERE w.submission=s.id) FROM submission s WHERE "
        "s.campaign=?"
        " AND s.sender=? AND s.received BETWEEN ? AND ? AND s.state<>'rejected' AND (s.form IS NULL OR s.form=? OR"
        /* A form that only the web page has is still to come by mail. */
        " (s.id IN (SELECT submission FROM web_entry) AND NOT EXISTS (SELECT 1 FROM contribution c WHERE"
        " c.submission=s.id AND c.form IS NOT NULL AND NOT (c.mail IS NULL AND c.actor='" CONTRIBUTION_BY_WEB "'))))"
        " ORDER BY s.id DESC LIMIT ?",
        error);
    /* A form joins works without one; works join what takes works. */
    const char *form = next->form ? "" : works_form ? works_form->id : "";
    if (stmt)
        db_bind(stmt, "ssiisi", campaign->id, next->actor, since, next->received, form, (gint64)MOST);
    g_autoptr(GArray) all = g_array_new(FALSE, TRUE, sizeof(struct earlier));
    g_array_set_clear_func(all, earlier_clear);
    return db_each(store, stmt, take_earlier, all, error) ? g_steal_pointer(&all) : NULL;
}

/* Says which others it might have been. */
static void doubt(struct contribution *next, const GArray *all, const struct earlier *chosen)
{
    GString *others = g_string_new(NULL);
    for (guint i = 0; i < all->len; i++) {
        const struct earlier *one = &g_array_index(all, struct earlier, i);
        if (one != chosen && one->weight == chosen->weight)
            g_string_append_printf(others, "%s%s", others->len ? "、" : "", one->number);
    }
    if (others->len)
        g_ptr_array_add(next->notes, g_strdup_printf("来信没有写明属于哪一件，暂归入%s；也可能属于%s，请核对",
                                                     chosen->number, others->str));
    g_string_free(others, TRUE);
}

gint64 earlier_target(struct store *store, const struct campaign *campaign, const struct dossier *dossier,
                      struct contribution *next, gint64 window, GError **error)
{
    if (!next->actor)
        return 0;
    gint64 since = next->received - window;
    g_autoptr(GError) failure = NULL;
    gint64 same = same_list(store, campaign, next, since, &failure);
    if (!same && !failure)
        same = same_form(store, campaign, next, since, &failure);
    const struct form_rule *form = next->form ? campaign_form(campaign, next->form) : campaign_works_form(campaign);
    g_autoptr(GArray) all = NULL;
    if (!failure && !same && form && form->takes_works)
        all = open_ones(store, campaign, next, since, &failure);
    struct earlier *best = NULL;
    for (guint i = 0; !failure && all && i < all->len; i++) {
        struct earlier *one = &g_array_index(all, struct earlier, i);
        one->weight += answers(store, one->id, dossier->message, &failure) ? SAME_THREAD : 0;
        one->weight += !failure && is_named(store, one->id, dossier, next, &failure) ? NAMED : 0;
        if (!best || one->weight > best->weight)
            best = one;
    }
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return 0;
    }
    if (best && best->weight < NAMED)
        doubt(next, all, best);
    return best ? best->id : same;
}
