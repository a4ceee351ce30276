-- What an accident came from, by the four classes of GB/T 13861-2022; NULL: not told yet.
ALTER TABLE incident ADD COLUMN cause TEXT CHECK (cause IN ('human', 'object', 'environment', 'management'));
-- Who recorded it first: one of the alliance's departments or the enterprise itself; NULL: before this was kept.
ALTER TABLE incident ADD COLUMN recorder TEXT CHECK (recorder IN ('union', 'emergency', 'health', 'enterprise'));

-- Hazards past their date at the end of a day are found by when they were put right, however long the history.
CREATE INDEX hazard_by_close ON hazard (closed_on, due_on);
-- Sums are asked for by fact first; the engines' own indexes are made with the triggers (src/db/tally.rs).
DROP INDEX tally_by_day;
