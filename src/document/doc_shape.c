/* What floats over a .doc: text boxes, pictures, bare shapes.
 *
 * A box's text stands behind all other text; the shape's number leads from the anchor in the text to it. It follows
 * the paragraph of its anchor with STYLE_FLOATING, because its place says nothing about the text around it.
 */
#include <string.h>

#include "document/doc.h"

#define MAX_SHAPES 20000
#define ELLIPSE 3
#define PICTURE_FRAME 75
#define TEXT_BOX 202

enum shape_kind { SHAPE_BARE = 1, SHAPE_ROUND, SHAPE_PICTURE, SHAPE_BOX };

static enum shape_kind kind_of(guint type)
{
    return type == ELLIPSE         ? SHAPE_ROUND
           : type == PICTURE_FRAME ? SHAPE_PICTURE
           : type == TEXT_BOX      ? SHAPE_BOX
                                   : SHAPE_BARE;
}

/* The property that names a picture (pib). */
static bool has_picture(struct bytes properties, guint count)
{
    for (guint i = 0; i < count && 6 * (gsize)(i + 1) <= properties.length; i++)
        if ((bytes_16(properties, 6 * (gsize)i) & 0x3FFF) == 0x104 && bytes_32(properties, 6 * (gsize)i + 2))
            return true;
    return false;
}

/* The shapes of a drawing ([MS-ODRAW] 2.2.13): containers are stepped into, so that all records come in a row. */
static void walk_drawing(struct doc *doc, struct bytes drawing)
{
    gpointer shape = NULL;
    for (gsize at = 0; bytes_hold(drawing, at, 8) && g_hash_table_size(doc->shapes) < MAX_SHAPES;) {
        guint first = bytes_16(drawing, at), type = bytes_16(drawing, at + 2);
        gsize length = bytes_32(drawing, at + 4);
        struct bytes content = bytes_part(drawing, at + 8, length);
        at += 8;
        if ((first & 0xF) == 0xF)
            continue;
        at += content.length;
        if (type == 0xF00A) {
            shape = GUINT_TO_POINTER(bytes_32(content, 0));
            g_hash_table_replace(doc->shapes, shape, GINT_TO_POINTER(kind_of(first >> 4)));
        } else if (type == 0xF00B && shape && has_picture(content, first >> 4)) {
            g_hash_table_replace(doc->shapes, shape, GINT_TO_POINTER(SHAPE_PICTURE));
        }
    }
}

static void read_drawings(struct doc *doc, struct bytes drawings)
{
    gsize at = 0;
    while (bytes_hold(drawings, at, 8)) {
        gsize length = bytes_32(drawings, at + 4);
        walk_drawing(doc, bytes_part(drawings, at, 8 + length));
        /* A byte before each drawing says whether it is of the text or of the headers. */
        at += 8 + length + 1;
    }
}

void doc_read_shapes(struct doc *doc, guint32 boxes_from)
{
    doc->shapes = g_hash_table_new(NULL, NULL);
    doc->box_of = g_hash_table_new(NULL, NULL);
    doc->boxes = g_array_new(FALSE, TRUE, sizeof(struct doc_box));
    read_drawings(doc, bytes_part(doc->table, bytes_32(doc->text, 0x22A), bytes_32(doc->text, 0x22E)));

    doc->anchors = bytes_part(doc->table, bytes_32(doc->text, 0x1DA), bytes_32(doc->text, 0x1DE));
    doc->anchor_count = doc->anchors.length >= 34 ? (guint)((doc->anchors.length - 4) / 30) : 0;

    struct bytes boxes = bytes_part(doc->table, bytes_32(doc->text, 0x25A), bytes_32(doc->text, 0x25E));
    gsize count = boxes.length >= 30 ? (boxes.length - 4) / 26 : 0;
    guint32 end = bytes_32(doc->text, 0x64);
    for (gsize i = 0; i < MIN(count, MAX_SHAPES); i++) {
        guint32 from = bytes_32(boxes, 4 * i), to = bytes_32(boxes, 4 * i + 4);
        if (from >= to || to > end || (guint64)boxes_from + to > G_MAXUINT32)
            continue;
        struct doc_box box = {bytes_32(boxes, 4 * (count + 1) + 22 * i + 14), boxes_from + from, boxes_from + to,
                              false};
        g_array_append_val(doc->boxes, box);
        g_hash_table_insert(doc->box_of, GUINT_TO_POINTER(box.shape), GUINT_TO_POINTER(doc->boxes->len));
    }
}

static void show_box(struct doc *doc, struct doc_box *box, GPtrArray *blocks)
{
    box->shown = true;
    doc->counts.depth++;
    doc_read_text(doc, box->from, box->to, blocks, STYLE_FLOATING);
    doc->counts.depth--;
}

/* The shape whose anchor stands at a position; 0 for none. */
static guint32 anchored(const struct doc *doc, guint32 position)
{
    guint low = 0, high = doc->anchor_count;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (bytes_32(doc->anchors, 4 * (gsize)middle) < position)
            low = middle + 1;
        else
            high = middle;
    }
    if (low >= doc->anchor_count || bytes_32(doc->anchors, 4 * (gsize)low) != position)
        return 0;
    return bytes_32(doc->anchors, 4 * ((gsize)doc->anchor_count + 1) + 26 * (gsize)low);
}

void doc_shape(struct doc_flow *flow, guint32 position)
{
    struct doc *doc = flow->doc;
    guint32 shape = flow->style & STYLE_FLOATING ? 0 : anchored(doc, position);
    if (!shape)
        return;
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(doc->box_of, GUINT_TO_POINTER(shape)));
    struct doc_box *box = number ? &g_array_index(doc->boxes, struct doc_box, number - 1) : NULL;
    if (box) {
        if (!box->shown)
            show_box(doc, box, flow->after);
        return;
    }
    enum shape_kind kind = (enum shape_kind)GPOINTER_TO_INT(g_hash_table_lookup(doc->shapes, GUINT_TO_POINTER(shape)));
    doc->document->pictures += kind == SHAPE_PICTURE;
    flow->bare += kind == SHAPE_BARE || kind == SHAPE_ROUND;
    flow->round += kind == SHAPE_ROUND;
}

void doc_rest_of_boxes(struct doc *doc)
{
    for (guint i = 0; i < doc->boxes->len && !doc->counts.full; i++) {
        struct doc_box *box = &g_array_index(doc->boxes, struct doc_box, i);
        /* The last entry of the list is no box. */
        if (!box->shown && box->shape)
            show_box(doc, box, doc->document->blocks);
    }
}

void doc_free_shapes(struct doc *doc)
{
    g_clear_pointer(&doc->shapes, g_hash_table_unref);
    g_clear_pointer(&doc->box_of, g_hash_table_unref);
    if (doc->boxes)
        g_array_unref(doc->boxes);
}
