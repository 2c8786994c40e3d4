/* What a person says in sentences: that nothing better can be sent, that consent is taken back, that the form was
 * filled in on the web page, 确认 to a question of ours; and whether anything is left that only people can act on.
 *
 * Only what the sender wrote anew counts, without the signature, and a question is no statement.
 */
#include <string.h>

#include "base/text.h"
#include "mail/command_words.h"
#include "mail/message.h"

#define MAX_SAID 2000 /* bytes of the sentences that are kept */
#define REST_WEIGHT 4 /* Han characters from which on what is left is a sentence */

static bool ends_sentence(gunichar c)
{
    return c == '\n' || c == 0x3002 || c == '!' || c == 0xFF01 || c == '?' || c == 0xFF1F || c == ';' || c == 0xFF1B;
}

static bool ends_clause(gunichar c)
{
    return ends_sentence(c) || c == ',' || c == 0xFF0C;
}

/* Bytes up to the end of the first sentence or clause, its mark included. */
static gsize length_to(const char *text, bool (*ends)(gunichar c))
{
    const char *p = text;
    while (*p) {
        gunichar c = g_utf8_get_char(p);
        p = g_utf8_next_char(p);
        if (ends(c))
            break;
    }
    return (gsize)(p - text);
}

static bool says(const struct commands *commands, enum saying saying, const char *words)
{
    const struct phrases *phrases = &commands->sayings[saying];
    return command_matches(phrases->phrases, words) && !command_matches(phrases->unless, words) &&
           !command_matches(commands->questions, words);
}

static char *own_words(const struct message *message, const struct commands *commands)
{
    g_autofree char *cut = text_truncate(message->fresh, COMMAND_TEXT_BYTES);
    return command_without_signature(commands, cut);
}

/* The sentences that say it, a line each; NULL: none. */
static char *sentences(const struct commands *commands, enum saying saying, const char *text)
{
    g_autoptr(GString) said = g_string_new(NULL);
    for (const char *at = text; *at && said->len < MAX_SAID;) {
        gsize length = length_to(at, ends_sentence);
        g_autofree char *sentence = g_strstrip(g_strndup(at, length));
        bool found = false;
        if (saying == SAYING_DEMAND)
            for (const char *part = sentence; *part && !found;) {
                gsize clause = length_to(part, ends_clause);
                g_autofree char *words = g_strndup(part, clause);
                found = says(commands, saying, words);
                part += clause;
            }
        else
            found = says(commands, saying, sentence);
        if (found)
            g_string_append_printf(said, "%s%s", said->len ? "\n" : "", sentence);
        at += length;
    }
    return said->len ? text_truncate(said->str, MAX_SAID) : NULL;
}

gboolean command_claim(const struct message *message, const struct commands *commands)
{
    g_autofree char *body = own_words(message, commands);
    g_autofree char *said = sentences(commands, SAYING_CLAIM, body);
    return said != NULL;
}

char *command_without_claims(const char *text, const struct commands *commands)
{
    GString *out = g_string_new(NULL);
    while (*text) {
        gsize length = strcspn(text, "\n");
        length += text[length] == '\n';
        g_autofree char *line = g_strndup(text, length), *sentence = g_strndup(line, length_to(line, ends_sentence));
        if (!says(commands, SAYING_CLAIM, sentence))
            g_string_append(out, line);
        text += length;
    }
    return g_string_free(out, FALSE);
}

/* “不同意使用” between quotation marks is somebody else's word. */
static char *without_quotes(const char *text)
{
    g_autoptr(GRegex) quoted = g_regex_new("“[^”\\n]{0,200}”|「[^」\\n]{0,200}」|\"[^\"\\n]{0,200}\"", 0, 0, NULL);
    return g_regex_replace_literal(quoted, text, -1, 0, "", 0, NULL);
}

char *command_objection(const struct message *message, const struct commands *commands, gboolean *demand)
{
    g_autofree char *body = own_words(message, commands);
    g_autofree char *plain = without_quotes(body);
    g_autofree char *demanded = plain ? sentences(commands, SAYING_DEMAND, plain) : NULL;
    g_autofree char *complained = plain ? sentences(commands, SAYING_COMPLAINT, plain) : NULL;
    *demand = demanded != NULL;
    if (demanded && complained && strcmp(demanded, complained) != 0)
        return g_strconcat(demanded, "\n", complained, NULL);
    return demanded ? g_steal_pointer(&demanded) : g_steal_pointer(&complained);
}

char *command_web(const struct message *message, const struct commands *commands)
{
    g_autofree char *body = own_words(message, commands);
    g_autofree char *said = sentences(commands, SAYING_WEB, body);
    if (!said)
        return NULL;
    g_autofree char *plain = text_nfkc(body);
    g_autoptr(GRegex) phone = g_regex_new("(?<![0-9])(1[3-9][0-9])[- ]?([0-9]{4})[- ]?([0-9]{4})(?![0-9])"
                                          "|(?<![0-9])(0[0-9]{2,3})[- )]{0,2}([0-9]{7,8})(?![0-9])",
                                          0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(phone, plain, 0, &match))
        return NULL;
    g_autofree char *mobile = g_match_info_fetch(match, 1), *area = g_match_info_fetch(match, 4);
    g_autofree char *second = g_match_info_fetch(match, *mobile ? 2 : 5), *third = g_match_info_fetch(match, 3);
    return *mobile ? g_strconcat(mobile, second, third, NULL) : g_strconcat(area, "-", second, NULL);
}

enum confirm command_confirm(const struct message *message, const struct commands *commands)
{
    g_autofree char *body = own_words(message, commands);
    g_auto(GStrv) lines = g_strsplit(body, "\n", -1);
    enum confirm found = CONFIRM_NONE;
    for (char **line = lines; *line; line++) {
        enum confirm said = (enum confirm)command_word(commands->answers, *line);
        if (said != CONFIRM_NONE && found != CONFIRM_NONE && said != found)
            return CONFIRM_NONE;
        found = said != CONFIRM_NONE ? said : found;
    }
    return found;
}

gboolean command_remark(const char *text, const struct commands *commands)
{
    g_autofree char *cut = text_truncate(text, COMMAND_TEXT_BYTES);
    g_autofree char *body = command_without_signature(commands, cut);
    bool thanks = false;
    for (const char *at = body; *at;) {
        gsize length = length_to(at, ends_sentence);
        g_autofree char *sentence = g_strndup(at, length);
        g_autofree char *rest = command_without_thanks(commands, sentence, &thanks);
        if (command_weight(rest) >= REST_WEIGHT && !command_matches(commands->routine, sentence) &&
            !says(commands, SAYING_CLAIM, sentence) && !says(commands, SAYING_WEB, sentence))
            return TRUE;
        at += length;
    }
    return FALSE;
}
