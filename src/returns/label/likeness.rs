//! How much two labels are alike.

/// Share of common neighbouring pairs of characters, 0 to 1.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    let pairs = |s: &str| {
        let chars: Vec<char> = s.chars().collect();
        chars.windows(2).map(|w| (w[0], w[1])).collect::<Vec<_>>()
    };
    let (a, mut b) = (pairs(a), pairs(b));
    let all = a.len() + b.len();
    if all == 0 {
        return 0.0;
    }
    let mut common = 0_u32;
    for pair in a {
        if let Some(at) = b.iter().position(|p| *p == pair) {
            b.swap_remove(at);
            common += 1;
        }
    }
    f64::from(common * 2) / f64::from(u32::try_from(all).unwrap_or(u32::MAX))
}
