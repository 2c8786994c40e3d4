/* Descriptions that picture programs write beside EXIF: XMP (ISO 16684-1) and IPTC (IIM 4.2 in Photoshop's image
 * resources). Lightroom, Photoshop and photo agencies write their captions there.
 */
#include <string.h>

#include "base/text.h"
#include "document/xml.h"
#include "work/photo_exif.h"

enum { MAX_NODES = 5000, IPTC_RESOURCE = 0x0404, CAPTION_RECORD = 2, CAPTION = 120 };

static struct xml_node *find(struct xml_node *node, const char *name, int *left)
{
    for (; node && (*left)-- > 0; node = xml_next(node)) {
        struct xml_node *found = xml_is(node, name) ? node : find(xml_children(node), name, left);
        if (found)
            return found;
    }
    return NULL;
}

static char *said(char *raw)
{
    g_autofree char *text = raw, *tidy = text ? text_tidy(text) : NULL;
    return text_blank(tidy) ? NULL : g_steal_pointer(&tidy);
}

char *exif_xmp_description(const guint8 *bytes, gsize length)
{
    bool damaged;
    g_autoptr(Xml) xml = length ? xml_parse(bytes, length, &damaged) : NULL;
    int left = MAX_NODES;
    struct xml_node *description = xml ? find(xml_root(xml), "description", &left) : NULL;
    /* Of several languages the first (x-default stands there). */
    left = MAX_NODES;
    struct xml_node *first = description ? find(xml_children(description), "li", &left) : NULL;
    return description ? said(xml_text(first ? first : description)) : NULL;
}

static char *caption_in(const guint8 *bytes, gsize length)
{
    gsize at = 0;
    while (at + 5 <= length && bytes[at] == 0x1C) {
        gsize size = (gsize)bytes[at + 3] << 8 | bytes[at + 4];
        if (size > length - at - 5)
            return NULL;
        if (bytes[at + 1] == CAPTION_RECORD && bytes[at + 2] == CAPTION)
            return said(text_from_bytes(bytes + at + 5, size, NULL));
        at += 5 + size;
    }
    return NULL;
}

/* A resource: "8BIM", id, a name with its length before it, size, data; name and data padded to even lengths. */
char *exif_iptc_caption(const guint8 *bytes, gsize length)
{
    gsize at = 0;
    while (at + 12 <= length && !memcmp(bytes + at, "8BIM", 4)) {
        guint id = (guint)bytes[at + 4] << 8 | bytes[at + 5];
        gsize name = (gsize)bytes[at + 6] + 1, size_at = at + 6 + name + (name & 1);
        if (size_at + 4 > length)
            return NULL;
        gsize size = (gsize)bytes[size_at] << 24 | (gsize)bytes[size_at + 1] << 16 | (gsize)bytes[size_at + 2] << 8 |
                     bytes[size_at + 3];
        if (size > length - size_at - 4)
            return NULL;
        if (id == IPTC_RESOURCE)
            return caption_in(bytes + size_at + 4, size);
        at = size_at + 4 + size + (size & 1);
    }
    return NULL;
}
