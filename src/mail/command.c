/* One word on a line of its own is an order; a sentence never is (those are read in saying.c). Between a question and a
 * thank-you decides what is left of the text when greetings, thanks and the signature are taken out.
 */
#include "mail/command.h"

#include <string.h>

#include "base/text.h"
#include "base/yaml.h"
#include "mail/command_words.h"
#include "mail/message.h"

#define MAX_LINE_CHARACTERS 40 /* of a command, its number included */
#define THANKS_LEFT 24         /* characters that may be left beside thanks: a name, an office */

void commands_free(struct commands *commands)
{
    if (!commands)
        return;
    g_hash_table_unref(commands->words);
    g_strfreev(commands->cues);
    for (int i = 0; i < WORDS_COUNT; i++)
        g_strfreev(commands->lists[i]);
    g_clear_pointer(&commands->questions, g_ptr_array_unref);
    g_clear_pointer(&commands->thanks, g_ptr_array_unref);
    g_clear_pointer(&commands->signature, g_ptr_array_unref);
    for (int i = 0; i < SAYINGS_COUNT; i++) {
        g_clear_pointer(&commands->sayings[i].phrases, g_ptr_array_unref);
        g_clear_pointer(&commands->sayings[i].unless, g_ptr_array_unref);
    }
    g_clear_pointer(&commands->routine, g_ptr_array_unref);
    g_hash_table_unref(commands->answers);
    g_free(commands);
}

/* Letters, digits and Han characters only, lower case, half-width, simplified (查詢 is 查询). Unlike text_fold it keeps
 * what stands in brackets: 【查询】 is an order. */
char *command_fold(const char *text)
{
    g_autofree char *nfkc = text_nfkc(text);
    GString *out = g_string_new(NULL);
    for (const char *p = nfkc; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c))
            g_string_append_unichar(out, g_unichar_tolower(text_simplified(c)));
    }
    return g_string_free(out, FALSE);
}

/* A word stands for one thing only, in its table. */
static bool load_table(GHashTable *table, struct yaml_node *node, int meaning, GError **error)
{
    g_auto(GStrv) words = NULL;
    if (!yaml_strings(node, &words, error))
        return false;
    for (gsize k = 0; words && words[k]; k++) {
        char *word = command_fold(words[k]);
        if (!*word || g_hash_table_contains(table, word)) {
            g_free(word);
            yaml_refuse(error, yaml_is_list(node) ? yaml_at(node, (guint)k) : node, "empty, or said twice");
            return false;
        }
        g_hash_table_insert(table, word, GINT_TO_POINTER(meaning));
    }
    return true;
}

static bool load_words(struct commands *commands, struct yaml_node *map, GError **error)
{
    static const struct {
        const char *name;
        enum command command;
    } kinds[] = {{"status", COMMAND_STATUS},
                 {"withdraw", COMMAND_WITHDRAW},
                 {"template", COMMAND_TEMPLATE},
                 {"trial", COMMAND_TRIAL},
                 {"help", COMMAND_HELP}};
    static const char *const known[] = {"status", "withdraw", "template", "trial", "help", NULL};
    if (!yaml_check_keys(map, known, error))
        return false;
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (!load_table(commands->words, yaml_get(map, kinds[i].name), (int)kinds[i].command, error))
            return false;
    return true;
}

static bool load_answers(struct commands *commands, struct yaml_node *map, GError **error)
{
    static const char *const known[] = {"yes", "no", NULL};
    return yaml_check_keys(map, known, error) &&
           load_table(commands->answers, yaml_get(map, "yes"), CONFIRM_YES, error) &&
           load_table(commands->answers, yaml_get(map, "no"), CONFIRM_NO, error);
}

static bool load_patterns(struct yaml_node *list, GPtrArray **patterns, GError **error)
{
    *patterns = g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);
    g_auto(GStrv) texts = NULL;
    if (!yaml_strings(list, &texts, error))
        return false;
    for (gsize i = 0; texts && texts[i]; i++) {
        g_autoptr(GError) wrong = NULL;
        GRegex *regex = g_regex_new(texts[i], G_REGEX_CASELESS | G_REGEX_MULTILINE, 0, &wrong);
        if (!regex) {
            yaml_refuse(error, yaml_is_list(list) ? yaml_at(list, (guint)i) : list, "no regular expression: %s",
                        wrong->message);
            return false;
        }
        g_ptr_array_add(*patterns, regex);
    }
    return true;
}

static bool load_lists(struct commands *commands, struct yaml_node *map, GError **error)
{
    static const char *const known[] = {"topics",   "everyday",   "works", "enclosures",
                                        "captions", "companions", "logos", NULL};
    if (!yaml_check_keys(map, known, error))
        return false;
    for (int i = 0; i < WORDS_COUNT; i++)
        if (!yaml_strings(yaml_get(map, known[i]), &commands->lists[i], error))
            return false;
    return true;
}

static bool load_saying(struct commands *commands, enum saying saying, struct yaml_node *map, GError **error)
{
    static const char *const known[] = {"phrases", "unless", NULL};
    struct phrases *phrases = &commands->sayings[saying];
    return yaml_check_keys(map, known, error) && load_patterns(yaml_get(map, "phrases"), &phrases->phrases, error) &&
           load_patterns(yaml_get(map, "unless"), &phrases->unless, error);
}

static bool load_sayings(struct commands *commands, struct yaml_node *root, GError **error)
{
    return load_saying(commands, SAYING_CLAIM, yaml_get(root, "claims"), error) &&
           load_saying(commands, SAYING_DEMAND, yaml_get(root, "demands"), error) &&
           load_saying(commands, SAYING_COMPLAINT, yaml_get(root, "complaints"), error) &&
           load_saying(commands, SAYING_WEB, yaml_get(root, "web"), error);
}

struct commands *commands_load(const char *path, GError **error)
{
    static const char *const known[] = {"commands", "answers", "cues", "words",      "questions", "thanks", "routine",
                                        "claims",   "demands", "web",  "complaints", "signature", NULL};
    g_autoptr(YamlDocument) document = yaml_load(path, error);
    if (!document || !yaml_check_keys(yaml_root(document), known, error))
        return NULL;
    struct yaml_node *root = yaml_root(document);
    g_autoptr(Commands) commands = g_new0(struct commands, 1);
    commands->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    commands->answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!load_words(commands, yaml_get(root, "commands"), error) ||
        !load_answers(commands, yaml_get(root, "answers"), error) ||
        !yaml_strings(yaml_get(root, "cues"), &commands->cues, error) ||
        !load_lists(commands, yaml_get(root, "words"), error) ||
        !load_patterns(yaml_get(root, "questions"), &commands->questions, error) ||
        !load_patterns(yaml_get(root, "thanks"), &commands->thanks, error) ||
        !load_patterns(yaml_get(root, "routine"), &commands->routine, error) || !load_sayings(commands, root, error) ||
        !load_patterns(yaml_get(root, "signature"), &commands->signature, error))
        return NULL;
    return g_steal_pointer(&commands);
}

/* "nxz0012", "nxz001203" at the end of a folded line is a number, no part of the word. */
static void drop_number(char *folded)
{
    gsize length = strlen(folded), end = length;
    while (end && g_ascii_isdigit(folded[end - 1]))
        end--;
    gsize digits = length - end, letters = end;
    while (letters && g_ascii_isalpha(folded[letters - 1]))
        letters--;
    if (digits >= 3 && end - letters >= 2 && end - letters <= 8 && letters)
        folded[letters] = '\0';
    else if (digits >= 3 && end && (guchar)folded[end - 1] >= 0x80)
        folded[end] = '\0';
}

int command_word(GHashTable *table, const char *line)
{
    if (g_utf8_strlen(line, -1) > MAX_LINE_CHARACTERS)
        return 0;
    g_autofree char *folded = command_fold(line);
    gpointer found = g_hash_table_lookup(table, folded);
    if (!found) {
        drop_number(folded);
        found = g_hash_table_lookup(table, folded);
    }
    return GPOINTER_TO_INT(found);
}

static enum command command_of(const char *line, const struct commands *commands)
{
    return (enum command)command_word(commands->words, line);
}

/* Files but for pictures that the HTML shows (logos in signatures, stationery). */
static bool has_files(const struct message *message)
{
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = message->parts->pdata[i];
        if (part->hint == PART_MESSAGE || (part->hint == PART_FILE && !part->cid_used))
            return true;
    }
    return false;
}

static char *first_line(const char *text)
{
    while (*text) {
        gsize length = strcspn(text, "\n");
        g_autofree char *line = g_strndup(text, length);
        if (!text_blank(line))
            return g_steal_pointer(&line);
        text += length + (text[length] == '\n');
    }
    return g_strdup("");
}

enum command command_find(const struct message *message, const struct commands *commands)
{
    if (command_is_recall(message))
        return COMMAND_NONE;
    enum command command = command_of(message->subject, commands);
    if (command == COMMAND_NONE) {
        g_autofree char *line = first_line(message->fresh);
        command = command_of(line, commands);
    }
    return command != COMMAND_TRIAL && has_files(message) ? COMMAND_NONE : command;
}

/* "NXZ-0012" alone behind the colon. */
static bool only_number(const char *text)
{
    g_autofree char *folded = command_fold(text);
    gsize letters = 0;
    while (g_ascii_isalpha(folded[letters]))
        letters++;
    return letters >= 2 && letters <= 8 && folded[letters] &&
           strspn(folded + letters, "0123456789") == strlen(folded + letters);
}

gboolean command_is_recall(const struct message *message)
{
    static const char *const prefixes[] = {"撤回", "邮件撤回", "撤回邮件", "召回", "recall"};
    const char *subject = message->subject;
    for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        gsize length = strlen(prefixes[i]);
        if (g_ascii_strncasecmp(subject, prefixes[i], length))
            continue;
        const char *after = subject + length + strspn(subject + length, " ");
        gsize colon = *after == ':' ? 1 : g_str_has_prefix(after, "：") ? 3 : 0;
        if (colon && !text_blank(after + colon) && !only_number(after + colon))
            return TRUE;
    }
    g_autofree char *line = first_line(message->fresh);
    const char *wish = strstr(line, "撤回邮件“");
    return (wish && (strstr(line, "将") || strstr(line, "希望"))) ||
           strstr(line, "would like to recall the message") != NULL;
}

/* Patterns are written in simplified characters. */
static char *simplified(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        g_string_append_unichar(out, text_simplified(g_utf8_get_char(p)));
    return g_string_free(out, FALSE);
}

bool command_matches(const GPtrArray *patterns, const char *text)
{
    g_autofree char *plain = simplified(text);
    for (guint i = 0; i < patterns->len; i++)
        if (g_regex_match(patterns->pdata[i], plain, 0, NULL))
            return true;
    return false;
}

static bool any_word(GStrv words, const char *text)
{
    g_autofree char *plain = simplified(text), *lower = g_utf8_strdown(plain, -1);
    for (char **word = words; word && *word; word++)
        if (strstr(text, *word) || strstr(lower, *word))
            return true;
    return false;
}

void commands_add_cues(struct commands *commands, GStrv cues)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    if (commands->cues)
        g_strv_builder_addv(builder, (const char **)commands->cues);
    if (cues)
        g_strv_builder_addv(builder, (const char **)cues);
    g_strfreev(commands->cues);
    commands->cues = g_strv_builder_end(builder);
}

bool command_mentions(const struct commands *commands, enum words words, const char *text)
{
    g_autofree char *lower = g_utf8_strdown(text, -1);
    const char *const *everyday = (const char *const *)commands->lists[WORDS_EVERYDAY];
    for (char **cue = commands->cues; words == WORDS_TOPICS && cue && *cue; cue++)
        if (!(everyday && g_strv_contains(everyday, *cue)) && strstr(lower, *cue))
            return true;
    return any_word(commands->lists[words], lower);
}

bool command_names(const struct commands *commands, enum words words, const char *name)
{
    const char *dot = strrchr(name, '.');
    g_autofree char *stem = g_strndup(name, dot ? (gsize)(dot - name) : strlen(name));
    g_autofree char *folded = text_fold(stem);
    for (char **word = commands->lists[words]; word && *word; word++)
        if (g_str_has_suffix(folded, *word))
            return true;
    return false;
}

char *command_without_signature(const struct commands *commands, const char *text)
{
    gsize end = strlen(text);
    for (guint i = 0; i < commands->signature->len; i++) {
        g_autoptr(GMatchInfo) info = NULL;
        int start = 0;
        if (g_regex_match(commands->signature->pdata[i], text, 0, &info) &&
            g_match_info_fetch_pos(info, 0, &start, NULL))
            end = MIN(end, (gsize)start);
    }
    return g_strndup(text, end);
}

/* The text without its phrases of thanks; *any: there was one that a greeting alone is not. */
char *command_without_thanks(const struct commands *commands, const char *text, bool *any)
{
    g_autofree char *rest = g_strdup(text);
    for (guint i = 0; i < commands->thanks->len; i++) {
        char *next = g_regex_replace_literal(commands->thanks->pdata[i], rest, -1, 0, " ", 0, NULL);
        if (!next)
            continue;
        *any |= i < 3 && strcmp(next, rest);
        g_free(rest);
        rest = next;
    }
    return g_steal_pointer(&rest);
}

/* "NXZ-0012" and other runs of letters and digits weigh nothing beside thanks. */
gsize command_weight(const char *text)
{
    gsize count = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        count += g_unichar_isalnum(g_utf8_get_char(p)) && (guchar)*p >= 0x80;
    return count;
}

enum talk command_talk(const struct message *message, const struct commands *commands)
{
    g_autofree char *cut = text_truncate(message->fresh, COMMAND_TEXT_BYTES);
    g_autofree char *body = command_without_signature(commands, cut);
    bool answer = message->in_reply_to || *message->references;
    bool empty = text_blank(body);
    if (empty && (answer || text_blank(message->subject)))
        return TALK_OTHER;
    const char *text = empty ? message->subject : body;
    bool thanks = false;
    g_autofree char *rest = command_without_thanks(commands, text, &thanks);
    bool question = command_matches(commands->questions, rest);
    if (thanks && !question && !any_word(commands->cues, rest) && command_weight(rest) <= THANKS_LEFT)
        return TALK_THANKS;
    if (!question && text_blank(rest))
        return thanks ? TALK_THANKS : TALK_OTHER;
    return any_word(commands->cues, rest) || any_word(commands->cues, message->subject) ? TALK_ENQUIRY : TALK_PLAIN;
}
