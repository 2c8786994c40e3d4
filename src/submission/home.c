/* Whose a work is, when one mail brings several forms. People tell it by a line of a list, by a name in the file's or
 * the folder's name, by one folder or archive a form, by a number before both names, by putting each form before its
 * works, or not at all. What is not told goes to the form that would else have none, and the answer says so.
 */
#include <string.h>

#include "submission/inside.h"
#include "work/caption-list.h"

/* How many of the form's names stand in a file's path or name: "孙建国-喂饭.jpg", or a folder an author in an archive.
 */
static int named_in(const struct contribution *contribution, const char *path)
{
    int hits = 0;
    for (guint i = 0; i < contribution->fields->len; i++) {
        const struct field *field = contribution->fields->pdata[i];
        bool name = g_str_has_suffix(field->name, "_name") || !strcmp(field->name, "title");
        hits += name && field->value && strlen(field->value) >= 6 && strstr(path, field->value) != NULL;
    }
    return hits;
}

struct contribution *home_named(const GPtrArray *takers, const char *path)
{
    struct contribution *best = NULL;
    int most = 0;
    bool tied = false;
    for (guint i = 0; i < takers->len; i++) {
        int hits = named_in(takers->pdata[i], path);
        tied = hits > most ? false : tied || (hits && hits == most);
        if (hits > most) {
            best = takers->pdata[i];
            most = hits;
        }
    }
    /* The unit that all of them name tells nothing. */
    return tied ? NULL : best;
}

/* Of several lists, the one whose line names a work has it. */
static void by_list(const GPtrArray *takers, const struct dossier *dossier, struct contribution **homes)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new(), owners = g_ptr_array_new();
    for (guint i = 0; i < takers->len; i++) {
        struct contribution *taker = takers->pdata[i];
        for (guint k = 0; k < taker->rows->len; k++) {
            g_ptr_array_add(rows, taker->rows->pdata[k]);
            g_ptr_array_add(owners, taker);
        }
    }
    g_autoptr(GArray) lines = roster_match(rows, dossier->works);
    for (guint i = 0; i < dossier->works->len; i++) {
        int line = g_array_index(lines, int, i);
        homes[i] = line >= 0 ? owners->pdata[line] : NULL;
    }
}

/* How many folders (and archives) two paths share. */
static int shared_folders(const char *a, const char *b)
{
    int shared = 0;
    for (; *a && *a == *b; a++, b++)
        shared += *a == '/';
    return shared;
}

/* The form that lies nearest in folders and archives; NULL when several do. */
static struct contribution *by_folder(const GPtrArray *takers, const GPtrArray *sources, const struct work *work)
{
    struct contribution *best = NULL;
    int most = 0;
    for (guint i = 0; i < takers->len; i++) {
        int shared = shared_folders(sources->pdata[i], work->path);
        if (shared >= most)
            best = shared > most ? takers->pdata[i] : NULL;
        most = MAX(most, shared);
    }
    return best;
}

/* 1-登记表.docx and 1-守望.jpg. */
static int leading_number(const char *name)
{
    const char *behind;
    int number = name && g_ascii_isdigit(*name) ? listed_number(name, &behind) : 0;
    return number && !g_ascii_isdigit(*behind) ? number : 0;
}

static struct contribution *by_number(const GPtrArray *takers, const struct work *work)
{
    struct contribution *found = NULL;
    int number = leading_number(work->name);
    for (guint i = 0; number && i < takers->len; i++) {
        struct contribution *taker = takers->pdata[i];
        int own = leading_number(taker->form_name);
        if (!own || (own == number && found))
            return NULL;
        found = own == number ? taker : found;
    }
    return found;
}

/* Each form stands before its works: the files' order; false when it does not say so. */
static bool by_order(const GPtrArray *takers, const GPtrArray *sources, const struct dossier *dossier,
                     struct contribution **homes)
{
    struct contribution *open = NULL;
    guint opened = 0, brought = 1;
    for (guint i = 0; i < dossier->files->len; i++) {
        const struct file *file = dossier->files->pdata[i];
        for (guint k = 0; k < sources->len; k++)
            if (!strcmp(sources->pdata[k], file->path)) {
                if (!brought || open == takers->pdata[k])
                    return false;
                open = takers->pdata[k];
                opened++;
                brought = 0;
            }
        for (guint k = 0; k < dossier->works->len; k++)
            if (!strcmp(((const struct work *)dossier->works->pdata[k])->path, file->path)) {
                if (!open)
                    return false;
                homes[k] = open;
                brought++;
            }
    }
    return opened == takers->len && brought;
}

static void say(struct contribution *taker, GString *names, guint count, const char *how)
{
    if (count)
        g_ptr_array_add(taker->notes, g_strdup_printf("%s%s没有写明属于哪份登记表，%s归入本件；如不对，请来信说明",
                                                      names->str, count > 3 ? "等文件" : "", how));
}

static void note_guesses(const GPtrArray *takers, const struct dossier *dossier, struct contribution *const *guesses,
                         const char *how)
{
    for (guint t = 0; t < takers->len; t++) {
        g_autoptr(GString) names = g_string_new(NULL);
        guint count = 0;
        for (guint i = 0; i < dossier->works->len; i++)
            if (guesses[i] == takers->pdata[t] && count++ < 3)
                g_string_append_printf(names, "“%s”", ((const struct work *)dossier->works->pdata[i])->name);
        say(takers->pdata[t], names, count, how);
    }
}

/* The only form that has nothing yet, else the first. */
static struct contribution *left_over(const GPtrArray *takers, struct contribution *const *homes, guint works)
{
    struct contribution *bare = NULL;
    for (guint t = 0; t < takers->len; t++) {
        bool has = false;
        for (guint i = 0; i < works; i++)
            has = has || homes[i] == takers->pdata[t];
        if (!has && bare)
            return takers->pdata[0];
        bare = has ? bare : takers->pdata[t];
    }
    return bare ? bare : takers->pdata[0];
}

static void guess(const GPtrArray *takers, const GPtrArray *sources, const struct dossier *dossier,
                  struct contribution **homes)
{
    guint count = dossier->works->len, untold = 0;
    g_autofree struct contribution **guesses = g_new0(struct contribution *, count + 1);
    for (guint i = 0; i < count; i++)
        untold += !homes[i];
    if (!untold)
        return;
    const char *how = "暂";
    bool all = untold == count;
    if (all && by_order(takers, sources, dossier, guesses)) {
        memcpy(homes, guesses, count * sizeof *homes);
        return;
    }
    bool in_turn = all && count == takers->len;
    struct contribution *rest = left_over(takers, homes, count);
    for (guint i = 0; i < count; i++)
        guesses[i] = homes[i] ? NULL : in_turn ? takers->pdata[i] : rest;
    note_guesses(takers, dossier, guesses, in_turn ? "按先后顺序" : how);
    for (guint i = 0; i < count; i++)
        homes[i] = homes[i] ? homes[i] : guesses[i];
}

struct contribution **home_find(const GPtrArray *takers, const GPtrArray *sources, const struct dossier *dossier)
{
    guint count = dossier->works->len;
    struct contribution **homes = g_new0(struct contribution *, count + 1);
    if (takers->len > 1)
        by_list(takers, dossier, homes);
    for (guint i = 0; i < count; i++) {
        const struct work *work = dossier->works->pdata[i];
        g_autofree char *where = g_strconcat(work->path, "/", work->name, NULL);
        if (takers->len == 1) {
            homes[i] = takers->pdata[0];
            continue;
        }
        homes[i] = homes[i] ? homes[i] : home_named(takers, where);
        homes[i] = homes[i] ? homes[i] : by_folder(takers, sources, work);
        homes[i] = homes[i] ? homes[i] : by_number(takers, work);
    }
    guess(takers, sources, dossier, homes);
    return homes;
}
