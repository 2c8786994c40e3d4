/* A header alone: the same fields, decoded in the same way as those of a whole mail. */
#include "mail/heading.h"

#include <string.h>

#include "base/text.h"
#include "mail/address.h"
#include "mail/field.h"
#include "mail/header.h"
#include "mail/walk.h"

enum { MAX_FIELDS = 400, MAX_FIELD = 8192, MAX_REFERENCES = 50, MAX_RECIPIENTS = 500, MAX_SUBJECT = 1000 };

void heading_free(struct heading *heading)
{
    if (!heading)
        return;
    g_free(heading->id);
    g_free(heading->in_reply_to);
    g_strfreev(heading->references);
    g_free(heading->from);
    g_strfreev(heading->recipients);
    g_free(heading->subject);
    g_free(heading);
}

/* The line at `*at` without its end; *at moves behind it. */
static char *next_line(const char *bytes, gsize length, gsize *at)
{
    const char *start = bytes + *at, *end = memchr(start, '\n', length - *at);
    gsize size = end ? (gsize)(end - start) : length - *at;
    *at += end ? size + 1 : size;
    if (size && start[size - 1] == '\r')
        size--;
    return g_strndup(start, MIN(size, MAX_FIELD));
}

static void add_field(GPtrArray *fields, const char *line)
{
    const char *colon = strchr(line, ':');
    if (!colon || fields->len >= MAX_FIELDS)
        return;
    struct header *header = g_new0(struct header, 1);
    header->name = g_strchomp(g_strndup(line, (gsize)(colon - line)));
    header->value = g_strdup(colon + 1);
    g_ptr_array_add(fields, header);
}

/* Folded lines are joined as they stand: header_decode takes the line breaks out. */
static GPtrArray *read_fields(const char *bytes, gsize length)
{
    GPtrArray *fields = g_ptr_array_new_with_free_func(header_free);
    g_autoptr(GString) whole = g_string_new(NULL);
    for (gsize at = 0; at < length;) {
        g_autofree char *line = next_line(bytes, length, &at);
        if (!*line)
            break;
        bool folded = *line == ' ' || *line == '\t';
        if (!folded) {
            add_field(fields, whole->str);
            g_string_truncate(whole, 0);
        }
        if (whole->len < MAX_FIELD)
            g_string_append_printf(whole, "%s%s", folded ? "\r\n" : "", line);
    }
    add_field(fields, whole->str);
    return fields;
}

static GStrv last_of(GStrv ids)
{
    guint count = g_strv_length(ids);
    return g_strdupv(ids + (count > MAX_REFERENCES ? count - MAX_REFERENCES : 0));
}

static GStrv read_recipients(const GPtrArray *fields)
{
    static const char *const names[] = {"To", "Cc", "Bcc", NULL};
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    for (guint i = 0; i < fields->len; i++) {
        const struct header *header = fields->pdata[i];
        bool wanted = false;
        for (gsize n = 0; names[n]; n++)
            wanted = wanted || !g_ascii_strcasecmp(header->name, names[n]);
        g_autoptr(GPtrArray) list = wanted ? address_list(header->value) : g_ptr_array_new();
        for (guint n = 0; n < list->len && all->len < MAX_RECIPIENTS; n++) {
            const char *addr = ((const struct address *)list->pdata[n])->addr;
            if (addr && !strpbrk(addr, "\r\n") && !g_ptr_array_find_with_equal_func(all, addr, g_str_equal, NULL))
                g_ptr_array_add(all, g_strdup(addr));
        }
    }
    g_ptr_array_add(all, NULL);
    return (GStrv)g_ptr_array_free(g_steal_pointer(&all), FALSE);
}

static bool is_automatic(const GPtrArray *fields)
{
    const char *submitted = header_find(fields, "Auto-Submitted"), *precedence = header_find(fields, "Precedence");
    g_autofree char *how = g_ascii_strdown(submitted ? submitted : "no", -1);
    g_autofree char *rank = g_ascii_strdown(precedence ? precedence : "", -1);
    g_strstrip(how);
    g_strstrip(rank);
    return !g_str_has_prefix(how, "no") || !strcmp(rank, "bulk") || !strcmp(rank, "junk") || !strcmp(rank, "list") ||
           header_find(fields, "List-Id") || header_find(fields, "List-Unsubscribe");
}

struct heading *heading_read(const char *bytes, gsize length)
{
    g_autoptr(GPtrArray) fields = read_fields(bytes, length);
    g_auto(GStrv) ids = field_ids(header_find(fields, "Message-ID"));
    g_auto(GStrv) parents = field_ids(header_find(fields, "In-Reply-To"));
    g_auto(GStrv) references = field_ids(header_find(fields, "References"));
    const char *subject = header_find(fields, "Subject"), *from = header_find(fields, "From");
    struct heading *heading = g_new0(struct heading, 1);
    heading->id = g_strdup(ids[0]);
    heading->in_reply_to = g_strdup(parents[0]);
    heading->references = last_of(references);
    struct address author = address_first(from);
    heading->from = g_steal_pointer(&author.addr);
    address_clear(&author);
    heading->recipients = read_recipients(fields);
    g_autofree char *decoded = header_decode(subject ? subject : "");
    heading->subject = text_truncate(decoded, MAX_SUBJECT);
    g_strstrip(heading->subject);
    heading->date = field_date(header_find(fields, "Date"));
    heading->automatic = is_automatic(fields);
    return heading;
}
