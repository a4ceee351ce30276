//! `cargo xtask`: the front door's tool.
fn main() {}
