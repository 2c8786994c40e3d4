/* Every file of a mail, archives unpacked: their paths, and what is plain without looking into them.
 */
#include <string.h>

#include "base/magic.h"
#include "document/archive.h"
#include "reader/reading.h"

#define DECORATION_BYTES (100 * 1024)
#define MANY_FILES 1900 /* the wire takes 2,000 */

void dossier_note(struct dossier *dossier, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(dossier->notes, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void entry_note(struct entry *entry, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *added = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *before = entry->file->note;
    entry->file->note = before ? g_strconcat(before, "；", added, NULL) : g_steal_pointer(&added);
}

void entry_settle(struct entry *entry, enum file_role role)
{
    entry->file->role = role;
    entry->settled = true;
}

GBytes *entry_bytes(const struct reading *reading, const struct entry *entry)
{
    if (!entry->file->staged || entry->file->bytes == 0)
        return NULL;
    return staging_bytes(reading->staging, entry->file->staged, NULL);
}

/* No two files have one path: a second "1.jpg" of an archive becomes "1.jpg#2". */
static char *unique_path(const struct reading *reading, const char *path)
{
    g_autofree char *candidate = g_strdup(path);
    for (guint copy = 2;; copy++) {
        bool taken = false;
        for (guint i = 0; i < reading->entries->len && !taken; i++)
            taken = g_str_equal(((struct entry *)reading->entries->pdata[i])->file->path, candidate);
        if (!taken)
            return g_steal_pointer(&candidate);
        g_free(candidate);
        candidate = g_strdup_printf("%s#%u", path, copy);
    }
}

/* Lists a file; NULL when there are too many. */
static struct entry *list(struct reading *reading, const char *path, const char *name, const char *type)
{
    if (reading->entries->len >= MANY_FILES)
        return NULL;
    struct file *file = g_new0(struct file, 1);
    file->path = unique_path(reading, path);
    file->name = g_strdup(name && *name ? name : "未命名");
    file->type = g_strdup(type ? type : "application/octet-stream");
    file->role = ROLE_OTHER;
    struct entry *entry = g_new0(struct entry, 1);
    entry->file = file;
    g_ptr_array_add(reading->dossier->files, file);
    g_ptr_array_add(reading->entries, entry);
    return entry;
}

static void set_content(struct entry *entry, const char *staged, const char *sha256, guint64 bytes)
{
    entry->file->staged = g_strdup(staged);
    entry->file->sha256 = g_strdup(sha256);
    entry->file->bytes = bytes;
    if (bytes == 0) {
        entry->file->damaged = TRUE;
        entry_note(entry, "空文件");
    }
}

/* Bytes that nothing knows under an archive's name. */
static bool broken_archive(const struct file *file)
{
    static const char *const endings[] = {".zip", ".rar", ".7z", ".tar", ".gz", ".tgz"};
    if (strcmp(file->type, "application/octet-stream"))
        return false;
    g_autofree char *lower = g_utf8_strdown(file->name, -1);
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_has_suffix(lower, endings[i]))
            return true;
    return false;
}

/* An archive of which nothing can be taken out. A volume's content comes when the whole archive is sent. */
static bool settle_closed(struct entry *entry)
{
    bool volume = !strcmp(entry->file->type, MAGIC_VOLUME);
    if (!volume && !broken_archive(entry->file))
        return false;
    entry_settle(entry, ROLE_ARCHIVE);
    entry->file->damaged = TRUE;
    entry_note(entry, volume ? "分卷压缩包的一卷，单独打不开" : "压缩包损坏或不完整");
    return true;
}

/* The walk over the mail has opened it already. */
static bool settle_outlook(struct entry *entry, const struct part *part)
{
    if (strcmp(part->type, "application/vnd.ms-tnef"))
        return false;
    entry_settle(entry, ROLE_ARCHIVE);
    entry->file->damaged = part->damaged;
    entry_note(entry, part->damaged ? "Outlook专用格式，未能全部打开" : "Outlook专用格式，其中的文件已取出");
    return true;
}

static void list_entry(struct reading *reading, const char *archive_path, const struct unpacked_file *from)
{
    g_autofree char *path = g_strconcat(archive_path, "/", from->path, NULL);
    struct entry *entry = list(reading, path, from->name, from->type);
    if (!entry)
        return;
    entry->inner = true;
    set_content(entry, from->file, from->sha256, from->bytes);
    if (from->partial) {
        entry->file->damaged = TRUE;
        entry_note(entry, "压缩包中断，文件不完整");
    }
    if (settle_closed(entry) || !from->archive)
        return;
    entry_settle(entry, ROLE_ARCHIVE);
    entry->file->encrypted = from->status == UNPACK_ENCRYPTED;
    entry->file->damaged = entry->file->damaged || from->status == UNPACK_DAMAGED;
    if (from->status == UNPACK_LIMIT)
        entry_note(entry, "内容过多或嵌套过深，没有全部解开");
}

static bool unpack(struct reading *reading, struct entry *entry, GError **error)
{
    entry_settle(entry, ROLE_ARCHIVE);
    g_autoptr(GBytes) bytes = entry_bytes(reading, entry);
    if (!bytes)
        return true;
    struct file *file = entry->file;
    g_autoptr(Unpacked) unpacked =
        archive_unpack(bytes, file->type, file->name, reading->staging, reading->data->magic, error);
    if (!unpacked)
        return false;
    file->encrypted = unpacked->status == UNPACK_ENCRYPTED;
    file->damaged = unpacked->status == UNPACK_DAMAGED || unpacked->status == UNPACK_LIMIT;
    if (unpacked->note)
        entry_note(entry, "%s", unpacked->note);
    /* "2.1/照片.zip/1.jpg": the part, the archive's name, the path in it. A file of a winmail.dat ends with its name.
     */
    g_autofree char *named = g_strconcat("/", file->name, NULL);
    g_autofree char *prefix = g_strconcat(file->path, g_str_has_suffix(file->path, named) ? "" : named, NULL);
    for (guint i = 0; i < unpacked->files->len; i++)
        list_entry(reading, prefix, unpacked->files->pdata[i]);
    return true;
}

/* The body's own pictures: logos, lines, smileys of a signature. A photograph that was pasted in is larger. */
static bool is_decoration(const struct part *part)
{
    return part->cid_used && g_str_has_prefix(part->type, "image/") && part->bytes < DECORATION_BYTES;
}

static bool list_part(struct reading *reading, const struct part *part, GError **error)
{
    if (part->hint == PART_BODY_TEXT || part->hint == PART_BODY_HTML)
        return true;
    struct entry *entry = list(reading, part->path, part->name, part->type);
    if (!entry)
        return true;
    entry->part = part;
    if (part->hint == PART_MESSAGE) {
        entry_settle(entry, ROLE_MESSAGE);
        if (part->file)
            set_content(entry, part->file, part->sha256, part->bytes);
        return true;
    }
    set_content(entry, part->file, part->sha256, part->bytes);
    if (settle_outlook(entry, part) || settle_closed(entry))
        return true;
    if (is_decoration(part))
        entry_settle(entry, ROLE_INLINE);
    else if (archive_unpackable(part->type))
        return unpack(reading, entry, error);
    return true;
}

bool reading_files(struct reading *reading, GError **error)
{
    const GPtrArray *parts = reading->dossier->message->parts;
    for (guint i = 0; i < parts->len; i++)
        if (!list_part(reading, parts->pdata[i], error))
            return false;
    if (reading->entries->len >= MANY_FILES)
        dossier_note(reading->dossier, "文件超过%d个，其余未列出", MANY_FILES);
    return true;
}
