-- Baselines that are restated: which version they correct, why, what differs, and the rules that judged their figures.

-- JSON: baseline::model::Judged. NULL: counted by somebody else, and nobody said whether by the same definition.
ALTER TABLE baseline ADD COLUMN judged TEXT;
-- The frozen version of the same year that this one corrects.
ALTER TABLE baseline ADD COLUMN restates UUID REFERENCES baseline (id);
-- Why it was restated.
ALTER TABLE baseline ADD COLUMN reason TEXT;
-- JSON: baseline::model::Differences, from the version it corrects to this one; written when it is frozen.
ALTER TABLE baseline ADD COLUMN differences TEXT;
CREATE INDEX baseline_by_restates ON baseline (restates);
CREATE INDEX baseline_row_by_incident ON baseline_row (incident_id);

-- Restatements that were refused, kept with the reason: append only (src/db/guards.rs).
CREATE TABLE baseline_refused (
  id UUID PRIMARY KEY,
  -- The frozen version that stays as it is.
  baseline_id UUID NOT NULL REFERENCES baseline (id),
  -- The draft that was refused; NULL: a recount of the records.
  draft_id UUID UNIQUE REFERENCES baseline (id),
  -- SHA-256 of the rows that were refused: the same figures are not asked about again.
  print TEXT NOT NULL,
  -- JSON: baseline::model::Differences.
  differences TEXT NOT NULL,
  reason TEXT NOT NULL,
  refused_by TEXT NOT NULL,
  refused_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX baseline_refused_by_baseline ON baseline_refused (baseline_id, refused_at, id);
