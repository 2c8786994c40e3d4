/* One stage of the reading printed, for `huizhi check --stage`: message, document, form, works. The file may be a
 * mail or, for document and form, a bare document; for table (cells.h) it is a bare spreadsheet. Runs in the sandbox
 * like any reading.
 */
#ifndef HUIZHI_READER_STAGE_H
#define HUIZHI_READER_STAGE_H

#include "reader/read.h"

struct stage {
    const struct reader_data *data;
    const char *name; /* of the stage */
};

/* True for a stage's name. */
bool stage_known(const char *name);

/* UTF-8 text, not NUL-terminated; `stage` is a struct stage. ERROR_INPUT as read_mail. */
GBytes *stage_print(int raw_fd, int staging_fd, gconstpointer stage, GError **error);

#endif
