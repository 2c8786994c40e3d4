/* Plain text: a paragraph a line, with its tabs and spaces, which often are all the layout that there is. */
#include <string.h>

#include "base/text.h"
#include "document/build.h"
#include "document/reader.h"

#define MAX_LINES 200000

void text_read(struct document *document, GBytes *bytes)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    const char *charset = NULL;
    if (length >= 2 && data[0] == 0xFF && data[1] == 0xFE)
        charset = "UTF-16LE";
    else if (length >= 2 && data[0] == 0xFE && data[1] == 0xFF)
        charset = "UTF-16BE";
    g_autofree char *text = text_from_bytes(data, length, charset);

    int lines = 0;
    for (char *line = text; line && *line;) {
        char *next = strpbrk(line, "\r\n");
        if (next) {
            bool pair = next[0] == '\r' && next[1] == '\n';
            *next = 0;
            next += pair ? 2 : 1;
        }
        if (lines++ == MAX_LINES) {
            document->damaged = true;
            document_warn(document, "文本超过%d行，其余未读", MAX_LINES);
            return;
        }
        struct block *block = block_paragraph();
        paragraph_append(block->paragraph, line, 0);
        g_ptr_array_add(document->blocks, block);
        line = next;
    }
}
