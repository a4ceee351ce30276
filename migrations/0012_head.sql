-- The last line of the trail that tells of records, not of accounts: kept pages stand while it does.
ALTER TABLE audit_head ADD COLUMN records BIGINT NOT NULL DEFAULT 0;
UPDATE audit_head SET records = seq;
