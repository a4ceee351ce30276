-- What the look at a whole district asks of: certificates, which are few among many trained, and major hazards.

CREATE INDEX training_certified ON training (enterprise_id, held_on) WHERE cert_expires_on IS NOT NULL OR recheck_on IS NOT NULL;
CREATE INDEX hazard_major ON hazard (enterprise_id, found_on) WHERE level = 'major';
