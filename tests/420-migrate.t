#!/bin/bash
# A database of an earlier version is brought up to date with what it holds, and one from the future is left alone.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"

VIA=maildir config old
mailbox_maildir old zuopin@demo.example "$T/in"
mkdir -p "$T/old.state"
sqlite3 "$T/old.state/huizhi.db" >/dev/null <<SQL
PRAGMA journal_mode=WAL;
.read $ROOT/db/schema.sql
PRAGMA user_version=1;
PRAGMA application_id=$((0x4855495A));
CREATE VIEW submission_row AS SELECT 1;
CREATE VIEW mail_row AS SELECT 1;

INSERT INTO submission VALUES(1,'NXZ-0001','2020-nixingzhe','work','a.docx',0,'a@b.example','江城医院',1590000000,1,
  'complete',1590000000,1590000000);
INSERT INTO work(submission,seq,number,kind,name,path,type,sha256,bytes,width,height,seconds,pages,surplus)
  VALUES(1,1,'NXZ-0001-01','photo','a.jpg','2','image/jpeg','b',2000000,4000,3000,-1,-1,-1);
SQL
hz old list
tap_is 'a database of version 1 is opened' "$?" 0
tap_like 'what it holds is shown' "$(cat "$T/out")" '江城医院'
hz old show NXZ-0001
tap_like 'its works too' "$(cat "$T/out")" 'a.jpg'
tap_is 'its version is that of the last migration' "$(sql old 'PRAGMA user_version')" \
    "$(ls "$ROOT"/db/migrations/*.sql | wc -l | xargs expr 1 +)"
tap_is 'a fact that it did not know is unknown' "$(sql old 'SELECT quality FROM work')" -1

VIA=maildir config new
mailbox_maildir new zuopin@demo.example "$T/in"
hz new list
columns="SELECT m.name || '.' || c.name || ' ' || c.type FROM sqlite_schema m, pragma_table_info(m.name) c
  WHERE m.type='table' ORDER BY 1"
tap_is 'an old and a new database have the same columns' "$(sql old "$columns" | md5sum)" \
    "$(sql new "$columns" | md5sum)"

sqlite3 "$T/new.state/huizhi.db" 'PRAGMA user_version=9999'
hz new list
tap_is 'a database of the future is refused' "$?" 78
tap_like 'with advice' "$(cat "$T/err")" 'install a newer one'
tap_done
