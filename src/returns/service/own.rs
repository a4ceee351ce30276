//! An enterprise's own workbook: whether what stands on its tabs, above its tables, between and in its rows is the sender's own, or
//! names somebody else. Short and former names, branches and workshops are the sender's.
use super::super::label::squeeze;
use super::super::lexer::tidy;
use super::super::model::SheetSummary;
use super::super::named::{APART, SHOPS, company_in, is_of_partner, is_part, is_plain, unnumbered};
use super::super::report::{Heading, Problem};
use super::super::staged::RowLine;
use super::matching::{has_owner_column, problem};
use crate::enterprise::model::{Match, Uscc, name_key};
use crate::enterprise::rule::{bare_name, in_order, is_group, likeness};
use crate::enterprise::service::Finder;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The shortest part of an enterprise's own name that stands for it in its own workbook, in characters.
const OWN_PART: usize = 4;

/// The shortest part that stands for it as a word of its own: 恒瑞达 for 清澜恒瑞达建材有限公司.
const OWN_WORD: usize = 3;

/// How many letters more of another's name than of the own one a text holds that means the other: 恒瑞达铸钢 among sister companies.
const MORE: usize = 2;

/// Letters and digits of the shortest text that was meant to be a credit code.
const CODE_MIN: usize = 10;

/// How alike two spellings of one enterprise's name are at least, in thousandths.
const ALIKE: u32 = 650;

/// Texts whose meaning is remembered at most.
const HEARD_MAX: usize = 2_000;

/// The sender's own enterprise.
#[derive(Debug)]
pub(super) struct Own {
    pub id: Uuid,
    /// Every name that it has or had, as keys.
    names: Vec<String>,
    code: Option<String>,
    /// Everybody's names, once a text was met that may be somebody else's.
    roll: Option<Finder>,
}

/// Whom a text speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Speaks {
    Own,
    Nobody,
    Another {
        name: String,
        /// The roll has that enterprise.
        known: bool,
    },
}

/// Somebody else of whom a row without a name seems to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alien {
    pub name: String,
    code: &'static str,
    /// What is said of it where that is not what its code says.
    rule: &'static str,
    /// The cell, row or tab that says so.
    at: String,
    /// The row is not taken until a person said that it is theirs all the same.
    pub held: bool,
    /// A person may say so.
    pub asked: bool,
}

impl Alien {
    pub fn problem(&self, row: u32, sheet: &SheetSummary) -> Problem {
        let field = if self.code == "row-below-another" { "enterprise" } else { "" };
        let told = problem(self.code, field, "", row, sheet).with("name", &self.name).with("at", &self.at);
        if self.rule.is_empty() { told } else { told.with("rule", self.rule) }
    }

    /// Who is named beside the word for a contractor or a customer: the rows are the sender's own, a person only looks.
    fn or_partner(self, text: &str, set_apart: bool) -> Alien {
        match is_of_partner(text, &self.name, set_apart) {
            true => {
                let rule = if self.code == "section-of-another" { "heading-of-a-partner" } else { "of-a-partner" };
                Alien { rule, held: false, asked: false, ..self }
            }
            false => self,
        }
    }
}

/// What a table says beside its rows, and what its texts were found to mean.
#[derive(Debug, Default)]
pub(super) struct Heard {
    table: Option<Alien>,
    texts: HashMap<String, Speaks>,
    /// What was pointed out once, by its code and its place.
    told: HashSet<(&'static str, String)>,
}

impl Heard {
    /// Whether this was not pointed out yet: what stands above a table is told once, not at each of its rows.
    pub fn is_news(&mut self, alien: &Alien) -> bool {
        self.told.insert((alien.code, alien.at.clone()))
    }
}

impl Own {
    pub fn of(id: Uuid, finder: &Finder) -> Own {
        Own { id, names: finder.names_of(id), code: finder.code(id).map(str::to_owned), roll: None }
    }

    /// Whether everybody's names are needed to tell what these texts mean, and are not there yet.
    pub fn needs_roll<'t>(&self, mut texts: impl Iterator<Item = &'t str>) -> bool {
        self.roll.is_none() && texts.any(|text| !self.is_clear(text))
    }

    pub fn with_roll(&mut self, roll: Finder) {
        self.roll = Some(roll);
    }

    /// The sender's own name, perhaps among words of any table, or nobody's.
    fn is_clear(&self, text: &str) -> bool {
        if Uscc::parse(text).is_ok() {
            return self.code.as_deref() == Some(text);
        }
        let key = name_key(text);
        let own = self.names.iter().find(|own| key.contains(own.as_str()));
        own.map_or_else(|| is_plain(text), |own| key == *own || is_plain(&key.replace(own.as_str(), " ")))
    }

    /// Whom a text speaks of. A name on the roll is that one's, however like the sender's own.
    pub fn speaks(&self, text: &str) -> Speaks {
        if self.is_clear(text) && self.names.iter().all(|own| !name_key(text).contains(own.as_str())) {
            return Speaks::Nobody;
        }
        let bare = unnumbered(&tidy(text));
        let key = name_key(&bare);
        let another = |name: &str, known| Speaks::Another { name: name.to_owned(), known };
        let named: Vec<(Uuid, &str)> = self.roll.iter().flat_map(|roll| roll.all_within(&bare)).collect();
        let company = company_in(&bare);
        if let Some(own) = self.names.iter().find(|own| key.contains(own.as_str())) {
            let longer = named.iter().find(|(id, name)| *id != self.id && name_key(name).contains(own.as_str()));
            return longer.map_or(Speaks::Own, |(_, name)| another(name, true));
        }
        if let Some((_, name)) = named.iter().find(|(id, _)| *id != self.id) {
            return if self.is_beside(&bare, name) { Speaks::Own } else { another(name, true) };
        }
        if let (Some(company), Some(roll)) = (&company, &self.roll)
            && let Match::One(id) | Match::Former(id) = roll.find(None, Some(company))
            && id != self.id
        {
            return another(company, true);
        }
        if let Some(company) = company.as_deref().filter(|company| is_group(company))
            && !self.names.iter().any(|own| is_group(own))
        {
            return if self.is_beside(&bare, company) { Speaks::Own } else { another(company, false) };
        }
        if let Some((name, known)) = self.sister(&bare) {
            return another(&name, known);
        }
        if company.as_deref().is_some_and(|company| self.is_like(company)) || self.is_short(&key) {
            return Speaks::Own;
        }
        match (self.roll.as_ref().and_then(|roll| roll.shortened(&bare, is_plain)), company) {
            (Some((id, _)), _) if id == self.id => Speaks::Own,
            (Some((_, name)), _) => another(name, true),
            (None, Some(company)) if self.is_beside(&bare, &company) => Speaks::Own,
            (None, Some(company)) => another(&company, false),
            (None, None) => Speaks::Nobody,
        }
    }

    /// Somebody else on the roll of whose name a text holds more than of the own one: 恒瑞达铸钢 beside 恒瑞达建材. Of several such
    /// nobody knows which, and the text stands for them.
    fn sister(&self, text: &str) -> Option<(String, bool)> {
        let key = name_key(text);
        if is_part(&key) && company_in(text).is_none() {
            return None;
        }
        let own = self.names.iter().flat_map(|own| (0..=OWN_WORD).map(|skip| in_order(&key, own, skip))).max();
        let found = self.roll.as_ref()?.abridged(&key, is_plain);
        let most = found.iter().map(|(.., letters)| *letters).max()?;
        let mut likest = found.iter().filter(|(id, _, letters)| *letters == most && *id != self.id);
        let (_, name, _) = likest.next().filter(|_| most >= own.unwrap_or(0) + MORE)?;
        Some(if likest.next().is_none() { ((*name).to_owned(), true) } else { (text.to_owned(), false) })
    }

    /// Whether a word beside somebody else's name is the sender's own: 宏泰特种合金有限公司驻厂检查清单(恒瑞达建材).
    fn is_beside(&self, text: &str, name: &str) -> bool {
        let (text, name) = (text.to_lowercase(), name.to_lowercase());
        let rest = text.replace(&name, " ");
        let brackets = ['(', ')', '[', ']', '【', '】'];
        let mut words = rest.split(|c: char| APART.contains(&c) || brackets.contains(&c));
        rest.len() < text.len() && words.any(|word| word.chars().count() >= OWN_WORD && self.is_short(&name_key(word)))
    }

    /// Whether a company's name is one of the sender's, shortened, longer by a branch, or spelt a little otherwise.
    fn is_like(&self, company: &str) -> bool {
        let key = name_key(company);
        let fits = |own: &String| {
            key.contains(own.as_str()) || is_short(own, &key) || likeness(own, &key) >= ALIKE || {
                let core = bare_name(own);
                core.chars().count() >= 3 && key.contains(&core)
            }
        };
        self.names.iter().any(fits)
    }

    /// Whether a text is a part of the own name that tells it from others.
    fn is_short(&self, key: &str) -> bool {
        if is_plain(key) {
            return false;
        }
        let is_place = |front: &str| self.roll.as_ref().is_some_and(|roll| roll.is_place(front));
        let local = |bare: &str| {
            let place: String = bare.chars().take(2).collect();
            bare.strip_prefix(&place).filter(|_| is_place(&place)).unwrap_or(bare).to_owned()
        };
        self.names.iter().map(|own| (own, bare_name(own))).any(|(own, bare)| match key.chars().count() {
            0 | 1 => false,
            2 => bare.starts_with(key) && !is_place(key) || local(&bare).starts_with(key),
            OWN_WORD => bare.contains(key),
            _ => {
                own.contains(key) || key.contains(&bare) || {
                    let local = local(&bare);
                    local.chars().count() >= OWN_PART && key.contains(&local)
                }
            }
        })
    }

    /// Whether a code is the sender's own.
    fn is_code(&self, finder: &Finder, code: &str) -> bool {
        matches!(finder.find(Some(code), None), Match::One(id) if id == self.id)
    }

    /// Texts of a sheet with several tables that may say whose they are.
    pub fn texts<'s>(sheets: &'s [SheetSummary], name: &str) -> impl Iterator<Item = &'s str> {
        sheets.iter().filter(move |sheet| sheet.info.sheet == name && !has_owner_column(sheet)).flat_map(|sheet| {
            let said = &sheet.info.heading;
            let named = said.name.as_deref().into_iter().chain(said.code.as_deref());
            let foot = &sheet.info.foot;
            let signed = foot.name.as_deref().into_iter().chain(foot.code.as_deref()).chain(foot.titles.lines());
            named.chain(said.titles.lines()).chain(signed).chain([sheet.info.sheet.as_str()])
        })
    }

    /// Who else than the sender a table without a column of enterprises says that it is of: by the line 填报单位, else by a
    /// title, else by those of the tables above it in the same sheet, else by the sheet's name, else by the file's, where that
    /// is of somebody on the roll.
    pub fn hear(&self, finder: &Finder, (sheets, at): (&[SheetSummary], usize), file: &str) -> Heard {
        let Some(sheet) = sheets.get(at).filter(|sheet| !has_owner_column(sheet)) else { return Heard::default() };
        let same = sheets[..=at].iter().rev().filter(|above| above.info.sheet == sheet.info.sheet);
        let mut heard = Heard::default();
        // One signature may stand below several tables of a sheet.
        let below = sheets[at..].iter().take_while(|below| below.info.sheet == sheet.info.sheet);
        let signed = below.map(|below| &below.info.foot).find(|foot| !foot.is_empty());
        let signed = signed.and_then(|foot| self.below(finder, foot));
        let above = same.clone().find_map(|above| self.above(finder, above));
        match (above, signed) {
            // A company in a title may have made the form of whoever signs below.
            (Some(Some(alien)), Some(None)) if !alien.held => return heard,
            // Where nothing above is sure, it is who signs.
            (Some(Some(alien)), Some(Some(signed))) if signed.held && !alien.held => heard.table = Some(signed),
            (Some(told), _) | (None, Some(told)) => heard.table = told,
            (None, None) => {
                heard.table = self.outside(&sheet.info.sheet, file);
                return heard;
            }
        }
        heard
    }

    /// Who else than the sender a tab is named after, else the file. The tab of a text file is its name: a company of nobody's
    /// knowledge in it may have made the form.
    fn outside(&self, tab: &str, file: &str) -> Option<Alien> {
        let alien = |name, code, at: &str| {
            let alien = Alien { name, code, rule: "", at: at.to_owned(), held: true, asked: true };
            alien.or_partner(at, true)
        };
        match self.speaks(tab) {
            Speaks::Own => None,
            Speaks::Another { name, known } if tab == file => {
                let told = alien(name, "file-of-another", file);
                let pointed = |told| Alien { rule: "file-of-a-stranger", held: false, asked: false, ..told };
                Some(if known || !told.held { told } else { pointed(told) })
            }
            Speaks::Another { name, .. } => Some(alien(name, "tab-of-another", tab)),
            Speaks::Nobody => match company_in(file).map(|_| self.speaks(file)) {
                Some(Speaks::Another { name, known: true }) => Some(alien(name, "file-of-another", file)),
                _ => None,
            },
        }
    }

    /// What the lines below a table say: somebody else, whom the roll knows or who is only pointed out, the sender's own
    /// (`Some(None)`), or nobody.
    fn below(&self, finder: &Finder, foot: &Heading) -> Option<Option<Alien>> {
        if foot.code.as_deref().is_some_and(|code| self.is_code(finder, code)) {
            return Some(None);
        }
        let told = |text: &str, at: Option<&String>| match self.speaks(text) {
            Speaks::Own => Some(None),
            Speaks::Nobody => None,
            // A signature is a name and no more: not what a note says of others.
            Speaks::Another { name, .. } if !is_plain(&name_key(text).replace(&name_key(&name), " ")) => None,
            Speaks::Another { name, known } => {
                let rule = if known { "" } else { "maker-of-the-form" };
                let at = at.cloned().unwrap_or_default();
                let alien = Alien { name, code: "sheet-of-another", rule, at, held: known, asked: known };
                Some(Some(alien.or_partner(text, true)))
            }
        };
        let named = foot.name.as_deref().and_then(|name| told(name, foot.at.as_ref()));
        let titles = foot.titles.lines().zip(foot.titled.iter());
        let mut said: Vec<Option<Alien>> = named.into_iter().collect();
        said.extend(titles.filter_map(|(line, at)| told(line, Some(at))));
        let own = said.iter().any(Option::is_none);
        said.sort_by_key(|alien| !alien.as_ref().is_some_and(|alien| alien.held));
        if own { Some(None) } else { said.into_iter().next() }
    }

    /// What stands above a table: somebody else, the sender's own (`Some(None)`), or nobody.
    fn above(&self, finder: &Finder, sheet: &SheetSummary) -> Option<Option<Alien>> {
        let said = &sheet.info.heading;
        let at = || said.at.clone().unwrap_or_default();
        let alien = |name: &str, at: String, held| {
            let (name, rule) = (name.to_owned(), if held { "" } else { "maker-of-the-form" });
            Some(Alien { name, code: "sheet-of-another", rule, at, held, asked: held })
        };
        let mut unsure = None;
        if let Some(code) = said.code.as_deref().filter(|code| is_meant_as_code(code)) {
            if self.is_code(finder, code) {
                return Some(None);
            }
            if Uscc::parse(code).is_ok() {
                return Some(alien(&self.with_name(code), at(), true));
            }
            let held = !self.code.as_deref().is_some_and(|own| is_slip(own, code));
            let (name, at) = (code.to_owned(), at());
            unsure = Some(Alien { name, code: "sheet-of-another", rule: "code-wrong", at, held, asked: held });
        }
        if let Some(name) = said.name.as_deref() {
            return match self.speaks(name) {
                Speaks::Own => Some(unsure.map(|unsure| Alien { held: false, asked: false, ..unsure })),
                Speaks::Another { name, .. } => Some(alien(&name, at(), true)),
                Speaks::Nobody if unsure.is_some() => Some(unsure),
                Speaks::Nobody if is_part(&squeeze(name)) || is_plain(name) || self.is_like(name) => None,
                // 填报单位 says a name, if not one of a company.
                Speaks::Nobody => Some(alien(name, at(), false)),
            };
        }
        if unsure.is_some() {
            return Some(unsure);
        }
        let titles: Vec<(&str, Speaks)> = said
            .titles
            .lines()
            .map(|title| (title, self.speaks(title)))
            .filter(|(_, s)| *s != Speaks::Nobody)
            .collect();
        if titles.iter().any(|(_, speaks)| *speaks == Speaks::Own) {
            return Some(None);
        }
        let (title, Speaks::Another { name, known }) = titles.first()? else { return None };
        let place = said.titles.lines().position(|line| line == *title).and_then(|n| said.titled.get(n));
        let alien = alien(name, place.cloned().unwrap_or_default(), *known);
        Some(alien.map(|alien| alien.or_partner(title, true)))
    }

    /// A credit code with the name of who bears it.
    fn with_name(&self, code: &str) -> String {
        let bearer = self.roll.as_ref().and_then(|roll| match roll.find(Some(code), None) {
            Match::One(id) => roll.name(id),
            _ => None,
        });
        bearer.map_or_else(|| code.to_owned(), |name| format!("{code} {name}"))
    }

    /// Who else than the sender a row is of that names nobody itself: whom the row above names, the heading above it, its table.
    pub fn alien(&self, finder: &Finder, heard: &mut Heard, line: &RowLine) -> Option<Alien> {
        if let Some(above) = line.above.as_deref() {
            let own = self.is_code(finder, above) || self.is_named(heard, above);
            let asked = !self.is_anothers(heard, above);
            let alien = || Alien {
                name: above.to_owned(),
                code: "row-below-another",
                rule: if asked { "below-another-asked" } else { "" },
                at: line.row.to_string(),
                held: true,
                asked,
            };
            return (!own).then(alien);
        }
        let nearest = line.section.as_deref().map(|section| (section, line.section_row.unwrap_or_default()));
        for (section, row) in nearest.into_iter().chain(line.over.iter().map(|(text, row)| (text.as_str(), *row))) {
            match self.speaks_again(heard, section) {
                Speaks::Own => return None,
                Speaks::Another { name, .. } => {
                    let at = row.to_string();
                    let alien = Alien { name, code: "section-of-another", rule: "", at, held: true, asked: true };
                    return Some(alien.or_partner(section, false));
                }
                Speaks::Nobody => {}
            }
        }
        heard.table.clone()
    }

    /// Whether a name in a column of enterprises is the sender's own, though not written as on the roll.
    pub fn is_named(&self, heard: &mut Heard, name: &str) -> bool {
        match self.speaks_again(heard, name) {
            Speaks::Own => true,
            // 冲压车间, 本公司, 劳务派遣, 研究院: whatever is nobody's name is the sender's, in its own workbook.
            Speaks::Nobody => !is_shop(name) && !is_meant_as_code(name) && !self.begins_anothers(name),
            Speaks::Another { .. } => false,
        }
    }

    /// Whether a text without a number is the front of somebody's name on the roll, which is too short to say whose: 宏远.
    fn begins_anothers(&self, text: &str) -> bool {
        let key = name_key(text);
        let front = || self.roll.as_ref().is_some_and(|roll| roll.is_front(&key));
        !is_plain(text) && !is_part(&key) && front()
    }

    /// Whether the roll has somebody else by this name, written whole.
    pub fn is_anothers(&self, heard: &mut Heard, name: &str) -> bool {
        match self.speaks_again(heard, name) {
            Speaks::Another { name: whole, known: true } => name_key(name).contains(&name_key(&whole)),
            _ => false,
        }
    }

    fn speaks_again(&self, heard: &mut Heard, text: &str) -> Speaks {
        if let Some(known) = heard.texts.get(text) {
            return known.clone();
        }
        if heard.texts.len() >= HEARD_MAX {
            heard.texts.clear();
        }
        let speaks = self.speaks(text);
        heard.texts.insert(text.to_owned(), speaks.clone());
        speaks
    }
}

/// Whether all letters of a name stand in the own one in the same order: 恒力机械公司 for 江城恒力机械有限公司.
fn is_short(own: &str, said: &str) -> bool {
    let mut own = own.chars();
    said.chars().count() >= OWN_PART && said.chars().all(|letter| own.any(|known| known == letter))
}

/// Whether a text without 公司 or 厂 is built like the name of somebody in business.
fn is_shop(text: &str) -> bool {
    let key = squeeze(text);
    SHOPS.iter().any(|end| key.strip_suffix(end).is_some_and(|front| front.chars().count() >= 2 && !is_plain(front)))
}

/// Whether a text was meant to be a credit code, well written or not.
fn is_meant_as_code(text: &str) -> bool {
    text.chars().filter(char::is_ascii_alphanumeric).count() >= CODE_MIN
}

/// Whether what stands there is the own code with a slip: a sign or two too few, too many or wrong.
fn is_slip(own: &str, said: &str) -> bool {
    let said: Vec<char> = said.to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let own: Vec<char> = own.chars().collect();
    let front = own.iter().zip(&said).take_while(|(one, other)| one == other).count();
    let back = own.iter().rev().zip(said.iter().rev()).take_while(|(one, other)| one == other).count();
    let longest = own.len().max(said.len());
    own.len().abs_diff(said.len()) <= 2 && front + back + 2 >= longest
}
