-- The latest certificate of a person hides those before it: asked of each person's own, not of all the enterprise ever had.
CREATE INDEX training_by_holder ON training (enterprise_id, kind, COALESCE(id_index, person), held_on)
WHERE cert_expires_on IS NOT NULL OR recheck_on IS NOT NULL;
