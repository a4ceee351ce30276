//! The leader's page: one read, a few grouped queries, the sums in [`rule::board`].
mod apart;
mod asked;
mod behind;
mod known;
mod official;
mod records;
mod roster;

pub use apart::Apart;
pub use behind::{BehindRow, behind};
pub use official::Unfrozen;
pub use records::{Chosen, records};
pub use roster::{Member, PER, Ranked, Roster, enterprise};

use self::known::{Known, Told};
use self::official::{official, unfrozen};
use super::model::{Accident, Against, Board, Filing, Span, Windows};
use super::rule::board::{self, Scene};
use super::rule::past::{Of, Past, Piece, Source};
use super::rule::span;
use super::store;
use crate::account::model::Scope;
use crate::baseline;
use crate::baseline::model::{Document, Flag, Resolution};
use crate::db::Tx;
use crate::figures;
use crate::figures::model::{Counts, Cut, Fact, Place, Since};
use crate::figures::service::Tellers;
use crate::i18n::Lang;
use crate::kernel::Typed;
use crate::kernel::rulebook::{self, InForce};
use crate::kernel::window::Window;
use crate::kernel::{What, text, what};
use crate::server::kept::Stand;
use crate::server::{Ctx, Halt};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// What the reader asked for in the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub span: Span,
    pub against: Against,
    /// The first day of a range of one's own.
    pub from: Option<NaiveDate>,
    /// The last day of the window, or a day of the period; today when the address names none, or one that cannot be.
    pub to: NaiveDate,
    pub town: Option<String>,
    /// Only enterprises that filed for this year and for the year before.
    pub same_senders: bool,
    pub cut: Option<Cut>,
    /// What is wrong with the days that were asked for, and the field that says so.
    pub problem: Option<(&'static str, What)>,
}

/// The cuts that the page offers beside town and type.
pub const CUTS: [Cut; 7] =
    [Cut::Industry, Cut::Size, Cut::Cause, Cut::Department, Cut::Pilot, Cut::HighRisk, Cut::Enterprise];

impl Asked {
    /// This year to a day, against the same dates of last year.
    pub fn to_date(to: NaiveDate, town: Option<String>) -> Asked {
        let (span, against) = (Span::ToDate, Against::LastYear);
        Asked { span, against, from: None, to, town, same_senders: false, cut: None, problem: None }
    }

    /// Reads the query. A day to come is refused: part of a year is never set beside more of another.
    pub fn read(fields: &Typed, today: NaiveDate) -> Asked {
        let written = |name: &str| text::date(&text::normal(fields.get(name)));
        let (to, mut problem) = match written("to") {
            _ if fields.get("to").is_empty() => (today, None),
            Some(day) if day <= today && day.year() > baseline::service::YEAR_MIN => (day, None),
            Some(_) => (today, Some(("to", what!("trends-day", today = today)))),
            None => (today, Some(("to", what!("not-a-date")))),
        };
        let span = Span::parse(fields.get("span")).unwrap_or_default();
        let typed_from = fields.get("from");
        let from = written("from").filter(|from| *from <= to && from.year() > baseline::service::YEAR_MIN);
        if span == Span::Range && problem.is_none() && from.is_none() {
            // What is shown meanwhile is said too: nothing takes the place of what was asked for silently.
            let shown = span::window(span, None, to, today);
            let what = match written("from") {
                _ if typed_from.is_empty() => what!("trends-range-open", from = shown.from(), to = shown.to()),
                Some(from) if from > to => {
                    what!("trends-range-turned", first = from, last = to, from = shown.from(), to = shown.to())
                }
                _ => what!("trends-range", from = shown.from(), to = shown.to()),
            };
            problem = Some(("from", what));
        }
        let town = text::normal(fields.get("town"));
        Asked {
            span,
            against: Against::parse(fields.get("against")).unwrap_or_default(),
            from,
            to,
            town: (!town.is_empty()).then_some(town),
            same_senders: fields.get("senders") == "same",
            cut: Cut::parse(fields.get("cut")).filter(|cut| CUTS.contains(cut)),
            problem,
        }
    }
}

/// One piece of a side as the page names it.
#[derive(Debug, Clone)]
pub struct Behind {
    pub window: Window,
    /// The frozen baseline; none: counted from records, or there is none.
    pub document: Option<Document>,
    /// What must be known of the baseline: restated, not comparable, a decision waiting.
    pub flags: Vec<Flag>,
    pub from_records: bool,
}

/// Everything the leader's page shows.
#[derive(Debug, Clone)]
pub struct Compared {
    pub asked: Asked,
    /// The towns the reader may choose from; one at most for a reader of one town.
    pub towns: Vec<String>,
    /// The town all figures are of: the one asked for, or the reader's own.
    pub town: Option<String>,
    pub board: Board,
    /// Every earlier window, the latest first.
    pub pasts: Vec<Window>,
    /// What the earlier side is made of.
    pub behind: Vec<Behind>,
    /// What this side is made of.
    pub here: Vec<Behind>,
    /// Its frozen years of which the records have come to say otherwise.
    pub unfrozen: Vec<Unfrozen>,
    pub filing: Filing,
    /// Since when there are records of each kind.
    pub since: Since,
    pub rules: InForce,
    /// Everything that the measures are made of, now and in the latest earlier window. Earlier accidents are the baseline's.
    pub counts: (Counts, Counts),
    /// Of a cut by enterprise: who they are, with their workers.
    pub roster: Option<Roster>,
}

impl Compared {
    pub fn windows(&self) -> &Windows {
        &self.board.windows
    }

    /// Whether this side, or a year of it, was recorded nowhere yet.
    pub fn is_blank(&self) -> bool {
        self.here.iter().any(|one| one.document.is_none() && !one.from_records)
    }

    /// The one baseline behind the earlier side; none when it has several pieces, or none.
    pub fn document(&self) -> Option<&Document> {
        match self.behind.as_slice() {
            [one] => one.document.as_ref(),
            _ => None,
        }
    }

    /// Every baseline of either side once, with what must be known of it and what the side beside it counts, in words.
    pub fn flagged(&self, lang: Lang) -> Vec<(&Document, &[Flag], String)> {
        let words = |beside: &[Behind], year: i32| {
            let document = beside.iter().find_map(|one| one.document.as_ref());
            document.map_or_else(
                || baseline::service::definition(lang, year),
                |one| baseline::service::definition_in(lang, &one.baseline),
            )
        };
        let year = |window: Option<&Window>| window.map_or(self.asked.to.year(), |window| window.to().year());
        let (now, last) = (year(Some(&self.windows().now)), year(self.pasts.first()));
        let sides = [(&self.behind, words(&self.here, now)), (&self.here, words(&self.behind, last))];
        // A side may hold years of both definitions: a baseline is told beside what counts otherwise, not beside itself.
        let recorded =
            |one: &Behind| one.from_records.then(|| baseline::service::definition(lang, one.window.to().year()));
        let all: Vec<String> = self.here.iter().chain(&self.behind).filter_map(recorded).collect();
        let mut found: Vec<(&Document, &[Flag], String)> = Vec::new();
        for (side, beside) in sides {
            for one in side.iter().filter(|one| !one.flags.is_empty()) {
                let Some(document) = &one.document else { continue };
                let own = baseline::service::definition_in(lang, &document.baseline);
                let other =
                    Some(&beside).filter(|beside| **beside != own).or_else(|| all.iter().find(|one| **one != own));
                if found.iter().all(|(known, ..)| known.id != document.id) {
                    found.push((document, &one.flags, other.unwrap_or(&beside).clone()));
                }
            }
        }
        found
    }

    pub fn document_id(&self) -> Option<Uuid> {
        self.document().map(|document| document.id)
    }
}

/// Where a year of the window that is looked at is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Records,
    /// Its accidents were never recorded here, but its figures were frozen.
    Baseline,
    /// Nothing was recorded yet.
    Missing,
}

/// Both sides of a comparison before they are added up.
struct Sides {
    accidents: Arc<Vec<Accident>>,
    /// Each year of the window that is looked at.
    years: Vec<(Window, Origin)>,
    since: Since,
    /// Of the period before, where it lies in the year that is looked at.
    earlier: Vec<Accident>,
    known: BTreeMap<i32, Known>,
    windows: Windows,
    /// Who told what accidents are divided by, for each year of both sides.
    tellers: HashMap<Window, Tellers>,
}

impl Sides {
    /// Where an earlier window is taken from. The period before may lie in the same year: no baseline speaks of it yet, its
    /// records do.
    fn origin(&self, window: &Window) -> Origin {
        let own = in_own_year(&self.windows, window);
        let is_frozen = matches!(self.years.last(), Some((_, Origin::Baseline)));
        match own && !is_frozen {
            true if self.since.incidents.is_none_or(|first| first > window.to()) => Origin::Missing,
            true => Origin::Records,
            false => Origin::Baseline,
        }
    }

    fn source<'a>(&'a self, window: &Window, origin: Origin, records: &'a [Accident]) -> Source<'a> {
        match (origin, self.known.get(&window.to().year())) {
            (Origin::Records, _) => Source::Records(records),
            (Origin::Baseline, Some(known)) => known.source(),
            (Origin::Baseline | Origin::Missing, _) => Source::Missing,
        }
    }

    /// This side.
    fn present(&self) -> Past<'_> {
        let piece = |(window, origin): &(Window, Origin)| Piece {
            window: *window,
            source: self.source(window, *origin, &self.accidents),
        };
        Past { windows: vec![(self.windows.now, self.years.iter().map(piece).collect())] }
    }

    fn past<'a>(&'a self, pasts: &[Window]) -> Past<'a> {
        let source = |window: &Window| self.source(window, self.origin(window), &self.earlier);
        let pieces = |past: &Window| {
            let pieces = past.by_year().into_iter().map(|window| Piece { window, source: source(&window) });
            (*past, pieces.collect())
        };
        Past { windows: pasts.iter().map(pieces).collect() }
    }

    fn behind(&self, pasts: &[Window]) -> Vec<Behind> {
        let all = pasts.iter().flat_map(|past| past.by_year());
        all.map(|window| self.made_of(window, self.origin(&window))).collect()
    }

    fn here(&self) -> Vec<Behind> {
        self.years.iter().map(|(window, origin)| self.made_of(*window, *origin)).collect()
    }

    fn made_of(&self, window: Window, origin: Origin) -> Behind {
        let known = self.known.get(&window.to().year()).filter(|_| origin == Origin::Baseline);
        let flags = known.map(|one| one.flags.clone()).unwrap_or_default();
        let document = known.map(|one| one.document.clone());
        Behind { window, document, flags, from_records: origin == Origin::Records }
    }

    /// The counts of this side: of years that only a baseline knows, its accidents.
    fn counts_now(&self, mut counts: Counts, of: Of<'_>) -> Counts {
        self.since.leave_out(&mut counts, self.windows.now.to());
        if self.years.iter().all(|(_, origin)| *origin == Origin::Records) {
            return counts;
        }
        let present = self.present();
        official(counts, |metric| self.frozen(&present, of, metric))
    }
}

fn in_own_year(windows: &Windows, window: &Window) -> bool {
    windows.against == Against::Previous && window.to().year() == windows.now.to().year()
}

/// Sets the window asked for beside the earlier one.
///
/// # Errors
/// [`Halt::Missing`] for a town that is not there, or not for this reader; the database refused.
pub async fn compare(ctx: &Ctx, asked: Asked) -> Result<Compared, Halt> {
    Ok(sides(ctx, asked).await?.0)
}

async fn sides(ctx: &Ctx, asked: Asked) -> Result<(Compared, Sides), Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let stand = Stand::of(ctx, &mut tx).await?;
    let towns = store::towns(&mut tx, &scope).await?;
    if asked.town.as_ref().is_some_and(|town| !towns.contains(town)) {
        return Err(Halt::Missing);
    }
    let town = asked.town.clone().or_else(|| scope.town().map(str::to_owned));
    let window = span::window(asked.span, asked.from, asked.to, ctx.today());
    let plain = span::windows(asked.span, asked.against, window, None);
    let told = told(&mut tx, &asked, plain.now.to().year()).await?;
    let mut known = known(&mut tx, &scope, &asked, &plain, &told).await?;
    let roster = roster::roster(&mut tx, &scope, (&asked, &told), town.as_deref(), plain.now.to().year()).await?;
    let senders_of = asked.same_senders.then(|| plain.now.to().year());
    let filter = (town.as_deref(), senders_of, asked.cut);
    let accidents = asked::accidents(&mut tx, &stand, &scope, filter, plain.now).await?;
    let mut years = Vec::new();
    for year in plain.now.by_year() {
        let recorded = accidents.iter().any(|accident| year.contains(accident.day));
        let running = year.to().year() == ctx.today().year();
        let frozen = !recorded && !running && frozen(&mut tx, &scope, (&asked, &told), year, &mut known).await?;
        years.push((year, if frozen { Origin::Baseline } else { Origin::Records }));
    }
    let coarse = known.values().any(|one| one.baseline().resolution == Resolution::Month);
    let windows = span::windows(asked.span, asked.against, window, coarse.then_some(Resolution::Month));
    let pasts = span::pasts(&windows);
    let mut earlier = Vec::new();
    for piece in pasts.iter().flat_map(|past| past.by_year()).filter(|piece| in_own_year(&windows, piece)) {
        earlier.extend(store::accidents(&mut tx, &scope, filter, piece).await?);
    }
    let by = (windows.now.to().year(), windows.now.to(), span::filed_by(&windows));
    let filing = asked::filing(&mut tx, &stand, &scope, town.as_deref(), by).await?;
    let since = store::since(&mut tx, (by.1, by.2)).await?;
    let years = begun(years, windows.now, since);
    let place = Place { town: town.clone(), senders_of, ..Place::default() };
    // Side by side: each takes as long as the other.
    let mut other = ctx.read().await?;
    let beside = Stand::of(ctx, &mut other).await?;
    let (now, mut before) = tokio::try_join!(
        figures::service::whole(&mut tx, &stand, &scope, &place, windows.now),
        figures::service::whole(&mut other, &beside, &scope, &place, windows.last)
    )?;
    let mut tellers = HashMap::new();
    for window in [windows.now, windows.last] {
        tellers.extend(figures::service::tellers(&mut tx, &stand, &scope, &place, window).await?);
    }
    let sides = Sides { accidents, years, since, earlier, known, windows, tellers };
    let of = Of { town: town.as_deref(), ..Of::default() };
    let unfrozen = unfrozen(&mut tx, &scope, (&asked, &told), (&sides, of), ctx.today().year()).await?;
    drop((tx, other));
    let (present, past) = (sides.present(), sides.past(&pasts));
    let scene = Scene { towns: &towns, town: town.as_deref(), parts: asked.cut.is_some() };
    let board = board::board(&sides.accidents, (&present, &past), windows, scene);
    let latest = Past { windows: past.windows.into_iter().take(1).collect() };
    since.leave_out(&mut before, windows.last.to());
    let counts = (sides.counts_now(now, of), official(before, |metric| sides.frozen(&latest, of, metric)));
    let (rules, behind, here) = (rulebook::at(windows.now.to()), sides.behind(&pasts), sides.here());
    let mut compared =
        Compared { asked, towns, town, board, pasts, behind, here, unfrozen, filing, since, rules, counts, roster };
    if compared.is_of_means() && compared.is_unlike() {
        compared.board.without_means();
    }
    Ok((compared, sides))
}

/// The counts of one part of a cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    /// Of a cut by enterprise.
    pub enterprise: Option<Uuid>,
    pub counts: Counts,
}

/// The comparison, and the counts of its window by part of a cut: towns in their own order, then by name.
///
/// # Errors
/// As [`compare`].
pub async fn measured(ctx: &Ctx, asked: Asked, cut: Cut) -> Result<(Compared, Vec<Part>), Halt> {
    let compared = compare(ctx, Asked { cut: None, ..asked }).await?;
    let scope = ctx.scope()?;
    let window = compared.windows().now;
    let senders_of = compared.asked.same_senders.then(|| window.to().year());
    let place = Place { town: compared.town.clone(), senders_of, ..Place::default() };
    let mut tx = ctx.read().await?;
    let stand = Stand::of(ctx, &mut tx).await?;
    let mut counts = figures::service::counts(&mut tx, &stand, &scope, &place, window, Some(cut)).await?;
    let mut parts: Vec<(String, Counts)> = match cut {
        Cut::Town => compared.towns.iter().filter_map(|town| counts.remove_entry(town)).collect(),
        _ => Vec::new(),
    };
    parts.extend(counts);
    for (_, counts) in &mut parts {
        compared.since.leave_out(counts, window.to());
        // A baseline's accidents stand in the tables of the comparison; records of them there are none.
        if compared.here.iter().any(|one| !one.from_records) {
            counts.missing.extend(Fact::OF_INCIDENTS);
        }
    }
    let mut names = match cut {
        Cut::Enterprise => store::names(&mut tx, &scope).await?,
        _ => HashMap::new(),
    };
    let part = |(key, counts): (String, Counts)| {
        let (enterprise, name) = names.remove(&key).map_or((None, key), |(id, name)| (Some(id), name));
        Part { name, enterprise, counts }
    };
    Ok((compared, parts.into_iter().map(part).collect()))
}

/// What the records tell of the rows of baselines, for `year`'s senders and the cut that was asked for.
async fn told(tx: &mut Tx, asked: &Asked, year: i32) -> Result<Told, Halt> {
    let mut told = Told::default();
    if asked.cut.is_some() || asked.same_senders {
        told.traits = store::traits(tx, year, asked.cut).await?;
    }
    if let Some(cut) = asked.cut.filter(|cut| cut.is_of_accidents()) {
        told.causes = Some(store::causes(tx, cut).await?);
    }
    Ok(told)
}

/// Whether a past year of this side was frozen without a single record of it; its baseline is then among those that are known.
async fn frozen(
    tx: &mut Tx,
    scope: &Scope,
    (asked, told): (&Asked, &Told),
    window: Window,
    known: &mut BTreeMap<i32, Known>,
) -> Result<bool, Halt> {
    let year = window.to().year();
    if store::has_accidents(tx, Window::year(year).unwrap_or(window)).await? {
        return Ok(false);
    }
    if !known.contains_key(&year)
        && let Some((document, lines)) = baseline::service::lines_in_force(tx, scope, year).await?
    {
        let flags = baseline::service::flags(tx, &document, year).await?;
        known.insert(year, Known { flags, ..Known::new(document, lines, told, asked) });
    }
    Ok(known.contains_key(&year))
}

/// The years of the window as it is really compared; those that ended before anything was recorded are not known.
fn begun(years: Vec<(Window, Origin)>, now: Window, since: Since) -> Vec<(Window, Origin)> {
    let inside = years
        .into_iter()
        .filter_map(|(year, origin)| Some((Window::new(year.from(), year.to().min(now.to()))?, origin)));
    let blank = |window: Window| since.incidents.is_none_or(|first| first > window.to());
    let origin = |(window, origin)| match origin {
        Origin::Records if blank(window) => (window, Origin::Missing),
        _ => (window, origin),
    };
    inside.map(origin).collect()
}

/// The frozen baselines that the earlier side may need, by year.
async fn known(
    tx: &mut Tx,
    scope: &Scope,
    asked: &Asked,
    windows: &Windows,
    told: &Told,
) -> Result<BTreeMap<i32, Known>, Halt> {
    let now = windows.now.to().year();
    let pieces = span::pasts(windows).into_iter().flat_map(|past| past.by_year());
    let years: BTreeSet<i32> = pieces.map(|window| window.to().year()).collect();
    let mut known = BTreeMap::new();
    for year in years {
        if year == now && asked.against == Against::Previous {
            continue;
        }
        if let Some((document, lines)) = baseline::service::lines_in_force(tx, scope, year).await? {
            let flags = baseline::service::flags(tx, &document, now).await?;
            known.insert(year, Known { flags, ..Known::new(document, lines, told, asked) });
        }
    }
    Ok(known)
}
