-- What is recorded. Every row says where it came from: typed (filing_id NULL) or one row of a filing.

-- A workbook that somebody sent.
CREATE TABLE filing (
  id UUID PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  account_id UUID NOT NULL REFERENCES account (id),
  -- The enterprise that sent it; NULL when a department sent it for many.
  enterprise_id UUID REFERENCES enterprise (id),
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  kind TEXT NOT NULL,
  -- checking, then draft, then sent. refused: the file could not be read. withdrawn: the sender dropped the draft.
  state TEXT NOT NULL CHECK (state IN ('checking', 'draft', 'sent', 'refused', 'withdrawn')),
  -- JSON: what was read, per sheet, with counts: returns::model::Summary.
  summary TEXT NOT NULL,
  uploaded_at TIMESTAMPTZ NOT NULL,
  sent_at TIMESTAMPTZ,
  -- SHA-256 over number, file hash, counts and time: printed on the receipt.
  receipt TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX filing_by_enterprise ON filing (enterprise_id, uploaded_at);
CREATE INDEX filing_by_account ON filing (account_id, uploaded_at);
CREATE INDEX filing_by_sha256 ON filing (sha256);

-- Which enterprise has filed which template for which year.
CREATE TABLE filed (
  enterprise_id UUID NOT NULL REFERENCES enterprise (id),
  template TEXT NOT NULL,
  year BIGINT NOT NULL,
  filing_id UUID REFERENCES filing (id),
  filed_on DATE NOT NULL,
  PRIMARY KEY (enterprise_id, template, year)
);
CREATE INDEX filed_by_year ON filed (year, enterprise_id);

-- Average headcount and hours worked, per enterprise and period (2022, 2022-Q3, 2022-10).
CREATE TABLE exposure (
  enterprise_id UUID NOT NULL REFERENCES enterprise (id),
  period TEXT NOT NULL,
  year BIGINT NOT NULL,
  headcount BIGINT NOT NULL,
  hours_centi BIGINT,
  -- The headcount that a roll told; a return for the same year replaces it.
  from_roll BOOLEAN NOT NULL DEFAULT FALSE,
  filing_id UUID REFERENCES filing (id),
  source_sheet TEXT,
  source_row BIGINT,
  version BIGINT NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (enterprise_id, period)
);
CREATE INDEX exposure_by_year ON exposure (year, enterprise_id);

CREATE TABLE congress (
  id UUID PRIMARY KEY,
  enterprise_id UUID NOT NULL REFERENCES enterprise (id),
  held_on DATE NOT NULL,
  session TEXT,
  staff BIGINT,
  delegates_total BIGINT NOT NULL,
  delegates_present BIGINT NOT NULL,
  delegates_frontline BIGINT,
  delegates_women BIGINT,
  delegates_managers BIGINT,
  papers_sent_on DATE,
  topic TEXT,
  votes_yes BIGINT,
  votes_no BIGINT,
  votes_abstain BIGINT,
  proposals BIGINT,
  proposals_closed BIGINT,
  published_on DATE,
  filing_id UUID REFERENCES filing (id),
  source_sheet TEXT,
  source_row BIGINT,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  UNIQUE (enterprise_id, held_on),
  CHECK (delegates_present <= delegates_total)
);
CREATE INDEX congress_by_day ON congress (held_on, id);

CREATE TABLE incident (
  id UUID PRIMARY KEY,
  enterprise_id UUID NOT NULL REFERENCES enterprise (id),
  -- Wall clock of the business time zone (+08:00).
  occurred_at TIMESTAMP NOT NULL,
  occurred_on DATE NOT NULL,
  time_known BOOLEAN NOT NULL,
  informed_at TIMESTAMP,
  reported_at TIMESTAMP,
  place TEXT,
  -- The list the code is of (1986 or 2025), the code there and its label. Code NULL: as written, on neither list.
  category_scheme BIGINT,
  category_code TEXT,
  category TEXT,
  -- NULL is not known yet, which is not zero: the grade is provisional while a fact is missing.
  deaths BIGINT,
  serious BIGINT,
  minor BIGINT,
  lost_days BIGINT,
  loss_fen BIGINT,
  brief TEXT,
  closed BOOLEAN,
  -- Judged by the rule of the day it happened, whenever the row is written: incident::rule::counted.
  counted BOOLEAN NOT NULL,
  filing_id UUID REFERENCES filing (id),
  source_sheet TEXT,
  source_row BIGINT,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX incident_by_day ON incident (occurred_on, id);
CREATE INDEX incident_by_enterprise ON incident (enterprise_id, occurred_at, id);

-- One person trained once. Rows of one sitting share session_id.
CREATE TABLE training (
  id UUID PRIMARY KEY,
  enterprise_id UUID NOT NULL REFERENCES enterprise (id),
  session_id UUID NOT NULL,
  person TEXT NOT NULL,
  -- Identity number: sealed with the key outside the database, a keyed index for matching, a mask for the eye.
  id_sealed TEXT,
  id_index TEXT,
  id_mask TEXT,
  post TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('induction', 'refresher', 'special', 'principal', 'manager', 'other')),
  course TEXT,
  held_on DATE NOT NULL,
  hours_centi BIGINT NOT NULL,
  score_centi BIGINT,
  passed BOOLEAN,
  cert_no TEXT,
  cert_expires_on DATE,
  recheck_on DATE,
  -- What makes a row the same row in another workbook: a hash of enterprise, day, person, kind and course, where the person
  -- is the identity number's index, else the name. name_key is always by name: it finds the row when the number is missing.
  same_key TEXT NOT NULL UNIQUE,
  name_key TEXT NOT NULL,
  filing_id UUID REFERENCES filing (id),
  source_sheet TEXT,
  source_row BIGINT,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX training_by_name ON training (name_key);
CREATE INDEX training_by_session ON training (session_id, id);
CREATE INDEX training_by_enterprise ON training (enterprise_id, held_on, id);
CREATE INDEX training_by_day ON training (held_on, session_id, id);
CREATE INDEX training_by_certificate ON training (cert_expires_on, recheck_on);

-- Prior-year figures as documents.
CREATE TABLE baseline (
  id UUID PRIMARY KEY,
  year BIGINT NOT NULL,
  -- 1, 2 … given when it is frozen; NULL while a draft.
  number BIGINT,
  state TEXT NOT NULL CHECK (state IN ('draft', 'frozen')),
  origin TEXT NOT NULL CHECK (origin IN ('imported', 'computed')),
  resolution TEXT NOT NULL CHECK (resolution IN ('day', 'month', 'year')),
  as_of DATE NOT NULL,
  -- What is counted, in words, and the rules that judged it.
  definition TEXT NOT NULL,
  note TEXT,
  author TEXT NOT NULL,
  frozen_by TEXT,
  frozen_at TIMESTAMPTZ,
  hash TEXT,
  filing_id UUID REFERENCES filing (id),
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  UNIQUE (year, number)
);

CREATE TABLE baseline_row (
  baseline_id UUID NOT NULL REFERENCES baseline (id),
  seq BIGINT NOT NULL,
  month BIGINT,
  on_day DATE,
  town TEXT,
  industry TEXT,
  -- The code on its list and the label, as the record had them; code NULL: as written, on neither list.
  category_code TEXT,
  category TEXT,
  enterprise_id UUID,
  incident_id UUID,
  incidents BIGINT,
  deaths BIGINT,
  serious BIGINT,
  loss_fen BIGINT,
  source_sheet TEXT,
  source_row BIGINT,
  PRIMARY KEY (baseline_id, seq)
);
