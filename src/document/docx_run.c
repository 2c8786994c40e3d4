/* Runs: text, symbols, and fields with what they show.
 *
 * A form field (FORMCHECKBOX, FORMDROPDOWN) is written at its begin, where its data stand: the result that follows
 * is dropped. EQ is written at its end, when its instruction is whole; often it has no "separate".
 */
#include <string.h>

#include "document/docx.h"
#include "document/glyph.h"

/* True while text belongs to an instruction or to a result that is not shown. */
static bool unseen(const struct docx *docx)
{
    for (guint i = 0; i < docx->open_fields; i++)
        if (docx->fields[i].instructing || docx->fields[i].drop_result)
            return true;
    return false;
}

static struct docx_field *instructed(struct docx *docx)
{
    struct docx_field *field = docx->open_fields ? &docx->fields[docx->open_fields - 1] : NULL;
    return field && field->instructing ? field : NULL;
}

/* FORMCHECKBOX: <w:checked/> beats <w:default/>. */
static bool legacy_box(const struct xml_node *data, struct paragraph *paragraph, unsigned style)
{
    const struct xml_node *box = xml_child(data, "checkBox");
    if (!box)
        return false;
    const struct xml_node *checked = xml_child(box, "checked");
    bool on = docx_on(checked ? checked : xml_child(box, "default"));
    paragraph_mark(paragraph, on ? MARK_ON : MARK_OFF, MARK_LEGACY, false, on ? "☑" : "□", style);
    return true;
}

/* FORMDROPDOWN: the entry that Word displays; the first when none was chosen. */
static bool legacy_list(const struct xml_node *data, struct paragraph *paragraph, unsigned style)
{
    const struct xml_node *list = xml_child(data, "ddList");
    if (!list)
        return false;
    const struct xml_node *chosen = xml_child(list, "result");
    int index = xml_number(chosen ? chosen : xml_child(list, "default"), "val", 0, 0, G_MAXINT);
    for (const struct xml_node *entry = xml_children(list); entry; entry = xml_next(entry)) {
        if (!xml_is(entry, "listEntry") || index-- > 0)
            continue;
        const char *text = xml_attribute(entry, "val");
        paragraph_append(paragraph, text ? text : "", style);
        break;
    }
    return true;
}

static void begin_field(struct docx *docx, const struct xml_node *mark, struct paragraph *paragraph, unsigned style)
{
    if (docx->open_fields == DOCX_MAX_FIELDS) {
        docx->document->damaged = true;
        return;
    }
    const struct xml_node *data = xml_child(mark, "ffData");
    struct docx_field field = {.instructing = true, .instruction = g_string_new(NULL)};
    if (data && !unseen(docx))
        field.drop_result = legacy_box(data, paragraph, style) || legacy_list(data, paragraph, style);
    docx->fields[docx->open_fields++] = field;
}

static void end_field(struct docx *docx, struct paragraph *paragraph, unsigned style)
{
    if (docx->open_fields == 0)
        return;
    struct docx_field *field = &docx->fields[--docx->open_fields];
    if (paragraph && field->instructing && !field->drop_result && !unseen(docx))
        eq_append(paragraph, field->instruction->str, style);
    g_string_free(field->instruction, TRUE);
}

void docx_close_fields(struct docx *docx, guint open, struct paragraph *paragraph)
{
    while (docx->open_fields > open)
        end_field(docx, paragraph, 0);
}

void docx_end_instructions(struct docx *docx, struct paragraph *paragraph)
{
    while (instructed(docx))
        end_field(docx, paragraph, 0);
}

static void field_mark(struct docx *docx, const struct xml_node *mark, struct paragraph *paragraph, unsigned style)
{
    const char *type = xml_attribute(mark, "fldCharType");
    if (!type)
        return;
    if (strcmp(type, "begin") == 0) {
        begin_field(docx, mark, paragraph, style);
    } else if (strcmp(type, "separate") == 0 && instructed(docx)) {
        struct docx_field *field = instructed(docx);
        field->instructing = false;
        /* What an EQ field keeps as its result is a stand-in for programs that cannot draw it. */
        if (!field->drop_result && !unseen(docx) && eq_append(paragraph, field->instruction->str, style))
            field->drop_result = true;
    } else if (strcmp(type, "end") == 0) {
        end_field(docx, paragraph, style);
    }
}

/* Characters to where they belong: into the paragraph, into an instruction, or nowhere. */
static void put(struct docx *docx, const char *text, const struct docx_look *look, struct paragraph *paragraph)
{
    struct docx_field *field = instructed(docx);
    if (field)
        g_string_append(field->instruction, text);
    else if (unseen(docx) || look->hidden)
        return;
    else if (look->font)
        paragraph_symbols(paragraph, look->font, text, look->style);
    else
        paragraph_append(paragraph, text, look->style);
}

static void put_symbol(struct docx *docx, const struct xml_node *symbol, const struct docx_look *look,
                       struct paragraph *paragraph)
{
    const char *font = xml_attribute(symbol, "font"), *code = xml_attribute(symbol, "char");
    guint32 number = code ? (guint32)g_ascii_strtoull(code, NULL, 16) : 0;
    enum mark_state state;
    bool tick;
    const char *glyph;
    struct docx_look plain = {look->style, look->hidden, NULL};
    if (symbol_mark(font, number, &state, &tick, &glyph)) {
        if (instructed(docx))
            put(docx, glyph, &plain, paragraph);
        else if (!unseen(docx) && !look->hidden)
            paragraph_mark(paragraph, state, MARK_SYMBOL, tick, glyph, look->style);
        return;
    }
    char text[8] = "\uFFFD";
    if (!symbol_font(font) && number >= 0x20 && number < 0xE000)
        text[g_unichar_to_utf8(number, text)] = 0;
    put(docx, text, &plain, paragraph);
}

static void put_child(struct docx *docx, const struct xml_node *child, const struct docx_look *look,
                      struct docx_line *line)
{
    const char *name = xml_name(child);
    if (strcmp(name, "t") == 0) {
        g_autofree char *text = xml_text(child);
        put(docx, text, look, line->paragraph);
    } else if (strcmp(name, "fldChar") == 0) {
        field_mark(docx, child, line->paragraph, look->style);
    } else if (strcmp(name, "instrText") == 0) {
        g_autofree char *text = xml_text(child);
        if (instructed(docx))
            g_string_append(instructed(docx)->instruction, text);
    } else if (strcmp(name, "sym") == 0) {
        put_symbol(docx, child, look, line->paragraph);
    } else if (strcmp(name, "tab") == 0 || strcmp(name, "ptab") == 0) {
        put(docx, "\t", look, line->paragraph);
    } else if (strcmp(name, "br") == 0 || strcmp(name, "cr") == 0) {
        put(docx, "\n", look, line->paragraph);
    } else if (strcmp(name, "noBreakHyphen") == 0) {
        put(docx, "-", look, line->paragraph);
    } else if (strcmp(name, "ruby") == 0) {
        docx_inline(docx, xml_child(child, "rubyBase"), line, look->style);
    } else if (strcmp(name, "drawing") == 0 || strcmp(name, "pict") == 0 || strcmp(name, "object") == 0 ||
               strcmp(name, "AlternateContent") == 0) {
        if (!look->hidden)
            docx_drawing(docx, child, line);
    }
}

void docx_run(struct docx *docx, const struct xml_node *run, struct docx_line *line, unsigned style)
{
    struct docx_look look = {.style = style};
    docx_apply(docx, xml_child(run, "rPr"), &look);
    for (const struct xml_node *child = xml_children(run); child; child = xml_next(child))
        put_child(docx, child, &look, line);
}

void docx_simple_field(struct docx *docx, const struct xml_node *field, struct docx_line *line, unsigned style)
{
    const char *instruction = xml_attribute(field, "instr");
    const struct xml_node *data = xml_child(field, "ffData");
    if (data && !unseen(docx) &&
        (legacy_box(data, line->paragraph, style) || legacy_list(data, line->paragraph, style)))
        return;
    if (!instruction || unseen(docx) || !eq_append(line->paragraph, instruction, style))
        docx_inline(docx, field, line, style);
}
