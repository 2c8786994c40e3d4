/* What floats: text boxes, pictures, and shapes drawn over the text.
 *
 * A box's place says nothing about the text around it, so its text follows as paragraphs of their own with
 * STYLE_FLOATING. A shape without text in a table cell may be a circle drawn around an option or a stroke of ink:
 * it becomes a mark that nobody can place, for a person to look at.
 */
#include <string.h>

#include "document/docx.h"

struct finding {
    guint texts, pictures, shapes, controls;
    bool round;
};

static bool is_shape(const struct xml_node *node)
{
    static const char *const names[] = {"wsp", "oval", "shape", "rect", "roundrect", "contentPart", "line", "polyline"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (xml_is(node, names[i]))
            return true;
    return false;
}

static void look_at(struct docx *docx, const struct xml_node *node, struct docx_line *line, struct finding *found);

static void look_below(struct docx *docx, const struct xml_node *parent, struct docx_line *line, struct finding *found)
{
    for (const struct xml_node *node = xml_children(parent); node; node = xml_next(node))
        look_at(docx, node, line, found);
}

static void look_at(struct docx *docx, const struct xml_node *node, struct docx_line *line, struct finding *found)
{
    if (xml_is(node, "AlternateContent")) {
        look_below(docx, docx_choice(node), line, found);
        return;
    }
    if (xml_is(node, "txbxContent")) {
        guint open = docx->open_fields;
        bool was_in_cell = docx->in_cell;
        found->texts++;
        docx->in_cell = false;
        docx->counts.depth++;
        docx_blocks(docx, node, line->after, STYLE_FLOATING);
        docx->counts.depth--;
        docx->in_cell = was_in_cell;
        docx_close_fields(docx, open, NULL);
        return;
    }
    if (xml_is(node, "blip") || xml_is(node, "imagedata"))
        found->pictures++;
    else if (xml_is(node, "control"))
        found->controls++;
    else if (is_shape(node))
        found->shapes++;
    const char *preset = xml_is(node, "prstGeom") ? xml_attribute(node, "prst") : NULL;
    found->round |= xml_is(node, "oval") || (preset && strcmp(preset, "ellipse") == 0);
    look_below(docx, node, line, found);
}

void docx_drawing(struct docx *docx, const struct xml_node *drawing, struct docx_line *line)
{
    struct finding found = {0};
    look_at(docx, drawing, line, &found);
    docx->document->pictures += found.pictures;
    if (found.controls) {
        /* An ActiveX control keeps its state in a part of its own, in a form that only Windows knows. */
        paragraph_mark(line->paragraph, MARK_UNKNOWN, MARK_CONTROL, false, "□", 0);
        return;
    }
    if (!docx->in_cell || !found.shapes || found.texts || found.pictures)
        return;
    struct block *block = block_paragraph();
    paragraph_mark(block->paragraph, MARK_UNKNOWN, MARK_GLYPH, false, found.round ? "○" : "□", STYLE_FLOATING);
    g_ptr_array_add(line->after, block);
}
