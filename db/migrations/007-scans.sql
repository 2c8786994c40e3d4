-- Version 7: of a form that came as a scan, what it seems to say and the picture of each cell (by SHA-256; `area` is
-- page, x, y, width, height in pixels of the upright page).
ALTER TABLE contribution_field ADD COLUMN suggestion TEXT;
ALTER TABLE contribution_field ADD COLUMN picture TEXT;
ALTER TABLE contribution_field ADD COLUMN area TEXT;
ALTER TABLE field ADD COLUMN suggestion TEXT;
ALTER TABLE field ADD COLUMN picture TEXT;
ALTER TABLE field ADD COLUMN area TEXT;
