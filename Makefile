# huizhi: build, test and install.
#: make deps     install what is missing (Debian packages; as root or through sudo)
#: make          build build/huizhi and build/huizhi-reader
#: make demo     the whole pipe over a sample mailbox, everything under build/demo/
#: make check    the test suite, with real servers on loopback
#: make bench-near  which pictures are taken for nearly the same
#: make bench-photo what a photograph costs
#: make bench-digest the digest, the workbook and a search over 50,000 submissions
#: make lint     format, include directions, sizes, cppcheck, manual pages
#: make asan     the suite under AddressSanitizer and UBSan
#: make install  DESTDIR=… PREFIX=…
#: make deb      a Debian package, build/deb/huizhi_VERSION_ARCHITECTURE.deb
VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
B ?= build
ifeq ($(origin CC),default)
CC := gcc
endif
comma := ,
JOBS ?= $(shell nproc)
V ?= 0
Q := $(if $(filter 0,$(V)),@,)
say = $(if $(filter 0,$(V)),@printf '  %-5s %s\n' $(1) $(2))

PKGS := glib-2.0 gio-2.0 gmodule-no-export-2.0 libetpan gmime-3.0 sqlite3 libmagic libfyaml gnutls libxml-2.0 libarchive libseccomp json-glib-1.0 libsystemd \
        poppler-glib cairo pangocairo xlsxwriter tesseract lept vips libqpdf libavformat libavcodec libswscale libavutil libytnef
WARN := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
        -Wpointer-arith -Wwrite-strings -Wformat=2 -Wundef -Wvla -Wno-missing-field-initializers
OPT ?= -O2 -g
SAN ?=
# _FORTIFY_SOURCE clashes with the sanitizers.
HARD := $(if $(SAN),,-D_FORTIFY_SOURCE=2) -fstack-protector-strong -fPIE

CFLAGS_ALL := -std=c17 -D_GNU_SOURCE -DHUIZHI_VERSION='"$(VERSION)"' -DHUIZHI_PREFIX='"$(PREFIX)"' $(OPT) $(WARN) $(HARD) $(SAN) \
              -Isrc -I$(B) $(shell pkg-config --cflags $(PKGS) 2>/dev/null) $(CFLAGS)
LDFLAGS_ALL := -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(SAN) $(LDFLAGS)
# libetpan's .pc carries the build flags of its own package, which would undo -pie.
LIBS := $(filter-out -specs=% -Wl$(comma)%,$(shell pkg-config --libs $(PKGS) 2>/dev/null)) -lm

SRC := $(sort $(filter-out src/main.c,$(wildcard src/*.c)) $(wildcard src/*/*.c))
# Two programs share one archive; the linker takes from it what each needs, so that huizhi never links what
# only the sandboxed reader may load.
OBJ := $(patsubst src/%.c,$(B)/obj/%.o,$(filter-out src/reader/main.c,$(SRC)))
UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/*.c))
TOOLS := $(patsubst tests/%.c,$(B)/%,$(wildcard tests/tools/*.c tests/fuzz/*.c tests/bench/*.c))
SQL := $(wildcard db/*.sql db/migrations/*.sql)

MO := $(patsubst src/po/%.po,$(B)/locale/%/LC_MESSAGES/huizhi.mo,$(wildcard src/po/*.po))

.PHONY: all
all: $(B)/huizhi $(B)/huizhi-reader $(MO)

.PHONY: help
help:
	@sed -n 's/^#: //p' Makefile

# What needs packages first installs them, then starts make anew: the flags above come from pkg-config.
.PHONY: check lint asan demo
check lint asan demo: deps
	@$(MAKE) --no-print-directory $@-now

# `prove` runs the unit tests (programs) and the scripts alike; T=… names some of them.
T ?= $(UNIT) $(sort $(wildcard tests/[0-9]*.t))
.PHONY: check-now
check-now: all $(UNIT) $(TOOLS)
	@B='$(B)' HUIZHI='$(B)/huizhi' prove --exec env --timer -j$(JOBS) $(T)

.PHONY: demo-now
demo-now: all
	@bash tests/demo.sh '$(B)'

# The same suite with the sanitizers, in a build tree of its own.
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
.PHONY: asan-now
asan-now:
	@ASAN_OPTIONS=detect_leaks=1:abort_on_error=1 UBSAN_OPTIONS=print_stacktrace=1 \
	  LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0 \
	  $(MAKE) --no-print-directory B=build-asan SAN='$(SANITIZE)' OPT='-O1 -g' check-now

$(B)/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(call say,cc,$<)
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(B)/libhuizhi.a: $(OBJ)
	@rm -f $@
	$(Q)ar rcs $@ $(OBJ)

$(B)/huizhi: $(B)/obj/main.o $(B)/libhuizhi.a
	$(call say,link,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$(B)/huizhi-reader: $(B)/obj/reader/main.o $(B)/libhuizhi.a
	$(call say,link,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

# The database's schema and its migrations, embedded as C strings.
$(B)/sql.h: $(SQL) Makefile
	@mkdir -p $(@D)
	@for f in $(SQL); do \
	  printf 'static const char sql_%s[] =\n' "$$(basename $$f .sql | tr -c 'a-zA-Z0-9\n' _)"; \
	  sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/    "/' -e 's/$$/\\n"/' $$f; echo '    ;'; \
	done > $@
$(B)/obj/store/store.o: $(B)/sql.h

# Unit tests, drivers that the scripts use (tools), and programs that feed a stage with mutations (fuzz); they may
# point a char * at a literal.
define test_program
$(B)/$(1)/%: tests/$(1)/%.c $(B)/libhuizhi.a
	@mkdir -p $$(@D)
	$$(call say,$(1),$$@)
	$$(Q)$$(CC) $$(CFLAGS_ALL) -Wno-write-strings -Itests/unit $$(LDFLAGS_ALL) -MMD -MP -o $$@ $$< $(B)/libhuizhi.a $$(LIBS)
endef
$(foreach kind,unit tools fuzz bench,$(eval $(call test_program,$(kind))))

-include $(OBJ:.o=.d) $(B)/obj/main.d $(B)/obj/reader/main.d $(UNIT:=.d) $(TOOLS:=.d)

# A table format × layout × way to tick of generated forms (FORMS=n, SEED=n); what was read wrong: build/forms/wrong.txt.
.PHONY: forms-score
forms-score: all
	@B='$(B)' TABLE=1 FORMS='$(or $(FORMS),1040)' SEED='$(or $(SEED),2020)' tests/240-forms.t

# The median time of a form, a row a format; FORMS=1300 gives 50 of each.
.PHONY: bench-forms
bench-forms: all $(B)/bench/forms
	@[ -s $(B)/forms/now/manifest ] || CACHE=$(B)/forms/cache python3 tests/forms/make-forms.py $(B)/forms/now $(or $(FORMS),1300) $(or $(SEED),2020)
	@$(B)/bench/forms rules $(B)/forms/now/manifest 50

# Which pictures are taken for the same, over 700 pairs (ten minutes, most of them to make the pictures).
.PHONY: bench-near
bench-near: all $(B)/tools/photo
	@bash tests/bench/near_pictures.sh $(B)/near
	@$(B)/tools/photo $(B)/near/*/*.jpg $(B)/near/*/*.png > $(B)/near/facts 2>/dev/null
	@python3 tests/bench/near_table.py $(B)/near/facts

# What a photograph of 12 megapixels costs, against libvips' own programs; fails above 1.5 times theirs.
.PHONY: bench-photo
bench-photo: all $(B)/tools/photo
	@bash tests/bench/photo.sh $(B) 9

.PHONY: bench-digest
bench-digest: all
	@bash tests/bench/digest.sh $(B) $(or $(COUNT),50000)

# The program's own messages. After new ones: make po, then translate what `msgattrib --untranslated` shows.
$(B)/locale/%/LC_MESSAGES/huizhi.mo: src/po/%.po
	@mkdir -p $(@D)
	$(call say,msg,$<)
	$(Q)msgfmt --check-format -o $@ $<

$(B)/huizhi.pot: $(wildcard src/*.c src/base/*.[ch] src/config/*.[ch] src/ruleset/*.[ch] src/cmd/*.[ch])
	@mkdir -p $(@D)
	$(Q)xgettext --from-code=UTF-8 --language=C --keyword=_ --keyword=N_ --keyword=NC_:1c,2 --keyword=ngettext:1,2 \
	  --add-location=file --package-name=huizhi -o - $(sort $^) 2>/dev/null | sed '/^"POT-Creation-Date/d' > $@

.PHONY: po
po: $(B)/huizhi.pot
	@for po in src/po/*.po; do \
	  msgmerge --quiet --update --backup=none --no-fuzzy-matching --add-location=file $$po $<; \
	  msgattrib --no-obsolete --untranslated --no-wrap $$po | grep ^msgid || msgfmt --statistics -o /dev/null $$po; \
	done

# Packages, installation, manual and lint.

# Debian 12. The second list is for the tests: real servers, pictures, other programs' files.
PACKAGES := build-essential pkg-config libetpan-dev libgmime-3.0-dev libsqlite3-dev libmagic-dev libglib2.0-dev \
            libfyaml-dev libgnutls28-dev libxml2-dev libarchive-dev libseccomp-dev libjson-glib-dev \
            libsystemd-dev libpoppler-glib-dev libcairo2-dev libsasl2-dev libsasl2-modules poppler-data fonts-noto-cjk mandoc \
            libtesseract-dev libleptonica-dev tesseract-ocr-chi-sim libvips-dev libqpdf-dev libavformat-dev \
            libavcodec-dev libswscale-dev libytnef0-dev libxlsxwriter-dev libpango1.0-dev gettext
DEB_PACKAGES := debhelper dpkg-dev
TEST_PACKAGES := dovecot-imapd exim4-daemon-heavy python3 openssl strace sqlite3 imagemagick clang-format cppcheck tidy \
                 ffmpeg p7zip-full zip libvips-tools libheif-examples qpdf libreoffice-writer-nogui libreoffice-calc-nogui \
                 dovecot-sieve chromium python3-openpyxl bash-completion poppler-utils fontconfig systemd $(DEB_PACKAGES)

.PHONY: deps
deps:
	@sh contrib/deps.sh $(PACKAGES) $(TEST_PACKAGES)

# Objects that know where the program will be installed are built again when PREFIX changes.
$(B)/prefix: FORCE
	@mkdir -p $(@D)
	@echo '$(PREFIX)' | cmp -s - $@ || echo '$(PREFIX)' > $@
.PHONY: FORCE
FORCE:
$(patsubst src/%.c,$(B)/obj/%.o,$(shell grep -l HUIZHI_PREFIX src/*.c src/*/*.c 2>/dev/null)): $(B)/prefix

# huizhi.yaml(5): its OPTIONS are printed by the option table itself.
$(B)/man/options: $(B)/libhuizhi.a
	@mkdir -p $(@D)
	printf '%s\n' '#include <stdio.h>' '#include "config/config.h"' \
	  'int main(void) { g_autofree char *manual = config_manual(); return fputs(manual, stdout) < 0; }' | \
	  $(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@.program -x c - -x none $(B)/libhuizhi.a $(LIBS)
	$@.program > $@
$(B)/man/huizhi.yaml.5: src/man/huizhi.yaml.5 $(B)/man/options
	sed -e '/^@OPTIONS@$$/{' -e 'r $(B)/man/options' -e 'd' -e '}' $< > $@
$(B)/man/%: src/man/%
	@mkdir -p $(@D)
	cp $< $@

MAN := $(B)/man/huizhi.1 $(B)/man/huizhi.yaml.5 $(B)/man/huizhi-rules.5
.PHONY: man
man: $(MAN)

.PHONY: lint-now
lint-now: $(MAN)
	@tests/lint.sh $(B)

AT = $(DESTDIR)$(PREFIX)
.PHONY: install
install: all man
	install -d '$(AT)/bin' '$(AT)/libexec/huizhi' '$(AT)/share/man/man1' '$(AT)/share/man/man5' \
	  '$(AT)/share/doc/huizhi/contrib'
	install -m 755 $(B)/huizhi '$(AT)/bin/huizhi'
	install -m 755 $(B)/huizhi-reader '$(AT)/libexec/huizhi/huizhi-reader'
	cd rules && find . -type f -exec install -D -m 644 '{}' '$(abspath $(AT))/share/huizhi/rules/{}' ';'
	install -m 644 $(B)/man/huizhi.1 '$(AT)/share/man/man1/'
	install -m 644 $(B)/man/huizhi.yaml.5 $(B)/man/huizhi-rules.5 '$(AT)/share/man/man5/'
	install -m 644 $(wildcard README.md) LICENSE '$(AT)/share/doc/huizhi/'
	for mo in $(MO:$(B)/%=%); do install -D -m 644 $(B)/$$mo '$(AT)/share/'$$mo || exit; done
	install -D -m 644 contrib/completion/huizhi.bash '$(AT)/share/bash-completion/completions/huizhi'
	sed 's#/usr/local/#$(PREFIX)/#g' contrib/huizhi.service > '$(AT)/share/doc/huizhi/contrib/huizhi.service'
	sed 's#/usr/local/#$(PREFIX)/#g' contrib/huizhi-once.service > '$(AT)/share/doc/huizhi/contrib/huizhi-once.service'
	sed 's#/usr/local/#$(PREFIX)/#g' contrib/huizhi-backup.service > '$(AT)/share/doc/huizhi/contrib/huizhi-backup.service'
	sed 's#/usr/local/#$(PREFIX)/#g' contrib/crontab > '$(AT)/share/doc/huizhi/contrib/crontab'
	install -D -m 644 -t '$(AT)/share/doc/huizhi/contrib/guide' $(wildcard contrib/guide/*.png)
	install -m 644 contrib/guide.zh.md contrib/huizhi-once.timer contrib/huizhi-backup.timer \
	  contrib/huizhi.yaml.sample contrib/campaign.zh.md \
	  '$(AT)/share/doc/huizhi/contrib/'
	cd contrib/campaign-template && find . -type f -exec install -D -m 644 '{}' \
	  '$(abspath $(AT))/share/doc/huizhi/contrib/campaign-template/{}' ';'

.PHONY: deb
deb:
	@sh contrib/deps.sh $(PACKAGES) $(DEB_PACKAGES)
	@sh contrib/make-deb.sh $(B) $(VERSION) $(PACKAGES)

.PHONY: uninstall
uninstall:
	rm -f '$(AT)/bin/huizhi' '$(AT)/share/man/man1/huizhi.1' '$(AT)/share/man/man5/huizhi.yaml.5' \
	  '$(AT)/share/man/man5/huizhi-rules.5' '$(AT)/share/bash-completion/completions/huizhi'
	rm -f '$(AT)'/share/locale/*/LC_MESSAGES/huizhi.mo
	rm -rf '$(AT)/libexec/huizhi' '$(AT)/share/huizhi' '$(AT)/share/doc/huizhi'
