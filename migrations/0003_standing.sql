-- What becomes of a return after it was sent, what sending did to the records, and which return is due from whom and when.

-- NULL while nobody decided. 'undone' goes with the state 'withdrawn': what the return did was taken back.
ALTER TABLE filing ADD COLUMN review TEXT CHECK (review IN ('accepted', 'returned', 'locked', 'undone'));
ALTER TABLE filing ADD COLUMN reviewed_by TEXT;
ALTER TABLE filing ADD COLUMN reviewed_at TIMESTAMPTZ;
-- Why the same period was told again.
ALTER TABLE filing ADD COLUMN reason TEXT;
-- Which templates it holds, as ',congress,training,': for the list.
ALTER TABLE filing ADD COLUMN templates TEXT;
CREATE INDEX filing_by_review ON filing (state, review, sent_at);

-- What the department wrote when it sent a return back; may name a cell.
CREATE TABLE filing_note (
  id UUID PRIMARY KEY,
  filing_id UUID NOT NULL REFERENCES filing (id),
  at TIMESTAMPTZ NOT NULL,
  author TEXT NOT NULL,
  sheet TEXT,
  cell TEXT,
  words TEXT NOT NULL
);
CREATE INDEX filing_note_by_filing ON filing_note (filing_id, at, id);

-- Which enterprise's period of which template a sent return answers for; several returns of one period are its versions.
CREATE TABLE filed_period (
  enterprise_id UUID NOT NULL REFERENCES enterprise (id),
  template TEXT NOT NULL,
  period TEXT NOT NULL,
  filing_id UUID NOT NULL REFERENCES filing (id),
  filed_on DATE NOT NULL,
  undone BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (enterprise_id, template, period, filing_id)
);
CREATE INDEX filed_period_by_filing ON filed_period (filing_id, template, period);
CREATE INDEX filed_period_by_period ON filed_period (template, period, enterprise_id);

-- What sending a return did to the records, up to a thousand rows a line, so that it can be taken back.
CREATE TABLE taken (
  filing_id UUID NOT NULL REFERENCES filing (id),
  seq BIGINT NOT NULL,
  template TEXT NOT NULL,
  -- The table.
  noun TEXT NOT NULL,
  -- How many of the rows were there before.
  changed BIGINT NOT NULL,
  -- JSON: returns::model::review::Traced.
  what TEXT NOT NULL,
  PRIMARY KEY (filing_id, seq)
);

-- A record that was put back bears a new version number, but is what it was under an old one.
CREATE TABLE taken_back (
  noun TEXT NOT NULL,
  object TEXT NOT NULL,
  version BIGINT NOT NULL,
  was BIGINT NOT NULL,
  PRIMARY KEY (noun, object, version)
);

-- The district's own days, over those of rules/calendar.toml; in force for periods that end on `since` or later.
CREATE TABLE cutoff (
  template TEXT NOT NULL,
  since DATE NOT NULL,
  every TEXT NOT NULL CHECK (every IN ('month', 'quarter', 'year')),
  months_after BIGINT NOT NULL,
  day BIGINT NOT NULL CHECK (day BETWEEN 1 AND 31),
  whom TEXT NOT NULL CHECK (whom IN ('all', 'above-scale', 'high-risk', 'union', 'nobody')),
  set_by TEXT NOT NULL,
  set_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (template, since)
);

-- Who need not file what, by whose word, why and until when. template NULL: every return.
CREATE TABLE exemption (
  id UUID PRIMARY KEY,
  enterprise_id UUID NOT NULL REFERENCES enterprise (id),
  template TEXT,
  since DATE NOT NULL,
  until DATE NOT NULL,
  authority TEXT NOT NULL,
  reason TEXT NOT NULL,
  given_by TEXT NOT NULL,
  given_at TIMESTAMPTZ NOT NULL,
  version BIGINT NOT NULL,
  CHECK (since <= until)
);
CREATE INDEX exemption_by_enterprise ON exemption (enterprise_id, until);
