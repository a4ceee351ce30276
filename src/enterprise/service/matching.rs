//! Which enterprise a name or a credit code in a workbook means.
use crate::account::model::Scope;
use crate::db::Tx;
use crate::enterprise::model::{Match, Uscc, name_key};
use crate::enterprise::rule::{bare_name, formless, in_order, likeness, names_more};
use crate::enterprise::store;
use crate::kernel::text;
use crate::server::Halt;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Whom one row means: by the code when there is one (a code that is not on the roll is nobody, whatever the name), else
/// by the present name, else by a former one. Others than those in scope are not found.
///
/// # Errors
/// The database refused.
pub async fn find(tx: &mut Tx, scope: &Scope, uscc: Option<&str>, name: Option<&str>) -> Result<Match, Halt> {
    let code = match uscc.map(str::trim).filter(|code| !code.is_empty()) {
        Some(code) => match Uscc::parse(code) {
            Ok(code) => Some(code),
            // The database may hold a code that was written before this check was there.
            Err(_) => Some(Uscc::stored(code.to_owned())),
        },
        None => None,
    };
    let name = name.map(text::normal).filter(|name| !name.is_empty());
    if code.is_none() && name.is_none() {
        return Ok(Match::None);
    }
    let found = store::bulk::named(tx, scope, code.as_ref().map(Uscc::as_str), name.as_deref()).await?;
    Ok(judged(found.iter().map(|known| (known.id, known.former))))
}

/// Present names win over former ones; one name borne by two means nobody in particular.
fn judged(found: impl Iterator<Item = (Uuid, bool)>) -> Match {
    let (mut present, mut former): (Vec<Uuid>, Vec<Uuid>) = (Vec::new(), Vec::new());
    for (id, was) in found {
        let list = if was { &mut former } else { &mut present };
        if !list.contains(&id) {
            list.push(id);
        }
    }
    match (present.as_slice(), former.as_slice()) {
        ([one], _) => Match::One(*one),
        ([], [one]) => Match::Former(*one),
        ([], []) => Match::None,
        _ => Match::Several,
    }
}

/// A name beside the code of an enterprise that is not called so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// It is the present name of this other one.
    Other(Uuid),
    /// It is like none of its names.
    Unlike,
}

/// How alike names must be to be offered, in thousandths.
const ALIKE: u32 = 250;

/// The shortest name that is looked for within a text, in characters.
const WITHIN_MIN: usize = 6;

/// The shortest name without its legal form that is known by it, in characters.
const SHORT_MIN: usize = 4;

/// Every name and code in scope, in memory: matching 200,000 rows is then no query at all.
#[derive(Debug, Default)]
pub struct Finder {
    by_code: HashMap<String, Uuid>,
    by_name: HashMap<String, Vec<(Uuid, bool)>>,
    names: HashMap<Uuid, String>,
    codes: HashMap<Uuid, String>,
}

impl Finder {
    /// # Errors
    /// The database refused.
    pub async fn load(tx: &mut Tx, scope: &Scope) -> Result<Finder, Halt> {
        let mut finder = Finder::default();
        for known in store::bulk::names(tx, scope).await? {
            finder.by_name.entry(name_key(&known.name)).or_default().push((known.id, known.former));
            if !known.former {
                finder.codes.insert(known.id, known.uscc.clone());
                finder.by_code.insert(known.uscc, known.id);
                finder.names.insert(known.id, known.name);
            }
        }
        Ok(finder)
    }

    /// The same judgement as [`find`]; blanks inside a name do not matter here.
    pub fn find(&self, uscc: Option<&str>, name: Option<&str>) -> Match {
        if let Some(code) = uscc.map(str::trim).filter(|code| !code.is_empty()) {
            let parsed = Uscc::parse(code).unwrap_or_else(|_| Uscc::stored(code.to_owned()));
            return self.by_code.get(parsed.as_str()).map_or(Match::None, |id| Match::One(*id));
        }
        let found = name.and_then(|name| self.by_name.get(&name_key(name)));
        judged(found.into_iter().flatten().copied())
    }

    /// What a name says against the enterprise that the row's code means, if anything. Names it has or had say nothing
    /// against it, nor does a part of one.
    pub fn against(&self, id: Uuid, name: &str) -> Option<Against> {
        let key = name_key(name);
        let bearers = self.by_name.get(&key).map_or(&[][..], Vec::as_slice);
        if key.is_empty() || bearers.iter().any(|(bearer, _)| *bearer == id) {
            return None;
        }
        if let Some((other, _)) = bearers.iter().find(|(_, former)| !former) {
            return Some(Against::Other(*other));
        }
        let of = |known: &str| known.contains(&key) || key.contains(known) || likeness(name, known) >= ALIKE;
        if self.names.get(&id).is_some_and(|known| of(&name_key(known))) {
            return None;
        }
        let mut former = self.by_name.iter().filter(|(_, bearers)| bearers.contains(&(id, true)));
        (!former.any(|(known, _)| of(known))).then_some(Against::Unlike)
    }

    /// How alike a name is to the present one of an enterprise, in thousandths.
    pub fn likeness(&self, id: Uuid, name: &str) -> u32 {
        self.names.get(&id).map_or(0, |known| likeness(name, known))
    }

    /// The one present name that stands in a text; of names within names the longest.
    pub fn within(&self, text: &str) -> Option<&str> {
        let text = name_key(text);
        let mut found: Vec<&str> =
            self.names.values().map(String::as_str).filter(|n| text.contains(&name_key(n))).collect();
        found.sort_unstable_by_key(|name| std::cmp::Reverse(name.len()));
        let (longest, others) = found.split_first()?;
        let alone = others.iter().all(|name| longest.contains(name) && name != longest);
        // 恒力机械有限公司等企业 speaks of several.
        let several = text.split_once(&name_key(longest)).is_some_and(|(_, rest)| names_more(rest));
        (alone && !several && longest.chars().count() >= WITHIN_MIN).then_some(*longest)
    }

    /// Every name that an enterprise has or had, as keys, the present one first.
    pub fn names_of(&self, id: Uuid) -> Vec<String> {
        let present = self.name(id).map(name_key);
        let former =
            self.by_name.iter().filter(|(_, bearers)| bearers.contains(&(id, true))).map(|(name, _)| name.clone());
        present.into_iter().chain(former).collect()
    }

    /// Everybody whose present or former name stands in a text, with that name; of names within names the longest. Short names
    /// are looked for only where the text begins.
    pub fn all_within(&self, text: &str) -> Vec<(Uuid, &str)> {
        let text = name_key(text);
        let stands = |name: &str| match name.chars().count() {
            0 | 1 => false,
            2 | 3 => text == name,
            WITHIN_MIN.. => text.contains(name),
            _ => text.starts_with(name),
        };
        let found: Vec<(&String, &Vec<(Uuid, bool)>)> = self.by_name.iter().filter(|(name, _)| stands(name)).collect();
        let longest = |name: &str| found.iter().all(|(other, _)| !other.contains(name) || *other == name);
        let all = found.iter().filter(|(name, _)| longest(name)).filter_map(|(name, bearers)| {
            let (id, _) = bearers.first()?;
            Some((*id, name.as_str()))
        });
        let mut all: Vec<(Uuid, &str)> = all.collect();
        all.sort_unstable_by(|one, other| one.1.cmp(other.1));
        all
    }

    /// Whom a text means that begins with a name without its legal form, perhaps without the place that many names begin with;
    /// `plain` says whether words behind it are nobody's. Names of one word that could be a trade are not looked for.
    pub fn shortened(&self, text: &str, plain: impl Fn(&str) -> bool) -> Option<(Uuid, &str)> {
        let text = name_key(text);
        let places = self.places();
        let common = |name: &str| places.contains(&front_of(name));
        let begins = |core: &str| {
            core.chars().count() >= SHORT_MIN
                && text.strip_prefix(core).is_some_and(|rest| rest.is_empty() || plain(rest))
                && !plain(core)
        };
        let mut found = self.names.iter().filter(|(_, name)| {
            let bare = bare_name(name);
            let local: String = bare.chars().skip(2).collect();
            begins(&bare) || (common(name) && begins(&local))
        });
        let (id, name) = found.next()?;
        found.next().is_none().then_some((*id, name.as_str()))
    }

    /// The places that many names begin with, in two letters.
    fn places(&self) -> HashSet<String> {
        let mut places: HashMap<String, usize> = HashMap::new();
        self.names.values().for_each(|name| *places.entry(front_of(name)).or_default() += 1);
        places.retain(|_, n| *n >= 3 && *n * 10 >= self.names.len());
        places.into_keys().collect()
    }

    /// Whether a text is the place that many names begin with.
    pub fn is_place(&self, text: &str) -> bool {
        self.places().contains(text)
    }

    /// Whether somebody's name begins with a text, perhaps without the place that many names begin with. The place alone is nobody's.
    pub fn is_front(&self, key: &str) -> bool {
        let places = self.places();
        let begins = |bare: &str| {
            let local: String = bare.chars().skip(2).collect();
            bare.starts_with(key) || (places.contains(&front_of(bare)) && local.starts_with(key))
        };
        key.chars().count() >= 2 && !places.contains(key) && self.names.values().any(|name| begins(&bare_name(name)))
    }

    /// Whose names a text begins with, some of their letters left out, perhaps without the place that many names begin with:
    /// 恒瑞达铸钢 for 清澜恒瑞达第二铸钢有限公司; with how many of its letters are theirs. `plain` says whether what stands behind them
    /// is nobody's.
    pub fn abridged(&self, key: &str, plain: impl Fn(&str) -> bool) -> Vec<(Uuid, &str, usize)> {
        let places = self.places();
        let letters: Vec<char> = key.chars().collect();
        let meant = |name: &str| {
            let bare = bare_name(name);
            let placed = places.contains(&front_of(&bare));
            let taken = match key.strip_prefix(&front_of(&bare)).filter(|_| placed) {
                // A place alone is nobody's: behind it a name begins once more.
                Some(local) => 2 + Some(in_order(local, &bare, 2)).filter(|letters| *letters > 2)?,
                None => in_order(key, &bare, if placed { 2 } else { 0 }),
            };
            let rest: String = letters[taken..].iter().collect();
            let head: String = letters[..taken].iter().collect();
            (taken >= SHORT_MIN && !plain(&head) && (rest.is_empty() || plain(&rest))).then_some(taken)
        };
        self.names.iter().filter_map(|(id, name)| Some((*id, name.as_str(), meant(name)?))).collect()
    }

    /// Present names without the words for the form of a company, each with who bears it.
    pub fn formless(&self) -> HashMap<String, Uuid> {
        self.names.iter().map(|(id, name)| (formless(name), *id)).collect()
    }

    /// The credit code of an enterprise in scope.
    pub fn code(&self, id: Uuid) -> Option<&str> {
        self.codes.get(&id).map(String::as_str)
    }

    /// Enterprises in scope whose name is like this one, the likest first: to be offered, never taken. A name that is whole but
    /// for its legal form is that one's alone.
    pub fn alike(&self, name: &str, most: usize) -> Vec<(Uuid, &str)> {
        // 清澜 stands in front of most: by it nobody is like anybody.
        let (places, asked) = (self.places(), bare_name(name));
        let alike = |known: &str| {
            let bare = bare_name(known);
            let front = front_of(&bare);
            let local = |name: &str| name.strip_prefix(front.as_str()).unwrap_or(name).to_owned();
            if places.contains(&front) { likeness(&local(&asked), &local(&bare)) } else { likeness(&asked, &bare) }
        };
        let mut found: Vec<(u32, &str, Uuid)> =
            self.names.iter().map(|(id, known)| (alike(known), known.as_str(), *id)).collect();
        found.retain(|(alike, ..)| *alike >= ALIKE);
        found.sort_unstable_by(|one, other| {
            other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1)).then(one.2.cmp(&other.2))
        });
        let bare = bare_name(name);
        if found.iter().any(|(_, known, _)| bare_name(known) == bare) {
            found.retain(|(_, known, _)| bare_name(known) == bare);
        }
        found.into_iter().take(most).map(|(_, name, id)| (id, name)).collect()
    }

    /// The present name of an enterprise in scope.
    pub fn name(&self, id: Uuid) -> Option<&str> {
        self.names.get(&id).map(String::as_str)
    }
}

/// The two letters with which a name begins, often a place.
fn front_of(name: &str) -> String {
    name.chars().take(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finder(names: &[&str]) -> Finder {
        let names = names.iter().map(|name| (Uuid::now_v7(), (*name).to_owned())).collect();
        Finder { names, ..Finder::default() }
    }

    #[test]
    fn a_name_whole_but_for_its_legal_form_is_offered_alone() {
        let finder = finder(&["清澜东篱华铸钢有限公司", "清澜东篱铸造有限公司", "清澜东篱第二化工有限公司"]);
        let offered = |name: &str| finder.alike(name, 8).into_iter().map(|(_, name)| name).collect::<Vec<_>>();
        assert_eq!(offered("清澜东篱华铸钢"), ["清澜东篱华铸钢有限公司"]);
        assert!(offered("清澜东篱华铸").len() > 1);
        assert_eq!(offered("清澜宏泰特种合金有限公司"), [""; 0], "the place and the form are everybody's");
        assert_eq!(offered("东篱铸造厂").first(), Some(&"清澜东篱铸造有限公司"));
    }

    #[test]
    fn the_front_of_a_name_on_the_roll_is_known_and_the_place_alone_is_nobodys() {
        let finder = finder(&["清澜东篱华铸钢有限公司", "清澜宏泰特种合金有限公司", "清澜远大住工有限公司"]);
        for (text, front) in [
            ("宏泰", true),
            ("清澜宏泰", true),
            ("东篱华", true),
            ("清澜", false),
            ("研究院", false),
            ("合金", false),
            ("宏", false),
        ] {
            assert_eq!(finder.is_front(text), front, "{text}");
        }
    }

    #[test]
    fn an_abridged_name_begins_as_the_name_does_behind_its_place() {
        let finder = finder(&["清澜华岳第二铸钢有限公司", "清澜安澜化工有限公司", "清澜金石建设工程有限公司"]);
        let plain = |text: &str| ["隐患台账", "项目", "清澜"].contains(&text);
        let found =
            |text: &str| finder.abridged(text, plain).into_iter().map(|(_, name, n)| (name, n)).collect::<Vec<_>>();
        assert_eq!(found("华岳铸钢隐患台账"), [("清澜华岳第二铸钢有限公司", 4)]);
        assert_eq!(found("清澜华岳铸钢"), [("清澜华岳第二铸钢有限公司", 6)]);
        for text in ["清澜建设工程", "华岳", "铸钢", "清澜", "华铸钢二", "隐患台账", "华岳铸钢旁的仓库", ""]
        {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
