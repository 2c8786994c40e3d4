/* Sending what is due: one letter at a time, each marked `sending` and committed before it goes out, so that a crash
 * leaves at most one whose fate is unknown.
 */
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "deliver/deliver.h"
#include "intake.h"
#include "reply/wire.h"
#include "spool/spool.h"
#include "store/brake.h"
#include "store/outbox.h"

#define MAX_ATTEMPTS 8
#define MAX_UNSURE 2
#define PAUSE (15 * 60)
#define DAY (24 * 60 * 60)

struct drain {
    const struct config *config;
    const struct ruleset *ruleset;
    struct store *store;
    gint64 now;
    struct refusals *refusals;
    struct post *post;
    char *post_mailbox; /* whose connection `post` is */
    struct drained *drained;
    const volatile sig_atomic_t *stop;
};

/* One connection carries many letters; another mailbox of ours needs another login. */
static bool open_post(struct drain *drain, const char *address, GError **error)
{
    if (drain->post && post_alive(drain->post) && !g_strcmp0(drain->post_mailbox, address))
        return true;
    g_clear_pointer(&drain->post, post_close);
    g_free(drain->post_mailbox);
    drain->post_mailbox = g_strdup(address);
    if (drain->config->deliver_via == DELIVER_MAILDIR) {
        drain->post = post_open_maildir(drain->config->deliver_path, error);
        return drain->post != NULL;
    }
    const struct mailbox *mailbox = config_mailbox(drain->config, address);
    if (!mailbox) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "%s is no mailbox of the configuration any more", address);
        return false;
    }
    drain->post = post_open_smtp(&mailbox->smtp, address, drain->refusals, error);
    return drain->post != NULL;
}

#define MAX_PICTURE (64 * 1024)
#define MAX_ATTACHMENT (5 * 1024 * 1024)
#define DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

static void attachment_clear(gpointer data)
{
    struct attachment *attachment = data;
    g_bytes_unref(attachment->bytes);
    g_free((char *)attachment->id);
}

/* A picture that is gone leaves its place empty; the letter is worth sending all the same. */
static void attach_picture(const struct config *config, const struct letter_file *file, GArray *attachments)
{
    GBytes *bytes = content_read(config->state, file->sha256, MAX_PICTURE, NULL);
    if (!bytes)
        return;
    struct attachment attachment = {"picture.jpg", "image/jpeg", bytes, outbox_picture_id(file->sha256)};
    g_array_append_val(attachments, attachment);
}

/* A file that was made for this letter: without it the letter would speak of something that is not there. */
static bool attach_made(const struct config *config, const struct letter_file *file, GArray *attachments,
                        GError **error)
{
    GBytes *bytes = content_read(config->state, file->sha256, MAX_ATTACHMENT, error);
    if (!bytes)
        return false;
    struct attachment attachment = {file->name, file->type, bytes, NULL};
    g_array_append_val(attachments, attachment);
    return true;
}

/* The letter's files as they were when it was queued; another form must not go out under the same words. */
static bool attach(const struct drain *drain, const struct letter *letter, GArray *attachments, GError **error)
{
    for (guint i = 0; letter->files && i < letter->files->len; i++) {
        const struct letter_file *file = letter->files->pdata[i];
        if (!*file->path && file->name) {
            if (!attach_made(drain->config, file, attachments, error))
                return false;
            continue;
        }
        if (!*file->path) {
            attach_picture(drain->config, file, attachments);
            continue;
        }
        g_autofree char *path = g_build_filename(drain->ruleset->folder, file->path, NULL);
        GBytes *bytes = file_read(path, MAX_ATTACHMENT, error);
        if (!bytes)
            return false;
        const char *slash = strrchr(file->path, '/');
        struct attachment attachment = {slash ? slash + 1 : file->path,
                                        g_str_has_suffix(file->path, ".docx") ? DOCX : NULL, bytes, NULL};
        g_array_append_val(attachments, attachment);
        g_autofree char *sha256 = hash_bytes(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
        if (strcmp(sha256, file->sha256) != 0) {
            g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "%s has changed since this letter was written", file->path);
            return false;
        }
    }
    return true;
}

static GBytes *bytes_of(const struct drain *drain, const struct letter *letter, GError **error)
{
    g_autoptr(GArray) attachments = g_array_new(FALSE, TRUE, sizeof(struct attachment));
    g_array_set_clear_func(attachments, attachment_clear);
    if (!attach(drain, letter, attachments, error))
        return NULL;
    struct outgoing outgoing = {.from = letter->mailbox,
                                .from_name = letter->from_name,
                                .to = letter->to,
                                .to_name = letter->to_name,
                                .cc = letter->cc,
                                .subject = letter->subject,
                                .text = letter->text,
                                .html = letter->html,
                                .message_id = letter->message_id,
                                .in_reply_to = letter->in_reply_to,
                                .references = (const char *const *)letter->references,
                                .date = drain->now,
                                .attachments = (const struct attachment *)(void *)attachments->data,
                                .n_attachments = attachments->len,
                                .automatic = letter->mail ? "auto-replied" : "auto-generated"};
    return reply_wire(&outgoing, error);
}

static bool settle(struct drain *drain, const struct letter *letter, const char *state, const char *words, gint64 wait,
                   GError **error)
{
    return outbox_settle(drain->store, letter->id, state, words, wait ? drain->now + wait : 0, drain->now, error);
}

static bool pause_queue(struct drain *drain, gint64 until, GError **error)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, until);
    return store_set_meta(drain->store, "outbox.paused_until", text, error);
}

/* *go_on is false when the queue must rest. */
static bool record(struct drain *drain, const struct letter *letter, const struct delivery *delivery, bool *go_on,
                   GError **error)
{
    const char *words = delivery->response;
    gint64 wait = MAX(delivery->seconds, 120);
    switch (delivery->outcome) {
    case OUTCOME_SENT:
        drain->drained->sent++;
        return settle(drain, letter, "sent", words, 0, error);
    case OUTCOME_UNSURE:
        /* A server that breaks off after each letter must not make the whole queue doubtful. */
        if (++drain->drained->unsure >= MAX_UNSURE) {
            *go_on = false;
            if (!pause_queue(drain, drain->now + PAUSE, error))
                return false;
        }
        return settle(drain, letter, "unsure", words, 0, error);
    case OUTCOME_GIVE_UP:
        drain->drained->refused++;
        return settle(drain, letter, "refused", words, 0, error) &&
               brake_undelivered(drain->store, letter->to, words, drain->now, error);
    case OUTCOME_HOLD:
        drain->drained->withheld++;
        return settle(drain, letter, "withheld", words, 0, error);
    case OUTCOME_RETRY:
        drain->drained->later++;
        if (letter->attempts + 1 >= MAX_ATTEMPTS)
            return settle(drain, letter, "refused", words, 0, error);
        return settle(drain, letter, "queued", words, wait << MIN(letter->attempts, 5), error);
    default:
        break;
    }
    *go_on = false;
    drain->drained->later++;
    bool tomorrow = delivery->outcome == OUTCOME_TOMORROW;
    gint64 until = drain->now + (tomorrow ? DAY : delivery->outcome == OUTCOME_STOP ? 6 * 3600 : MAX(wait, PAUSE));
    g_autofree char *text = g_strdup_printf("发信暂停：%s", words ? words : outcome_name(delivery->outcome));
    if (!settle(drain, letter, "queued", words, 0, error) || !pause_queue(drain, until, error))
        return false;
    alert_about(drain->config, drain->store, drain->now, "sending", text);
    return true;
}

/* An address that gets too many letters a day may be a robot's, and what came back comes back again: such a letter is
 * kept and shown, not sent. *why is NULL for one that may go. */
static bool find_brake(struct drain *drain, const struct letter *letter, const char **why, GError **error)
{
    *why = NULL;
    if (letter->priority == PRIORITY_URGENT)
        return true;
    gint64 sent = outbox_sent_to(drain->store, letter->to, drain->now, error);
    gint64 stopped = sent < 0 ? -1 : brake_stopped(drain->store, letter->to, error);
    if (stopped > 0)
        *why = "该地址此前退信，待对方再次来信后恢复";
    else if (sent >= drain->config->reply_per_day)
        *why = "该地址今日答复已达上限";
    return stopped >= 0;
}

static bool send_one(struct drain *drain, const struct letter *letter, bool *go_on, GError **error)
{
    g_autoptr(GError) failure = NULL;
    const char *why = NULL;
    if (!find_brake(drain, letter, &why, error))
        return false;
    if (why) {
        drain->drained->withheld++;
        return settle(drain, letter, "withheld", why, 0, error);
    }
    g_autoptr(GBytes) bytes = bytes_of(drain, letter, &failure);
    if (!bytes) {
        drain->drained->refused++;
        return settle(drain, letter, "refused", failure->message, 0, error);
    }
    if (!open_post(drain, letter->mailbox, &failure)) {
        /* Nothing was sent: the letter goes back as it was. */
        if (!outbox_put_back(drain->store, letter->id, failure->message, error))
            return false;
        if (failure->code == ERROR_LOGIN) {
            alert_about(drain->config, drain->store, drain->now, "sending", failure->message);
            if (!pause_queue(drain, drain->now + 3600, error))
                return false;
        }
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    struct delivery delivery = {0};
    post_send_copy(drain->post, letter->mailbox, letter->to, letter->cc, bytes, &delivery);
    log_line(LOG_INFO, "letter %" G_GINT64_FORMAT " to %s: %s %s", letter->id, letter->to,
             outcome_name(delivery.outcome), delivery.response ? delivery.response : "");
    bool good = record(drain, letter, &delivery, go_on, error);
    delivery_clear(&delivery);
    return good;
}

static bool paused(struct drain *drain)
{
    g_autofree char *until = store_meta(drain->store, "outbox.paused_until");
    return until && g_ascii_strtoll(until, NULL, 10) > drain->now;
}

static bool drain_all(struct drain *drain, GError **error)
{
    if (outbox_recover(drain->store, error) < 0)
        return false;
    if (paused(drain))
        return true;
    enum priority least = drain->config->reply_mode == REPLY_OFF ? PRIORITY_URGENT : PRIORITY_ENQUIRY;
    bool go_on = true;
    while (go_on && !(drain->stop && *drain->stop)) {
        g_autoptr(GError) failure = NULL;
        gint64 left = drain->config->deliver_daily - outbox_sent(drain->store, drain->now, error);
        if (left <= drain->config->deliver_kept)
            least = PRIORITY_URGENT;
        if (left <= 0) {
            log_line(LOG_WARN, "the day's sending budget is used up");
            return true;
        }
        g_autoptr(Letter) letter = outbox_next(drain->store, drain->now, least, &failure);
        if (failure) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        if (!letter)
            return true;
        if (!send_one(drain, letter, &go_on, error))
            return false;
    }
    return true;
}

bool drain_outbox(const struct config *config, const struct ruleset *ruleset, struct store *store,
                  const struct clock *clock, const volatile sig_atomic_t *stop, struct drained *drained, GError **error)
{
    int lock = store_lock(config->state, "outbox", error);
    if (lock < 0)
        return false;
    struct drain drain = {.config = config,
                          .ruleset = ruleset,
                          .store = store,
                          .now = clock_now(clock),
                          .drained = drained,
                          .stop = stop};
    g_autofree char *path = ruleset_common(ruleset, "refusals.yaml");
    drain.refusals = refusals_load(path, error);
    bool good = drain.refusals && drain_all(&drain, error);
    post_close(drain.post);
    g_free(drain.post_mailbox);
    refusals_free(drain.refusals);
    close(lock);
    return good;
}
