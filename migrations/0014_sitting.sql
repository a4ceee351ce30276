-- Each training session once, with how many were on its roster: the engines' triggers keep it inside the transaction that
-- writes a person's row (src/db/sittings.rs). Lists of sessions are read from here, not gathered from everybody ever trained.
CREATE TABLE sitting (
  -- The session_id that its rows share.
  id UUID PRIMARY KEY,
  enterprise_id UUID NOT NULL,
  kind TEXT NOT NULL,
  course TEXT,
  held_on DATE NOT NULL,
  hours_centi BIGINT NOT NULL,
  people BIGINT NOT NULL,
  -- Those of whom it is known.
  passed BIGINT NOT NULL,
  failed BIGINT NOT NULL
);
CREATE INDEX sitting_by_day ON sitting (held_on, id);
CREATE INDEX sitting_by_enterprise ON sitting (enterprise_id, held_on, id);
