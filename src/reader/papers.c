/* Papers: which of the files (and of the bodies) are forms, filled in or blank, and which lists captions.
 *
 * A document that no reader takes, or that is behind a password, is still a form when its name says so: then a person
 * has to read it, and the note says what to send instead.
 */
#include <string.h>

#include "base/text.h"
#include "mail/quote.h"
#include "reader/reading.h"
#include "work/caption.h"

/* Why a form cannot be read and what helps, by content type; the first prefix that fits. */
static const struct {
    const char *type, *note;
} advice[] = {
    {"image/", "是照片或扫描件，文字不能可靠读出；请另附填好的Word文件（.docx）"},
    {"application/pdf", "是PDF文件，文字不能可靠读出；请另附填好的Word文件（.docx）"},
    {"application/msword", "是旧版Word（.doc）或WPS文件；请另存为.docx，或把填好的表格粘贴在邮件正文里"},
    {"application/ofd", "是OFD文件，文字不能读出；请另附填好的Word文件（.docx），或把填好的表格粘贴在邮件正文里"},
    {"application/vnd.apple.", "是苹果文稿，文字不能读出；请在Pages中选“文件→导出为→Word”后发来"},
    {"", "这种格式不能读出；请另存为.docx，或把填好的表格粘贴在邮件正文里"},
};

static const char *advice_for(const char *type)
{
    guint i = 0;
    while (!g_str_has_prefix(type, advice[i].type))
        i++;
    return advice[i].note;
}

static bool is_paper(const char *type)
{
    enum work_kind kind = work_kind_of(type);
    return kind == WORK_DOCUMENT || kind == WORK_TEXT || kind == WORK_PHOTO || strstr(type, "spreadsheet") ||
           strstr(type, "excel") || strstr(type, "csv");
}

/* Bytes that nothing knows under a paper's name: damaged, or behind a password in an unusual way. */
static bool meant_as_paper(const struct file *file)
{
    static const char *const endings[] = {".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".pdf", ".rtf"};
    if (!g_str_equal(file->type, "application/x-ole-storage") && !g_str_equal(file->type, "application/octet-stream"))
        return false;
    g_autofree char *lower = g_utf8_strdown(file->name, -1);
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_has_suffix(lower, endings[i]))
            return true;
    return false;
}

/* A form by its name only. */
static bool take_named(struct reading *reading, struct entry *entry, const char *name, const char *note)
{
    const struct campaign *campaign;
    const struct form_rule *rule;
    if (!form_named(name, reading->data->ruleset, &campaign, &rule))
        return false;
    struct form *form = form_create(campaign->id, rule, entry->file->path, entry->file->name);
    form->blank = false;
    form->unreadable = true;
    form->score = 0.5;
    g_ptr_array_add(reading->dossier->forms, form);
    entry_settle(entry, ROLE_FORM);
    entry_note(entry, "%s", note);
    return true;
}

static bool take_unreadable(struct reading *reading, struct entry *entry, const char *note)
{
    return take_named(reading, entry, entry->file->name, note);
}

static void take_forms(struct reading *reading, struct entry *entry, GPtrArray *forms)
{
    bool filled = false;
    for (guint i = 0; i < forms->len; i++) {
        struct form *form = forms->pdata[i];
        if (form->unreadable)
            scans_show(reading, form, entry->document);
        filled = filled || !form->blank;
        if (reading->dossier->forms->len < READING_MAX_FORMS)
            g_ptr_array_add(reading->dossier->forms, g_steal_pointer(&forms->pdata[i]));
    }
    entry_settle(entry, filled ? ROLE_FORM : ROLE_BLANK);
}

static GPtrArray *find_forms(const struct reading *reading, const struct document *document, const char *source,
                             const char *name)
{
    GPtrArray *forms = form_find(document, reading->data->forms, source, name);
    g_ptr_array_set_free_func(forms, NULL);
    return forms;
}

static void free_forms(GPtrArray *forms)
{
    for (guint i = 0; i < forms->len; i++)
        form_free(forms->pdata[i]);
    g_ptr_array_unref(forms);
}

static void note_state(struct entry *entry)
{
    const struct document *document = entry->document;
    if (document->encrypted) {
        entry->file->encrypted = TRUE;
        entry_note(entry, "需要密码；请去掉密码后重发");
    }
    if (document->damaged) {
        entry->file->damaged = TRUE;
        entry_note(entry, "文件损坏或不完整");
    }
    for (guint i = 0; i < document->warnings->len; i++)
        entry_note(entry, "%s", (const char *)document->warnings->pdata[i]);
    entry->file->pictures = (int)MIN(document->pictures, 1000000);
    if (document->pictures > 0)
        entry_note(entry, "文档里嵌有%u张图片；如是作品，请另附原图", document->pictures);
}

/* Text that a form's name promises but the document does not hold: pictures only, or nothing that fits. */
static bool promises_more(const struct entry *entry)
{
    g_autofree char *text = document_text(entry->document);
    return entry->document->encrypted || entry->document->damaged || text_count(text) < 40 ||
           entry->document->pictures > 0;
}

static void read_document(struct reading *reading, struct entry *entry)
{
    struct file *file = entry->file;
    g_autoptr(GBytes) bytes = entry_bytes(reading, entry);
    entry->document = bytes ? document_read(bytes, file->type, file->name, NULL) : NULL;
    if (!entry->document)
        return;
    scans_recognise(reading, entry->document, bytes);
    note_state(entry);
    if (entry->document->encrypted) {
        take_unreadable(reading, entry, "表格在密码后面");
        return;
    }
    if (reading_answers(reading, entry))
        return;
    GPtrArray *forms = find_forms(reading, entry->document, file->path, file->name);
    bool scan = entry->document->kind == DOCUMENT_SCAN;
    if (forms->len == 0 && scan)
        g_ptr_array_set_size(entry->document->blocks, 0); /* recognised text is no work's text */
    entry->roster = roster_find(entry->document, reading->data->ruleset, file->path, file->name);
    reading_merge_lines(reading, forms, entry->roster);
    struct caption_text text = {.source = CAPTION_LIST, .name = file->name, .document = entry->document};
    if (forms->len > 0)
        take_forms(reading, entry, forms);
    else if (entry->roster->len || caption_is_list(&text))
        entry_settle(entry, ROLE_CAPTION);
    else if (promises_more(entry))
        take_unreadable(reading, entry, "文件名是表格，内容里没有读到表格；请另发可编辑的Word文件（.docx）");
    if (forms->len > 0 && scan)
        entry_note(entry, "%s", advice_for(file->type));
    free_forms(forms);
}

/* A picture is a form by what it shows; only what cannot be read at all goes by its name. */
static void read_picture(struct reading *reading, struct entry *entry)
{
    const char *note = advice_for(entry->file->type);
    g_autoptr(GBytes) bytes = entry_bytes(reading, entry);
    entry->document = bytes ? scans_read(reading, entry, bytes) : NULL;
    GPtrArray *forms = entry->document ? find_forms(reading, entry->document, entry->file->path, entry->file->name)
                                       : g_ptr_array_new();
    if (forms->len > 0) {
        take_forms(reading, entry, forms);
        entry_note(entry, "%s", note);
    } else {
        entry->scan = g_steal_pointer(&entry->document);
        take_unreadable(reading, entry, note);
    }
    free_forms(forms);
}

static void read_entry(struct reading *reading, struct entry *entry)
{
    const char *type = entry->file->type;
    if (entry->settled || entry->file->bytes == 0)
        return;
    if (document_scannable(type) && g_str_has_prefix(type, "image/"))
        read_picture(reading, entry);
    else if (document_readable(type))
        read_document(reading, entry);
    else if (is_paper(type) || meant_as_paper(entry->file))
        take_unreadable(reading, entry, advice_for(type));
}

/* "附件1.ofd" below the subject 回执表: the mail's only file, in a format that nobody here reads, is what the subject
 * says. */
static void take_by_subject(struct reading *reading)
{
    const struct dossier *dossier = reading->dossier;
    struct entry *only = NULL;
    for (guint i = 0; i < reading->entries->len; i++) {
        struct entry *entry = reading->entries->pdata[i];
        if (entry->settled && entry->file->role == ROLE_INLINE)
            continue;
        if (only)
            return;
        only = entry;
    }
    if (only && !only->settled && only->file->bytes > 0 && dossier->forms->len == 0 && reading->bodies->len == 0 &&
        work_kind_of(only->file->type) == WORK_DOCUMENT && !document_readable(only->file->type) &&
        !command_mentions(reading->data->commands, WORDS_TOPICS, only->file->name))
        take_named(reading, only, dossier->message->subject, advice_for(only->file->type));
}

/* Bodies -------------------------------------------------------------------------------------------------- */

/* "2.1/" of a part inside the mail at 2.1; "" of the mail's own. */
static char *scope_of(const struct part *part)
{
    const char *slash = strrchr(part->path, '/');
    return slash ? g_strndup(part->path, (gsize)(slash - part->path) + 1) : g_strdup("");
}

static char *without_space(const char *text)
{
    GString *out = g_string_new(NULL);
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        if (!g_unichar_isspace(c))
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

/* Marks, and words as short as a mark, may stand anywhere by chance. */
static bool counts(const char *raw)
{
    for (const char *p = raw; *p; p = g_utf8_next_char(p)) {
        GUnicodeType type = g_unichar_type(g_utf8_get_char(p));
        if (type == G_UNICODE_OTHER_SYMBOL || type == G_UNICODE_MATH_SYMBOL || type == G_UNICODE_PRIVATE_USE)
            return false;
    }
    return g_utf8_strlen(raw, -1) >= 3;
}

/* A form of whose values more than a fifth stand only in a quotation is an old one. A forwarded mail is quoted on
 * purpose. */
static bool is_fresh(const struct reading *reading, const struct form *form)
{
    const struct message *message = reading->dossier->message;
    if (message->forwarded)
        return true;
    g_autofree char *fresh = without_space(message->fresh);
    guint values = 0, found = 0;
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        g_autofree char *raw = field->raw ? without_space(field->raw) : NULL;
        if (!raw || !counts(raw))
            continue;
        values++;
        found += strstr(fresh, raw) != NULL;
    }
    return 5 * found >= 4 * values;
}

/* The lines of a list in a body; of the mail's own, those that no earlier mail said. */
static GPtrArray *body_lines(const struct reading *reading, const struct document *document, bool own)
{
    const struct message *message = reading->dossier->message;
    g_autofree char *fresh = without_space(message->fresh);
    GPtrArray *rows = roster_find(document, reading->data->ruleset, BODY_SOURCE, BODY_NAME);
    for (guint i = rows->len; own && !message->forwarded && i-- > 0;) {
        const struct roster_row *row = rows->pdata[i];
        const char *said = row->title ? row->title : row->caption ? row->caption : row->file;
        g_autofree char *bare = without_space(said ? said : "");
        if (!strstr(fresh, bare))
            g_ptr_array_remove_index(rows, i);
    }
    return rows;
}

/* The filled forms of one body part; false when there is none. */
static bool read_body(struct reading *reading, const char *text, const char *type, bool own)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    g_autoptr(Document) document = document_read(bytes, type, BODY_NAME, NULL);
    if (!document)
        return false;
    g_autoptr(GPtrArray) rows = body_lines(reading, document, own);
    GPtrArray *forms = find_forms(reading, document, BODY_SOURCE, BODY_NAME);
    for (guint i = forms->len; i-- > 0;) {
        struct form *form = forms->pdata[i];
        if (form->blank || form->unreadable || (own && !is_fresh(reading, form)))
            form_free(g_ptr_array_steal_index(forms, i));
    }
    reading_merge_lines(reading, forms, rows);
    bool found = forms->len > 0;
    for (guint i = 0; i < forms->len && reading->bodies->len < READING_MAX_FORMS; i++)
        g_ptr_array_add(reading->bodies, g_steal_pointer(&forms->pdata[i]));
    for (guint i = 0; i < rows->len; i++)
        g_ptr_array_add(reading->listed, roster_row_copy(rows->pdata[i]));
    free_forms(forms);
    return found;
}

/* HTML first, for its tables; the plain text beside it says the same. */
static void read_scope(struct reading *reading, const char *scope)
{
    static const struct {
        enum part_role_hint hint;
        const char *type;
    } passes[] = {{PART_BODY_HTML, "text/html"}, {PART_BODY_TEXT, "text/plain"}};
    const GPtrArray *parts = reading->dossier->message->parts;
    bool found = false;
    for (guint pass = 0; pass < G_N_ELEMENTS(passes) && !found; pass++)
        for (guint i = 0; i < parts->len; i++) {
            const struct part *part = parts->pdata[i];
            g_autofree char *own = scope_of(part);
            if (part->hint != passes[pass].hint || text_blank(part->text) || !g_str_equal(own, scope))
                continue;
            bool quotes = !*scope && part->hint == PART_BODY_TEXT && !reading->dossier->message->forwarded;
            g_autoptr(Quote) quote = quotes ? quote_split(part->text, reading->dossier->message->subject) : NULL;
            found = read_body(reading, quote ? quote->fresh : part->text, passes[pass].type, !*scope) || found;
        }
}

static void read_bodies(struct reading *reading)
{
    const GPtrArray *parts = reading->dossier->message->parts;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < parts->len; i++) {
        const struct part *part = parts->pdata[i];
        if (part->hint != PART_BODY_HTML && part->hint != PART_BODY_TEXT)
            continue;
        char *scope = scope_of(part);
        if (g_hash_table_add(seen, scope))
            read_scope(reading, scope);
    }
}

void reading_papers(struct reading *reading)
{
    for (guint i = 0; i < reading->entries->len; i++)
        read_entry(reading, reading->entries->pdata[i]);
    scans_join(reading);
    read_bodies(reading);
    take_by_subject(reading);
}
