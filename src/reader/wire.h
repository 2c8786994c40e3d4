/* The dossier as bytes: GVariant, little endian. Reading checks everything (see dossier.h). */
#ifndef HUIZHI_READER_WIRE_H
#define HUIZHI_READER_WIRE_H

#include "reader/dossier.h"

#define WIRE_MAX_BYTES (16 * 1024 * 1024)

GBytes *wire_write(const struct dossier *dossier);
/* ERROR_INPUT for anything that wire_write would not have written. */
struct dossier *wire_read(GBytes *bytes, GError **error);

#endif
