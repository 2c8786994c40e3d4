/* Reading one mail, from top to bottom: message → files → papers and forms → works → lines = a dossier.
 */
#include "reader/read.h"

#include <string.h>

#include "base/error.h"
#include "base/magic.h"
#include "mail/forward.h"
#include "mail/quote.h"
#include "reader/reading.h"
#include "work/photo.h"

/* One of the shared data files: path, loader, destination. */
static char *common(const struct reader_data *data, const char *file)
{
    return ruleset_common(data->ruleset, file);
}

bool reader_data_load(struct reader_data *data, const char *rules_folder, const char *const *own, GError **error)
{
    data->own = own ? g_strdupv((GStrv)own) : g_new0(char *, 1);
    for (char **address = data->own; *address; address++) {
        char *lower = g_ascii_strdown(*address, -1);
        g_free(*address);
        *address = lower;
    }
    data->ruleset = ruleset_load(rules_folder, error);
    if (!data->ruleset)
        return false;
    data->forms = form_index_create(data->ruleset);
    g_autofree char *robots = common(data, "robots.yaml"), *links = common(data, "links.yaml");
    g_autofree char *commands = common(data, "commands.yaml"), *photos = common(data, "photos.yaml");
    data->robots = robots_load(robots, error);
    data->hosts = data->robots ? link_hosts_load(links, error) : NULL;
    data->commands = data->hosts ? commands_load(commands, error) : NULL;
    for (guint i = 0; data->commands && i < data->ruleset->campaigns->len; i++)
        commands_add_cues(data->commands, ((const struct campaign *)data->ruleset->campaigns->pdata[i])->cues);
    data->photos = data->commands ? photo_rules_load(photos, error) : NULL;
    data->magic = data->photos ? magic_create(error) : NULL;
    return data->magic != NULL;
}

void reader_data_clear(struct reader_data *data)
{
    g_clear_pointer(&data->magic, magic_free);
    g_clear_pointer(&data->photos, photo_rules_free);
    g_clear_pointer(&data->commands, commands_free);
    g_clear_pointer(&data->hosts, link_hosts_free);
    g_clear_pointer(&data->robots, robots_free);
    g_clear_pointer(&data->forms, form_index_free);
    g_clear_pointer(&data->ruleset, ruleset_free);
    g_clear_pointer(&data->own, g_strfreev);
}

static struct dossier *empty_dossier(const struct ruleset *ruleset)
{
    struct dossier *dossier = g_new0(struct dossier, 1);
    dossier->version = DOSSIER_VERSION;
    dossier->ruleset = g_strdup(ruleset->hash);
    dossier->files = g_ptr_array_new_with_free_func((GDestroyNotify)file_free);
    dossier->forms = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);
    dossier->works = g_ptr_array_new_with_free_func((GDestroyNotify)work_free);
    dossier->roster = g_ptr_array_new_with_free_func((GDestroyNotify)roster_row_free);
    dossier->captions = g_ptr_array_new_with_free_func((GDestroyNotify)caption_free);
    dossier->lines = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);
    dossier->entries = g_ptr_array_new_with_free_func(answer_free);
    dossier->pictures = g_ptr_array_new_with_free_func((GDestroyNotify)staged_free);
    dossier->notes = g_ptr_array_new_with_free_func(g_free);
    return dossier;
}

static void entry_free(gpointer data)
{
    struct entry *entry = data;
    document_free(entry->document);
    document_free(entry->scan);
    g_clear_pointer(&entry->roster, g_ptr_array_unref);
    g_free(entry);
}

/* Nothing inside a bounce, or in what we sent ourselves, is anybody's submission. */
static bool may_bring(const struct dossier *dossier)
{
    return dossier->origin->kind != ORIGIN_BOUNCE && dossier->origin->kind != ORIGIN_OWN;
}

/* A letter of ours that was passed on to us, in place of an answer, says nothing new: it is quoted. */
static void quote_own(struct message *message, const struct reader_data *data)
{
    g_autoptr(Quote) quote = message->forwarded ? quote_split(message->text, message->subject) : NULL;
    if (!quote || !quote->sender || !quote->forwarded)
        return;
    for (char **address = data->own; *address; address++)
        if (!strcmp(*address, quote->sender))
            message->forwarded = false;
    for (guint i = 0; i < message->parts->len; i++)
        message->forwarded |= ((const struct part *)message->parts->pdata[i])->hint == PART_MESSAGE;
}

static void read_header(struct dossier *dossier, const struct reader_data *data)
{
    quote_own(dossier->message, data);
    const struct message *message = dossier->message;
    dossier->origin = origin_decide(message, data->robots, (const char *const *)data->own);
    dossier->links = links_find(message, data->hosts);
    dossier->command = command_find(message, data->commands);
    dossier->talk = command_talk(message, data->commands);
    dossier->recall = command_is_recall(message);
    dossier->claim = command_claim(message, data->commands);
    dossier->web = command_web(message, data->commands);
    dossier->confirm = command_confirm(message, data->commands);
    for (guint i = 0; i < message->notes->len; i++)
        dossier_note(dossier, "%s", (const char *)message->notes->pdata[i]);
}

/* Whether anything of the mail speaks of the campaigns: subject, text, the files' names. */
static gboolean is_about(const struct dossier *dossier, const struct commands *commands)
{
    bool about = command_mentions(commands, WORDS_TOPICS, dossier->message->subject) ||
                 command_mentions(commands, WORDS_TOPICS, dossier->message->text);
    for (guint i = 0; i < dossier->files->len && !about; i++)
        about = command_mentions(commands, WORDS_TOPICS, ((const struct file *)dossier->files->pdata[i])->path) ||
                command_mentions(commands, WORDS_TOPICS, ((const struct file *)dossier->files->pdata[i])->name);
    return about;
}

static bool read_content(struct reading *reading, GError **error)
{
    if (!reading_files(reading, error))
        return false;
    if (may_bring(reading->dossier)) {
        reading_papers(reading);
        reading_copies(reading);
        reading_rosters(reading);
        reading_annexes(reading);
        reading_works(reading);
    }
    reading_lines(reading);
    reading_remark(reading);
    reading->dossier->about = is_about(reading->dossier, reading->data->commands);
    return true;
}

struct dossier *read_mail(int raw_fd, int staging_fd, const struct reader_data *data, GError **error)
{
    g_autoptr(Staging) staging = staging_open(staging_fd);
    g_autoptr(Dossier) dossier = empty_dossier(data->ruleset);
    dossier->message = message_read(raw_fd, staging, data->magic, error);
    if (!dossier->message)
        return NULL;
    forward_read(dossier->message);
    read_header(dossier, data);
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(entry_free);
    g_autoptr(GPtrArray) listed = g_ptr_array_new_with_free_func((GDestroyNotify)roster_row_free);
    g_autoptr(GPtrArray) bodies = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);
    struct reading reading = {
        .data = data, .staging = staging, .dossier = dossier, .entries = entries, .bodies = bodies, .listed = listed};
    return read_content(&reading, error) ? g_steal_pointer(&dossier) : NULL;
}
