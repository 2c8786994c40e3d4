/* libytnef's structures made plain: names decoded, the body chosen, attachments listed.
 *
 * Facts: a name stands in up to four places, the Unicode ones only in properties (MS-OXTNEF 2.1.3.3); an attached mail
 * or an OLE object begins with 16 bytes that name its interface, and a mail is a TNEF again; 8-bit texts are in the
 * code page that attOemCodepage names, HTML in the one of PidTagInternetCodepage.
 */
#include "mail/tnef.h"

#include <stdio.h>
#include <string.h>
#include <ytnef.h>

#include "base/text.h"
#include "mail/body.h"
#include "mail/charset.h"
#include "mail/header.h"

#define INTERFACE 16 /* bytes before an object's own */
#define CODE_PAGE 0x3FDE

struct tnef_store {
    GBytes *sound;
    TNEFStruct parsed;
};

static void file_free(gpointer data)
{
    struct tnef_file *file = data;
    g_free(file->name);
    g_free(file->content_id);
    g_free(file);
}

void tnef_free(struct tnef *tnef)
{
    if (!tnef)
        return;
    g_ptr_array_unref(tnef->files);
    TNEFFree(&tnef->store->parsed);
    g_clear_pointer(&tnef->store->sound, g_bytes_unref);
    g_free(tnef->store);
    g_free(tnef->html);
    g_free(tnef->text);
    g_free(tnef);
}

/* NULL when it is not there or empty. */
static const variableLength *property(const MAPIProps *list, guint type, guint id)
{
    const variableLength *value = MAPIFindProperty((MAPIProps *)list, PROP_TAG(type, id));
    return value && value != MAPI_UNDEFINED && value->data && value->size > 0 ? value : NULL;
}

/* What Windows calls by a number (MS-UCODEREF 2.2.1); NULL for what the bytes themselves must tell. */
static const char *code_page(guint number)
{
    static const struct {
        guint number;
        const char *name;
    } pages[] = {{936, "gb18030"},   {54936, "gb18030"},    {20936, "gb18030"},    {950, "big5"},
                 {932, "shift_jis"}, {949, "euc-kr"},       {65001, "utf-8"},      {1252, "windows-1252"},
                 {1251, "koi8-r"},   {28591, "iso-8859-1"}, {50220, "iso-2022-jp"}};
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++)
        if (pages[i].number == number)
            return pages[i].name;
    return NULL;
}

static guint number_of(const guint8 *bytes, int length)
{
    return length >= 4 ? (guint)bytes[0] | (guint)bytes[1] << 8 | (guint)bytes[2] << 16 | (guint)bytes[3] << 24 : 0;
}

static const char *page_of(const struct tnef_store *store)
{
    return code_page(
        number_of(store->parsed.CodePage.data, store->parsed.CodePage.data ? store->parsed.CodePage.size : 0));
}

/* A text up to its zero, in the file's code page. */
static char *text_of(const struct tnef_store *store, const variableLength *value)
{
    gsize length = value && value->data && value->size > 0 ? strnlen((const char *)value->data, (gsize)value->size) : 0;
    return length ? charset_text(value->data, length, page_of(store)) : NULL;
}

/* The Unicode property, which libytnef gives as UTF-8, else the 8-bit one. */
static char *text_property(const struct tnef_store *store, const MAPIProps *list, guint id)
{
    const variableLength *value = property(list, PT_UNICODE, id);
    /* libytnef ends the UTF-8 that it makes with a zero and leaves the length of the UTF-16. */
    if (value)
        return *value->data ? charset_text(value->data, strlen((const char *)value->data), "utf-8") : NULL;
    return text_of(store, property(list, PT_STRING8, id));
}

static char *name_of(const struct tnef_store *store, const Attachment *from)
{
    static const guint ids[] = {PR_ATTACH_LONG_FILENAME, PR_ATTACH_FILENAME, PR_DISPLAY_NAME};
    g_autofree char *raw = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(ids) && !raw; i++)
        raw = text_property(store, &from->MAPI, ids[i]);
    if (!raw)
        raw = text_of(store, &from->Title);
    char *name = raw ? header_base_name(raw) : NULL;
    if (name && !*name)
        g_clear_pointer(&name, g_free);
    return name;
}

static void add_file(struct tnef *tnef, const Attachment *from)
{
    const variableLength *value = property(&from->MAPI, PT_OBJECT, PR_ATTACH_DATA_OBJ);
    gsize before = value && value->size > INTERFACE ? INTERFACE : 0;
    if (!value)
        value = property(&from->MAPI, PT_BINARY, PR_ATTACH_DATA_OBJ);
    if (!value)
        value = &from->FileData;
    if (!value->data || value->size <= 0)
        return;
    struct tnef_file *file = g_new0(struct tnef_file, 1);
    file->name = name_of(tnef->store, from);
    file->content_id = text_property(tnef->store, &from->MAPI, PR_ATTACH_CONTENT_ID);
    if (file->content_id)
        g_strstrip(g_strdelimit(file->content_id, "<>", ' '));
    file->bytes = value->data + before;
    file->length = (gsize)value->size - before;
    g_ptr_array_add(tnef->files, file);
}

static char *html_body(const struct tnef_store *store)
{
    const MAPIProps *list = &store->parsed.MapiProperties;
    const variableLength *value = property(list, PT_BINARY, PR_BODY_HTML);
    const variableLength *page = property(list, PT_LONG, CODE_PAGE);
    if (!value)
        value = property(list, PT_STRING8, PR_BODY_HTML);
    if (!value)
        return text_property(store, list, PR_BODY_HTML);
    const char *charset = page ? code_page(number_of(page->data, page->size)) : NULL;
    g_autofree char *type = charset ? g_strdup_printf("text/html; charset=%s", charset) : NULL;
    return body_text(value->data, MIN((gsize)value->size, BODY_MAX_BYTES), type, true);
}

static char *rtf_body(const struct tnef_store *store)
{
    const variableLength *value = property(&store->parsed.MapiProperties, PT_BINARY, PR_RTF_COMPRESSED);
    g_autoptr(GBytes) rtf = value ? tnef_rtf(value->data, (gsize)value->size) : NULL;
    gsize length = 0;
    const char *data = rtf ? g_bytes_get_data(rtf, &length) : NULL;
    return data ? tnef_rtf_text(data, length) : NULL;
}

static void read_body(struct tnef *tnef)
{
    const struct tnef_store *store = tnef->store;
    tnef->html = html_body(store);
    g_autofree char *text = text_property(store, &store->parsed.MapiProperties, PR_BODY);
    if (text_blank(text)) {
        g_free(text);
        text = text_of(store, &store->parsed.body);
    }
    if (text_blank(text) && text_blank(tnef->html)) {
        g_free(text);
        text = rtf_body(store);
    }
    tnef->text = text && !text_blank(text) ? body_text(text, strlen(text), "text/plain; charset=utf-8", false) : NULL;
    if (tnef->html && text_blank(tnef->html))
        g_clear_pointer(&tnef->html, g_free);
}

struct tnef *tnef_read(GBytes *bytes)
{
    struct tnef *tnef = g_new0(struct tnef, 1);
    tnef->files = g_ptr_array_new_with_free_func(file_free);
    tnef->store = g_new0(struct tnef_store, 1);
    TNEFInitialize(&tnef->store->parsed);
    bool whole = false;
    tnef->store->sound = tnef_sound(bytes, &whole);
    tnef->damaged = !whole;
    if (!tnef->store->sound)
        return tnef;
    gsize length;
    const void *data = g_bytes_get_data(tnef->store->sound, &length);
    if (TNEFParseMemory((BYTE *)data, (long)length, &tnef->store->parsed) < 0)
        tnef->damaged = true;
    const Attachment *from = tnef->store->parsed.starting_attach.next;
    for (; from && tnef->files->len < TNEF_MAX_FILES; from = from->next)
        add_file(tnef, from);
    tnef->damaged = tnef->damaged || from;
    read_body(tnef);
    return tnef;
}
