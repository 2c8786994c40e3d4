/* The log: one line an event, to stderr (systemd's journal or cron's mail), personal data masked.
 *
 * The two globals of the program live here: the level and the tag of the current mail. Phones keep three
 * leading and two trailing digits, addresses the first letter and the domain (log_mask).
 */
#ifndef HUIZHI_BASE_LOG_H
#define HUIZHI_BASE_LOG_H

#include <glib.h>

enum log_level { LOG_QUIET, LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

void log_set_level(enum log_level level);
enum log_level log_get_level(void);

/* "INBOX/812"; copied, NULL for none. Every following line begins with it. */
void log_set_tag(const char *tag);

/* Writes one line, masked. Control characters become spaces. */
void log_line(enum log_level level, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* A copy with phone numbers and addresses masked; free with g_free. */
char *log_mask(const char *text);

#endif
