/* Forms that a person must type in: what the office's workbook shows of them. */
#ifndef HUIZHI_STORE_QUERY_ENTRY_H
#define HUIZHI_STORE_QUERY_ENTRY_H

#include "store/store.h"

struct rows;

enum entry_column {
    ENTRY_NUMBER,
    ENTRY_CAMPAIGN,
    ENTRY_FORM, /* NULL: not known which */
    ENTRY_FILE, /* the form's file name */
    ENTRY_TITLE,
    ENTRY_FIELD, /* NULL: of this submission no field was found */
    ENTRY_VALUE,
    ENTRY_SUGGESTION,
    ENTRY_PICTURE, /* SHA-256 of a PNG */
};

/* The fields of all unreadable forms, a row a field, the oldest submission first; not of rejected or merged ones. */
struct rows *query_entries(struct store *store, guint limit, GError **error);

#endif
