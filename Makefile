# huizhi: build, test and install. `make help` lists the targets.
VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
B ?= build
CC ?= gcc
JOBS ?= $(shell nproc)

PKGS := glib-2.0 gio-2.0 libetpan gmime-3.0 sqlite3 libmagic libfyaml gnutls libxml-2.0 libarchive libseccomp json-glib-1.0 libsystemd
WARN := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
        -Wpointer-arith -Wwrite-strings -Wformat=2 -Wundef -Wvla -Wno-missing-field-initializers
HARD := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
OPT ?= -O2 -g
SAN ?=

CFLAGS_ALL = -std=c17 -D_GNU_SOURCE -DHUIZHI_VERSION='"$(VERSION)"' -DHUIZHI_PREFIX='"$(PREFIX)"' $(OPT) $(WARN) $(HARD) $(SAN) \
             -Isrc -I$(B) $(shell pkg-config --cflags $(PKGS)) $(CFLAGS)
# _FORTIFY_SOURCE needs optimisation and clashes with the sanitizers.
ifneq ($(SAN),)
HARD := -fstack-protector-strong -fPIE
endif
LDFLAGS_ALL = -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(SAN) $(LDFLAGS)
LIBS = $(shell pkg-config --libs $(PKGS)) -lm

SRC := $(sort $(wildcard src/*/*.c))
# Two programs share one archive; the linker takes from it what each needs, so that huizhi never links what
# only the sandboxed reader may load.
OBJ := $(patsubst src/%.c,$(B)/obj/%.o,$(filter-out src/reader/main.c,$(SRC)))
UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/*.c))
SQL := $(wildcard db/*.sql db/migrations/*.sql)

.PHONY: all
all: $(B)/huizhi $(B)/huizhi-reader

.PHONY: help
help:
	@sed -n 's/^#: //p' Makefile

$(B)/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(B)/libhuizhi.a: $(OBJ)
	@rm -f $@
	ar rcs $@ $(OBJ)

$(B)/huizhi: $(B)/obj/main.o $(B)/libhuizhi.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$(B)/huizhi-reader: $(B)/obj/reader/main.o $(B)/libhuizhi.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

# The database's schema and its migrations, embedded as C strings.
$(B)/sql.h: $(SQL) Makefile
	@mkdir -p $(@D)
	@for f in $(SQL); do \
	  printf 'static const char sql_%s[] =\n' "$$(basename $$f .sql | tr -c 'a-zA-Z0-9\n' _)"; \
	  sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/    "/' -e 's/$$/\\n"/' $$f; echo '    ;'; \
	done > $@
$(B)/obj/store/store.o: $(B)/sql.h

$(B)/unit/%: tests/unit/%.c $(B)/libhuizhi.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -Itests/unit $(LDFLAGS_ALL) -MMD -MP -o $@ $< $(B)/libhuizhi.a $(LIBS)

# Drivers that the shell tests compare with.
$(B)/tools/%: tests/tools/%.c $(B)/libhuizhi.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -MMD -MP -o $@ $< $(B)/libhuizhi.a $(LIBS)

$(B)/fuzz/%: tests/fuzz/%.c $(B)/libhuizhi.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -MMD -MP -o $@ $< $(B)/libhuizhi.a $(LIBS)

-include $(OBJ:.o=.d) $(B)/obj/main.d $(B)/obj/reader/main.d $(UNIT:=.d)
