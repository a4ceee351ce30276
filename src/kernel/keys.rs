//! Enums whose variants have a key in addresses, tables and words.

/// Gives an enum `ALL` in order, `key` and `parse`: `keys!(State { Draft = "draft", Frozen = "frozen" })`.
macro_rules! keys {
    ($type:ident { $($variant:ident = $key:literal),+ $(,)? }) => {
        impl $type {
            pub const ALL: &[$type] = &[$($type::$variant),+];

            /// The key in addresses, tables and words.
            pub fn key(self) -> &'static str {
                match self {
                    $($type::$variant => $key),+
                }
            }

            pub fn parse(key: &str) -> Option<$type> {
                $type::ALL.iter().copied().find(|it| it.key() == key)
            }
        }
    };
}
pub(crate) use keys;
