/* What makes a digest's letter one to be answered: a secret token of the person who gets it, how to write decisions,
 * and the workbook of forms to be typed in. For members of the office only.
 */
#ifndef HUIZHI_DIGEST_EQUIP_H
#define HUIZHI_DIGEST_EQUIP_H

#include "config/config.h"
#include "store/outbox.h"

/* The line above which decisions are written; what follows it is ours, however a mailer quotes. */
#define EQUIP_LINE "请在此行以上写决定"

/* How decisions are written, of a number and a work that nothing ever has: where a mailer breaks the quotation's lines
 * and marks only the first of them, an example must not be read as a decision. */
#define EQUIP_EXAMPLES "0000 同意；0000-00 退回 说明过长；0000 改 手机=13800001234"

/* The letter has its texts, its Message-ID and its recipient. Inside the caller's transaction. */
bool equip_letter(const struct config *config, struct store *store, struct letter *letter, gint64 now, GError **error);

#endif
