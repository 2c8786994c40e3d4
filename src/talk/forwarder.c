/* A partner office that passes mails on is looked through: the author counts as sender, the time at which they wrote as
 * the time of arrival, unless it lies after the forwarder's own mail.
 */
#include <string.h>

#include "mail/address.h"
#include "talk/talk.h"

static bool trusted(GStrv list, const char *address)
{
    const char *domain = address ? strchr(address, '@') : NULL;
    for (char **entry = list; address && entry && *entry; entry++)
        if (!g_ascii_strcasecmp(*entry, address) || (**entry == '@' && domain && !g_ascii_strcasecmp(*entry, domain)))
            return true;
    return false;
}

/* What an office forwards of ours, or of its own, is no participant's mail. */
static bool may_be_author(const struct intake *intake, const char *address)
{
    if (config_mailbox(intake->config, address) || trusted(intake->config->trusted_forwarders, address))
        return false;
    for (guint i = 0; i < intake->ruleset->campaigns->len; i++)
        if (!g_ascii_strcasecmp(address, ((const struct campaign *)intake->ruleset->campaigns->pdata[i])->mailbox))
            return false;
    return true;
}

void talk_look_through(const struct intake *intake, struct handled *handled)
{
    struct message *message = handled->dossier->message;
    if (handled->dossier->origin->kind != ORIGIN_PERSON || !message->inner.addr ||
        !trusted(intake->config->trusted_forwarders, message->from.addr) || !may_be_author(intake, message->inner.addr))
        return;
    handled->forwarded_by = g_strdup(message->from.addr);
    address_clear(&message->from);
    address_clear(&message->reply_to);
    message->from = message->inner;
    message->inner = (struct address){0};
    if (message->inner_date > 0 && message->inner_date <= handled->received)
        handled->received = message->inner_date;
}
