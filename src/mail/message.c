/* A message's own memory and headers: what every stage that holds one needs, without the libraries that read it. */
#include "mail/message.h"

#include "mail/address.h"
#include "mail/walk.h"

void header_free(gpointer data)
{
    struct header *header = data;
    g_free(header->name);
    g_free(header->value);
    g_free(header);
}

void part_free(gpointer data)
{
    struct part *part = data;
    g_free(part->path);
    g_free(part->name);
    g_free(part->type);
    g_free(part->declared);
    g_free(part->content_id);
    g_free(part->text);
    g_free(part->subject);
    g_free(part->from);
    g_free(part->file);
    g_free(part->sha256);
    g_free(part);
}

void message_free(struct message *message)
{
    if (!message)
        return;
    g_free(message->sha256);
    g_free(message->id);
    g_free(message->in_reply_to);
    g_strfreev(message->references);
    address_clear(&message->from);
    address_clear(&message->reply_to);
    address_clear(&message->sender);
    address_clear(&message->inner);
    g_clear_pointer(&message->to, g_ptr_array_unref);
    g_clear_pointer(&message->cc, g_ptr_array_unref);
    g_free(message->delivered_to);
    g_free(message->return_path);
    g_free(message->subject);
    g_clear_pointer(&message->headers, g_ptr_array_unref);
    g_clear_pointer(&message->parts, g_ptr_array_unref);
    g_free(message->declared);
    g_free(message->report_type);
    g_free(message->text);
    g_free(message->fresh);
    g_clear_pointer(&message->notes, g_ptr_array_unref);
    g_free(message);
}

const char *header_find(const GPtrArray *headers, const char *name)
{
    for (guint i = 0; i < headers->len; i++) {
        const struct header *header = headers->pdata[i];
        if (!g_ascii_strcasecmp(header->name, name))
            return header->value;
    }
    return NULL;
}

const char *message_header(const struct message *message, const char *name)
{
    return header_find(message->headers, name);
}
