-- People, enterprises, sessions and the audit trail. Portable subset: see README.md in this folder.

-- Numbers given out in order: the last value used of each series.
CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE town (
  name TEXT PRIMARY KEY,
  sort BIGINT NOT NULL
);

CREATE TABLE enterprise (
  id UUID PRIMARY KEY,
  uscc TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  -- All readings of the name in pinyin and its initials, for search and order; several readings are separated by blanks.
  pinyin TEXT NOT NULL,
  initials TEXT NOT NULL,
  town TEXT NOT NULL REFERENCES town (name),
  industry TEXT,
  size TEXT CHECK (size IN ('large', 'medium', 'small', 'micro')),
  above_scale BOOLEAN,
  has_union BOOLEAN,
  pilot BOOLEAN,
  high_risk BOOLEAN,
  safety_officer TEXT,
  phone TEXT,
  -- Of the latest period in exposure, kept by whatever writes there: the list shows and sorts by it.
  headcount BIGINT,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX enterprise_by_town ON enterprise (town, pinyin, id);
CREATE INDEX enterprise_by_pinyin ON enterprise (pinyin, id);
CREATE INDEX enterprise_by_name ON enterprise (name);
CREATE INDEX enterprise_by_industry ON enterprise (industry);

-- Names an enterprise had before: matching old returns, and its history.
CREATE TABLE former_name (
  enterprise_id UUID NOT NULL REFERENCES enterprise (id),
  name TEXT NOT NULL,
  until DATE NOT NULL,
  PRIMARY KEY (enterprise_id, name)
);
CREATE INDEX former_name_by_name ON former_name (name);

CREATE TABLE account (
  id UUID PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('rep', 'inspector', 'leader', 'admin')),
  department TEXT CHECK (department IN ('union', 'emergency', 'health')),
  -- Inspectors and leaders: one town, or NULL for the whole district.
  town TEXT REFERENCES town (name),
  -- Reps: their one enterprise.
  enterprise_id UUID REFERENCES enterprise (id),
  password TEXT NOT NULL,
  lang TEXT,
  disabled BOOLEAN NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  version BIGINT NOT NULL,
  CHECK ((role = 'rep') = (enterprise_id IS NOT NULL)),
  CHECK ((role = 'inspector') = (department IS NOT NULL))
);

-- The token itself is only in the cookie: a copy of this table opens no session.
CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  account_id UUID NOT NULL REFERENCES account (id),
  created_at TIMESTAMPTZ NOT NULL,
  seen_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX session_by_account ON session (account_id);

-- Failed sign-ins: the next try is answered only after `until`. Never a lock-out. Keys are hashes.
CREATE TABLE throttle (
  key TEXT PRIMARY KEY,
  fails BIGINT NOT NULL,
  until TIMESTAMPTZ NOT NULL
);

-- Who did what: append only (src/db/guards.rs), each line chained to the one before.
CREATE TABLE audit (
  seq BIGINT PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL,
  account_id UUID,
  who TEXT NOT NULL,
  role TEXT NOT NULL,
  deed TEXT NOT NULL,
  noun TEXT NOT NULL,
  object_id UUID,
  enterprise_id UUID,
  -- JSON: [[field, from, to], …]
  changes TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX audit_by_object ON audit (object_id, seq);

-- One row: where the chain ends. Updating it first makes writers queue on both engines.
CREATE TABLE audit_head (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');
