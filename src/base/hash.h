/* SHA-256 (GnuTLS): the name of every raw mail and of every file that came in one. */
#ifndef HUIZHI_BASE_HASH_H
#define HUIZHI_BASE_HASH_H

#include <glib.h>
#include <stdbool.h>

#define HASH_HEX 64 /* characters of a SHA-256 in hexadecimal, without NUL */

struct hash; /* a running SHA-256 */

struct hash *hash_create(void);
void hash_update(struct hash *hash, const void *bytes, gsize length);
/* The hexadecimal digest in lower case, owned by the caller; resets the hash for another input. */
char *hash_finish(struct hash *hash);
void hash_free(struct hash *hash);

char *hash_bytes(const void *bytes, gsize length);
/* Reads a descriptor from its current place to the end. NULL and ERROR_IO when reading fails. */
char *hash_fd(int fd, guint64 *length, GError **error);

#endif
