-- How often an enterprise's training was written: the engines' triggers add to it inside the transaction that writes
-- (src/db/marks.rs). What was worked out of many trainings is good while the sum of an enterprise's marks stands.
CREATE TABLE training_mark (
  enterprise_id UUID NOT NULL,
  times BIGINT NOT NULL
);
