/* From the walk's raw headers and parts to the message: addresses, ids, dates, and the one text that people mean
 * when they say "the mail".
 */
#include "mail/message.h"

#include <string.h>

#include "base/text.h"
#include "mail/address.h"
#include "mail/field.h"
#include "mail/header.h"
#include "mail/quote.h"
#include "mail/signature.h"
#include "mail/walk.h"

#define MAX_ID_BYTES 998

/* Several header fields of one name (two To lines) read as one list. */
static GPtrArray *all_addresses(const GPtrArray *raw, const char *name)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(address_free);
    for (guint i = 0; i < raw->len; i++) {
        const struct header *header = raw->pdata[i];
        if (g_ascii_strcasecmp(header->name, name))
            continue;
        if (list->len < ADDRESS_MAX)
            g_ptr_array_extend_and_steal(list, address_list(header->value));
    }
    return list;
}

static char *first_id(const char *raw)
{
    g_auto(GStrv) ids = field_ids(raw);
    return ids[0] ? g_strdup(ids[0]) : NULL;
}

/* The topmost Received line that has a date. */
static gint64 received_date(const GPtrArray *raw)
{
    for (guint i = 0; i < raw->len; i++) {
        const struct header *header = raw->pdata[i];
        const char *date = g_ascii_strcasecmp(header->name, "Received") ? NULL : strrchr(header->value, ';');
        gint64 instant = date ? field_date(date + 1) : 0;
        if (instant)
            return instant;
    }
    return 0;
}

static char *one_address(const char *raw)
{
    struct address address = address_first(raw);
    char *addr = g_steal_pointer(&address.addr);
    address_clear(&address);
    return addr;
}

/* "" for <>; NULL when the header is absent or holds no address. */
static char *return_path(const char *raw)
{
    if (!raw)
        return NULL;
    g_autofree char *text = header_decode(raw);
    if (!strcmp(text, "<>") || !*text)
        return g_strdup("");
    return one_address(raw);
}

/* What servers write for programs (RFC 8601) has no encoded words: one in it is a part of a stranger's address, and
 * must not turn into a result. */
static bool is_protocol(const char *name)
{
    return !g_ascii_strcasecmp(name, "Authentication-Results");
}

static char *plain(const char *raw)
{
    return g_strdelimit(g_utf8_make_valid(raw, -1), "\r\n", ' ');
}

static void read_headers(struct message *message, const GPtrArray *raw)
{
    message->headers = g_ptr_array_new_with_free_func(header_free);
    for (guint i = 0; i < raw->len; i++) {
        const struct header *from = raw->pdata[i];
        struct header *header = g_new0(struct header, 1);
        header->name = g_strdup(from->name);
        header->value = is_protocol(from->name) ? plain(from->value) : header_decode(from->value);
        g_ptr_array_add(message->headers, header);
    }
    message->id = first_id(header_find(raw, "Message-ID"));
    message->in_reply_to = first_id(header_find(raw, "In-Reply-To"));
    message->references = field_ids(header_find(raw, "References"));
    message->from = address_first(header_find(raw, "From"));
    message->reply_to = address_first(header_find(raw, "Reply-To"));
    message->sender = address_first(header_find(raw, "Sender"));
    message->to = all_addresses(raw, "To");
    message->cc = all_addresses(raw, "Cc");
    const char *delivered = header_find(raw, "Delivered-To");
    message->delivered_to = one_address(delivered ? delivered : header_find(raw, "X-Original-To"));
    message->return_path = return_path(header_find(raw, "Return-Path"));
    const char *subject = header_find(raw, "Subject");
    message->subject = header_decode(subject ? subject : "");
    message->date = field_date(header_find(raw, "Date"));
    message->received = received_date(raw);
    if (!message->received)
        message->received = message->date;
    message->report_type = header_parameter(header_find(raw, "Content-Type"), "report-type");
}

/* The part belongs to the mail itself, not to one inside of it. */
static bool outer(const struct part *part)
{
    return !strchr(part->path, '/');
}

static char *join_bodies(const struct message *message, enum part_role_hint hint)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = message->parts->pdata[i];
        if (part->hint != hint || !outer(part))
            continue;
        g_autofree char *text = hint == PART_BODY_HTML ? quote_html_text(part->text) : g_strdup(part->text);
        if (text_blank(text))
            continue;
        if (out->len && out->str[out->len - 1] != '\n')
            g_string_append_c(out, '\n');
        g_string_append(out, text);
    }
    return g_string_free(out, FALSE);
}

/* Some mailers' text part only says that there is HTML; a fifth of a longer HTML text is no version of it. */
static void read_text(struct message *message)
{
    g_autofree char *text = join_bodies(message, PART_BODY_TEXT);
    gsize count = text_count(text);
    if (count < 60) {
        g_autofree char *html = join_bodies(message, PART_BODY_HTML);
        if (count == 0 || text_count(html) > 5 * count + 40) {
            g_free(text);
            text = g_steal_pointer(&html);
        }
    }
    g_autoptr(Quote) quote = quote_split(text, message->subject);
    message->fresh = g_steal_pointer(&quote->fresh);
    message->forwarded = quote->forwarded;
    message->text = g_steal_pointer(&text);
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = message->parts->pdata[i];
        message->forwarded |= part->hint == PART_MESSAGE && outer(part) && !message->report_type;
    }
}

static void cut_signatures(struct message *message)
{
    for (guint i = 0; i < message->parts->len; i++) {
        struct part *part = message->parts->pdata[i];
        if (part->hint == PART_BODY_HTML)
            signature_cut_html(part->text);
        else if (part->hint == PART_BODY_TEXT)
            signature_cut_text(part->text);
    }
}

/* The mail that a part stands in: its path up to the last slash. */
static char *scope(const struct part *part)
{
    const char *slash = strrchr(part->path, '/');
    return slash ? g_strndup(part->path, (gsize)(slash - part->path)) : g_strdup("");
}

/* "scope\ncontent-id" for each cid: in the markup, up to what ends a URL. */
static void collect_cids(const struct part *part, GHashTable *used)
{
    g_autofree char *where = scope(part);
    for (const char *p = part->text; (p = strchr(p, ':')); p++) {
        if (p - part->text < 3 || g_ascii_strncasecmp(p - 3, "cid", 3))
            continue;
        gsize length = strcspn(p + 1, "\"'<>) \t\r\n");
        g_autofree char *id = g_strndup(p + 1, MIN(length, MAX_ID_BYTES));
        g_autofree char *plain = g_uri_unescape_string(id, NULL);
        g_hash_table_add(used, g_strconcat(where, "\n", plain ? plain : id, NULL));
    }
}

static void mark_cids(struct message *message)
{
    g_autoptr(GHashTable) used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = message->parts->pdata[i];
        if (part->hint == PART_BODY_HTML)
            collect_cids(part, used);
    }
    for (guint i = 0; i < message->parts->len; i++) {
        struct part *part = message->parts->pdata[i];
        if (!part->content_id)
            continue;
        g_autofree char *where = scope(part);
        g_autofree char *key = g_strconcat(where, "\n", part->content_id, NULL);
        part->cid_used = part->cid_used || g_hash_table_contains(used, key); /* or so by its winmail.dat */
    }
}

struct message *message_read(int fd, struct staging *staging, struct magic *magic, GError **error)
{
    g_autoptr(Message) message = g_new0(struct message, 1);
    g_autoptr(GPtrArray) raw = NULL;
    message->parts = g_ptr_array_new_with_free_func(part_free);
    message->notes = g_ptr_array_new_with_free_func(g_free);
    if (!walk_mail(fd, staging, magic, message, &raw, error))
        return NULL;
    read_headers(message, raw);
    cut_signatures(message);
    read_text(message);
    mark_cids(message);
    return g_steal_pointer(&message);
}
