//! Taking workbooks in. The preview runs the very same steps and writes nothing.
use super::reach;
use crate::account::model::Scope;
use crate::audit::model::{Change, Fields, changes, created};
use crate::audit::service::{Object, note};
use crate::db::Tx;
use crate::enterprise::model::{Enterprise, Exposure, ExposureRow, Facts, Part, Period, RollRow, name_key, typed};
use crate::enterprise::rule::{merged, merged_exposure};
use crate::enterprise::{spell, store};
use crate::kernel::intake::{Outcome, Row};
use crate::kernel::{Problem, Problems, What, what};
use crate::server::{Ctx, Halt};
use chrono::Datelike;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A roll being taken in, batch by batch: what is known of it is asked once and kept up to date as rows are taken.
pub struct RollTaking {
    scope: Scope,
    towns: HashSet<String>,
    by_code: HashMap<String, Enterprise>,
    /// Codes that were looked up.
    asked: HashSet<String>,
    exposures: HashMap<Uuid, Vec<Exposure>>,
    /// Who bears a name now, by its key.
    names: HashMap<String, Vec<(Uuid, String)>>,
    told: Told<String>,
    /// The year a roll's headcounts are of.
    year: i64,
    writes: bool,
}

/// What rows said of a thing, field by field, with the row that said it first.
struct Told<K>(HashMap<(K, &'static str), (String, i64)>);

impl<K: Eq + std::hash::Hash + Clone> Told<K> {
    fn new() -> Told<K> {
        Told(HashMap::new())
    }

    /// Where a row contradicts an earlier one: else sending a return twice would change records back and forth. Of a row
    /// that contradicts none it is noted what it says.
    fn against(&mut self, of: &K, says: &Fields, row: i64) -> Problems {
        let said = || says.iter().filter_map(|(field, value)| Some((*field, value.as_ref()?)));
        let contradicts = |(field, value): (&'static str, &String)| {
            let (earlier, at) = self.0.get(&(of.clone(), field))?;
            (earlier != value).then(|| Problem::new(field, what!("row-contradicts", row = at)))
        };
        let problems: Problems = said().filter_map(contradicts).collect();
        if problems.is_empty() {
            for (field, value) in said() {
                self.0.entry((of.clone(), field)).or_insert_with(|| (value.clone(), row));
            }
        }
        problems
    }
}

/// Writes the rows of a roll (企业名册) and says what became of them. A code that is there keeps its enterprise: another
/// name is a new name, and the old one stays findable; the name of another enterprise is none. Blank fields leave what is known. The headcount goes to the
/// present year unless a return told one for it. An enterprise's own account reaches itself only, a town's its town.
///
/// # Errors
/// The database refused; a row that cannot be taken is an outcome.
pub async fn upsert_roll(tx: &mut Tx, ctx: &Ctx, rows: &[Row]) -> Result<Vec<Outcome>, Halt> {
    take_roll(tx, ctx, rows, true).await
}

/// What would become of the rows of a roll; writes nothing.
///
/// # Errors
/// The database refused.
pub async fn preview_roll(tx: &mut Tx, ctx: &Ctx, rows: &[Row]) -> Result<Vec<Outcome>, Halt> {
    take_roll(tx, ctx, rows, false).await
}

async fn take_roll(tx: &mut Tx, ctx: &Ctx, rows: &[Row], writes: bool) -> Result<Vec<Outcome>, Halt> {
    RollTaking::open(tx, ctx, writes).await?.take(tx, ctx, rows).await
}

fn wrong(field: &'static str, what: What) -> Outcome {
    Outcome::Wrong(vec![Problem::new(field, what)])
}

impl RollTaking {
    /// Before the first rows of a send, or of its preview when nothing `writes`.
    ///
    /// # Errors
    /// The sender reaches no enterprises, or the database refused.
    pub async fn open(tx: &mut Tx, ctx: &Ctx, writes: bool) -> Result<RollTaking, Halt> {
        let mut names: HashMap<String, Vec<(Uuid, String)>> = HashMap::new();
        for known in store::bulk::names(tx, &Scope::whole()).await?.into_iter().filter(|known| !known.former) {
            names.entry(name_key(&known.name)).or_default().push((known.id, known.uscc));
        }
        Ok(RollTaking {
            scope: reach(ctx)?,
            towns: store::towns(tx).await?.into_iter().collect(),
            by_code: HashMap::new(),
            asked: HashSet::new(),
            exposures: HashMap::new(),
            names,
            told: Told::new(),
            year: i64::from(ctx.today().year()),
            writes,
        })
    }

    /// Takes the next rows; one outcome a row, in order.
    ///
    /// # Errors
    /// The database refused; a row that cannot be taken is an outcome.
    pub async fn take(&mut self, tx: &mut Tx, ctx: &Ctx, rows: &[Row]) -> Result<Vec<Outcome>, Halt> {
        let parsed: Vec<Result<RollRow, Problems>> =
            rows.iter().map(|row| RollRow::parse(&typed(&row.values))).collect();
        self.look_up(tx, &parsed).await?;
        let mut outcomes = Vec::with_capacity(rows.len());
        for (row, parsed) in rows.iter().zip(parsed) {
            outcomes.push(match parsed {
                Ok(sent) => self.one(tx, ctx, row, sent).await?,
                Err(problems) => Outcome::Wrong(problems),
            });
        }
        Ok(outcomes)
    }

    /// Asks for the enterprises of codes that come up for the first time.
    async fn look_up(&mut self, tx: &mut Tx, parsed: &[Result<RollRow, Problems>]) -> Result<(), Halt> {
        let mut codes: Vec<&str> = parsed.iter().flatten().map(|row| row.facts.uscc.as_str()).collect();
        codes.retain(|code| !self.asked.contains(*code));
        codes.sort_unstable();
        codes.dedup();
        let known = store::bulk::by_usccs(tx, &codes).await?;
        let ids: Vec<Uuid> = known.iter().map(|e| e.id).collect();
        for (id, exposure) in store::bulk::exposures_of(tx, &ids).await? {
            self.exposures.entry(id).or_default().push(exposure);
        }
        self.asked.extend(codes.into_iter().map(str::to_owned));
        self.by_code.extend(known.into_iter().map(|e| (e.facts.uscc.as_str().to_owned(), e)));
        Ok(())
    }

    async fn one(&mut self, tx: &mut Tx, ctx: &Ctx, row: &Row, sent: RollRow) -> Result<Outcome, Halt> {
        if !self.towns.contains(&sent.facts.town) {
            let like = town_like(&self.towns, &sent.facts.town).map(str::to_owned);
            let town = sent.facts.town;
            return Ok(wrong(
                "town",
                match like {
                    Some(like) => what!("unknown-town-like", town = town, like = like),
                    None => what!("unknown-town", town = town),
                },
            ));
        }
        let known = self.by_code.get(sent.facts.uscc.as_str()).cloned();
        if let Some(what) = self.outside(known.as_ref(), &sent.facts) {
            return Ok(wrong("uscc", what));
        }
        let mut says = sent.facts.fields();
        says.push(("headcount", sent.headcount.map(|n| n.to_string())));
        let problems = self.told.against(&sent.facts.uscc.as_str().to_owned(), &says, row.source.row);
        if !problems.is_empty() {
            return Ok(Outcome::Wrong(problems));
        }
        if let Some(known) = &known
            && let Some(code) = self.bears(known, &sent.facts)
        {
            return Ok(wrong("name", what!("name-of-another", code = code)));
        }
        match known {
            None => self.add(tx, ctx, row, sent).await,
            Some(known) => self.change(tx, ctx, row, known, sent).await,
        }
    }

    /// The code of another enterprise that bears the name which this one would get.
    fn bears(&self, known: &Enterprise, sent: &Facts) -> Option<String> {
        let key = name_key(&sent.name);
        let bearers = self.names.get(&key).filter(|_| key != name_key(&known.facts.name))?;
        bearers.iter().find(|(id, _)| *id != known.id).map(|(_, code)| code.clone())
    }

    /// An enterprise bears its new name, and its old one no longer.
    fn named(&mut self, id: Uuid, before: Option<&str>, facts: &Facts) {
        if let Some(bearers) = before.and_then(|name| self.names.get_mut(&name_key(name))) {
            bearers.retain(|(bearer, _)| *bearer != id);
        }
        self.names.entry(name_key(&facts.name)).or_default().push((id, facts.uscc.as_str().to_owned()));
    }

    /// Why this row is not the sender's to write, if it is not.
    fn outside(&self, known: Option<&Enterprise>, sent: &Facts) -> Option<What> {
        if let Some(own) = self.scope.enterprise() {
            return (known.map(|k| k.id) != Some(own)).then(|| what!("not-your-enterprise"));
        }
        let town = self.scope.town()?;
        let both = known.is_none_or(|k| k.facts.town == town) && sent.town == town;
        (!both).then(|| what!("outside-your-area", town = town))
    }

    async fn add(&mut self, tx: &mut Tx, ctx: &Ctx, row: &Row, sent: RollRow) -> Result<Outcome, Halt> {
        let id = Uuid::now_v7();
        if self.writes {
            store::insert(tx, id, &sent.facts, &spell::spelled(&sent.facts.name), ctx.now).await?;
            let object = Object { noun: "enterprise", id: Some(id), enterprise: Some(id) };
            note(tx, ctx, "import", object, &created(&sent.facts.fields())).await?;
        }
        self.headcount(tx, ctx, id, row, sent.headcount).await?;
        self.named(id, None, &sent.facts);
        self.by_code.insert(sent.facts.uscc.as_str().to_owned(), Enterprise { id, facts: sent.facts, version: 1 });
        Ok(Outcome::New(id))
    }

    async fn change(
        &mut self,
        tx: &mut Tx,
        ctx: &Ctx,
        row: &Row,
        known: Enterprise,
        sent: RollRow,
    ) -> Result<Outcome, Halt> {
        let facts = merged(&known.facts, &sent.facts);
        let mut differs = changes(&known.facts.fields(), &facts.fields());
        let renamed = facts.name != known.facts.name;
        if self.writes && !differs.is_empty() {
            store::update(tx, known.id, &facts, &spell::spelled(&facts.name), ctx.now).await?;
            if renamed {
                store::keep_former_name(tx, known.id, &known.facts.name, ctx.today()).await?;
            }
        }
        differs.extend(self.headcount(tx, ctx, known.id, row, sent.headcount).await?);
        if differs.is_empty() {
            return Ok(Outcome::Same(known.id));
        }
        if self.writes {
            let object = Object { noun: "enterprise", id: Some(known.id), enterprise: Some(known.id) };
            note(tx, ctx, "import", object, &differs).await?;
        }
        let id = known.id;
        self.named(id, Some(&known.facts.name), &facts);
        self.by_code.insert(facts.uscc.as_str().to_owned(), Enterprise { facts, version: known.version + 1, ..known });
        Ok(Outcome::Changed(id, differs))
    }

    /// Takes a roll's headcount over for its year, unless a return told one.
    async fn headcount(
        &mut self,
        tx: &mut Tx,
        ctx: &Ctx,
        id: Uuid,
        row: &Row,
        sent: Option<i64>,
    ) -> Result<Option<Change>, Halt> {
        let year = self.year;
        let told = self.exposures.entry(id).or_default();
        let returned = told.iter().any(|e| e.period.year == year && !e.from_roll);
        let (Some(headcount), false) = (sent, returned) else { return Ok(None) };
        let before = told.iter().find(|e| e.period == Period::year(year)).map(|e| e.headcount);
        if before == Some(headcount) {
            return Ok(None);
        }
        let exposure = Exposure { period: Period { year, part: Part::Whole }, headcount, hours: None, from_roll: true };
        if self.writes {
            store::bulk::put_exposure(tx, id, &exposure, Some(&row.source), ctx.now).await?;
        }
        told.retain(|e| e.period != exposure.period);
        told.push(exposure);
        Ok(Some(Change::new("headcount", before.map(|n| n.to_string()), Some(headcount.to_string()))))
    }
}

/// Writes the rows of an exposure return (从业人员与工时) and says what became of them. One row stands for one period of
/// one enterprise; sent again it corrects what was there.
///
/// # Errors
/// The database refused; a row that cannot be taken is an outcome.
pub async fn upsert_exposure(tx: &mut Tx, ctx: &Ctx, rows: &[Row]) -> Result<Vec<Outcome>, Halt> {
    take_exposure(tx, ctx, rows, true).await
}

/// What would become of the rows of an exposure return; writes nothing.
///
/// # Errors
/// The database refused.
pub async fn preview_exposure(tx: &mut Tx, ctx: &Ctx, rows: &[Row]) -> Result<Vec<Outcome>, Halt> {
    take_exposure(tx, ctx, rows, false).await
}

async fn take_exposure(tx: &mut Tx, ctx: &Ctx, rows: &[Row], writes: bool) -> Result<Vec<Outcome>, Halt> {
    let mut ids: Vec<Uuid> = rows.iter().filter_map(|row| row.enterprise).collect();
    ids.sort_unstable();
    ids.dedup();
    let there: HashSet<Uuid> = store::bulk::existing(tx, &ids).await?.into_iter().collect();
    let told = store::bulk::exposures_of(tx, &ids).await?;
    let mut known: HashMap<(Uuid, Period), Exposure> = told.into_iter().map(|(id, e)| ((id, e.period), e)).collect();
    let mut said = Told::new();
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in rows {
        let sent = row.owner().and_then(|id| Ok((id, ExposureRow::parse(&typed(&row.values))?)));
        outcomes.push(match sent {
            Err(problems) => Outcome::Wrong(problems),
            Ok((id, _)) if !there.contains(&id) => wrong("enterprise", what!("unknown-enterprise")),
            Ok((id, sent)) => {
                let says = vec![
                    ("headcount", Some(sent.headcount.to_string())),
                    ("hours", sent.hours.map(|hours| hours.to_string())),
                ];
                let problems = said.against(&(id, sent.period), &says, row.source.row);
                if !problems.is_empty() {
                    outcomes.push(Outcome::Wrong(problems));
                    continue;
                }
                let before = known.get(&(id, sent.period)).copied();
                let after = merged_exposure(before.as_ref(), &sent);
                known.insert((id, sent.period), after);
                take_period(tx, ctx, row, (id, before, after), writes).await?
            }
        });
    }
    Ok(outcomes)
}

/// After headcounts were taken back: the latest that is left is shown again.
///
/// # Errors
/// The database refused.
pub async fn settle(tx: &mut Tx, enterprises: &[Uuid]) -> Result<(), Halt> {
    for id in enterprises {
        store::bulk::latest_headcount(tx, *id).await?;
    }
    Ok(())
}

async fn take_period(
    tx: &mut Tx,
    ctx: &Ctx,
    row: &Row,
    (id, before, after): (Uuid, Option<Exposure>, Exposure),
    writes: bool,
) -> Result<Outcome, Halt> {
    if before == Some(after) {
        return Ok(Outcome::Same(id));
    }
    if writes {
        store::bulk::put_exposure(tx, id, &after, Some(&row.source), ctx.now).await?;
    }
    let Some(before) = before else { return Ok(Outcome::New(id)) };
    let differs = changes(&before.fields(), &after.fields());
    if differs.is_empty() {
        // The same figures, now told by a return instead of a roll.
        return Ok(Outcome::Same(id));
    }
    if writes {
        let period = Change::new("period", None, Some(after.period.to_string()));
        let noted: Vec<Change> = std::iter::once(period).chain(differs.iter().cloned()).collect();
        note(tx, ctx, "import", Object { noun: "exposure", id: Some(id), enterprise: Some(id) }, &noted).await?;
    }
    Ok(Outcome::Changed(id, differs))
}

/// The one listed town that a text says in more or fewer words: 罗塘街, 罗塘街道办事处 for 罗塘街道.
fn town_like<'t>(towns: &'t HashSet<String>, said: &str) -> Option<&'t str> {
    let like = |town: &&String| {
        (said.chars().count() >= 2 && town.starts_with(said))
            || said.starts_with(town.as_str())
            || said.ends_with(town.as_str())
    };
    let mut found = towns.iter().filter(like);
    found.next().filter(|_| found.next().is_none()).map(String::as_str)
}
