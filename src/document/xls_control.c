/* Form controls and drawn objects over a sheet: check boxes and radio buttons by their own state, text boxes,
 * pictures. Each has an anchor (in a drawing record before it), its kind and state (OBJ), and perhaps a text (TXO).
 *
 * A check box with a caption is that option, in the cell under its middle. One without is a mark that belongs to the
 * cell only when the cell has no text of its own; else its place says nothing.
 */
#include <string.h>

#include "base/text.h"
#include "document/xls.h"

#define MAX_CAPTION 32767
#define ANCHOR 0xF010

enum {
    KIND_RECTANGLE = 2,
    KIND_OVAL,
    KIND_TEXT = 6,
    KIND_PICTURE = 8,
    KIND_CHECK = 11,
    KIND_RADIO,
    KIND_LABEL = 14,
    KIND_SHAPE = 30
};

/* The last anchor of a drawing record: the shape that the next OBJ describes ([MS-ODRAW]; containers are stepped
 * into). */
void xls_drawing(struct xls_page *page, const struct record *record)
{
    xls_end_object(page);
    for (gsize at = 0; bytes_hold(record->body, at, 8);) {
        guint first = bytes_16(record->body, at), type = bytes_16(record->body, at + 2);
        gsize length = bytes_32(record->body, at + 4);
        struct bytes anchor = bytes_part(record->body, at + 8, length);
        at += 8;
        if ((first & 0xF) == 0xF)
            continue;
        at += anchor.length;
        if (type != ANCHOR || anchor.length < 18)
            continue;
        /* Rows and columns with fractions of 1/256 and 1/1024: the middle row, the column of the left edge. */
        guint top = bytes_16(anchor, 6) * 256 + MIN(bytes_16(anchor, 8), 255);
        guint bottom = bytes_16(anchor, 14) * 256 + MIN(bytes_16(anchor, 16), 255);
        guint left = bytes_16(anchor, 2) * 1024 + MIN(bytes_16(anchor, 4), 1023);
        page->object.row = (int)((top + bottom) / 512) + 1;
        page->object.column = (int)((left + 32) / 1024) + 1;
        page->object.centred = true;
    }
}

void xls_object(struct xls_page *page, const struct record *record)
{
    struct xls_object *object = &page->object;
    /* Parts with a type and a length (2.4.181): 0x15 the kind, 0x12 the state of a box. */
    for (gsize at = 0; bytes_hold(record->body, at, 4);) {
        guint part = bytes_16(record->body, at);
        gsize length = bytes_16(record->body, at + 2);
        if (part == 0x15 && at == 0)
            object->kind = bytes_16(record->body, at + 4);
        else if (part == 0x12 && length == 8)
            object->state = bytes_16(record->body, at + 4);
        else if (part == 0)
            break;
        at += 4 + length;
    }
    page->xls->document->pictures += object->kind == KIND_PICTURE;
}

void xls_object_text(struct xls_page *page, const struct record *record)
{
    guint count = MIN(bytes_16(record->body, 10), MAX_CAPTION);
    struct record next;
    if (count == 0 || !page->object.kind || page->object.caption || !xls_record(page->xls->book, record->end, &next) ||
        next.type != RECORD_CONTINUE)
        return;
    /* Flags that a string alone may have say nothing here: only the width counts. */
    struct xls_text *text = xls_read_text(page->xls->book, &next, 0, count);
    page->object.caption = g_string_new(text->text->str);
    xls_text_free(text);
}

static void add_box(struct xls_page *page, const struct xls_object *object)
{
    const char *caption = object->caption ? object->caption->str : "";
    struct paragraph *paragraph = sheet_cell(page->sheet, object->row, object->column);
    if (!paragraph)
        return;
    bool alone = text_blank(caption), taken = paragraph->runs->len > 0;
    if (alone && taken) {
        paragraph = sheet_floating(page->sheet, object->row, object->column);
        taken = false;
    }
    if (!paragraph)
        return;
    unsigned style = alone && paragraph != sheet_cell(page->sheet, object->row, object->column) ? STYLE_FLOATING : 0;
    enum mark_state state = object->state == 1 ? MARK_ON : object->state == 0 ? MARK_OFF : MARK_UNKNOWN;
    if (taken)
        paragraph_append(paragraph, "  ", style);
    paragraph_mark(paragraph, state, MARK_LEGACY, false, state == MARK_ON ? "☑" : "□", style);
    paragraph_append(paragraph, caption, style);
}

void xls_end_object(struct xls_page *page)
{
    struct xls_object object = page->object;
    page->object = (struct xls_object){0};
    bool placed = object.centred && object.kind;
    if (placed && (object.kind == KIND_CHECK || object.kind == KIND_RADIO)) {
        add_box(page, &object);
    } else if (placed && object.caption && !text_blank(object.caption->str) &&
               (object.kind == KIND_TEXT || object.kind == KIND_LABEL || object.kind == KIND_SHAPE ||
                object.kind == KIND_RECTANGLE || object.kind == KIND_OVAL)) {
        struct paragraph *paragraph = sheet_floating(page->sheet, object.row, object.column);
        if (paragraph)
            paragraph_append(paragraph, object.caption->str, STYLE_FLOATING);
    }
    if (object.caption)
        g_string_free(object.caption, TRUE);
}
