-- Hazards found and put right, and occupational health by enterprise and period.

CREATE TABLE hazard (
  id UUID PRIMARY KEY,
  enterprise_id UUID NOT NULL REFERENCES enterprise (id),
  found_on DATE NOT NULL,
  place TEXT,
  description TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('ordinary', 'major')),
  -- Who found it: the enterprise itself, a department's inspection, a worker.
  origin TEXT NOT NULL CHECK (origin IN ('own', 'inspection', 'worker')),
  -- Of a major hazard responsibility, measure, fund, time limit and emergency plan must all be in place.
  measure TEXT,
  owner TEXT,
  due_on DATE,
  fund_fen BIGINT,
  plan TEXT,
  closed_on DATE,
  verifier TEXT,
  result TEXT,
  filing_id UUID REFERENCES filing (id),
  source_sheet TEXT,
  source_row BIGINT,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX hazard_by_day ON hazard (found_on, id);
CREATE INDEX hazard_by_enterprise ON hazard (enterprise_id, found_on, id);
CREATE INDEX hazard_open_by_due ON hazard (due_on, id) WHERE closed_on IS NULL;

-- One enterprise in one period (2022, 2022-Q3, 2022-10). NULL was not told, which is not zero.
CREATE TABLE health (
  id UUID PRIMARY KEY,
  enterprise_id UUID NOT NULL REFERENCES enterprise (id),
  period TEXT NOT NULL,
  year BIGINT NOT NULL,
  exposed BIGINT,
  due_check BIGINT,
  checked BIGINT,
  points BIGINT,
  points_ok BIGINT,
  new_cases BIGINT,
  filing_id UUID REFERENCES filing (id),
  source_sheet TEXT,
  source_row BIGINT,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  UNIQUE (enterprise_id, period),
  CHECK (checked <= due_check),
  CHECK (points_ok <= points)
);
CREATE INDEX health_by_year ON health (year, enterprise_id);
