-- Certificates that fall due in some days are found by their last day, and by the day of their recheck.
CREATE INDEX training_by_recheck ON training (recheck_on) WHERE recheck_on IS NOT NULL;
