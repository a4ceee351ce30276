-- What comparisons count, added up by enterprise and day. The engines' triggers keep it inside the transaction that writes a
-- record (src/db/tally.rs), so that it is never behind, and `cuan recount` adds everything up anew.
CREATE TABLE tally (
  -- figures::Fact
  fact TEXT NOT NULL,
  day DATE NOT NULL,
  enterprise_id UUID NOT NULL,
  -- The code of the accident's type, the hazard's level, the kind of training; '' where there is none.
  kind TEXT NOT NULL,
  amount BIGINT NOT NULL,
  -- How many records know the fact. What is not known adds nothing and is not counted here.
  records BIGINT NOT NULL
);
CREATE INDEX tally_by_day ON tally (day, fact, enterprise_id);

-- Whether somebody was trained already in the year.
CREATE INDEX training_by_person ON training (enterprise_id, COALESCE(id_index, person), held_on);
