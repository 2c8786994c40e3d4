/* IMAP: which folders there are, and their names.
 *
 * People's names on our side, modified UTF-7 on the wire; libetpan quotes whatever it is given. A name that is not
 * valid modified UTF-7 is shown as it came and sent back as it came.
 */
#include <libetpan/libetpan.h>
#include <string.h>

#include "base/error.h"
#include "config/config.h"
#include "source/imap.h"
#include "source/local.h"
#include "source/source.h"
#include "source/utf7.h"

enum { MAX_FOLDERS = 5000, FOLDER_BYTES = 1024 };

char *imap_wire_name(struct imap *imap, const char *folder, GError **error)
{
    const char *known = g_hash_table_lookup(imap->wire, folder);
    g_autofree char *wire = NULL;
    if (known)
        return g_strdup(known);
    if (g_utf8_validate(folder, -1, NULL))
        wire = utf7_encode(folder);
    /* Control characters would end the command; * and % are wildcards of LIST. */
    if (!wire || wire[0] == '\0' || !net_safe(wire, 200) || !net_safe(folder, 200) || strpbrk(wire, "*%")) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "not a folder name: %s", folder);
        return NULL;
    }
    return g_steal_pointer(&wire);
}

static bool is_one_of(const char *flag, const char *const *names)
{
    if (flag[0] == '\\')
        flag++;
    for (; *names; names++)
        if (g_ascii_strcasecmp(flag, *names) == 0)
            return true;
    return false;
}

/* What the flags of a folder say. */
struct kind {
    bool unselectable; /* \Noselect, \NonExistent */
    enum folder_mark mark;
    bool inbox; /* \Inbox: XLIST may translate the name */
};

static struct kind kind_of(const struct mailimap_mbx_list_flags *flags)
{
    static const char *const none[] = {"Noselect", "NonExistent", NULL};
    static const char *const sent[] = {"Sent", NULL}, *const trash[] = {"Trash", NULL};
    static const char *const other[] = {"Drafts", "All", "AllMail", "Flagged", "Starred", NULL};
    static const char *const inbox[] = {"Inbox", NULL};
    struct kind kind = {0};
    if (!flags)
        return kind;
    kind.unselectable =
        flags->mbf_type == MAILIMAP_MBX_LIST_FLAGS_SFLAG && flags->mbf_sflag == MAILIMAP_MBX_LIST_SFLAG_NOSELECT;
    for (clistiter *i = flags->mbf_oflags ? clist_begin(flags->mbf_oflags) : NULL; i; i = clist_next(i)) {
        const struct mailimap_mbx_list_oflag *flag = clist_content(i);
        if (flag->of_type != MAILIMAP_MBX_LIST_OFLAG_FLAG_EXT || !flag->of_flag_ext)
            continue;
        kind.unselectable |= is_one_of(flag->of_flag_ext, none);
        if (is_one_of(flag->of_flag_ext, sent))
            kind.mark = MARK_SENT;
        else if (is_one_of(flag->of_flag_ext, trash))
            kind.mark = MARK_TRASH;
        else if (is_one_of(flag->of_flag_ext, other))
            kind.mark = MARK_OTHER;
        kind.inbox |= is_one_of(flag->of_flag_ext, inbox);
    }
    return kind;
}

static void take_folder(struct imap *imap, const struct mailimap_mailbox_list *folder, enum folder_role role,
                        GPtrArray *names)
{
    struct kind kind = kind_of(folder->mb_flag);
    const char *wire = folder->mb_name;
    if (kind.unselectable || names->len >= MAX_FOLDERS || !wire || !net_safe(wire, FOLDER_BYTES))
        return;
    g_autofree char *name =
        kind.inbox || g_ascii_strcasecmp(wire, "INBOX") == 0 ? g_strdup("INBOX") : utf7_decode(wire);
    if (!name)
        name = g_utf8_make_valid(wire, -1);
    if (g_hash_table_contains(imap->wire, name))
        return;
    g_hash_table_insert(imap->wire, g_strdup(name), g_strdup(wire));
    if (!folder_serves(imap->mailbox, name, folder->mb_delimiter, kind.mark, role))
        return;
    if (g_str_equal(name, "INBOX"))
        g_ptr_array_insert(names, 0, g_steal_pointer(&name));
    else
        g_ptr_array_add(names, g_steal_pointer(&name));
}

GStrv imap_folders(gpointer state, enum folder_role role, GError **error)
{
    struct imap *imap = state;
    if (!imap_alive(imap, error))
        return NULL;
    imap_operation(imap, MAX_FOLDERS * FOLDER_BYTES / 4);
    clist *folders = NULL;
    bool xlist = imap->has_xlist && !imap->has_special_use;
    int result =
        xlist ? mailimap_xlist(imap->session, "", "*", &folders) : mailimap_list(imap->session, "", "*", &folders);
    if (!imap_check(imap, result, xlist ? "XLIST" : "LIST", error))
        return NULL;
    g_hash_table_remove_all(imap->wire);
    GPtrArray *names = g_ptr_array_new();
    for (clistiter *i = clist_begin(folders); i; i = clist_next(i))
        take_folder(imap, clist_content(i), role, names);
    mailimap_list_result_free(folders);
    g_ptr_array_add(names, NULL);
    return (GStrv)g_ptr_array_free(names, FALSE);
}
