/* The transfer encoding of a part undone, block by block. */
#ifndef HUIZHI_MAIL_TRANSFER_H
#define HUIZHI_MAIL_TRANSFER_H

#include <glib.h>

enum transfer { TRANSFER_NONE, TRANSFER_BASE64, TRANSFER_QUOTED, TRANSFER_UU };

/* By the raw Content-Transfer-Encoding value; NULL and unknown ones are TRANSFER_NONE. */
enum transfer transfer_named(const char *raw);

struct decoder;
typedef struct decoder Decoder;
struct decoder *decoder_create(enum transfer transfer);
void decoder_free(struct decoder *decoder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Decoder, decoder_free)

/* Appends what the bytes decode to. */
void decoder_step(struct decoder *decoder, const void *bytes, gsize length, GByteArray *out);
/* The rest, after the last block. */
void decoder_end(struct decoder *decoder, GByteArray *out);

#endif
