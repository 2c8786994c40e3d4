/* Works, their kinds, and their facts as one list: a fact that is added here is a column everywhere.
 */
#include "work/work.h"

#include <string.h>

static const char *const kind_names[] = {
    [WORK_PHOTO] = "photo", [WORK_DOCUMENT] = "document", [WORK_VIDEO] = "video",
    [WORK_AUDIO] = "audio", [WORK_TEXT] = "text",         [WORK_OTHER] = "other",
};

/* The first line that fits decides; a type ending in '/' or '.' stands for all that begin so. */
static const struct {
    const char *type;
    enum work_kind kind;
} kinds[] = {
    {"image/svg", WORK_DOCUMENT},
    {"image/vnd.adobe.photoshop", WORK_DOCUMENT},
    {"image/vnd.djvu", WORK_DOCUMENT},
    {"image/x-icon", WORK_OTHER},
    {"image/vnd.microsoft.icon", WORK_OTHER},
    {"image/", WORK_PHOTO},
    {"video/", WORK_VIDEO},
    {"audio/", WORK_AUDIO},
    {"application/vnd.rn-realmedia", WORK_VIDEO},
    {"application/ogg", WORK_AUDIO},
    {"application/pdf", WORK_DOCUMENT},
    {"application/ofd", WORK_DOCUMENT},
    {"application/msword", WORK_DOCUMENT},
    {"application/rtf", WORK_DOCUMENT},
    {"text/rtf", WORK_DOCUMENT},
    {"text/html", WORK_DOCUMENT},
    {"application/postscript", WORK_DOCUMENT},
    {"application/epub+zip", WORK_DOCUMENT},
    {"application/vnd.ms-tnef", WORK_OTHER},
    {"application/vnd.ms-outlook", WORK_OTHER},
    {"application/vnd.ms-cab", WORK_OTHER},
    {"application/vnd.ms-", WORK_DOCUMENT},
    {"application/vnd.openxmlformats-officedocument.", WORK_DOCUMENT},
    {"application/vnd.oasis.opendocument.", WORK_DOCUMENT},
    {"application/vnd.visio", WORK_DOCUMENT},
    {"application/vnd.apple.pages", WORK_DOCUMENT},
    {"application/vnd.apple.numbers", WORK_DOCUMENT},
    {"application/vnd.apple.keynote", WORK_DOCUMENT},
    {"application/x-hwp", WORK_DOCUMENT},
    {"text/csv", WORK_DOCUMENT},
    {"text/plain", WORK_TEXT},
    {"text/markdown", WORK_TEXT},
};

enum work_kind work_kind_of(const char *type)
{
    g_autofree char *lower = g_ascii_strdown(type ? type : "", -1);
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_has_prefix(lower, kinds[i].type))
            return kinds[i].kind;
    return WORK_OTHER;
}

const char *work_kind_name(enum work_kind kind)
{
    return kind_names[kind];
}

bool work_kind_parse(const char *name, enum work_kind *kind)
{
    for (gsize i = 0; name && i < G_N_ELEMENTS(kind_names); i++)
        if (!strcmp(kind_names[i], name)) {
            *kind = (enum work_kind)i;
            return true;
        }
    return false;
}

#define NUMBER(member)                                                                                                 \
    {                                                                                                                  \
        .name = #member, .kind = FACT_NUMBER, .offset = offsetof(struct work, member)                                  \
    }
#define TEXT(member)                                                                                                   \
    {                                                                                                                  \
        .name = #member, .kind = FACT_TEXT, .offset = offsetof(struct work, member)                                    \
    }
const struct fact work_facts[] = {
    NUMBER(width),       NUMBER(height),  NUMBER(seconds), NUMBER(pages),     NUMBER(surplus),
    NUMBER(orientation), NUMBER(quality), NUMBER(resaved), NUMBER(dpi),       NUMBER(stretch),
    TEXT(taken),         TEXT(camera),    TEXT(position),  TEXT(fingerprint), TEXT(thumbnail),
    TEXT(codecs),        TEXT(fonts),     TEXT(colour),    TEXT(title),       TEXT(author),
};
const guint work_fact_count = G_N_ELEMENTS(work_facts);

static gint64 *number_of(const struct work *work, const struct fact *fact)
{
    return (gint64 *)((char *)work + fact->offset);
}

static char **text_of(const struct work *work, const struct fact *fact)
{
    return (char **)((char *)work + fact->offset);
}

gint64 work_number(const struct work *work, const struct fact *fact)
{
    return *number_of(work, fact);
}

const char *work_text(const struct work *work, const struct fact *fact)
{
    return *text_of(work, fact);
}

void work_set_number(struct work *work, const struct fact *fact, gint64 value)
{
    *number_of(work, fact) = value;
}

void work_set_text(struct work *work, const struct fact *fact, const char *value)
{
    char **text = text_of(work, fact);
    if (*text == value)
        return;
    g_free(*text);
    *text = g_strdup(value);
}

struct work *work_create(enum work_kind kind, const char *name, const char *path, const char *type, const char *sha256,
                         guint64 bytes)
{
    struct work *work = g_new0(struct work, 1);
    work->kind = kind;
    work->name = g_strdup(name);
    work->path = g_strdup(path);
    work->type = g_strdup(type);
    work->sha256 = g_strdup(sha256);
    work->bytes = bytes;
    for (guint i = 0; i < work_fact_count; i++)
        if (work_facts[i].kind == FACT_NUMBER)
            work_set_number(work, &work_facts[i], -1);
    return work;
}

struct work *work_copy(const struct work *work)
{
    if (!work)
        return NULL;
    struct work *copy = g_new0(struct work, 1);
    *copy = *work;
    copy->name = g_strdup(work->name);
    copy->path = g_strdup(work->path);
    copy->type = g_strdup(work->type);
    copy->sha256 = g_strdup(work->sha256);
    copy->caption = g_strdup(work->caption);
    copy->caption_from = g_strdup(work->caption_from);
    copy->described = g_strdup(work->described);
    for (guint i = 0; i < work_fact_count; i++)
        if (work_facts[i].kind == FACT_TEXT)
            *text_of(copy, &work_facts[i]) = g_strdup(work_text(work, &work_facts[i]));
    return copy;
}

void work_free(struct work *work)
{
    if (!work)
        return;
    g_free(work->name);
    g_free(work->path);
    g_free(work->type);
    g_free(work->sha256);
    g_free(work->caption);
    g_free(work->caption_from);
    g_free(work->described);
    for (guint i = 0; i < work_fact_count; i++)
        if (work_facts[i].kind == FACT_TEXT)
            g_free(*text_of(work, &work_facts[i]));
    g_free(work);
}
