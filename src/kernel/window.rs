//! Calendar windows and their twins in the year before.
