//! Codes with check digits. The returns reader and the forms use the same functions.
