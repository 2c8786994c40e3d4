-- Version 2: what the readers measure of a work, and the pictures that they make of it.
-- Numbers are -1 and texts NULL where unknown; the names are those of work_facts in src/work/work.c.
ALTER TABLE contribution_work ADD COLUMN orientation INTEGER NOT NULL DEFAULT -1;
ALTER TABLE contribution_work ADD COLUMN quality INTEGER NOT NULL DEFAULT -1;
ALTER TABLE contribution_work ADD COLUMN resaved INTEGER NOT NULL DEFAULT -1;
ALTER TABLE contribution_work ADD COLUMN dpi INTEGER NOT NULL DEFAULT -1;
ALTER TABLE contribution_work ADD COLUMN stretch INTEGER NOT NULL DEFAULT -1;
ALTER TABLE contribution_work ADD COLUMN taken TEXT;
ALTER TABLE contribution_work ADD COLUMN camera TEXT;
ALTER TABLE contribution_work ADD COLUMN position TEXT;
ALTER TABLE contribution_work ADD COLUMN fingerprint TEXT;
ALTER TABLE contribution_work ADD COLUMN thumbnail TEXT;
ALTER TABLE contribution_work ADD COLUMN codecs TEXT;
ALTER TABLE contribution_work ADD COLUMN fonts TEXT;
ALTER TABLE contribution_work ADD COLUMN colour TEXT;

ALTER TABLE work ADD COLUMN orientation INTEGER NOT NULL DEFAULT -1;
ALTER TABLE work ADD COLUMN quality INTEGER NOT NULL DEFAULT -1;
ALTER TABLE work ADD COLUMN resaved INTEGER NOT NULL DEFAULT -1;
ALTER TABLE work ADD COLUMN dpi INTEGER NOT NULL DEFAULT -1;
ALTER TABLE work ADD COLUMN stretch INTEGER NOT NULL DEFAULT -1;
ALTER TABLE work ADD COLUMN taken TEXT;
ALTER TABLE work ADD COLUMN camera TEXT;
ALTER TABLE work ADD COLUMN position TEXT;
ALTER TABLE work ADD COLUMN fingerprint TEXT;
ALTER TABLE work ADD COLUMN thumbnail TEXT;
ALTER TABLE work ADD COLUMN codecs TEXT;
ALTER TABLE work ADD COLUMN fonts TEXT;
ALTER TABLE work ADD COLUMN colour TEXT;

-- A fingerprint in four bands of 16 bits: pictures within 7 bits share a band up to one bit.
CREATE INDEX work_band_1 ON work (substr(fingerprint, 1, 4)) WHERE fingerprint IS NOT NULL;
CREATE INDEX work_band_2 ON work (substr(fingerprint, 5, 4)) WHERE fingerprint IS NOT NULL;
CREATE INDEX work_band_3 ON work (substr(fingerprint, 9, 4)) WHERE fingerprint IS NOT NULL;
CREATE INDEX work_band_4 ON work (substr(fingerprint, 13, 4)) WHERE fingerprint IS NOT NULL;

-- Pictures that the readers made (thumbnails, cells of scanned forms): in the content store beside the files.
CREATE TABLE picture (
    mail   INTEGER NOT NULL REFERENCES mail (id),
    sha256 TEXT    NOT NULL,
    bytes  INTEGER NOT NULL,
    PRIMARY KEY (mail, sha256)
) STRICT, WITHOUT ROWID;
