//! The numbers of an edited paragraph set beside those that were generated: which are the same (and keep their link),
//! which a person wrote, which were left out.
use super::wording::Piece;
use crate::bulletin::model::Key;

/// A number in a text with the unit right behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where it stands, in bytes, without the unit.
    pub from: usize,
    pub to: usize,
    /// As written, without grouping commas and in plain digits: `1234`, `60.0`.
    pub value: String,
    /// `起`, `人`, `%` …; none when something else follows.
    pub unit: Option<char>,
}

impl Token {
    fn same(&self, other: &Token) -> bool {
        self.value == other.value && self.unit == other.unit
    }

    /// `3起`, `60.0%`.
    pub fn shown(&self) -> String {
        self.unit.map_or_else(|| self.value.clone(), |unit| format!("{}{unit}", self.value))
    }
}

const UNITS: &str = "起人家项场次件名学%";
const NUMERALS: &str = "〇零一二两三四五六七八九十百千万";

/// Every number of a text, in order. Chinese numerals count where a unit follows: 三起.
pub fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let end = |at: usize| chars.get(at).map_or(text.len(), |(byte, _)| *byte);
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        let digit = |at: usize| chars.get(at).and_then(|(_, c)| plain_digit(*c));
        let numeral = |at: usize| chars.get(at).is_some_and(|(_, c)| NUMERALS.contains(*c));
        if digit(at).is_some() {
            let mut value = String::new();
            while let Some((_, c)) = chars.get(at) {
                match plain_digit(*c) {
                    Some(digit) => value.push(digit),
                    None if matches!(c, ',' | '，') && digit(at + 1).is_some() && grouped(&chars, at) => {}
                    None if matches!(c, '.' | '．') && digit(at + 1).is_some() => value.push('.'),
                    None => break,
                }
                at += 1;
            }
            found.push(Token { from: end(start), to: end(at), value, unit: unit(&chars, at) });
        } else if numeral(at) {
            while numeral(at) {
                at += 1;
            }
            let unit = unit(&chars, at);
            let value: String = chars[start..at].iter().map(|(_, c)| *c).collect();
            if let (Some(unit), Some(value)) = (unit, chinese(&value)) {
                found.push(Token { from: end(start), to: end(at), value: value.to_string(), unit: Some(unit) });
            }
        } else {
            at += 1;
        }
    }
    found
}

/// `7` and `７`.
fn plain_digit(c: char) -> Option<char> {
    if c.is_ascii_digit() {
        return Some(c);
    }
    let offset = (c as u32).checked_sub('０' as u32).filter(|offset| *offset < 10)?;
    char::from_digit(offset, 10)
}

/// Whether a comma at this place groups thousands: exactly three digits follow.
fn grouped(chars: &[(usize, char)], comma: usize) -> bool {
    let digit = |at: usize| chars.get(at).is_some_and(|(_, c)| plain_digit(*c).is_some());
    (1..=3).all(|n| digit(comma + n)) && !digit(comma + 4)
}

fn unit(chars: &[(usize, char)], at: usize) -> Option<char> {
    let mut at = at;
    while chars.get(at).is_some_and(|(_, c)| *c == ' ') {
        at += 1;
    }
    let found = chars.get(at).map(|(_, c)| if *c == '％' { '%' } else { *c })?;
    UNITS.contains(found).then_some(found)
}

/// 十二 is 12, 一百零三 is 103.
fn chinese(text: &str) -> Option<i64> {
    let (mut total, mut section, mut digit) = (0_i64, 0_i64, None);
    for c in text.chars() {
        let scale = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '万' => 10_000,
            '两' => {
                digit = Some(2);
                continue;
            }
            _ => {
                digit = "〇一二三四五六七八九".chars().position(|d| d == c).or((c == '零').then_some(0));
                digit?;
                continue;
            }
        };
        if scale == 10_000 {
            total = (total + section + digit.take().unwrap_or(0) as i64) * scale;
            section = 0;
        } else {
            section += digit.take().unwrap_or(1) as i64 * scale;
        }
    }
    Some(total + section + digit.unwrap_or(0) as i64)
}

/// One number of an edited text, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub token: Token,
    /// Whether the rules wrote it too.
    pub generated: bool,
    pub key: Option<Key>,
}

/// An edited text against the generated one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aligned {
    pub placed: Vec<Placed>,
    /// Generated numbers with records behind them that the edited text does not hold.
    pub left_out: Vec<String>,
}

impl Aligned {
    /// Numbers that a person wrote.
    pub fn written(&self) -> impl Iterator<Item = &Placed> {
        self.placed.iter().filter(|placed| !placed.generated)
    }

    pub fn differs(&self) -> bool {
        !self.left_out.is_empty() || self.written().next().is_some()
    }
}

/// Sets the numbers of `edited` beside the generated pieces: first in order, then wherever the same one is left.
pub fn align(edited: &str, paragraphs: &[Vec<Piece>]) -> Aligned {
    let generated = super::wording::text(paragraphs);
    let keys = keyed(paragraphs);
    let theirs = tokens(&generated);
    let key_at = |token: &Token| keys.iter().find(|(from, to, _)| *from <= token.from && token.to <= *to).map(|k| k.2);
    let ours = tokens(edited);
    let mut partner = in_order(&ours, &theirs);
    let mut taken: Vec<bool> = (0..theirs.len()).map(|at| partner.contains(&Some(at))).collect();
    for (at, token) in ours.iter().enumerate() {
        if partner[at].is_none()
            && let Some(found) = theirs.iter().enumerate().position(|(n, other)| !taken[n] && other.same(token))
        {
            partner[at] = Some(found);
            taken[found] = true;
        }
    }
    let placed = ours.into_iter().zip(&partner).map(|(token, partner)| Placed {
        token,
        generated: partner.is_some(),
        key: partner.and_then(|at| key_at(&theirs[at])),
    });
    let left = theirs.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(token, _)| token);
    let left_out = left.filter(|token| key_at(token).is_some()).map(Token::shown).collect();
    Aligned { placed: placed.collect(), left_out }
}

/// Where the numbers with records stand in the generated text, in bytes.
fn keyed(paragraphs: &[Vec<Piece>]) -> Vec<(usize, usize, Key)> {
    let (mut at, mut found) = (0, Vec::new());
    for paragraph in paragraphs {
        for piece in paragraph {
            let to = at + piece.text.len();
            found.extend(piece.key.map(|key| (at, to, key)));
            at = to;
        }
        at += 1; // the line's end
    }
    found
}

/// The longest run of numbers that both have in the same order: for each of ours, its partner.
fn in_order(ours: &[Token], theirs: &[Token]) -> Vec<Option<usize>> {
    let (rows, columns) = (ours.len(), theirs.len());
    let mut best = vec![vec![0_u32; columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            best[row][column] = if ours[row].same(&theirs[column]) {
                best[row + 1][column + 1] + 1
            } else {
                best[row + 1][column].max(best[row][column + 1])
            };
        }
    }
    let mut partner = vec![None; rows];
    let (mut row, mut column) = (0, 0);
    while row < rows && column < columns {
        if ours[row].same(&theirs[column]) {
            partner[row] = Some(column);
            (row, column) = (row + 1, column + 1);
        } else if best[row + 1][column] >= best[row][column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    partner
}

/// An edited text cut into pieces again: every number that the rules wrote leads to its records.
/// The second of each says whether a person wrote the number.
pub fn pieces(edited: &str, aligned: &Aligned) -> Vec<Vec<(Piece, bool)>> {
    let mut lines = vec![Vec::new()];
    let mut at = 0;
    let put = |lines: &mut Vec<Vec<(Piece, bool)>>, text: &str| {
        for (n, part) in text.split('\n').enumerate() {
            if n > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !part.is_empty()) {
                line.push((Piece { text: part.to_owned(), key: None }, false));
            }
        }
    };
    for placed in aligned.placed.iter().filter(|placed| placed.key.is_some() || !placed.generated) {
        put(&mut lines, &edited[at..placed.token.from]);
        let piece = Piece { text: edited[placed.token.from..placed.token.to].to_owned(), key: placed.key };
        if let Some(line) = lines.last_mut() {
            line.push((piece, !placed.generated));
        }
        at = placed.token.to;
    }
    put(&mut lines, &edited[at..]);
    lines
}
