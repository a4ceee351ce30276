//! Layouts that people send.
