/* What the sender wrote anew: numbers of submissions, captions for works that came earlier, corrected labels.
 */
#include <string.h>

#include "base/text.h"
#include "document/document.h"
#include "reader/reading.h"

#define MAX_NUMBERS 100
#define MAX_CAPTIONS 500
#define MAX_LINES 200

/* Numbers ------------------------------------------------------------------------------------------------- */

static gsize digits(const char *at, gsize most)
{
    gsize length = 0;
    while (g_ascii_isdigit(at[length]))
        length++;
    return length <= most ? length : 0;
}

/* "NXZ-0012", "nxz 12-3" at the end of the prefix: the canonical number, NULL when it is none. */
static char *number_after(const char *prefix, const char *at)
{
    if (*at == '-' || *at == '_' || *at == ' ')
        at++;
    gsize length = digits(at, 7);
    guint64 number = length ? g_ascii_strtoull(at, NULL, 10) : 0;
    if (number == 0)
        return NULL;
    at += length;
    gsize more = *at == '-' ? digits(at + 1, 4) : 0;
    guint64 work = more ? g_ascii_strtoull(at + 1, NULL, 10) : 0;
    if (work == 0)
        return g_strdup_printf("%s-%04" G_GUINT64_FORMAT, prefix, number);
    return g_strdup_printf("%s-%04" G_GUINT64_FORMAT "-%02" G_GUINT64_FORMAT, prefix, number, work);
}

static void add_number(GPtrArray *numbers, char *number)
{
    for (guint i = 0; i < numbers->len; i++)
        if (g_str_equal(numbers->pdata[i], number)) {
            g_free(number);
            return;
        }
    if (numbers->len < MAX_NUMBERS)
        g_ptr_array_add(numbers, number);
    else
        g_free(number);
}

/* Dashes of all kinds become the hyphen, letters capitals, full-width characters half-width. */
static char *normal(const char *text)
{
    g_autofree char *plain = text_nfkc(text);
    GString *out = g_string_new(NULL);
    for (const char *at = plain; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        bool dash = g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION || c == 0x2212;
        g_string_append_unichar(out, dash ? '-' : c < 0x80 ? (gunichar)g_ascii_toupper((char)c) : c);
    }
    return g_string_free(out, FALSE);
}

static void find_numbers(const struct ruleset *ruleset, const char *text, GPtrArray *numbers)
{
    g_autofree char *plain = normal(text);
    for (const char *at = plain; *at; at = g_utf8_next_char(at)) {
        if (at > plain && g_ascii_isalnum(at[-1]))
            continue;
        for (guint i = 0; i < ruleset->campaigns->len; i++) {
            const struct campaign *campaign = ruleset->campaigns->pdata[i];
            bool here = campaign->prefix && *campaign->prefix && g_str_has_prefix(at, campaign->prefix);
            char *number = here ? number_after(campaign->prefix, at + strlen(campaign->prefix)) : NULL;
            if (number)
                add_number(numbers, number);
        }
    }
}

const struct campaign *reading_number(const struct ruleset *ruleset, const char *text, char **number, int *seq)
{
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    find_numbers(ruleset, text, numbers);
    if (numbers->len != 1)
        return NULL;
    g_auto(GStrv) parts = g_strsplit(numbers->pdata[0], "-", 3);
    *number = g_strjoin("-", parts[0], parts[1], NULL);
    *seq = parts[2] ? (int)g_ascii_strtoll(parts[2], NULL, 10) : 0;
    return ruleset_by_prefix(ruleset, parts[0]);
}

/* The submissions that a filled list names in its rows. */
static void answered_numbers(const struct dossier *dossier, GPtrArray *numbers)
{
    for (guint i = 0; i < dossier->captions->len; i++) {
        const struct caption *caption = dossier->captions->pdata[i];
        if (caption->of)
            add_number(numbers, g_strdup(caption->of));
    }
    for (guint i = 0; i < dossier->lines->len; i++) {
        const struct form *form = dossier->lines->pdata[i];
        if (form->of)
            add_number(numbers, g_strdup(form->of));
    }
}

/* Captions ------------------------------------------------------------------------------------------------ */

#define PHOTO "(?:照片|图片|圖片|相片|图|圖|作品)"
#define COUNT "([0-9]{1,3}|[一二三四五六七八九十]{1,3})"
#define LEAD "^\\s*+(?:现|再|特)?(?:补上|补充|補充|补发|补交|补|補|更正|修改|更新|附上)?(?:一下)?\\s*+"
#define ABOUT "(?:的)?(?:文字)?(?:说明|說明|简介|簡介|图注|圖注|图说|圖說|介绍|介紹)?(?:文字)?"
#define IS "\\s*+(?:(?:现|应)?(?:补充|更正|修改|改)?(?:是|为|成|如下)?\\s*+[:：]|(?:补充|更正|修改|改)为)\\s*+(\\S.*)$"
#define BY_NUMBER LEAD "(?:第?" PHOTO "\\s*+" COUNT "|第\\s*+" COUNT "\\s*+[张幅]" PHOTO "?)\\s*+" ABOUT IS
/* Without a number: of the only photograph that has none. 简介 alone is a label of forms. */
#define BY_NOTHING LEAD "(?:照片|图片|圖片|相片|图|圖)(?:的)?(?:文字)?(?:说明|說明|图注|图说)(?:文字)?" IS
#define BY_WORK LEAD "([A-Za-z]{2,8})[-－—_ ]?([0-9]{1,7})[-－—]([0-9]{1,3})\\s*+" ABOUT IS
/* NXZ-0123 照片7说明：… */
#define BY_BOTH                                                                                                        \
    "^\\s*+([A-Za-z]{2,8})[-－—_ ]?([0-9]{1,7})\\s*+[:：,，、]?\\s*+(?:的)?(?:第?" PHOTO "\\s*+" COUNT                 \
    "|第\\s*+" COUNT "\\s*+[张幅]" PHOTO "?)\\s*+" ABOUT IS
#define BY_NAME                                                                                                         \
    "^\\s*+[“\"《]?([^:：“”\"《》]{1,100}\\.(?:jpe?g|png|heic|tiff?|bmp))[”\"》]?\\s*+" ABOUT "\\s*+[:：]\\s*+(\\S.*)" \
    "$"

/* 3, 三, 十二, 二十一 */
static int small_number(const char *text)
{
    if (g_ascii_isdigit(*text))
        return (int)g_ascii_strtoll(text, NULL, 10);
    static const char *const units[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
    int tens = 0, value = 0;
    for (; *text; text = g_utf8_next_char(text)) {
        if (g_str_has_prefix(text, "十")) {
            tens = value ? value : 1;
            value = 0;
        }
        for (int i = 0; i < 9; i++)
            if (g_str_has_prefix(text, units[i]))
                value = i + 1;
    }
    return tens * 10 + value;
}

/* A caption behind a submission's number: prefix and number are the match's first groups. */
static struct caption *caption_of(const GMatchInfo *match, int text)
{
    g_autofree char *prefix = g_match_info_fetch(match, 1), *number = g_match_info_fetch(match, 2);
    g_autofree char *upper = g_ascii_strup(prefix, -1);
    struct caption *caption = g_new0(struct caption, 1);
    caption->of = g_strdup_printf("%s-%04d", upper, (int)g_ascii_strtoll(number, NULL, 10));
    caption->text = g_match_info_fetch(match, text);
    return caption;
}

/* NXZ-0123-07说明：… — the work's own number says which submission it belongs to. */
static struct caption *match_work(const GRegex *regex, const char *line)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(regex, line, 0, &match))
        return NULL;
    g_autofree char *work = g_match_info_fetch(match, 3);
    struct caption *caption = caption_of(match, 4);
    caption->number = (int)g_ascii_strtoll(work, NULL, 10);
    return caption;
}

static struct caption *match_both(const GRegex *regex, const char *line)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(regex, line, 0, &match))
        return NULL;
    g_autofree char *first = g_match_info_fetch(match, 3), *second = g_match_info_fetch(match, 4);
    struct caption *caption = caption_of(match, 5);
    caption->number = small_number(first && *first ? first : second ? second : "");
    return caption;
}

static struct caption *match_number(const GRegex *regex, const char *line)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(regex, line, 0, &match))
        return NULL;
    g_autofree char *first = g_match_info_fetch(match, 1), *second = g_match_info_fetch(match, 2);
    struct caption *caption = g_new0(struct caption, 1);
    caption->number = small_number(first && *first ? first : second ? second : "");
    caption->text = g_match_info_fetch(match, 3);
    return caption;
}

static struct caption *match_nothing(const GRegex *regex, const char *line)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(regex, line, 0, &match))
        return NULL;
    struct caption *caption = g_new0(struct caption, 1);
    caption->text = g_match_info_fetch(match, 1);
    return caption;
}

static struct caption *match_name(const GRegex *regex, const char *line)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(regex, line, 0, &match))
        return NULL;
    struct caption *caption = g_new0(struct caption, 1);
    caption->name = g_match_info_fetch(match, 1);
    caption->text = g_match_info_fetch(match, 2);
    return caption;
}

/* A caption goes on over the lines that follow it, to an empty one, a rule, the next label, or the thanks after its
 * full stop. */
static bool goes_on(const struct caption *caption, const char *line)
{
    g_autofree char *head = g_utf8_substring(line, 0, MIN(g_utf8_strlen(line, -1), 12));
    static const char *const turns[] = {"另", "此外", "还有", "同时", "以上", "请",   "麻烦", "烦请",
                                        "谢", "感谢", "我",   "您",   "附件", "照片", "图片"};
    bool full = g_str_has_suffix(caption->text, "。"), ended = full && text_count(head) < 8;
    for (gsize i = 0; full && i < G_N_ELEMENTS(turns); i++)
        ended = ended || g_str_has_prefix(head, turns[i]);
    return !ended && !text_blank(line) && !g_str_has_prefix(line, "——") && !strstr(head, "：") && !strchr(head, ':');
}

static void find_captions(const char *text, GPtrArray *captions)
{
    g_autoptr(GRegex) by_number = g_regex_new(BY_NUMBER, 0, 0, NULL);
    g_autoptr(GRegex) by_name = g_regex_new(BY_NAME, G_REGEX_CASELESS, 0, NULL);
    g_autoptr(GRegex) by_nothing = g_regex_new(BY_NOTHING, 0, 0, NULL);
    g_autoptr(GRegex) by_work = g_regex_new(BY_WORK, 0, 0, NULL);
    g_autoptr(GRegex) by_both = g_regex_new(BY_BOTH, 0, 0, NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    struct caption *open = NULL;
    for (char **line = lines; *line && captions->len < MAX_CAPTIONS; line++) {
        struct caption *caption = match_name(by_name, *line);
        if (!caption)
            caption = match_work(by_work, *line);
        if (!caption)
            caption = match_both(by_both, *line);
        if (!caption)
            caption = match_number(by_number, *line);
        if (!caption)
            caption = match_nothing(by_nothing, *line);
        if (caption) {
            g_ptr_array_add(captions, caption);
            open = caption;
        } else if (open && goes_on(open, *line)) {
            g_autofree char *before = open->text;
            open->text = g_strconcat(before, g_strstrip(*line), NULL);
        } else {
            open = NULL;
        }
    }
    for (guint i = 0; i < captions->len; i++)
        g_strstrip(((struct caption *)captions->pdata[i])->text);
}

/* "NXZ-0012 照片2说明：…" as the subject, behind Re: too; a title like 照片说明：… is none. */
static void find_in_subject(const char *subject, GPtrArray *captions)
{
    g_autoptr(GRegex) answer =
        g_regex_new("^\\s*+(?:(?:re|答复|回复|答覆|回覆)\\s*+[:：]\\s*+)*+", G_REGEX_CASELESS, 0, NULL);
    g_autofree char *bare = g_regex_replace_literal(answer, subject, -1, 0, "", 0, NULL);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)caption_free);
    find_captions(bare ? bare : subject, found);
    if (found->len == 1 && ((const struct caption *)found->pdata[0])->number)
        g_ptr_array_add(captions, g_ptr_array_steal_index(found, 0));
}

/* 照片说明.docx that comes after the photographs says what the body might have said. */
static void find_in_papers(struct reading *reading)
{
    GPtrArray *captions = reading->dossier->captions;
    for (guint i = 0; i < reading->dossier->works->len; i++)
        if (((const struct work *)reading->dossier->works->pdata[i])->kind == WORK_PHOTO)
            return; /* about those: works.c */
    for (guint i = 0; i < reading->entries->len; i++) {
        struct entry *entry = reading->entries->pdata[i];
        bool paper = entry->file->role == ROLE_OTHER || entry->file->role == ROLE_CAPTION;
        if (!paper || !entry->document || entry->document->encrypted ||
            !command_names(reading->data->commands, WORDS_CAPTIONS, entry->file->name))
            continue;
        g_autofree char *text = document_text(entry->document);
        guint before = captions->len;
        find_captions(text, captions);
        if (captions->len > before)
            entry_settle(entry, ROLE_CAPTION);
    }
}

/* "DSC-0012-3：" is a file's name, no work of ours. */
static void drop_foreign(const struct ruleset *ruleset, GPtrArray *captions)
{
    for (guint i = captions->len; i-- > 0;) {
        const struct caption *caption = captions->pdata[i];
        g_autofree char *prefix = caption->of ? g_strndup(caption->of, strcspn(caption->of, "-")) : NULL;
        if (prefix && !ruleset_by_prefix(ruleset, prefix))
            g_ptr_array_remove_index(captions, i);
    }
}

/* Labels -------------------------------------------------------------------------------------------------- */

static void find_labels(struct reading *reading, const struct campaign *campaign)
{
    GPtrArray *lines = reading->dossier->lines;
    for (guint i = 0; i < campaign->forms->len && lines->len < MAX_LINES; i++) {
        const struct form_rule *rule = campaign->forms->pdata[i];
        GPtrArray *fields = form_lines(reading->dossier->message->fresh, reading->data->forms, rule, BODY_NAME);
        if (fields->len == 0) {
            g_ptr_array_unref(fields);
            continue;
        }
        struct form *form = form_create(campaign->id, rule, BODY_SOURCE, BODY_NAME);
        g_ptr_array_unref(form->fields);
        form->fields = fields;
        form->blank = false;
        g_ptr_array_add(lines, form);
    }
}

void reading_lines(struct reading *reading)
{
    struct dossier *dossier = reading->dossier;
    const struct ruleset *ruleset = reading->data->ruleset;
    g_autoptr(GPtrArray) numbers = g_ptr_array_new();
    find_numbers(ruleset, dossier->message->subject, numbers);
    find_numbers(ruleset, dossier->message->fresh, numbers);
    answered_numbers(dossier, numbers);
    g_ptr_array_add(numbers, NULL);
    dossier->numbers = (GStrv)g_ptr_array_free(g_steal_pointer(&numbers), FALSE);
    g_autofree char *fresh = command_without_claims(dossier->message->fresh, reading->data->commands);
    find_captions(fresh, dossier->captions);
    if (dossier->captions->len == 0)
        find_in_subject(dossier->message->subject, dossier->captions);
    find_in_papers(reading);
    drop_foreign(ruleset, dossier->captions);
    for (guint i = 0; i < ruleset->campaigns->len; i++)
        find_labels(reading, ruleset->campaigns->pdata[i]);
}
