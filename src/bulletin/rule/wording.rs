//! The paragraphs by rule: counts first, the difference with both counts behind it, the percent last and only where one can
//! be taken; equal is 持平, nothing to compare with is 无可比数据, a small number says so. Casualties are described, not tested.
use super::behind::is_hours;
use super::count::MEAN_YEARS;
use crate::bulletin::model::{Cell, Figures, Key, Kind, Measure, Pair, Period, Was};
use crate::i18n::{self, Lang};
use crate::kernel::Centi;
use crate::kernel::rulebook;
use crate::kernel::window::Window;
use crate::trends::rule::report::of_years;
use crate::trends::rule::{Change, Direction, Exact, Exposure, Report, change, report};
use crate::trends::words;
use chrono::Datelike;

/// A piece of a paragraph; with a key it is a number that leads to its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub key: Option<Key>,
}

/// What goes into the `{…}` of a sentence.
enum Value {
    Words(String),
    Number(String, Option<Key>),
    Pieces(Vec<Piece>),
}

type Values<'a> = Vec<(&'a str, Value)>;

/// The sentence of a key with its values put in, piece by piece. `{n|one|many}` chooses by whether `n` is 1.
fn weave(lang: Lang, key: &str, values: Values<'_>) -> Vec<Piece> {
    let sentence = i18n::words(lang, key);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = sentence.as_ref();
    while let Some((before, (inside, after))) = rest.split_once('{').and_then(|(b, r)| Some((b, r.split_once('}')?))) {
        plain(&mut pieces, before);
        let mut parts = inside.split('|');
        let name = parts.next().unwrap_or_default();
        let value = values.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        match (value, parts.next(), parts.next()) {
            (Some(Value::Number(text, _)), Some(one), Some(many)) => {
                plain(&mut pieces, if text == "1" { one } else { many });
            }
            (Some(Value::Number(text, key)), ..) => pieces.push(Piece { text: text.clone(), key: *key }),
            (Some(Value::Words(text)), Some(one), Some(many)) => {
                plain(&mut pieces, if text == "1" { one } else { many })
            }
            (Some(Value::Words(text)), ..) => plain(&mut pieces, text),
            (Some(Value::Pieces(inner)), ..) => inner.iter().for_each(|piece| match piece.key {
                Some(_) => pieces.push(piece.clone()),
                None => plain(&mut pieces, &piece.text),
            }),
            (None, ..) => plain(&mut pieces, inside),
        }
        rest = after;
    }
    plain(&mut pieces, rest);
    pieces
}

/// Adds words, to the words before where there are some.
fn plain(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece { text: last, key: None }) => last.push_str(text),
        _ if text.is_empty() => {}
        _ => pieces.push(Piece { text: text.to_owned(), key: None }),
    }
}

fn number(n: i64, was: Was, measure: Measure) -> Value {
    Value::Number(i18n::number(n), Some(Key::new(was, measure)))
}

fn bare(n: i64) -> Value {
    Value::Number(i18n::number(n), None)
}

fn words_of(lang: Lang, prefix: &str, code: &str) -> String {
    i18n::words(lang, &format!("{prefix}.{code}")).into_owned()
}

/// The period's name: `2026年10月`, `2026年第三季度`, `2026年上半年`, `2026年`, or its days.
pub fn period(lang: Lang, period: &Period) -> String {
    let year: (&str, &dyn std::fmt::Display) = ("year", &period.year());
    let part = period.part();
    match period.kind {
        Kind::Month => i18n::month(lang, period.window.from()),
        Kind::Quarter => i18n::fill(lang, &format!("bulletin.quarter.{part}"), &[year]),
        Kind::Half => i18n::fill(lang, &format!("bulletin.half.{part}"), &[year]),
        Kind::Year => i18n::fill(lang, "bulletin.whole-year", &[year]),
        Kind::Range => i18n::day_range(lang, period.window.from(), period.window.to()),
    }
}

/// The place's name; the whole district without a town.
pub fn place(lang: Lang, town: Option<&str>) -> String {
    town.map_or_else(|| i18n::words(lang, "bulletin.district").into_owned(), str::to_owned)
}

/// `1—10月`; days where the last month is cut.
pub fn span(lang: Lang, window: Window) -> String {
    if !window.is_whole_months() {
        return i18n::day_range(lang, window.from(), window.to());
    }
    let month = i18n::words(lang, &format!("bulletin.month.{}", window.to().month()));
    i18n::fill(lang, "bulletin.span", &[("month", &month), ("year", &window.from().year())])
}

fn exact(n: i64) -> Exact {
    // Sums of counts are never negative; `count` refuses only those.
    Exact::count(n.max(0)).unwrap_or_else(|_| unreachable_zero())
}

fn unreachable_zero() -> Exact {
    "0".parse().expect("zero is a figure")
}

/// One measure against the same dates of last year.
pub fn compared(before: Option<i64>, now: i64) -> Change {
    change(before.map(exact), exact(now), 1)
}

/// The same for accidents, with the exact test; equal dates are equal exposure.
pub fn tested(cell: &Cell, period: &Period) -> Report {
    let rules = rulebook::at(period.window.to());
    report(cell.last.map(exact), exact(cell.now), Exposure::EQUAL, 1, &rules)
}

fn unsigned(text: &str) -> &str {
    text.trim_start_matches('-')
}

/// A measure, what it was, what it is now, and of how many accidents that is not known yet.
type One = (Measure, Option<i64>, i64, i64);

/// `事故起数同比减少3起（5→2）、下降60.0%`: one measure against an earlier count.
fn clause(lang: Lang, how: &str, (measure, before, now, unknown): One, keys: [Option<Key>; 2]) -> Vec<Piece> {
    let change = compared(before, now);
    let code = match change.direction {
        // As long as some are not known, fewer is not fewer and none is not none.
        _ if unknown > 0 && before.is_some() => "unknown",
        Direction::Same if now == 0 => "same-none",
        direction => direction.key(),
    };
    let size = change.diff.map(|diff| unsigned(&diff.to_string()).to_owned()).unwrap_or_default();
    let percent = change.percent.as_deref().map(|p| unsigned(p).to_owned()).unwrap_or_default();
    let values = vec![
        ("what", Value::Words(words_of(lang, "bulletin.what", measure.key()))),
        ("how", Value::Words(how.to_owned())),
        ("unit", Value::Words(words_of(lang, "bulletin.unit", measure.key()))),
        ("size", Value::Number(size, None)),
        ("percent", Value::Number(percent, None)),
        ("before", Value::Number(before.map(i18n::number).unwrap_or_default(), keys[0])),
        ("now", Value::Number(i18n::number(now), keys[1])),
        ("unknown", bare(unknown)),
    ];
    weave(lang, &format!("bulletin.clause.{code}"), values)
}

/// Three clauses as one; where none of them has anything to compare with, that is said once.
fn clauses(lang: Lang, how: &str, each: Vec<One>, was: [Was; 2]) -> Vec<Piece> {
    if each.iter().all(|(_, before, ..)| before.is_none()) {
        return weave(lang, "bulletin.clause.nothing", vec![("how", Value::Words(how.to_owned()))]);
    }
    let mut pieces = Vec::new();
    for (at, one) in each.into_iter().enumerate() {
        if at > 0 {
            plain(&mut pieces, &i18n::words(lang, "bulletin.clause.and"));
        }
        let keys = was.map(|was| Some(Key::new(was, one.0)));
        for piece in clause(lang, how, one, keys) {
            match piece.key {
                Some(_) => pieces.push(piece),
                None => plain(&mut pieces, &piece.text),
            }
        }
    }
    pieces
}

/// 已查明, before casualties of which some are not known yet.
fn known<'c>(lang: Lang, mut cells: impl Iterator<Item = &'c Cell>) -> Value {
    let open = cells.any(|cell| cell.unknown > 0);
    Value::Words(if open { words_of(lang, "bulletin.say", "known") } else { String::new() })
}

fn one(cell: &Cell) -> One {
    (cell.measure, cell.last, cell.now, cell.unknown)
}

fn counted(lang: Lang, figures: &Figures) -> Vec<Piece> {
    let now = |at: usize| figures.headline.get(at).map_or(0, |cell| cell.now);
    let head = vec![
        ("period", Value::Words(period(lang, &figures.period))),
        ("place", Value::Words(place(lang, figures.town.as_deref()))),
        ("n", number(now(0), Was::Now, Measure::Incidents)),
        ("deaths", number(now(1), Was::Now, Measure::Deaths)),
        ("serious", number(now(2), Was::Now, Measure::Serious)),
        ("minor", number(figures.minor.now, Was::Now, Measure::Minor)),
        // Minor injuries are only told where there are some.
        ("known", known(lang, figures.headline.iter().chain(Some(&figures.minor).filter(|minor| minor.now > 0)))),
    ];
    let key = match (now(0), figures.minor.now) {
        (0, _) => "bulletin.say.none",
        (_, 0) => "bulletin.say.counted",
        _ => "bulletin.say.counted-minor",
    };
    weave(lang, key, head)
}

fn larger(lang: Lang, figures: &Figures) -> Vec<Piece> {
    let larger = figures.larger;
    // An accident whose casualties are not known may be a larger one.
    let is_known = figures.headline.iter().all(|cell| cell.unknown == 0);
    let key = match (larger.now, larger.last) {
        (0, None | Some(0)) if is_known => "bulletin.say.larger-none",
        (0, Some(_)) if is_known => "bulletin.say.larger-none-last",
        (0, None | Some(0)) => "bulletin.say.larger-unknown",
        (0, Some(_)) => "bulletin.say.larger-unknown-last",
        (_, None) => "bulletin.say.larger",
        (_, Some(_)) => "bulletin.say.larger-last",
    };
    let values = vec![
        ("n", number(larger.now, Was::Larger, Measure::Incidents)),
        ("deaths", number(larger.deaths, Was::Larger, Measure::Deaths)),
        ("last", number(larger.last.unwrap_or(0), Was::LargerLast, Measure::Incidents)),
    ];
    weave(lang, key, values)
}

/// Last year's figures were counted by other rules: they stand in the tables, and nothing is made of them.
fn redefined(lang: Lang, figures: &Figures) -> Vec<Piece> {
    if !figures.is_last_unlike() {
        return Vec::new();
    }
    let last = (figures.period.year() - 1).to_string();
    weave(lang, "bulletin.say.redefined", vec![("year", Value::Words(last))])
}

/// One sentence of clauses against an earlier period; none where that was counted by other rules.
fn compared_with(
    lang: Lang,
    figures: &Figures,
    (how, before): (&str, Option<Window>),
    each: Vec<One>,
    was: [Was; 2],
) -> Vec<Piece> {
    if before.is_some_and(|window| figures.is_unlike(window.from().year())) {
        return Vec::new();
    }
    let how = words_of(lang, "bulletin.how", how);
    weave(lang, "bulletin.say.compared", vec![("clauses", Value::Pieces(clauses(lang, &how, each, was)))])
}

fn to_date(lang: Lang, figures: &Figures) -> Vec<Piece> {
    let Some(window) = figures.period.to_date() else { return Vec::new() };
    let now = |at: usize| figures.to_date.get(at).map_or(0, |cell| cell.now);
    let on_year = words_of(lang, "bulletin.how", "year");
    let each = figures.to_date.iter().map(one).collect();
    let values = vec![
        ("span", Value::Words(span(lang, window))),
        ("n", number(now(0), Was::ToDate, Measure::Incidents)),
        ("deaths", number(now(1), Was::ToDate, Measure::Deaths)),
        ("serious", number(now(2), Was::ToDate, Measure::Serious)),
        ("known", known(lang, figures.to_date.iter())),
        ("clauses", Value::Pieces(clauses(lang, &on_year, each, [Was::ToDateLast, Was::ToDate]))),
    ];
    weave(lang, if figures.is_last_unlike() { "bulletin.say.to-date-alone" } else { "bulletin.say.to-date" }, values)
}

/// A sum of three years as their mean, one decimal, rounded half away from zero: `14.7`.
pub fn mean(sum: i64) -> String {
    tenths((20 * sum + MEAN_YEARS) / (2 * MEAN_YEARS))
}

fn tenths(n: i64) -> String {
    format!("{}.{}", n / 10, n % 10)
}

/// The sum of three years with what this period has beside it; none where one of the years cannot answer or was counted by
/// other rules.
fn three_years(figures: &Figures) -> Option<(i64, i64)> {
    let year = figures.period.year();
    let back = i32::try_from(MEAN_YEARS).unwrap_or_default();
    let sum = figures.three_years.first().copied().flatten()?;
    let is_unlike = (year - back..year).any(|year| figures.is_unlike(year));
    (!is_unlike).then_some((sum, figures.headline.first()?.now))
}

fn against_mean(lang: Lang, figures: &Figures) -> Vec<Piece> {
    let Some((sum, now)) = three_years(figures) else { return Vec::new() };
    // Three times this year against the sum of three: the percent is taken from the exact quotient.
    let change = compared(Some(sum), MEAN_YEARS * now);
    let code = match change.direction {
        Direction::Same => "mean-same",
        Direction::Up => "mean-up",
        Direction::FromZero => "mean-from-zero",
        _ => "mean-down",
    };
    let size = (MEAN_YEARS * now - sum).abs();
    let year = figures.period.year();
    let values = vec![
        ("first", Value::Words((year - 3).to_string())),
        ("last", Value::Words((year - 1).to_string())),
        ("mean", Value::Number(mean(sum), Some(Key::of(Was::Mean)))),
        ("size", Value::Number(mean(size), None)),
        ("percent", Value::Number(change.percent.as_deref().map(unsigned).unwrap_or_default().to_owned(), None)),
    ];
    weave(lang, &format!("bulletin.say.{code}"), values)
}

fn caution_of(lang: Lang, key: &str, report: Option<Report>) -> Vec<Piece> {
    let said = report.and_then(|report| words::caution(lang, &report));
    said.map(|said| weave(lang, key, vec![("words", Value::Words(said))])).unwrap_or_default()
}

/// The caution of the year so far against last year's.
fn caution_to_date(lang: Lang, figures: &Figures) -> Vec<Piece> {
    let cell = figures.to_date.first().filter(|_| !figures.is_unlike(figures.period.last().from().year()));
    caution_of(lang, "bulletin.say.caution-to-date", cell.map(|cell| tested(cell, &figures.period)))
}

/// Casualties come several to an accident: said wherever they are compared, of the period, of the year so far, with the period before.
fn casualties(lang: Lang, figures: &Figures) -> Vec<Piece> {
    let some = |cell: &Cell| cell.now > 0 || cell.last.is_some_and(|last| last > 0);
    let cells = figures.headline.iter().skip(1).chain(figures.to_date.iter().skip(1)).any(some);
    let is_compared = cells || figures.prior.iter().skip(1).flatten().any(|before| *before > 0);
    if is_compared { weave(lang, "bulletin.say.described", Vec::new()) } else { Vec::new() }
}

/// The caution of every pair of counts of accidents of the period that the paragraphs compare, each where it is due.
fn cautions(lang: Lang, figures: &Figures) -> Vec<Vec<Piece>> {
    let rules = rulebook::at(figures.period.window.to());
    let is_unlike = |window: Option<Window>| window.is_some_and(|window| figures.is_unlike(window.from().year()));
    let last = Some(figures.period.last());
    let beside = |cell: Option<&Cell>, before: Option<i64>| {
        let now = cell?.now;
        Some(report(Some(exact(before?)), exact(now), Exposure::EQUAL, 1, &rules))
    };
    let headline = figures.headline.first();
    let on_year = |cell: Option<&Cell>| cell.filter(|_| !is_unlike(last)).map(|cell| tested(cell, &figures.period));
    let prior = figures.prior.first().copied().flatten().filter(|_| !is_unlike(figures.period.prior()));
    let years = u32::try_from(MEAN_YEARS).unwrap_or_default();
    let of_mean = three_years(figures).and_then(|(sum, now)| of_years(sum, years, exact(now), &rules));
    let pairs = [
        ("bulletin.say.caution", on_year(headline)),
        ("bulletin.say.caution-prior", beside(headline, prior)),
        ("bulletin.say.caution-mean", of_mean),
    ];
    pairs.into_iter().map(|(key, report)| caution_of(lang, key, report)).collect()
}

fn still_open(lang: Lang, figures: &Figures) -> Vec<Vec<Piece>> {
    let mut all = Vec::new();
    for (n, was, key) in [
        (figures.unknown, Was::Unknown, "bulletin.say.unknown"),
        (figures.uncounted, Was::Uncounted, "bulletin.say.uncounted"),
    ] {
        if n > 0 {
            all.push(weave(lang, key, vec![("n", number(n, was, Measure::Incidents))]));
        }
    }
    all
}

/// Hours as people read them: `1,234.5`.
pub fn hours(centi: i64) -> String {
    let text = Centi(centi).to_string();
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), String::new()), |(w, r)| (w, format!(".{r}")));
    whole.parse::<i64>().map_or_else(|_| text.clone(), |whole| i18n::number(whole) + &rest)
}

/// How duties were done, each beside last year's where that is on record.
fn duties(lang: Lang, figures: &Figures) -> Vec<Piece> {
    let done = &figures.compliance;
    let all: [(&str, &str, Pair, [Was; 2]); 7] = [
        ("congress", "congress_last", done.congress, [Was::Congress, Was::CongressLast]),
        ("hazards", "hazards_last", done.hazards, [Was::Hazards, Was::HazardsLast]),
        ("fixed", "fixed_last", done.fixed, [Was::Fixed, Was::FixedLast]),
        ("overdue", "overdue_last", done.overdue, [Was::Overdue, Was::OverdueLast]),
        ("trained", "trained_last", done.trained, [Was::Trained, Was::TrainedLast]),
        ("hours", "hours_last", done.hours_centi, [Was::Hours, Was::HoursLast]),
        ("filed", "filed_last", done.filed, [Was::Filed, Was::FiledLast]),
    ];
    let text = |n: i64, was: Was| if is_hours(was) { hours(n) } else { i18n::number(n) };
    let value = |n: i64, was: Was| Value::Number(text(n, was), Some(Key::of(was)));
    let bracket =
        |last: i64, was: Was| Value::Pieces(weave(lang, "bulletin.say.duties-last", vec![("n", value(last, was))]));
    let mut values: Values<'_> = Vec::new();
    for (name, before, pair, [now, last]) in all {
        values.push((name, value(pair.now, now)));
        values.push((before, pair.last.map_or_else(|| Value::Words(String::new()), |n| bracket(n, last))));
    }
    let said = |key: &str, wanted: bool| {
        Value::Words(if wanted { words_of(lang, "bulletin.say", key) } else { String::new() })
    };
    values.push(("note", said("duties-note", all.iter().any(|(.., pair, _)| pair.last.is_some()))));
    values.push(("gap", said("duties-gap", all.iter().any(|(.., pair, _)| pair.last.is_none()))));
    values.push(("roll", bare(done.roll)));
    values.push(("year", Value::Words(figures.period.year().to_string())));
    weave(lang, "bulletin.say.duties", values)
}

/// The paragraphs: what happened and how it compares; the year so far; how duties were done.
///
/// Law: 统计法 art. 8 — figures are true to what was counted: no percent from zero, no comparison with what is missing.
pub fn paragraphs(lang: Lang, figures: &Figures) -> Vec<Vec<Piece>> {
    let each = figures.headline.iter().map(one).collect();
    let of_year = ("year", Some(figures.period.last()));
    let mut first = vec![counted(lang, figures), compared_with(lang, figures, of_year, each, [Was::Last, Was::Now])];
    if !figures.prior.is_empty() {
        let each = figures.headline.iter().zip(&figures.prior);
        let each = each.map(|(cell, before)| (cell.measure, *before, cell.now, cell.unknown));
        let of_period = (figures.period.kind.key(), figures.period.prior());
        first.push(compared_with(lang, figures, of_period, each.collect(), [Was::Prior, Was::Now]));
    }
    // The mean is of the period: behind the year so far it would read as of that.
    first.push(against_mean(lang, figures));
    first.push(redefined(lang, figures));
    first.push(larger(lang, figures));
    first.extend(still_open(lang, figures));
    first.extend(cautions(lang, figures));
    let so_far = to_date(lang, figures);
    let described = casualties(lang, figures);
    let mut second = if so_far.is_empty() { Vec::new() } else { vec![so_far, caution_to_date(lang, figures)] };
    let last = if second.is_empty() { &mut first } else { &mut second };
    last.push(described);
    let all = [first, second, vec![duties(lang, figures)]];
    all.into_iter().map(|sentences| joined(lang, sentences)).filter(|paragraph| !paragraph.is_empty()).collect()
}

fn joined(lang: Lang, sentences: Vec<Vec<Piece>>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for sentence in sentences.into_iter().filter(|sentence| !sentence.is_empty()) {
        if lang == Lang::En && !pieces.is_empty() {
            plain(&mut pieces, " ");
        }
        for piece in sentence {
            match piece.key {
                Some(_) => pieces.push(piece),
                None => plain(&mut pieces, &piece.text),
            }
        }
    }
    pieces
}

/// The paragraphs as text, one on each line.
pub fn text(paragraphs: &[Vec<Piece>]) -> String {
    let line = |paragraph: &Vec<Piece>| paragraph.iter().map(|piece| piece.text.as_str()).collect::<String>();
    paragraphs.iter().map(line).collect::<Vec<_>>().join("\n")
}
