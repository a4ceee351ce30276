-- What senders said about their own workbooks, so that nobody is asked twice.

CREATE TABLE layout (
  id UUID PRIMARY KEY,
  -- The enterprise whose workbooks look like this; a department's account when it sends for many.
  owner_id UUID NOT NULL,
  enterprise_id UUID REFERENCES enterprise (id),
  -- Who confirmed it.
  account_id UUID NOT NULL REFERENCES account (id),
  -- SHA-256 of what the header looks like: returns::told::face.
  fingerprint TEXT NOT NULL,
  -- The first row of that header when it was confirmed: later workbooks may have it higher or lower.
  top BIGINT NOT NULL,
  -- JSON: returns::told::Layout.
  content TEXT NOT NULL,
  confirmed_at TIMESTAMPTZ NOT NULL,
  used_at TIMESTAMPTZ,
  UNIQUE (owner_id, fingerprint)
);

-- Cells that a sender corrected on the preview. The workbook itself stays as it was sent.
CREATE TABLE correction (
  id UUID PRIMARY KEY,
  filing_id UUID NOT NULL REFERENCES filing (id),
  sheet TEXT NOT NULL,
  -- The sheet's own number.
  sheet_row BIGINT NOT NULL,
  -- Letters.
  sheet_column TEXT NOT NULL,
  field TEXT NOT NULL,
  -- What the file says, and what was typed instead; both may be blank.
  was TEXT NOT NULL,
  typed TEXT NOT NULL,
  account_id UUID NOT NULL REFERENCES account (id),
  made_at TIMESTAMPTZ NOT NULL,
  undone_at TIMESTAMPTZ
);
CREATE INDEX correction_by_filing ON correction (filing_id, made_at);
-- Of one cell at most one correction is in force.
CREATE UNIQUE INDEX correction_in_force ON correction (filing_id, sheet, sheet_row, sheet_column) WHERE undone_at IS NULL;
