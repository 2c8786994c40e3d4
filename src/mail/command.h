/* Commands by mail: 查询, 撤回, 模板, 试投, 帮助 and their synonyms (rules/common/commands.yaml), a whole line: the
 * subject or the first line of the fresh text, without any attachment but for 试投. Outlook's recall ("撤回: …",
 * "邮件撤回") is none.
 */
#ifndef HUIZHI_MAIL_COMMAND_H
#define HUIZHI_MAIL_COMMAND_H

#include <glib.h>
#include <stdbool.h>

struct message;

enum command { COMMAND_NONE, COMMAND_STATUS, COMMAND_WITHDRAW, COMMAND_TEMPLATE, COMMAND_TRIAL, COMMAND_HELP };

struct commands; /* the compiled rules/common/commands.yaml */
typedef struct commands Commands;
struct commands *commands_load(const char *path, GError **error);
void commands_free(struct commands *commands);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Commands, commands_free)
/* Further cues, a campaign's own; copied. */
void commands_add_cues(struct commands *commands, GStrv cues);

enum command command_find(const struct message *message, const struct commands *commands);

/* True when a person's mail without form or work deserves an acknowledgement: it has a cue of the campaign
 * (报送, 作品, 照片, 征集, 回执, 活动 …) and asks or says something. A mere thank-you (谢谢, 收到) has none.
 * Cues and thanks are data in the same file. */
enum talk { TALK_OTHER, TALK_THANKS, TALK_ENQUIRY, TALK_PLAIN /* a person's text without a cue */ };
enum talk command_talk(const struct message *message, const struct commands *commands);

/* The lists of `words` in the file. */
enum words {
    WORDS_TOPICS, /* and cues of the campaigns that are no everyday words */
    WORDS_EVERYDAY,
    WORDS_WORKS,
    WORDS_ENCLOSURES,
    WORDS_CAPTIONS,
    WORDS_COMPANIONS,
    WORDS_LOGOS,
    WORDS_COUNT
};
/* True when a text has a word of that list. */
bool command_mentions(const struct commands *commands, enum words words, const char *text);
/* True when a file's name, without its ending, ends with a word of that list. */
bool command_names(const struct commands *commands, enum words words, const char *name);

/* True when the sender says in the fresh text that nothing better can be sent (无原图, 无法提供): `claims` of the file.
 */
gboolean command_claim(const struct message *message, const struct commands *commands);
/* The text without the lines that begin with such a claim: they are no part of a caption. Free with g_free. */
char *command_without_claims(const char *text, const struct commands *commands);

/* The sentences that take back consent or complain of being pictured (`demands`, `complaints` of the file), a line
 * each; NULL: none. *demand: consent is taken back. Owned by the caller. */
char *command_objection(const struct message *message, const struct commands *commands, gboolean *demand);

/* “已网上登记” (`web`) with a phone number: the first number as in `value` of a form's field; NULL: not said, or
 * without a number. Owned by the caller. */
char *command_web(const struct message *message, const struct commands *commands);

/* A line that answers our question whether a withdrawal is meant (`answers`); both at once: none. */
enum confirm { CONFIRM_NONE, CONFIRM_YES, CONFIRM_NO };
enum confirm command_confirm(const struct message *message, const struct commands *commands);

/* True when a text says more than greetings, thanks and what goes with any letter (`routine`: 请查收). */
gboolean command_remark(const char *text, const struct commands *commands);

/* A mail recall of Outlook or Exchange ("撤回: …"): kind other, not answered. */
gboolean command_is_recall(const struct message *message);

#endif
