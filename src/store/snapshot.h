/* The database as a whole: a copy of it while others write, and what a copy must forget before it is put to work. */
#ifndef HUIZHI_STORE_SNAPSHOT_H
#define HUIZHI_STORE_SNAPSHOT_H

#include <signal.h>

#include "store/store.h"

/* Copies the state that a reading transaction (store_begin_reading) sees to a new file that stands by itself (no WAL),
 * checked and synced. Nobody is kept from writing meanwhile. ERROR_IO, ERROR_CREATE; ERROR_INPUT when the copy is not
 * sound; ERROR_AGAIN when `stop` (NULL: never) became true. */
typedef void (*snapshot_progress)(gpointer data, guint64 done, guint64 all);
bool store_snapshot(struct store *store, const char *path, snapshot_progress progress, gpointer data,
                    const volatile sig_atomic_t *stop, GError **error);

/* Every reply waits until a person releases it: queued → held, sending → unsure, and new ones are held as on a new
 * installation. The count of letters that it changed, or -1. Within the caller's transaction. */
gint64 store_hold_all(struct store *store, gint64 now, GError **error);

#endif
