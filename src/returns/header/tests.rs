//! Where the header is.
