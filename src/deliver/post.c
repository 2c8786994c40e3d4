/* The ways out behind one face, and what all of them share: outcomes, addresses, and that a dead post stays dead.
 *
 * After a throttle, a used-up quota or a refused login the next mail must not reach the server: a caller that
 * forgets to ask post_alive gets the same answer again, without a connection.
 */
#include "base/error.h"
#include "deliver/inside.h"
#include "net/net.h"

#include <string.h>

enum { RETRY_SECONDS = 120 };

const char *outcome_name(enum outcome outcome)
{
    static const char *const names[] = {
        [OUTCOME_SENT] = "sent",         [OUTCOME_RETRY] = "retry",     [OUTCOME_PAUSE] = "pause",
        [OUTCOME_TOMORROW] = "tomorrow", [OUTCOME_GIVE_UP] = "give_up", [OUTCOME_HOLD] = "hold",
        [OUTCOME_STOP] = "stop",         [OUTCOME_UNSURE] = "unsure",
    };
    return (gsize)outcome < G_N_ELEMENTS(names) ? names[outcome] : "?";
}

void delivery_clear(struct delivery *delivery)
{
    g_free(delivery->response);
    g_free(delivery->hint);
    *delivery = (struct delivery){0};
}

void delivery_set(struct delivery *delivery, enum outcome outcome, guint seconds, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *response = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    delivery_clear(delivery);
    delivery->outcome = outcome;
    delivery->seconds = seconds;
    delivery->response = response;
}

bool post_address_safe(const char *address)
{
    if (!net_safe(address, ADDRESS_BYTES) || strpbrk(address, " <>\"(),;:\\[]"))
        return false;
    for (const char *p = address; *p; p++)
        if ((guchar)*p >= 0x80)
            return false;
    const char *at = strchr(address, '@');
    return at && at != address && at[1] != '\0' && !strchr(at + 1, '@');
}

static bool ends_the_post(enum outcome outcome)
{
    return outcome == OUTCOME_PAUSE || outcome == OUTCOME_TOMORROW || outcome == OUTCOME_STOP ||
           outcome == OUTCOME_UNSURE;
}

void post_send(struct post *post, const char *from, const char *to, GBytes *mail, struct delivery *delivery)
{
    post_send_copy(post, from, to, NULL, mail, delivery);
}

void post_send_copy(struct post *post, const char *from, const char *to, const char *cc, GBytes *mail,
                    struct delivery *delivery)
{
    delivery_clear(delivery);
    if (post->dead) {
        /* A mail after an unsure one was not touched: it is not unsure itself. */
        enum outcome outcome = post->last_words == OUTCOME_UNSURE ? OUTCOME_RETRY : post->last_words;
        delivery_set(delivery, outcome, RETRY_SECONDS, "not tried: the connection was closed before (%s)",
                     outcome_name(post->last_words));
        return;
    }
    if (!post_address_safe(to)) {
        delivery_set(delivery, OUTCOME_GIVE_UP, 0, "not sent: this is no usable address");
        return;
    }
    if (!post_address_safe(from) || g_bytes_get_size(mail) == 0) {
        delivery_set(delivery, OUTCOME_HOLD, 0, "not sent: %s",
                     g_bytes_get_size(mail) == 0 ? "the mail is empty" : "the sender is no usable address");
        return;
    }
    post->way->send(post, from, to, cc && post_address_safe(cc) ? cc : NULL, mail, delivery);
    if (ends_the_post(delivery->outcome))
        post->dead = true;
    if (post->dead)
        post->last_words = delivery->outcome;
}

bool post_alive(const struct post *post)
{
    return !post->dead;
}

void post_close(struct post *post)
{
    if (post)
        post->way->close(post);
}
