/* The head of a digest's letter and its workbook. */
#include "digest/equip.h"

#include <string.h>

#include "digest/entries.h"
#include "digest/inside.h"
#include "form/answers.h"
#include "spool/spool.h"
#include "store/pass.h"

#define HOW                                                                                                            \
    EQUIP_LINE "，直接回复本信即可办理。每行一件：编号、决定、内容。如（0000处写编号）：" EQUIP_EXAMPLES               \
               "；0000 撤下（或 恢复）；0000 不采用；0000 延期 6月10日；0000 备注 …；0000 交 李老师。"
#define KEEP "（只给您一人，14天内有效。回信时请保留这一行，本信请勿转发）"

static void insert(char **text, gsize at, const char *what)
{
    g_autofree char *old = *text;
    *text = g_strdup_printf("%.*s%s%s", (int)at, old, what, old + at);
}

/* Behind <body …>, so that it is the first thing of a quotation. */
static gsize body_start(const char *html)
{
    const char *body = strstr(html, "<body");
    const char *end = body ? strchr(body, '>') : NULL;
    return end ? (gsize)(end + 1 - html) : 0;
}

static void put_head(struct letter *letter, const char *token, bool forms)
{
    const char *also = forms ? "附件“" ENTRIES_NAME "”填好后也随回信附上。" : "";
    g_autofree char *line = g_strdup_printf("%s%s\n" ENTRIES_TOKEN " %s" KEEP "\n\n", HOW, also, token);
    insert(&letter->text, 0, line);
    g_autofree char *mark = g_strdup_printf("\n<p style=\"margin:0 0 10px 0;padding:0;font-size:12px;line-height:1.6;"
                                            "color:#777777\">%s%s<br>\n" ENTRIES_TOKEN " %s" KEEP "</p>\n",
                                            HOW, also, token);
    if (letter->html)
        insert(&letter->html, body_start(letter->html), mark);
}

static bool attach_entries(const struct config *config, struct store *store, struct letter *letter, gint64 now,
                           GError **error)
{
    g_autoptr(Ruleset) ruleset = ruleset_load(config->rules, error);
    g_autofree char *token =
        ruleset ? pass_issue(store, TOKEN_ENTER, letter->to, letter->message_id, now, error) : NULL;
    g_autoptr(GBytes) bytes = token ? entries_make(config, ruleset, store, token, error) : NULL;
    g_autoptr(Spool) spool = bytes ? spool_open(config->state, error) : NULL;
    g_autofree char *sha256 = spool ? content_put(spool, bytes, error) : NULL;
    if (sha256)
        letter_made_add(letter, sha256, ENTRIES_NAME, ENTRIES_TYPE);
    return sha256 != NULL;
}

bool equip_letter(const struct config *config, struct store *store, struct letter *letter, gint64 now, GError **error)
{
    g_autofree char *person = config_person(config, letter->to);
    if (!person)
        return true;
    gint64 forms = entries_count(store, error);
    if (forms < 0 || (forms && !attach_entries(config, store, letter, now, error)))
        return false;
    g_autofree char *token = pass_issue(store, TOKEN_DECIDE, letter->to, letter->message_id, now, error);
    if (token)
        put_head(letter, token, forms > 0);
    return token != NULL;
}
