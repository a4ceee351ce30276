-- Bulletins: each row is a version of one document. Issued ones cannot be changed (src/db/guards.rs).

CREATE TABLE bulletin (
  id UUID PRIMARY KEY,
  -- What the versions of a document share: kind, days and place, as bulletin::model::Period::series writes it.
  series TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('month', 'quarter', 'half', 'year', 'range')),
  from_on DATE NOT NULL,
  to_on DATE NOT NULL,
  -- NULL: the whole district.
  town TEXT REFERENCES town (name),
  state TEXT NOT NULL CHECK (state IN ('draft', 'issued')),
  -- 1, 2 … given when it is issued; NULL while a draft.
  number BIGINT,
  -- The running number of the year it was first issued in, and that year; every version keeps both.
  serial BIGINT,
  serial_year BIGINT,
  -- Why it corrects the version before.
  reason TEXT,
  -- The paragraphs as a person leaves them, and remarks.
  said_zh TEXT NOT NULL,
  said_en TEXT NOT NULL,
  remarks TEXT,
  -- JSON: bulletin::model::Figures. What was counted, by which baselines and rules.
  figures TEXT NOT NULL,
  author TEXT NOT NULL,
  issued_by TEXT,
  issued_at TIMESTAMPTZ,
  hash TEXT,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  UNIQUE (series, number),
  CHECK (from_on <= to_on),
  CHECK ((state = 'issued') = (number IS NOT NULL)),
  CHECK ((state = 'issued') = (hash IS NOT NULL))
);
-- One person at a time prepares a version.
CREATE UNIQUE INDEX bulletin_one_draft ON bulletin (series) WHERE state = 'draft';
CREATE INDEX bulletin_by_day ON bulletin (to_on, from_on, id);

-- The records behind the numbers, as they stood when they were counted.
CREATE TABLE bulletin_record (
  bulletin_id UUID NOT NULL REFERENCES bulletin (id),
  noun TEXT NOT NULL,
  -- JSON: a list of bulletin::model::Record.
  content TEXT NOT NULL,
  PRIMARY KEY (bulletin_id, noun)
);
