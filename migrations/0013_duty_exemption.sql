-- An enterprise freed from one of the year's duties (compliance::model::Duty): by whose word, why and until when. What need
-- not be filed is apart: table exemption.
CREATE TABLE duty_exemption (
  id UUID PRIMARY KEY,
  enterprise_id UUID NOT NULL REFERENCES enterprise (id),
  duty TEXT NOT NULL,
  since DATE NOT NULL,
  until DATE NOT NULL,
  -- Who decided, with the paper's number.
  authority TEXT NOT NULL,
  reason TEXT NOT NULL,
  given_by TEXT NOT NULL,
  given_at TIMESTAMPTZ NOT NULL,
  version BIGINT NOT NULL,
  CHECK (since <= until)
);
CREATE INDEX duty_exemption_by_enterprise ON duty_exemption (enterprise_id, until);
CREATE INDEX duty_exemption_by_end ON duty_exemption (until, id);
