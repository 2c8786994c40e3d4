/* What is left is a work, or something that nobody judges; and the captions that belong to the photographs.
 */
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "document/document.h"
#include "reader/reading.h"
#include "work/caption.h"
#include "work/measure.h"
#include "work/media.h"

#define NOTE_CHARACTERS 200    /* a text file up to here is a note, not a work */
#define CAPTION_CHARACTERS 600 /* a paper named 说明 up to here is about other works */
#define LOGO_BYTES (100 * 1024)
#define LOGO_PIXELS 400
#define SYNOPSIS "synopsis" /* the field that describes a work, where a form has one */

/* What an empty file was meant to be, by its name: its bytes say nothing. */
static const struct {
    const char *ending, *type;
} endings[] = {
    {".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"},     {".png", "image/png"},  {".heic", "image/heic"},
    {".tif", "image/tiff"}, {".pdf", "application/pdf"}, {".mp4", "video/mp4"},  {".mov", "video/quicktime"},
    {".avi", "video/avi"},  {".mpg", "video/mpeg"},      {".mp3", "audio/mpeg"}, {".wav", "audio/wav"},
    {".m4a", "audio/mp4"},  {".aac", "audio/aac"},       {".amr", "audio/amr"},
};

static const char *meant_type(const char *name)
{
    g_autofree char *lower = g_utf8_strdown(name, -1);
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_has_suffix(lower, endings[i].ending))
            return endings[i].type;
    return NULL;
}

static bool is_spreadsheet(const char *type)
{
    return strstr(type, "spreadsheet") || strstr(type, "ms-excel") || g_str_equal(type, "text/csv") ||
           strstr(type, "apple.numbers");
}

/* A signature's picture that came as a file of its own: small, and named as mail programs and offices name it. */
static bool is_logo(const struct reading *reading, const struct entry *entry, const struct work *work)
{
    if (entry->inner || work->bytes >= LOGO_BYTES || work->width <= 0 || MAX(work->width, work->height) >= LOGO_PIXELS)
        return false;
    g_autofree char *name = g_utf8_strdown(work->name, -1);
    return command_mentions(reading->data->commands, WORDS_LOGOS, name) ||
           g_regex_match_simple("^image[0-9]{3}\\.", name, 0, 0);
}

/* The small picture goes where the parent takes files from; without room there the work has none. */
static void keep_thumbnail(struct reading *reading, struct work *work, GBytes *thumbnail)
{
    gsize length = 0;
    const void *data = thumbnail ? g_bytes_get_data(thumbnail, &length) : NULL;
    g_autoptr(Staged) staged = data ? staging_add(reading->staging, data, length, NULL) : NULL;
    if (!staged)
        return;
    work->thumbnail = g_strdup(staged->sha256);
    g_ptr_array_add(reading->dossier->pictures, g_steal_pointer(&staged));
}

/* Film and sound are read by their descriptor, never as a whole; the picture of a film goes with the dossier. */
static void measure_media(struct reading *reading, const struct entry *entry, struct work *work)
{
    int fd = staging_reopen(reading->staging, entry->file->staged, NULL);
    if (fd < 0)
        return;
    g_autoptr(GBytes) picture = NULL;
    media_measure(work, fd, &picture);
    close(fd);
    keep_thumbnail(reading, work, picture);
}

static void measure_whole(struct reading *reading, struct entry *entry, struct work *work)
{
    g_autoptr(GBytes) bytes = entry_bytes(reading, entry);
    if (!bytes) {
        entry_note(entry, "文件过大，没有打开");
        return;
    }
    struct measured measured;
    work_measure(work, bytes, reading->data->photos, &measured);
    if (measured.note)
        entry_note(entry, "%s", measured.note);
    keep_thumbnail(reading, work, measured.thumbnail);
    measured_clear(&measured);
}

static void add_work(struct reading *reading, struct entry *entry, enum work_kind kind)
{
    struct file *file = entry->file;
    entry_settle(entry, ROLE_WORK);
    if (!file->sha256)
        return;
    g_autoptr(Work) work = work_create(kind, file->name, file->path, file->type, file->sha256, file->bytes);
    bool content = file->staged && file->bytes;
    if (content && (kind == WORK_VIDEO || kind == WORK_AUDIO))
        measure_media(reading, entry, work);
    else if (content)
        measure_whole(reading, entry, work);
    if (kind == WORK_PHOTO && is_logo(reading, entry, work)) {
        entry_settle(entry, ROLE_INLINE);
        return;
    }
    work->damaged = work->damaged || file->damaged;
    work->encrypted = work->encrypted || file->encrypted;
    file->damaged = work->damaged;
    file->encrypted = work->encrypted;
    g_ptr_array_add(reading->dossier->works, g_steal_pointer(&work));
}

/* Photographs among the files that are still to be settled. */
static bool has_photos(const struct reading *reading)
{
    for (guint i = 0; i < reading->entries->len; i++) {
        const struct entry *entry = reading->entries->pdata[i];
        if (!entry->settled && work_kind_of(entry->file->type) == WORK_PHOTO)
            return true;
    }
    return false;
}

/* A paper that was read: about the photographs, enclosed for the office, or a work itself. */
static void settle_paper(struct reading *reading, struct entry *entry, enum work_kind kind, bool photos)
{
    g_autofree char *text = document_text(entry->document);
    gsize length = text_count(text);
    const char *name = entry->file->name;
    const struct commands *commands = reading->data->commands;
    bool about = command_names(commands, WORDS_CAPTIONS, name);
    bool plain = entry->document->kind == DOCUMENT_TEXT, locked = entry->document->encrypted;
    /* 口罩使用说明.pdf is a flat work, 照片说明.pdf beside photographs is none. */
    bool page = g_str_equal(entry->file->type, "application/pdf");
    if (!locked && photos && length <= CAPTION_CHARACTERS && (length > 0 || !page) &&
        (about || (plain && length <= NOTE_CHARACTERS && length > 0)))
        entry_settle(entry, ROLE_CAPTION);
    else if (command_names(commands, WORDS_COMPANIONS, name) || (plain && length <= NOTE_CHARACTERS) ||
             (length <= CAPTION_CHARACTERS && !locked && !page && about))
        entry_settle(entry, ROLE_OTHER);
    else
        add_work(reading, entry, kind);
}

/* True for a mail with a filled slip that takes no works, and without any form that does. */
static bool only_slips(const struct reading *reading)
{
    bool slip = false;
    for (guint i = 0; i < reading->dossier->forms->len; i++) {
        const struct form *form = reading->dossier->forms->pdata[i];
        const struct campaign *campaign = ruleset_campaign(reading->data->ruleset, form->campaign);
        const struct form_rule *rule = campaign ? campaign_form(campaign, form->id) : NULL;
        if (form->blank || !rule)
            continue;
        if (rule->takes_works)
            return false;
        slip = true;
    }
    return slip;
}

static void enclose(struct entry *entry)
{
    entry_settle(entry, ROLE_OTHER);
    entry_note(entry, "随表附来的材料，没有作为作品登记");
}

/* Beside a slip alone, a file that neither its name nor a caption nor the text makes a work came along with it: the
 * journal's cover, its licence. */
static void enclose_unnamed(struct reading *reading)
{
    struct dossier *dossier = reading->dossier;
    const struct commands *commands = reading->data->commands;
    if (command_mentions(commands, WORDS_WORKS, dossier->message->subject) ||
        command_mentions(commands, WORDS_WORKS, dossier->message->fresh))
        return;
    for (guint i = dossier->works->len; i-- > 0;) {
        const struct work *work = dossier->works->pdata[i];
        bool paper = work->kind == WORK_PHOTO || work->kind == WORK_DOCUMENT || work->kind == WORK_TEXT;
        if (!paper || work->caption || command_mentions(commands, WORDS_WORKS, work->path) ||
            command_mentions(commands, WORDS_WORKS, work->name))
            continue;
        for (guint k = 0; k < reading->entries->len; k++) {
            struct entry *entry = reading->entries->pdata[k];
            if (g_str_equal(entry->file->path, work->path))
                enclose(entry);
        }
        g_ptr_array_remove_index(dossier->works, i);
    }
}

/* 参会回执.docx: another office's form. One of ours was found before. */
static bool is_foreign_form(const struct reading *reading, const struct entry *entry)
{
    const struct campaign *campaign;
    const struct form_rule *rule;
    return entry->document && form_named(entry->file->name, reading->data->ruleset, &campaign, &rule);
}

/* Bytes that nothing knows, or a list of addresses, under a film's name are a film that cannot be played. */
static enum work_kind kind_of(const struct file *file)
{
    bool unknown = g_str_equal(file->type, "application/octet-stream") || g_str_equal(file->type, "text/plain");
    return unknown && media_named(file->name) ? WORK_VIDEO : work_kind_of(file->type);
}

static void settle(struct reading *reading, struct entry *entry, bool photos, bool slips)
{
    struct file *file = entry->file;
    if (file->bytes == 0 && meant_type(file->name)) {
        g_free(file->type);
        file->type = g_strdup(meant_type(file->name));
    }
    enum work_kind kind = kind_of(file);
    if (kind == WORK_OTHER || is_spreadsheet(file->type) || g_str_equal(file->type, "text/html") ||
        is_foreign_form(reading, entry))
        entry_settle(entry, ROLE_OTHER);
    else if (slips && (kind == WORK_PHOTO || kind == WORK_DOCUMENT) &&
             command_mentions(reading->data->commands, WORDS_ENCLOSURES, file->name))
        enclose(entry);
    else if (entry->document && kind != WORK_VIDEO)
        settle_paper(reading, entry, kind, photos);
    else
        add_work(reading, entry, kind);
}

static struct caption_text *text_of(enum caption_source source, const char *name, const char *text,
                                    const struct document *document)
{
    struct caption_text *made = g_new0(struct caption_text, 1);
    *made = (struct caption_text){.source = source, .name = name, .text = text, .document = document};
    return made;
}

static void add_papers(const struct reading *reading, GPtrArray *texts, GPtrArray *owned)
{
    for (guint i = 0; i < reading->entries->len; i++) {
        const struct entry *entry = reading->entries->pdata[i];
        bool list = entry->roster && entry->roster->len; /* matched in the fold, with what comes later */
        if (entry->file->role != ROLE_CAPTION || !entry->document || list)
            continue;
        bool plain = entry->document->kind == DOCUMENT_TEXT;
        char *text = document_text(entry->document);
        g_ptr_array_add(owned, text);
        g_ptr_array_add(texts, text_of(plain ? CAPTION_TEXT_FILE : CAPTION_LIST, entry->file->name, text,
                                       plain ? NULL : entry->document));
    }
}

/* The one form's description of its works; of several forms nobody knows whose it is. */
static void add_synopsis(const struct reading *reading, GPtrArray *texts)
{
    const struct field *only = NULL;
    guint count = 0;
    for (guint i = 0; i < reading->dossier->forms->len; i++) {
        const struct form *form = reading->dossier->forms->pdata[i];
        const struct field *field = form->blank ? NULL : form_get(form, SYNOPSIS);
        if (!field)
            continue;
        count++;
        only = field;
    }
    if (count == 1 && only->value)
        g_ptr_array_add(texts, text_of(CAPTION_SYNOPSIS, "作品简介", only->value, NULL));
}

static bool has_photo_works(const struct reading *reading)
{
    for (guint i = 0; i < reading->dossier->works->len; i++)
        if (((struct work *)reading->dossier->works->pdata[i])->kind == WORK_PHOTO)
            return true;
    return false;
}

/* "无原图" is said to the office, wherever it stands. */
static void drop_claims(const struct reading *reading, struct work *work)
{
    if (!work->caption)
        return;
    g_autofree char *said = command_without_claims(work->caption, reading->data->commands);
    g_free(work->caption);
    work->caption = text_blank(said) ? NULL : text_tidy(said);
    if (!work->caption)
        g_clear_pointer(&work->caption_from, g_free);
}

static void give_captions(struct reading *reading)
{
    if (!has_photo_works(reading))
        return; /* captions for works of earlier mails: lines.c */
    const struct message *message = reading->dossier->message;
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
    add_papers(reading, texts, owned);
    const char *body = message->forwarded ? message->text : message->fresh;
    char *said = command_without_claims(body, reading->data->commands);
    g_ptr_array_add(owned, said);
    if (!text_blank(said))
        g_ptr_array_add(texts, text_of(CAPTION_BODY, BODY_NAME, said, NULL));
    add_synopsis(reading, texts);
    caption_assign(reading->dossier->works, texts, reading->dossier->notes);
    for (guint i = 0; i < reading->dossier->works->len; i++)
        drop_claims(reading, reading->dossier->works->pdata[i]);
}

/* True for a mail whose forms all belong to campaigns in which nothing is a work. */
static bool without_works(const struct reading *reading)
{
    bool any = false;
    for (guint i = 0; i < reading->dossier->forms->len; i++) {
        const struct form *form = reading->dossier->forms->pdata[i];
        const struct campaign *campaign = ruleset_campaign(reading->data->ruleset, form->campaign);
        if (form->blank || !campaign)
            continue;
        if (campaign_works_form(campaign))
            return false;
        any = true;
    }
    return any;
}

void reading_works(struct reading *reading)
{
    bool nothing = without_works(reading);
    for (guint i = 0; nothing && i < reading->entries->len; i++) {
        struct entry *entry = reading->entries->pdata[i];
        if (!entry->settled)
            enclose(entry);
    }
    bool photos = has_photos(reading), slips = only_slips(reading);
    for (guint i = 0; i < reading->entries->len; i++) {
        struct entry *entry = reading->entries->pdata[i];
        if (!entry->settled)
            settle(reading, entry, photos, slips);
    }
    give_captions(reading);
    if (slips)
        enclose_unnamed(reading);
}
