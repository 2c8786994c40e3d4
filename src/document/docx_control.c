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

bool docx_placeholder(const struct xml_node *sdt)
{
    return docx_on(xml_child(xml_child(sdt, "sdtPr"), "showingPlcHdr")) && !check_box(sdt);
}

void docx_note_control(struct docx *docx, const struct xml_node *sdt, char *value)
{
    g_autofree char *owned = value;
    const char *tag = tag_of(sdt);
    const struct xml_node *box = check_box(sdt);
    if (!tag || docx->controls->len >= DOCX_MAX_CONTROLS)
        return;
    const char *shown = box ? (is_checked(box) ? "true" : "false") : docx_placeholder(sdt) ? NULL : owned;
    g_ptr_array_add(docx->controls, block_field(tag, text_blank(shown) ? NULL : shown));
}

static void add_box(const struct xml_node *box, struct paragraph *paragraph, unsigned style)
{
    bool on = is_checked(box);
    paragraph_mark(paragraph, on ? MARK_ON : MARK_OFF, MARK_CONTROL, false, on ? "☑" : "□", style);
}

void docx_inline_control(struct docx *docx, const struct xml_node *sdt, struct docx_line *line, unsigned style)
{
    bool wanted = tag_of(sdt) && docx->controls->len < DOCX_MAX_CONTROLS;
    g_autofree char *before = wanted ? paragraph_text(line->paragraph) : NULL;
    if (check_box(sdt))
        add_box(check_box(sdt), line->paragraph, style);
    else if (!docx_placeholder(sdt))
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
        add_box(check_box(sdt), block->paragraph, style);
        g_ptr_array_add(blocks, block);
    } else if (!docx_placeholder(sdt)) {
        docx_blocks(docx, xml_child(sdt, "sdtContent"), blocks, style);
    }
    if (tag_of(sdt))
        docx_note_control(docx, sdt, blocks_value(blocks, from));
}
