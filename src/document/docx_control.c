/* Content controls (w:sdt): at the level of blocks, of rows and cells, and inside a paragraph.
 *
 * A control with a tag gives a field of the document besides the text where it stands: our own blank forms are
 * read by these tags, exactly. A placeholder ("单击此处输入文字") is nobody's value.
 */
#include <string.h>

#include "base/text.h"
#include "document/docx.h"

static const char *tag_of(const struct xml_node *sdt)
{
    const char *tag = xml_attribute(xml_child(xml_child(sdt, "sdtPr"), "tag"), "val");
    return tag && *tag ? tag : NULL;
}

/* The control's check box (w14:checkbox), or NULL. */
static struct xml_node *check_box(const struct xml_node *sdt)
{
    return xml_child(xml_child(sdt, "sdtPr"), "checkbox");
}

static bool is_checked(const struct xml_node *box)
{
    const struct xml_node *checked = xml_child(box, "checked");
    return checked && docx_on(checked);
}

static bool has_style(const struct xml_node *content)
{
    for (const struct xml_node *node = xml_children(content); node; node = xml_next(node))
        if (xml_is(node, "rStyle") || has_style(node))
            return true;
    return false;
}

/* Text that is no program's prompt counts as typed, whatever the flag says: a prompt has a character style, or begins
 * as programs word it. */
static bool typed_in(const struct xml_node *content)
{
    static const char *const prompts[] = {"单击", "点击", "请", "选择", "按一下", "Click", "Choose", "Enter", "Tap"};
    g_autofree char *text = xml_text(content);
    const char *start = text;
    while (g_unichar_isspace(g_utf8_get_char(start)))
        start = g_utf8_next_char(start);
    for (gsize i = 0; i < G_N_ELEMENTS(prompts); i++)
        if (g_str_has_prefix(start, prompts[i]))
            return false;
    return *start && !has_style(content);
}

bool docx_placeholder(const struct xml_node *sdt)
{
    return docx_on(xml_child(xml_child(sdt, "sdtPr"), "showingPlcHdr")) && !check_box(sdt) &&
           !typed_in(xml_child(sdt, "sdtContent"));
}

void docx_note_control(struct docx *docx, const struct xml_node *sdt, char *value)
{
    g_autofree char *owned = value;
    const char *tag = tag_of(sdt);
    if (!tag || docx->controls->len >= DOCX_MAX_CONTROLS)
        return;
    const char *shown = docx_placeholder(sdt) ? NULL : owned;
    g_ptr_array_add(docx->controls, block_field(tag, text_blank(shown) ? NULL : shown));
}

/* What a box shows; people type √ over the glyph, and then its state says nothing. */
struct shown {
    bool on, known; /* known: a box or a tick that is on or off */
    char *text;     /* words in the box's place; NULL */
};

static struct shown look_at_box(struct docx *docx, const struct xml_node *sdt)
{
    const struct xml_node *box = check_box(sdt);
    struct shown shown = {.on = is_checked(box), .known = true};
    struct block *scratch = block_paragraph();
    g_autoptr(GPtrArray) after = g_ptr_array_new_with_free_func((GDestroyNotify)block_free);
    struct docx_line line = {scratch->paragraph, after};
    docx_inline(docx, xml_child(sdt, "sdtContent"), &line, 0);
    bool on = false, off = false, unknown = false;
    for (guint i = 0; i < scratch->paragraph->runs->len; i++) {
        const struct run *run = scratch->paragraph->runs->pdata[i];
        on = on || (run->is_mark && run->state == MARK_ON);
        off = off || (run->is_mark && run->state == MARK_OFF);
        unknown = unknown || (run->is_mark && run->state == MARK_UNKNOWN);
    }
    g_autofree char *text = paragraph_text(scratch->paragraph);
    block_free(scratch);
    /* The glyph of either state may be any character; another one was typed. */
    const char *state = shown.on ? "checkedState" : "uncheckedState";
    const char *code = xml_attribute(xml_child(box, state), "val");
    gunichar own = code ? (gunichar)g_ascii_strtoull(code, NULL, 16) : 0;
    bool as_stated = g_utf8_strlen(text, -1) == 1 && g_utf8_get_char(text) == own;
    if (as_stated || text_blank(text))
        return shown;
    if (on || off)
        shown.on = on;
    else if (unknown)
        shown.known = shown.on;
    else
        shown.text = g_steal_pointer(&text);
    return shown;
}

/* Puts the box into a paragraph and notes it as a field. */
static void add_box(struct docx *docx, const struct xml_node *sdt, struct paragraph *paragraph, unsigned style)
{
    struct shown shown = look_at_box(docx, sdt);
    g_autofree char *text = shown.text;
    if (text)
        paragraph_append(paragraph, text, style);
    else if (shown.known)
        paragraph_mark(paragraph, shown.on ? MARK_ON : MARK_OFF, MARK_CONTROL, false, shown.on ? "☑" : "□", style);
    else
        paragraph_mark(paragraph, MARK_UNKNOWN, MARK_GLYPH, false, "×", style);
    if (tag_of(sdt) && (text || shown.known))
        docx_note_control(docx, sdt, g_strdup(text ? text : shown.on ? "true" : "false"));
}

void docx_inline_control(struct docx *docx, const struct xml_node *sdt, struct docx_line *line, unsigned style)
{
    if (check_box(sdt)) {
        add_box(docx, sdt, line->paragraph, style);
        return;
    }
    bool wanted = tag_of(sdt) && docx->controls->len < DOCX_MAX_CONTROLS;
    g_autofree char *before = wanted ? paragraph_text(line->paragraph) : NULL;
    if (!docx_placeholder(sdt))
        docx_inline(docx, xml_child(sdt, "sdtContent"), line, style);
    if (!wanted)
        return;
    g_autofree char *after = paragraph_text(line->paragraph);
    docx_note_control(docx, sdt, g_strdup(after + strlen(before)));
}

void docx_block_control(struct docx *docx, const struct xml_node *sdt, GPtrArray *blocks, unsigned style)
{
    guint from = blocks->len;
    if (check_box(sdt)) {
        struct block *block = block_paragraph();
        g_ptr_array_add(blocks, block);
        add_box(docx, sdt, block->paragraph, style);
        return;
    }
    if (!docx_placeholder(sdt))
        docx_blocks(docx, xml_child(sdt, "sdtContent"), blocks, style);
    if (tag_of(sdt))
        docx_note_control(docx, sdt, blocks_value(blocks, from));
}
