-- The last line of the trail that tells of each kind of records: what was worked out of some kinds stands while theirs do
-- (src/audit/model.rs, Areas). A line whose deed is not known to leave a kind alone moves it.
ALTER TABLE audit_head ADD COLUMN incident BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_head ADD COLUMN hazard BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_head ADD COLUMN training BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_head ADD COLUMN health BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_head ADD COLUMN congress BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_head ADD COLUMN filing BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_head ADD COLUMN roll BIGINT NOT NULL DEFAULT 0;
UPDATE audit_head
SET incident = seq, hazard = seq, training = seq, health = seq, congress = seq, filing = seq, roll = seq;
