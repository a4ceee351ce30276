//! Whose row it is: by credit code, then by exact name or former name. Nobody is guessed, nobody is made.
use super::super::model::SheetSummary;
use super::super::named::company_in;
use super::super::report::{Heading, Problem, Severity};
use super::super::rule;
use super::super::staged::RowLine;
use super::own::{Heard, Own};
use crate::account::model::{Role, Scope};
use crate::db::Tx;
use crate::enterprise::model::{Match, Uscc, name_key};
use crate::enterprise::rule::{ends_like_a_name, formless};
use crate::enterprise::service::{Against, Finder};
use crate::kernel::intake::Values;
use crate::server::{Ctx, Halt};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Letters and digits of a credit code.
const CODE: usize = 18;

/// The enterprises in reach of the sender, by code and by every name they have or had.
#[derive(Debug, Default)]
pub struct Directory {
    finder: Finder,
    /// Codes and names of enterprises that the same workbook's roll would add: their rows are new once it is taken.
    coming: HashSet<String>,
    /// Names that the same workbook's roll gave so far, with the codes of their rows.
    enrolled: HashMap<String, String>,
    /// Names of the roll without the form of a company, once a roll is read.
    formless: Option<HashMap<String, Uuid>>,
    /// The sender sees one town.
    of_town: bool,
    /// The sender's own enterprise: rows that name none are its own, unless somebody else stands above them.
    own: Option<Own>,
    /// The file's name without its ending.
    file: String,
    /// Everybody's names, once a sender of one town met a name that is nobody's there.
    elsewhere: Option<Finder>,
    /// Names on no roll ([`asked`]) that a person has said whom they mean, as keys.
    named: BTreeMap<String, Uuid>,
}

/// What a row says of its enterprise.
#[derive(Debug, PartialEq)]
enum Owner {
    Is(Uuid),
    /// By its code; a person looks at the name beside it.
    Doubted(Uuid, Problem),
    Coming,
    /// With what a person is asked about it.
    Nobody(Problem, Option<String>),
}

/// What became of matching a row.
#[derive(Debug, PartialEq)]
pub enum Claim {
    /// It may be taken, with what a person should look at; `enterprise` is none in the templates that belong to nobody,
    /// `instead` what it says when that is not what stands there.
    Row { enterprise: Option<Uuid>, instead: Option<Values>, told: Option<Problem> },
    /// It is of an enterprise that the same workbook's roll adds.
    Coming,
    /// It is nobody's, with what a person may be asked about it.
    Nobody(Problem, Option<String>),
}

/// What stands around the rows of a table.
#[derive(Debug, Default)]
pub struct Around {
    heading: Heading,
    heard: Heard,
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
            Some(Role::Rep(rep)) => Some(Own::of(rep.enterprise(), &finder)),
            _ => None,
        };
        Ok(Directory { finder, own, of_town: scope.town().is_some(), ..Directory::default() })
    }

    /// With the file's name and what a person said about names that are on no roll.
    #[must_use]
    pub fn named(self, file: &str, named: BTreeMap<String, Uuid>) -> Directory {
        let file = file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned();
        let named = named.into_iter().map(|(name, id)| (name_key(&name), id)).collect();
        Directory { file, named, ..self }
    }

    /// Whom a name could mean, to be offered.
    pub fn alike(&self, name: &str, most: usize) -> Vec<(Uuid, &str)> {
        self.finder.alike(name, most)
    }

    pub fn name(&self, id: Uuid) -> Option<&str> {
        self.finder.name(id)
    }

    /// Of a question about a roll's row under a code that nobody has: who bears its name already, if anybody on the roll does.
    pub fn bearer(&self, asked: &str) -> Option<Option<(Uuid, &str)>> {
        let (code, name) = parted(asked)?;
        let unknown = self.finder.find(Some(code.as_str()), None) == Match::None;
        unknown.then(|| match self.finder.find(None, Some(name)) {
            Match::One(id) => Some((id, self.finder.name(id)?)),
            _ => None,
        })
    }

    /// Notes an enterprise that the roll in the same workbook adds.
    pub fn comes(&mut self, values: &Values) {
        self.coming.extend(values.text("uscc").map(str::to_owned));
        self.coming.extend(values.text("name").map(name_key));
    }

    /// Whose a sheet is that has no column of enterprises, for a sender of many: by the line 填报单位 above its table, by its
    /// name, or by the one name that stands in its titles; then that title is told with it, for a person to look at.
    fn heading(&self, sheet: &SheetSummary) -> Heading {
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
        let titled = titled.map(|(name, title)| Heading {
            name: Some(name.to_owned()),
            titles: title.to_owned(),
            ..Heading::default()
        });
        titled.unwrap_or_else(|| self.signed(&sheet.info.foot))
    }

    /// Whose a table is by the lines below it, where nothing else says so: only somebody whom the roll knows.
    fn signed(&self, foot: &Heading) -> Heading {
        let named = |code: Option<&str>, name: Option<&str>| {
            matches!(self.finder.find(code, name), Match::One(_) | Match::Former(_))
        };
        if foot.code.as_deref().or(foot.name.as_deref()).is_some() {
            let known = named(foot.code.as_deref(), foot.name.as_deref());
            return if known { Heading { titles: String::new(), ..foot.clone() } } else { Heading::default() };
        }
        let whole = foot.titles.lines().find(|line| named(None, Some(line)));
        whole.map_or_else(Heading::default, |name| Heading {
            name: Some(name.to_owned()),
            titles: name.to_owned(),
            ..Heading::default()
        })
    }

    /// A row with what stands above it or above its table, where it names no enterprise itself.
    fn whole<'v>(&self, heading: &Heading, line: &'v RowLine) -> Cow<'v, Values> {
        let values = &line.values;
        let bare = values.text("uscc").is_none() && values.text("enterprise").is_none();
        let over = line.over.iter().map(|(text, _)| text.as_str());
        let sections = || line.section.as_deref().into_iter().chain(over.clone()).filter(|_| self.own.is_none());
        let known = |name: &&str| matches!(self.finder.find(None, Some(name)), Match::One(_) | Match::Former(_));
        // A heading that is no name on the roll parts the rows of one enterprise, unless nobody else is named.
        let unknown = |name: &&str| heading.is_empty() && ends_like_a_name(name);
        let named = sections().find(|name| known(name) || unknown(name));
        match named {
            Some(name) if bare => Cow::Owned(values.clone().with("enterprise", Some(name))),
            _ if !bare || heading.is_empty() => Cow::Borrowed(values),
            _ => {
                let whole = values.clone().with("uscc", heading.code.clone());
                Cow::Owned(whole.with("enterprise", heading.name.clone()))
            }
        }
    }

    /// Has everybody's names ready where these texts may name somebody else than the sender.
    async fn meet<'t>(&mut self, tx: &mut Tx, texts: impl Iterator<Item = &'t str>) -> Result<(), Halt> {
        if let Some(own) = self.own.as_mut().filter(|own| own.needs_roll(texts)) {
            own.with_roll(Finder::load(tx, &Scope::whole()).await?);
        }
        Ok(())
    }

    /// What stands around the rows of a table.
    ///
    /// # Errors
    /// The database refused.
    pub async fn around(&mut self, tx: &mut Tx, sheets: &[SheetSummary], at: usize) -> Result<Around, Halt> {
        let name = sheets.get(at).map_or("", |sheet| sheet.info.sheet.as_str());
        let file = self.file.clone();
        let named = Some(file.as_str()).filter(|file| company_in(file).is_some());
        self.meet(tx, Own::texts(sheets, name).chain(named)).await?;
        let hear = |own: &Own| own.hear(&self.finder, (sheets, at), &file);
        let heard = self.own.as_ref().map_or_else(Heard::default, hear);
        Ok(Around { heading: sheets.get(at).map(|sheet| self.heading(sheet)).unwrap_or_default(), heard })
    }

    /// Has everything ready that rows may name.
    ///
    /// # Errors
    /// The database refused.
    pub async fn meet_rows(&mut self, tx: &mut Tx, lines: &[RowLine]) -> Result<(), Halt> {
        if self.own.is_none() {
            return self.look_elsewhere(tx, lines).await;
        }
        let named = lines.iter().filter_map(|line| line.values.text("enterprise"));
        let beside = lines.iter().flat_map(|line| {
            let over = line.over.iter().map(|(text, _)| text.as_str());
            line.above.as_deref().into_iter().chain(line.section.as_deref()).chain(over)
        });
        let mut texts: Vec<&str> = named.chain(beside).collect();
        texts.sort_unstable();
        texts.dedup();
        self.meet(tx, texts.into_iter()).await
    }

    /// Has everybody's names ready for a sender of one town whose rows name somebody who is not there.
    async fn look_elsewhere(&mut self, tx: &mut Tx, lines: &[RowLine]) -> Result<(), Halt> {
        let stranger = |values: &Values| {
            let (code, name) = (values.text("uscc"), values.text("enterprise"));
            (code.is_some() || name.is_some()) && self.finder.find(code, name) == Match::None
        };
        if self.of_town && self.elsewhere.is_none() && lines.iter().any(|line| stranger(&line.values)) {
            self.elsewhere = Some(Finder::load(tx, &Scope::whole()).await?);
        }
        Ok(())
    }

    /// Whether the roll has an enterprise, but not in the town of the sender.
    fn is_elsewhere(&self, code: Option<&str>, name: Option<&str>) -> bool {
        let found = |roll: &Finder| matches!(roll.find(code, name), Match::One(_) | Match::Former(_));
        self.elsewhere.as_ref().is_some_and(found)
    }

    /// Whose a row is, and what it says then.
    pub fn claim(&mut self, around: &mut Around, template: &str, line: &RowLine, sheet: &SheetSummary) -> Claim {
        if template == "roll" {
            return self.enrol(&line.values, line.row, sheet);
        }
        if !rule::has_owner(template) {
            return Claim::Row { enterprise: None, instead: None, told: None };
        }
        let whole = self.whole(&around.heading, line);
        let titled = around.heading.titles.as_str();
        let guessed = !titled.is_empty() && matches!(whole, Cow::Owned(_));
        let (id, told) = match self.owner(&mut around.heard, &whole, line, sheet) {
            Owner::Is(id) if guessed => {
                let told = problem("owner-by-title", "", "", line.row, sheet);
                let told = told.with("name", self.name(id).unwrap_or_default()).with("title", titled);
                (id, Some(Problem { severity: Severity::Warning, ..told }))
            }
            Owner::Is(id) => (id, None),
            Owner::Doubted(id, told) => (id, Some(told)),
            Owner::Coming => return Claim::Coming,
            Owner::Nobody(problem, asked) => return Claim::Nobody(problem, asked),
        };
        Claim::Row { enterprise: Some(id), instead: None, told }
    }

    /// A row of the roll: under a new code the name of an enterprise that is there, or of an earlier row, is asked about.
    fn enrol(&mut self, values: &Values, row: u32, sheet: &SheetSummary) -> Claim {
        let take = |instead| Claim::Row { enterprise: None, instead, told: None };
        let (Some(code), Some(name)) = (values.text("uscc"), values.text("name")) else { return take(None) };
        let (asked, key) = (format!("{code} {name}"), name_key(name));
        let mut bearer = None;
        if self.finder.find(Some(code), None) == Match::None {
            bearer = match self.finder.find(None, Some(name)) {
                Match::One(id) => self.finder.code(id).map(str::to_owned),
                _ => self.enrolled.get(&key).filter(|known| *known != code).cloned(),
            };
        }
        let Some(bearer) = bearer else {
            self.enrolled.entry(key).or_insert_with(|| code.to_owned());
            return Claim::Row { enterprise: None, instead: None, told: self.reformed(code, name, row, sheet) };
        };
        match self.named.get(&name_key(&asked)) {
            Some(said) if said.is_nil() => take(None),
            Some(said) if self.finder.code(*said).is_some() => {
                take(Some(values.clone().with("uscc", self.finder.code(*said))))
            }
            _ => {
                let problem = problem("name-under-another-code", "uscc", code, row, sheet);
                Claim::Nobody(problem.with("name", name).with("code", bearer), Some(asked))
            }
        }
    }

    /// A new enterprise of a roll that is called as one there but for the form of a company: 有限公司, 有限责任公司.
    fn reformed(&mut self, code: &str, name: &str, row: u32, sheet: &SheetSummary) -> Option<Problem> {
        if self.finder.find(Some(code), None) != Match::None {
            return None;
        }
        let finder = &self.finder;
        let known = *self.formless.get_or_insert_with(|| finder.formless()).get(&formless(name))?;
        let told = problem("name-in-another-form", "name", name, row, sheet);
        let told = told.with("name", finder.name(known)?).with("code", finder.code(known)?);
        Some(Problem { severity: Severity::Warning, ..told })
    }

    fn owner(&self, heard: &mut Heard, values: &Values, line: &RowLine, sheet: &SheetSummary) -> Owner {
        let (code, name, row) = (values.text("uscc"), values.text("enterprise"), line.row);
        let (field, raw) = match code {
            Some(code) => ("uscc", code),
            None => ("enterprise", name.unwrap_or_default()),
        };
        let said = |said| problem(said, field, raw, row, sheet);
        let nobody = |code| Owner::Nobody(said(code), asked(values));
        match (&self.own, self.finder.find(code, name)) {
            (_, Match::One(id) | Match::Former(id)) => match self.contradicted(id, values, row, sheet) {
                // Code and name mean two: which of them, a person may have said.
                Some(problem) if problem.severity == Severity::Error => self
                    .said(values)
                    .filter(|_| self.own.is_none())
                    .map_or_else(|| Owner::Nobody(problem, asked(values).filter(|_| self.own.is_none())), Owner::Is),
                Some(problem) => Owner::Doubted(id, problem),
                None => Owner::Is(id),
            },
            (Some(own), _) if raw.is_empty() => match own.alien(&self.finder, heard, line) {
                Some(alien) if self.named.get(&name_key(&alien.name)) == Some(&own.id) => Owner::Is(own.id),
                Some(alien) if alien.held => {
                    Owner::Nobody(alien.problem(row, sheet), Some(alien.name).filter(|_| alien.asked))
                }
                Some(alien) if heard.is_news(&alien) => {
                    let told = alien.problem(row, sheet);
                    Owner::Doubted(own.id, Problem { severity: Severity::Warning, ..told })
                }
                Some(_) | None => Owner::Is(own.id),
            },
            (Some(own), _) if code.is_none() && own.is_named(heard, raw) => Owner::Is(own.id),
            (Some(own), _) if code.is_none() && !own.is_anothers(heard, raw) => {
                let asks = || Owner::Nobody(said("other-enterprise").with("rule", "other-asked"), asked(values));
                self.said(values).map_or_else(asks, Owner::Is)
            }
            (Some(_), _) => Owner::Nobody(said("other-enterprise"), None),
            (None, _) if raw.is_empty() => nobody("enterprise-missing"),
            (None, Match::None | Match::Several) if self.said(values).is_some() => {
                self.said(values).map_or_else(|| nobody("unknown-enterprise"), Owner::Is)
            }
            (None, Match::Several) => nobody("enterprise-ambiguous"),
            (None, _) if self.coming.contains(raw) || self.coming.contains(&name_key(raw)) => Owner::Coming,
            (None, _) if self.is_elsewhere(code, name) => {
                Owner::Nobody(said("unknown-enterprise").with("rule", "in-another-town"), None)
            }
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

    /// The present name of the enterprise that a row is taken for, where the row itself does not write it so.
    pub fn taken_for(&self, id: Uuid, values: &Values) -> Option<String> {
        let name = self.finder.name(id).filter(|_| self.own.is_none())?;
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
    parted(asked).map_or(asked, |(_, name)| name)
}

/// Code and name of what a person is asked, where both are asked about; answers of some time ago are kept as keys, which
/// have no blank between.
pub fn parted(asked: &str) -> Option<(Uscc, &str)> {
    let (code, name) = asked.split_once(' ').or_else(|| Some((asked.get(..CODE)?, asked.get(CODE..)?)))?;
    Uscc::parse(code).ok().map(|code| (code, name)).filter(|_| !name.is_empty())
}

/// Whether its rows say whose they are.
pub(super) fn has_owner_column(sheet: &SheetSummary) -> bool {
    sheet.info.columns.iter().any(|column| matches!(column.field.as_ref(), "enterprise" | "uscc"))
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
