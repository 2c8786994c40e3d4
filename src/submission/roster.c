/* Files to the lines of a list: by file name, title, author and number, the surer first. A caption under the wrong
 * picture is worse than a question, so what fits two lines alike fits none, unless the files fill those lines exactly.
 */
#include <string.h>

#include "base/text.h"
#include "submission/inside.h"
#include "work/caption-list.h"

/* How much each trace tells; a title counts more the longer it is. */
enum { BY_FILE = 5000, BY_TITLE = 1000, BY_PART = 600, BY_AUTHOR = 300, BY_FOLDER = 110, BY_NUMBER = 100 };

/* What is compared of a line: folded once. */
struct line {
    char *title;
    GStrv authors, files;
    int number;
};

struct name {
    char *stem, *folders; /* folded */
    char *core;           /* the stem without numbers; "" when it is a word for any file */
    int number, folder;   /* told by the name, by the folder that holds it */
};

/* Letters, digits and Han only, those in brackets too: 《守望》（张三） → 守望张三. */
static char *plain(const char *text)
{
    g_autofree char *nfkc = text_nfkc(text ? text : "");
    GString *out = g_string_new(NULL);
    for (const char *p = nfkc; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c))
            g_string_append_unichar(out, g_unichar_tolower(c));
    }
    return g_string_free(out, FALSE);
}

static char *stem_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    bool ending = dot && dot > name && strlen(dot) <= 6;
    g_autofree char *stem = ending ? g_strndup(name, (gsize)(dot - name)) : g_strdup(name);
    return plain(stem);
}

static GStrv split_at(const char *text, const char *separators, bool stems)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    GString *part = g_string_new(NULL);
    for (const char *p = text ? text : "";; p = g_utf8_next_char(p)) {
        if (*p && !g_utf8_strchr(separators, -1, g_utf8_get_char(p))) {
            g_string_append_unichar(part, g_utf8_get_char(p));
            continue;
        }
        g_autofree char *own = stems ? stem_of(part->str) : plain(part->str);
        if (*own)
            g_strv_builder_add(builder, own);
        g_string_truncate(part, 0);
        if (!*p)
            break;
    }
    g_string_free(part, TRUE);
    return g_strv_builder_end(builder);
}

static void line_clear(gpointer data)
{
    struct line *line = data;
    g_free(line->title);
    g_strfreev(line->authors);
    g_strfreev(line->files);
}

static GArray *lines_of(const GPtrArray *rows)
{
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(struct line));
    g_array_set_clear_func(lines, line_clear);
    for (guint i = 0; i < rows->len; i++) {
        const struct roster_row *row = rows->pdata[i];
        struct line line = {.title = plain(row->title), .number = row->number};
        line.authors = split_at(row->author, "、，,;；/ \n\t", false);
        line.files = split_at(row->file, "、，,;；\n\t", true);
        g_array_append_val(lines, line);
    }
    return lines;
}

/* 03-守望, 照片3, 作品03, No.3; not 20200218, 3月8日, 3号楼. */
static int number_in(const char *text)
{
    static const char *const words[] = {"照片", "图片", "相片", "作品", "序号", "编号", "图", "第", "No", "no", "NO"};
    static const char units[] = "年月日楼层室区院科名位人天时岁床病栋组批期届次米里公万千百级点分秒半度";
    g_autofree char *nfkc = text_nfkc(text);
    const char *p = nfkc, *behind;
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_has_prefix(nfkc, words[i])) {
            p += strlen(words[i]);
            break;
        }
    while (*p && strchr("(. _-#", *p))
        p++;
    int number = listed_number(p, &behind);
    return number && !g_ascii_isdigit(*behind) && !g_utf8_strchr(units, -1, g_utf8_get_char(behind)) ? number : 0;
}

/* 张三-2, 守望(2): the last number of a name. */
static int number_behind(const char *stem)
{
    gsize length = strlen(stem), at = length;
    while (at > 0 && g_ascii_isdigit(stem[at - 1]))
        at--;
    return length - at >= 1 && length - at <= 2 ? (int)g_ascii_strtoll(stem + at, NULL, 10) : 0;
}

/* 逆行3 → 逆行 */
static char *core_of(const char *stem)
{
    static const char *const any[] = {"照片", "图片", "相片", "作品", "摄影", "原图", NULL};
    while (g_ascii_isdigit(*stem))
        stem++;
    gsize length = strlen(stem);
    while (length && g_ascii_isdigit(stem[length - 1]))
        length--;
    char *core = g_strndup(stem, length);
    if (g_strv_contains(any, core))
        *core = '\0';
    return core;
}

static void name_of(const struct work *work, struct name *name)
{
    const char *slash = strrchr(work->path, '/');
    g_autofree char *folders = slash ? g_strndup(work->path, (gsize)(slash - work->path)) : g_strdup("");
    const char *last = strrchr(folders, '/');
    name->stem = stem_of(work->name);
    name->folders = plain(folders);
    name->core = core_of(name->stem);
    name->number = number_in(work->name);
    name->folder = last && g_ascii_isdigit(last[1]) ? number_in(last + 1) : 0;
}

static int score(const struct line *line, const struct name *name)
{
    int points = 0;
    glong length = g_utf8_strlen(line->title, -1);
    for (char **file = line->files; *file; file++)
        if (!strcmp(*file, name->stem))
            points = BY_FILE;
    if (length >= 2 && strstr(name->stem, line->title))
        points += BY_TITLE + 10 * (int)MIN(length, 100);
    else if (length >= 2 && strstr(name->folders, line->title))
        points += BY_TITLE;
    else if (g_utf8_strlen(name->core, -1) >= 2 && text_is_han(g_utf8_get_char(name->core)) &&
             strstr(line->title, name->core))
        points += BY_PART;
    int author = 0;
    for (char **each = line->authors; *each; each++)
        if (g_utf8_strlen(*each, -1) >= 2)
            author = MAX(author, strstr(name->stem, *each)      ? BY_AUTHOR
                                 : strstr(name->folders, *each) ? BY_AUTHOR - 50
                                                                : 0);
    points += author;
    if (line->number && line->number == name->folder)
        points += BY_FOLDER;
    else if (line->number && line->number == name->number && !name->folder)
        points += BY_NUMBER;
    return points;
}

/* The best line for a name; -1 with `tied` filled (indexes) when several are equally good. */
static int best_line(const GArray *lines, const struct name *name, int *points, GArray *tied)
{
    *points = 0;
    g_array_set_size(tied, 0);
    for (guint i = 0; i < lines->len; i++) {
        int own = score(&g_array_index(lines, struct line, i), name), index = (int)i;
        if (own > *points) {
            *points = own;
            g_array_set_size(tied, 0);
        }
        if (own && own == *points)
            g_array_append_val(tied, index);
    }
    return tied->len == 1 ? g_array_index(tied, int, 0) : -1;
}

struct match {
    struct name name;
    GArray *tied;
    int line, points;
};

static void match_clear(gpointer data)
{
    struct match *match = data;
    g_free(match->name.stem);
    g_free(match->name.folders);
    g_free(match->name.core);
    g_array_unref(match->tied);
}

static bool same_ties(const GArray *a, const GArray *b)
{
    return a->len == b->len && !memcmp(a->data, b->data, a->len * sizeof(int));
}

/* 张三 has lines 4 to 6 and sent 张三-1 to 张三-3, or just three files: they go in turn. */
static void settle_ties(GArray *matches)
{
    for (guint i = 0; i < matches->len; i++) {
        struct match *match = &g_array_index(matches, struct match, i);
        if (match->line >= 0 || match->tied->len < 2)
            continue;
        guint files = 0, before = 0;
        for (guint k = 0; k < matches->len; k++) {
            const struct match *other = &g_array_index(matches, struct match, k);
            bool same = other->tied->len > 1 && same_ties(other->tied, match->tied);
            files += same;
            before += same && k < i;
        }
        guint own = (guint)number_behind(match->name.stem);
        if (own >= 1 && own <= match->tied->len)
            match->line = g_array_index(match->tied, int, own - 1);
        else if (files == match->tied->len)
            match->line = g_array_index(match->tied, int, before);
    }
}

/* A number alone is the weakest trace: not for a line that a better one has, and not for two files. */
static void drop_weak(GArray *matches)
{
    for (guint i = 0; i < matches->len; i++) {
        struct match *match = &g_array_index(matches, struct match, i);
        bool weak = match->line >= 0 && match->points < BY_FOLDER;
        for (guint k = 0; weak && k < matches->len; k++) {
            const struct match *other = &g_array_index(matches, struct match, k);
            if (k == i || other->line != match->line || (other->points < BY_FOLDER && k > i))
                continue;
            match->line = -1;
            break;
        }
    }
}

GArray *roster_match(const GPtrArray *rows, const GPtrArray *works)
{
    GArray *result = g_array_new(FALSE, TRUE, sizeof(int));
    g_autoptr(GArray) lines = lines_of(rows);
    g_autoptr(GArray) matches = g_array_new(FALSE, TRUE, sizeof(struct match));
    g_array_set_clear_func(matches, match_clear);
    bool any = false;
    for (guint i = 0; i < works->len; i++) {
        struct match match = {.tied = g_array_new(FALSE, FALSE, sizeof(int))};
        name_of(works->pdata[i], &match.name);
        match.line = best_line(lines, &match.name, &match.points, match.tied);
        g_array_append_val(matches, match);
    }
    settle_ties(matches);
    drop_weak(matches);
    for (guint i = 0; i < matches->len; i++)
        any = any || g_array_index(matches, struct match, i).line >= 0;
    /* Names that tell nothing: the order decides when both sides are whole. */
    bool in_turn = !any && works->len == rows->len;
    for (guint i = 0; i < matches->len; i++) {
        int line = in_turn ? (int)i : g_array_index(matches, struct match, i).line;
        g_array_append_val(result, line);
    }
    return result;
}

/* Folding --------------------------------------------------------------------------------------------------- */

static bool same_row(const struct roster_row *a, const struct roster_row *b)
{
    if (a->title || b->title)
        return !g_strcmp0(a->title, b->title) && !g_strcmp0(a->author, b->author);
    if (a->file || b->file)
        return !g_strcmp0(a->file, b->file);
    return !g_strcmp0(a->author, b->author) && !g_strcmp0(a->caption, b->caption);
}

static int find_row(const GPtrArray *rows, const struct roster_row *row)
{
    for (guint i = 0; i < rows->len; i++)
        if (same_row(rows->pdata[i], row))
            return (int)i;
    return -1;
}

void roster_fold(GPtrArray *state, const GPtrArray *next)
{
    guint known = 0;
    for (guint i = 0; i < state->len; i++)
        known += find_row(next, state->pdata[i]) >= 0;
    /* The same list again, corrected: it stands for the earlier one. */
    if (next->len && 2 * known >= state->len)
        g_ptr_array_set_size(state, 0);
    for (guint i = 0; i < next->len && state->len < ROSTER_MAX_ROWS; i++)
        if (find_row(state, next->pdata[i]) < 0)
            g_ptr_array_add(state, roster_row_copy(next->pdata[i]));
}

/* A list document comes first among the sources of captions; only another paper, or a later word, is as good. */
static bool keeps_caption(const struct work *work)
{
    static const char *const weaker[] = {"正文", "文件名", "作品简介", NULL};
    return work->caption && work->caption_from && !g_strv_contains(weaker, work->caption_from);
}

static void give(struct work *work, const struct roster_row *row)
{
    g_free(work->title);
    g_free(work->author);
    work->title = g_strdup(row->title);
    work->author = g_strdup(row->author);
    if (!row->caption || keeps_caption(work))
        return;
    g_free(work->caption);
    g_free(work->caption_from);
    work->caption = g_strdup(row->caption);
    work->caption_from = g_strdup(row->list);
}

void roster_apply(struct submission *state)
{
    g_autoptr(GPtrArray) works = g_ptr_array_new();
    for (guint i = 0; i < state->works->len; i++)
        g_ptr_array_add(works, ((struct numbered *)state->works->pdata[i])->work);
    g_autoptr(GArray) lines = roster_match(state->rows, works);
    for (guint i = 0; i < state->rows->len; i++)
        ((struct roster_row *)state->rows->pdata[i])->seq = 0;
    for (guint i = 0; i < works->len; i++) {
        int line = g_array_index(lines, int, i);
        if (line < 0)
            continue;
        struct roster_row *row = state->rows->pdata[line];
        struct numbered *numbered = state->works->pdata[i];
        numbered->listed = true;
        give(works->pdata[i], row);
        row->seq = row->seq ? row->seq : numbered->seq;
    }
}
