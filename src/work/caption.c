/* Captions to photographs: by file name, by number, and by order only when there are as many captions as photographs.
 * A caption given to the wrong photograph is worse than one that is asked for again.
 */
#include "work/caption.h"

#include <string.h>

#include "base/text.h"
#include "document/document.h"
#include "work/caption-list.h"
#include "work/work.h"

/* A file name is a sentence from this many Chinese characters on. */
#define SENTENCE 12

static char *stem_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    g_autofree char *stem = dot && dot > name ? g_strndup(name, (gsize)(dot - name)) : g_strdup(name);
    g_autofree char *nfkc = text_nfkc(stem);
    return g_utf8_casefold(g_strstrip(nfkc), -1);
}

static bool same_name(const char *listed, const char *file)
{
    g_autofree char *a = stem_of(listed), *b = stem_of(file), *whole = g_utf8_casefold(listed, -1);
    return !strcmp(a, b) || !strcmp(whole, b);
}

/* The number that a photograph's name tells: 照片3.jpg, 3.jpg, 03-门诊.jpg; 0 when it tells none or several. */
static int number_of(const char *file)
{
    g_autofree char *stem = stem_of(file);
    static const char *const words[] = {"照片", "图片", "相片", "作品", "图"};
    const char *p = stem, *behind;
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        const char *at = strstr(stem, words[i]);
        if (at) {
            p = at + strlen(words[i]);
            break;
        }
    }
    while (*p && strchr("（( _-", *p) && (guchar)*p < 0x80)
        p++;
    if (g_str_has_prefix(p, "（"))
        p += strlen("（");
    int number = listed_number(p, &behind);
    /* 20200218_101500 is a date, 3号楼 a place, 1喂饭 a number and a title. */
    static const char units[] = "年月日号楼层室区院科个名位人天时岁床病栋组期届次米里公万千百十级点分秒半度";
    gunichar next = g_utf8_get_char(behind);
    bool glued = p == stem && g_unichar_isalpha(next) &&
                 (!g_ascii_isdigit(*p) || !text_is_han(next) || g_utf8_strchr(units, -1, next));
    return number && !g_ascii_isdigit(*behind) && !glued ? number : 0;
}

/* The photographs' names without their ending. */
static GPtrArray *titles_of(const GPtrArray *photos)
{
    GPtrArray *titles = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < photos->len; i++) {
        const char *name = ((const struct work *)photos->pdata[i])->name, *dot = strrchr(name, '.');
        g_ptr_array_add(titles, dot && dot > name ? g_strndup(name, (gsize)(dot - name)) : g_strdup(name));
    }
    return titles;
}

/* Numbers alone list captions in a letter only when the photographs bear just these numbers, and each says a sentence.
 */
static bool numbers_photos(const GPtrArray *list, const GPtrArray *photos)
{
    if (list->len != photos->len || photos->len < 2)
        return false;
    for (guint i = 0; i < list->len; i++) {
        const struct listed *listed = list->pdata[i];
        bool borne = false;
        for (guint k = 0; k < photos->len; k++)
            borne = borne || number_of(((const struct work *)photos->pdata[k])->name) == (int)i + 1;
        if (listed->number != (int)i + 1 || !borne || text_count(listed->text) < SENTENCE)
            return false;
    }
    return true;
}

static GPtrArray *list_of(const struct caption_text *text, const GPtrArray *photos)
{
    g_autoptr(GPtrArray) titles = titles_of(photos);
    if (text->document)
        return listed_from_document(text->document, titles);
    bool letter = text->source == CAPTION_BODY;
    GPtrArray *list = listed_from_text(text->text ? text->text : "", !letter, titles);
    if (letter && !list->len) {
        g_ptr_array_unref(list);
        list = listed_from_text(text->text ? text->text : "", TRUE, NULL);
        if (!numbers_photos(list, photos))
            g_ptr_array_set_size(list, 0);
    }
    /* One numbered line alone is a sentence that happens to begin with a number. */
    if (text->source == CAPTION_SYNOPSIS && list->len == 1 && !((struct listed *)list->pdata[0])->name)
        g_ptr_array_set_size(list, 0);
    return list;
}

static void give(struct work *work, const char *text, const char *from)
{
    g_autofree char *tidy = text_tidy(text);
    if (text_blank(tidy))
        return;
    g_free(work->caption);
    g_free(work->caption_from);
    work->caption = text_truncate(tidy, 6000);
    work->caption_from = g_strdup(from);
}

static struct work *photo_named(const GPtrArray *photos, const char *name)
{
    struct work *found = NULL;
    for (guint i = 0; name && i < photos->len; i++) {
        struct work *work = photos->pdata[i];
        if (!same_name(name, work->name))
            continue;
        if (found)
            return NULL; /* phones send image0.jpeg again and again */
        found = work;
    }
    return found;
}

static struct work *photo_numbered(const GPtrArray *photos, int number, guint listed)
{
    struct work *found = NULL;
    bool numbered = false;
    for (guint i = 0; number && i < photos->len; i++) {
        struct work *work = photos->pdata[i];
        int own = number_of(work->name);
        numbered = numbered || own;
        if (own == number) {
            if (found)
                return NULL;
            found = work;
        }
    }
    if (found || numbered)
        return found;
    /* No photograph tells its number: then the third is the third. */
    bool whole = number && (guint)number <= photos->len && listed == photos->len;
    return whole ? photos->pdata[number - 1] : NULL;
}

static void note_left(GPtrArray *notes, const struct listed *listed)
{
    g_autofree char *head = text_truncate(listed->text, 36);
    if (listed->name)
        g_ptr_array_add(notes, g_strdup_printf("有说明无照片：%s", listed->name));
    else if (listed->number)
        g_ptr_array_add(notes, g_strdup_printf("有说明无照片：照片%d", listed->number));
    else
        g_ptr_array_add(notes, g_strdup_printf("有说明无照片：%s", head));
}

static void assign_list(const GPtrArray *photos, const GPtrArray *list, const char *from, bool strict, GPtrArray *notes)
{
    g_autoptr(GPtrArray) left = g_ptr_array_new();
    for (guint i = 0; i < list->len; i++) {
        const struct listed *listed = list->pdata[i];
        struct work *work = photo_named(photos, listed->name);
        work = work || (listed->name && !listed->number) ? work : photo_numbered(photos, listed->number, list->len);
        if (!work)
            g_ptr_array_add(left, (gpointer)listed);
        else if (!work->caption)
            give(work, listed->text, from);
    }
    g_autoptr(GPtrArray) bare = g_ptr_array_new();
    for (guint i = 0; i < photos->len; i++)
        if (!((struct work *)photos->pdata[i])->caption)
            g_ptr_array_add(bare, photos->pdata[i]);
    /* Titles instead of file names, or numbers that no file bears: the order decides when both sides are whole. */
    bool whole = left->len == list->len && bare->len == photos->len && left->len == bare->len;
    for (guint i = 0; whole && i < left->len; i++)
        give(bare->pdata[i], ((const struct listed *)left->pdata[i])->text, from);
    for (guint i = 0; !whole && strict && i < left->len && notes->len < 200; i++)
        note_left(notes, left->pdata[i]);
}

/* The place behind 照片说明： at the beginning of a line or of a sentence in it; NULL when there is none. */
static const char *labelled_at(const char *line)
{
    static const char *const labels[] = {"照片文字说明", "图片文字说明", "照片说明", "图片说明", "文字说明",
                                         "作品说明",     "图片简介",     "照片简介", "图注",     "图说"};
    static const char stops[] = "。！；，!;,【 \t　";
    for (const char *p = line, *before = NULL; *p; before = p, p = g_utf8_next_char(p)) {
        bool begins = !before || g_utf8_strchr(stops, -1, g_utf8_get_char(before));
        for (gsize i = 0; begins && i < G_N_ELEMENTS(labels); i++) {
            const char *end = g_str_has_prefix(p, labels[i]) ? p + strlen(labels[i]) : NULL;
            if (end && g_str_has_prefix(end, "】"))
                end += strlen("】");
            while (end && (*end == ' ' || *end == '\t'))
                end++;
            if (end && (*end == ':' || g_str_has_prefix(end, "：")))
                return end + (*end == ':' ? 1 : strlen("："));
        }
    }
    return NULL;
}

/* The text behind 照片说明：, up to an empty line. */
static char *labelled(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", 5000);
    for (guint i = 0; lines[i]; i++) {
        const char *begin = labelled_at(lines[i]);
        if (!begin)
            continue;
        GString *caption = g_string_new(begin);
        for (guint next = i + 1; lines[next] && (!text_blank(lines[next]) || text_blank(caption->str)); next++)
            g_string_append_printf(caption, "\n%s", lines[next]);
        return g_string_free(caption, FALSE);
    }
    return NULL;
}

/* A text that speaks of one photograph: the only one, or the one whose name it bears (1.txt beside 1.jpg). */
static void assign_whole(const GPtrArray *photos, const struct caption_text *text)
{
    g_autofree char *own = text->document ? document_text(text->document) : g_strdup(text->text ? text->text : "");
    g_autofree char *told = labelled(own);
    struct work *work = photos->len == 1 ? photos->pdata[0] : NULL;
    bool file = text->source == CAPTION_LIST || text->source == CAPTION_TEXT_FILE;
    if (!work && file && text->name)
        work = photo_named(photos, text->name);
    if (!work || work->caption)
        return;
    if (told)
        give(work, told, text->name);
    else if (text->source == CAPTION_SYNOPSIS || (file && text_count(own) <= 1000))
        give(work, own, text->name);
}

static void assign_names(const GPtrArray *photos)
{
    for (guint i = 0; i < photos->len; i++) {
        struct work *work = photos->pdata[i];
        const char *dot = strrchr(work->name, '.');
        g_autofree char *stem = g_strndup(work->name, dot ? (gsize)(dot - work->name) : strlen(work->name));
        int han = 0;
        for (const char *p = stem; *p; p = g_utf8_next_char(p))
            han += text_is_han(g_utf8_get_char(p));
        if (!work->caption && han >= SENTENCE)
            give(work, stem, "文件名");
    }
}

static void assign_source(const GPtrArray *photos, const GPtrArray *texts, enum caption_source source, GPtrArray *notes)
{
    for (guint i = 0; i < texts->len; i++) {
        const struct caption_text *text = texts->pdata[i];
        if (text->source != source)
            continue;
        g_autoptr(GPtrArray) list = list_of(text, photos);
        if (list->len)
            assign_list(photos, list, text->name, source != CAPTION_SYNOPSIS, notes);
        if (!list->len || (photos->len == 1 && source != CAPTION_BODY))
            assign_whole(photos, text);
    }
}

static void assign_described(const GPtrArray *photos)
{
    for (guint i = 0; i < photos->len; i++) {
        struct work *work = photos->pdata[i];
        if (!work->caption && work->described)
            give(work, work->described, "照片内嵌说明");
    }
}

static struct work *same_photo(const GPtrArray *photos, const struct work *work)
{
    for (guint i = 0; work->sha256 && *work->sha256 && i < photos->len; i++)
        if (!g_strcmp0(((struct work *)photos->pdata[i])->sha256, work->sha256))
            return photos->pdata[i];
    return NULL;
}

void caption_assign(GPtrArray *works, GPtrArray *texts, GPtrArray *notes)
{
    /* The same picture twice is one photograph. */
    g_autoptr(GPtrArray) photos = g_ptr_array_new(), twins = g_ptr_array_new();
    for (guint i = 0; i < works->len; i++) {
        struct work *work = works->pdata[i];
        bool photo = work->kind == WORK_PHOTO;
        if (photo && !same_photo(photos, work))
            g_ptr_array_add(photos, work);
        else if (photo)
            g_ptr_array_add(twins, work);
    }
    static const enum caption_source before[] = {CAPTION_LIST, CAPTION_TEXT_FILE, CAPTION_BODY};
    for (gsize i = 0; i < G_N_ELEMENTS(before); i++)
        assign_source(photos, texts, before[i], notes);
    assign_names(photos);
    assign_source(photos, texts, CAPTION_SYNOPSIS, notes);
    assign_described(photos);
    for (guint i = 0; i < twins->len; i++) {
        struct work *work = twins->pdata[i];
        const struct work *first = same_photo(photos, work);
        if (!work->caption && first->caption)
            give(work, first->caption, first->caption_from);
    }
}

gboolean caption_is_list(const struct caption_text *text)
{
    g_autoptr(GPtrArray) list = text->document ? listed_from_document(text->document, NULL)
                                               : listed_from_text(text->text ? text->text : "", FALSE, NULL);
    guint named = 0;
    for (guint i = 0; i < list->len; i++) {
        const struct listed *listed = list->pdata[i];
        named += listed->name || listed->number;
    }
    if (!text->document || !named)
        return named > 0;
    /* Any Word document has numbered paragraphs: without a table, only 照片1 and file names count. */
    g_autofree char *all = document_text(text->document);
    g_autoptr(GPtrArray) strict = listed_from_text(all, FALSE, NULL);
    bool table = false;
    for (guint i = 0; i < text->document->blocks->len; i++)
        table = table || ((const struct block *)text->document->blocks->pdata[i])->kind == BLOCK_TABLE;
    return strict->len > 0 || table;
}
