//! Whose row it is: by credit code, then by exact name or former name. Nobody is guessed, nobody is made.
use super::super::model::SheetSummary;
use super::super::report::{Heading, Problem, Severity};
use super::super::rule;
use crate::account::model::{Role, Scope};
use crate::db::Tx;
use crate::enterprise::model::{Match, Uscc, name_key};
use crate::enterprise::rule::ends_like_a_name;
use crate::enterprise::service::{Against, Finder};
use crate::kernel::intake::Values;
use crate::server::{Ctx, Halt};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// The shortest part of an enterprise's own name that stands for it in its own workbook, in characters.
const OWN_PART: usize = 4;

/// How alike two spellings of one enterprise's name are at least, in thousandths.
const ALIKE: u32 = 650;

/// The enterprises in reach of the sender, by code and by every name they have or had.
#[derive(Debug, Default)]
pub struct Directory {
    finder: Finder,
    /// Codes and names of enterprises that the same workbook's roll would add: their rows are new once it is taken.
    coming: HashSet<String>,
    /// The sender's own enterprise and its name: rows that name none are its own.
    own: Option<(Uuid, String)>,
    /// Names on no roll ([`asked`]) that a person has said whom they mean.
    named: BTreeMap<String, Uuid>,
}

/// What a row says of its enterprise.
#[derive(Debug, PartialEq)]
pub enum Owner {
    Is(Uuid),
    /// By its code; a person looks at the name beside it.
    Doubted(Uuid, Problem),
    Coming,
    Nobody(Problem),
}

impl Directory {
    /// # Errors
    /// The sender sees no enterprises, or the database refused.
    pub async fn open(tx: &mut Tx, ctx: &Ctx) -> Result<Directory, Halt> {
        let scope = match ctx.actor.as_deref() {
            Some(actor) => actor.scope().ok_or(Halt::Forbidden)?,
            None => Scope::whole(),
        };
        let finder = Finder::load(tx, &scope).await?;
        let own = match ctx.actor.as_deref().map(|actor| &actor.role) {
            Some(Role::Rep(rep)) => {
                let id = rep.enterprise();
                Some((id, name_key(finder.name(id).unwrap_or_default())))
            }
            _ => None,
        };
        Ok(Directory { finder, coming: HashSet::new(), own, named: BTreeMap::new() })
    }

    /// With what a person said about names that are on no roll.
    #[must_use]
    pub fn named(self, named: BTreeMap<String, Uuid>) -> Directory {
        Directory { named, ..self }
    }

    /// Whom a name could mean, to be offered.
    pub fn alike(&self, name: &str, most: usize) -> Vec<(Uuid, &str)> {
        self.finder.alike(name, most)
    }

    pub fn name(&self, id: Uuid) -> Option<&str> {
        self.finder.name(id)
    }

    /// Notes an enterprise that the roll in the same workbook adds.
    pub fn comes(&mut self, values: &Values) {
        self.coming.extend(values.text("uscc").map(str::to_owned));
        self.coming.extend(values.text("name").map(name_key));
    }

    /// Whose a sheet is that has no column of enterprises, for a sender of many: by the line 填报单位 above its table, by its
    /// name, or by the one name that stands in its titles; then that title is told with it, for a person to look at.
    pub fn heading(&self, sheet: &SheetSummary) -> Heading {
        let said = &sheet.info.heading;
        if self.own.is_some() || !rule::has_owner(sheet.template()) || has_owner_column(sheet) {
            return Heading::default();
        }
        if said.name.is_some() || said.code.is_some() {
            return Heading { titles: String::new(), ..said.clone() };
        }
        let named = Some(sheet.info.sheet.as_str());
        let named = named.filter(|name| matches!(self.finder.find(None, Some(name)), Match::One(_) | Match::Former(_)));
        if let Some(name) = named {
            return Heading { name: Some(name.to_owned()), ..Heading::default() };
        }
        let titled = said.titles.lines().find_map(|title| Some((self.finder.within(title)?, title)));
        titled.map_or_else(Heading::default, |(name, title)| Heading {
            name: Some(name.to_owned()),
            titles: title.to_owned(),
            ..Heading::default()
        })
    }

    /// A row with what stands above it or above its table, where it names no enterprise itself.
    pub fn whole<'v>(&self, heading: &Heading, section: Option<&str>, values: &'v Values) -> Cow<'v, Values> {
        let bare = values.text("uscc").is_none() && values.text("enterprise").is_none();
        let section = section.filter(|_| self.own.is_none());
        let known = |name: &&str| matches!(self.finder.find(None, Some(name)), Match::One(_) | Match::Former(_));
        // A heading that is no name on the roll parts the rows of one enterprise, unless nobody else is named.
        let named =
            section.filter(known).or_else(|| section.filter(|name| heading.is_empty() && ends_like_a_name(name)));
        match named {
            Some(name) if bare => Cow::Owned(values.clone().with("enterprise", Some(name))),
            _ if !bare || heading.is_empty() => Cow::Borrowed(values),
            _ => {
                let whole = values.clone().with("uscc", heading.code.clone());
                Cow::Owned(whole.with("enterprise", heading.name.clone()))
            }
        }
    }

    /// Who else than the sender's own enterprise a sheet says that it is of.
    fn of_another<'s>(&self, own: Uuid, own_name: &str, sheet: &'s SheetSummary) -> Option<&'s str> {
        let said = &sheet.info.heading;
        let is_own =
            |code, name| matches!(self.finder.find(code, name), Match::One(id) | Match::Former(id) if id == own);
        if let Some(code) = said.code.as_deref() {
            return (!is_own(Some(code), None)).then_some(code);
        }
        let name = said.name.as_deref()?;
        let fine = is_own(None, Some(name)) || is_short(own_name, name) || name_key(name).contains(own_name);
        (!fine && self.finder.likeness(own, name) < ALIKE).then_some(name)
    }

    pub fn owner(&self, values: &Values, row: u32, sheet: &SheetSummary) -> Owner {
        let (code, name) = (values.text("uscc"), values.text("enterprise"));
        let (field, raw) = match code {
            Some(code) => ("uscc", code),
            None => ("enterprise", name.unwrap_or_default()),
        };
        let nobody = |said| Owner::Nobody(problem(said, field, raw, row, sheet));
        let found = self.finder.find(code, name);
        match (&self.own, found) {
            (_, Match::One(id) | Match::Former(id)) => match self.contradicted(id, values, row, sheet) {
                // Code and name mean two: which of them, a person may have said.
                Some(problem) if problem.severity == Severity::Error => {
                    self.said(values).filter(|_| self.own.is_none()).map_or(Owner::Nobody(problem), Owner::Is)
                }
                Some(problem) => Owner::Doubted(id, problem),
                None => Owner::Is(id),
            },
            (Some((own, own_name)), _) if raw.is_empty() => match self.of_another(*own, own_name, sheet) {
                Some(said) => {
                    let told = problem("sheet-of-another", "", "", row, sheet).with("name", said);
                    Owner::Doubted(*own, Problem { severity: Severity::Warning, ..told })
                }
                None => Owner::Is(*own),
            },
            (Some((own, own_name)), _) if code.is_none() && is_part(own_name, raw) => Owner::Is(*own),
            (Some(_), _) => nobody("other-enterprise"),
            (None, _) if raw.is_empty() => nobody("enterprise-missing"),
            (None, Match::None | Match::Several) if self.said(values).is_some() => {
                self.said(values).map_or_else(|| nobody("unknown-enterprise"), Owner::Is)
            }
            (None, Match::Several) => nobody("enterprise-ambiguous"),
            (None, _) if self.coming.contains(raw) || self.coming.contains(&name_key(raw)) => Owner::Coming,
            (None, _) => nobody("unknown-enterprise"),
        }
    }

    /// What the name in a row says against the enterprise that its code means: the code decides, but of a name that is
    /// another's nobody knows which of the two is the slip.
    fn contradicted(&self, id: Uuid, values: &Values, row: u32, sheet: &SheetSummary) -> Option<Problem> {
        values.text("uscc")?;
        let said = values.text("enterprise")?;
        if self.coming.contains(&name_key(said)) {
            return None;
        }
        let named = match self.finder.against(id, said)? {
            Against::Other(_) => problem("enterprise-contradicted", "enterprise", said, row, sheet),
            Against::Unlike => {
                let told = problem("enterprise-unlike", "enterprise", said, row, sheet);
                Problem { severity: Severity::Warning, ..told }
            }
        };
        Some(named.with("code", self.name(id).unwrap_or_default()).with("name", said))
    }

    /// The enterprise that a row is taken for, by its present name, when the row itself does not write it so; `whole` is the
    /// row with what stands above its table.
    pub fn taken_for(&self, (whole, values): (&Values, &Values), row: u32, sheet: &SheetSummary) -> Option<String> {
        let id = match self.owner(whole, row, sheet) {
            Owner::Is(id) | Owner::Doubted(id, _) if self.own.is_none() => id,
            _ => return None,
        };
        let name = self.finder.name(id)?;
        let written = values.text("enterprise").is_some_and(|said| name_key(said) == name_key(name));
        (!written).then(|| name.to_owned())
    }

    /// Whom a person said the row means, when that is still in reach.
    fn said(&self, values: &Values) -> Option<Uuid> {
        let id = *self.named.get(&name_key(&asked(values)?))?;
        self.finder.name(id).map(|_| id)
    }
}

/// What a person is asked about a row that is nobody's on the roll: its name; with a credit code that is on no roll both,
/// for the same name under another code is another question.
pub fn asked(values: &Values) -> Option<String> {
    let name = values.text("enterprise")?;
    Some(values.text("uscc").map_or_else(|| name.to_owned(), |code| format!("{code} {name}")))
}

/// The name in what a person is asked.
pub fn name_in(asked: &str) -> &str {
    asked.split_once(' ').filter(|(code, _)| Uscc::parse(code).is_ok()).map_or(asked, |(_, name)| name)
}

/// Whether all letters of a name stand in the own one in the same order: 恒力机械公司 for 江城恒力机械有限公司.
fn is_short(own: &str, said: &str) -> bool {
    let mut own = own.chars();
    name_key(said).chars().all(|letter| own.any(|known| known == letter))
}

fn has_owner_column(sheet: &SheetSummary) -> bool {
    sheet.info.columns.iter().any(|column| matches!(column.field.as_ref(), "enterprise" | "uscc"))
}

/// Reps write their enterprise's short name in their own workbooks.
fn is_part(own: &str, said: &str) -> bool {
    let said = name_key(said);
    said.chars().count() >= OWN_PART && own.contains(&said)
}

/// A problem of one row that only the records can tell, at its cell where the sheet has that column.
pub fn problem(code: &'static str, field: &str, raw: &str, row: u32, sheet: &SheetSummary) -> Problem {
    let mut problem = Problem::error(code).row(row);
    if !raw.is_empty() {
        problem = problem.raw(raw);
    }
    if let Some(column) = sheet.info.columns.iter().find(|c| c.field == field) {
        problem.cell = Some(format!("{}{row}", column.column));
        problem.field = Some(column.field.clone());
    }
    problem
}
