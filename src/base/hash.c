/* SHA-256 through GnuTLS: five times GChecksum's speed, and GnuTLS is linked anyway. */
#include "base/hash.h"

#include <errno.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <unistd.h>

#include "base/error.h"

struct hash {
    gnutls_hash_hd_t handle;
};

struct hash *hash_create(void)
{
    struct hash *hash = g_new0(struct hash, 1);
    if (gnutls_hash_init(&hash->handle, GNUTLS_DIG_SHA256) != 0)
        g_error("SHA-256 is not available in GnuTLS");
    return hash;
}

void hash_update(struct hash *hash, const void *bytes, gsize length)
{
    gnutls_hash(hash->handle, bytes, length);
}

char *hash_finish(struct hash *hash)
{
    guchar digest[HASH_HEX / 2];
    gnutls_hash_output(hash->handle, digest);
    GString *hex = g_string_sized_new(HASH_HEX + 1);
    for (gsize i = 0; i < sizeof digest; i++)
        g_string_append_printf(hex, "%02x", digest[i]);
    return g_string_free(hex, FALSE);
}

void hash_free(struct hash *hash)
{
    if (!hash)
        return;
    gnutls_hash_deinit(hash->handle, NULL);
    g_free(hash);
}

char *hash_bytes(const void *bytes, gsize length)
{
    struct hash *hash = hash_create();
    hash_update(hash, bytes, length);
    char *hex = hash_finish(hash);
    hash_free(hash);
    return hex;
}

char *hash_fd(int fd, guint64 *length, GError **error)
{
    struct hash *hash = hash_create();
    g_autofree guchar *buffer = g_malloc(256 * 1024);
    guint64 total = 0;
    ssize_t got;
    while ((got = read(fd, buffer, 256 * 1024)) > 0 || (got < 0 && errno == EINTR)) {
        if (got < 0)
            continue;
        hash_update(hash, buffer, (gsize)got);
        total += (guint64)got;
    }
    int saved = errno;
    char *hex = hash_finish(hash);
    hash_free(hash);
    if (got < 0) {
        g_free(hex);
        error_set_errno(error, saved, "cannot read");
        return NULL;
    }
    if (length)
        *length = total;
    return hex;
}
