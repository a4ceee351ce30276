//! The tables of a bulletin; every count opens exactly its records.
use super::{link, measure};
use crate::bulletin::model::{Cell, Cut, Figures, Key, Line, Measure, Pair, Was};
use crate::bulletin::rule::wording;
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::t;
use crate::trends::words;
use crate::ui::{Section, Table, Th, Words};
use leptos::prelude::*;
use uuid::Uuid;

/// A count that leads to its records; zero has none to show.
fn count(id: Uuid, key: Key, cut: &Cut, value: i64) -> AnyView {
    let text = i18n::number(value);
    if value == 0 {
        return text.into_any();
    }
    view! { <a href=link::records(id, key, cut)>{text}</a> }.into_any()
}

/// `−60.0%`, `+20.0%`, a dash; none against a year that was counted by other rules, nor while some casualties are not known.
pub fn percent(lang: Lang, cell: &Cell, is_unlike: bool) -> String {
    let last = cell.last.filter(|_| !is_unlike && cell.unknown == 0);
    words::percent(lang, &wording::compared(last, cell.now))
}

/// `−3`, `+2`, 持平; none without an earlier figure, nor while some casualties are not known.
pub fn difference(lang: Lang, cell: &Cell) -> Option<String> {
    let last = cell.last.filter(|_| cell.unknown == 0);
    words::difference(lang, &wording::compared(last, cell.now))
}

/// The name of a line, and what its numbers are cut to.
pub type Named = (Words, Cut);

pub fn group_name(lang: Lang, group: crate::incident::group::Group) -> Words {
    i18n::words(lang, &format!("incident.type.{}", group.key()))
}

pub fn industry_name(lang: Lang, industry: &str) -> Words {
    match industry {
        "" => t!(lang, "bulletin.one.no-industry"),
        written => crate::enterprise::page::industry(lang, written),
    }
}

/// The lines of a table.
pub type Lines = Vec<(Named, Vec<Cell>)>;

/// The three tables with their titles and the names of their first columns.
pub fn all(lang: Lang, figures: &Figures) -> Vec<(Words, Words, Lines)> {
    let town = figures.town.clone();
    fn named<N>(lines: &[Line<N>], name: impl Fn(&N) -> Named) -> Lines {
        lines.iter().map(|line| (name(&line.name), line.cells.clone())).collect()
    }
    let tables = &figures.tables;
    let towns = named(&tables.towns, |name| (name.clone().into(), Cut { town: Some(name.clone()), ..Cut::default() }));
    let groups = named(&tables.groups, |group| {
        (group_name(lang, *group), Cut { town: town.clone(), group: Some(*group), ..Cut::default() })
    });
    let industries = named(&tables.industries, |industry| {
        (industry_name(lang, industry), Cut { town: town.clone(), industry: Some(industry.clone()), ..Cut::default() })
    });
    let mut all = Vec::new();
    if figures.town.is_none() {
        all.push((t!(lang, "bulletin.one.towns"), t!(lang, "bulletin.one.town"), towns));
    }
    all.push((t!(lang, "bulletin.one.groups"), t!(lang, "bulletin.one.group"), groups));
    all.push((t!(lang, "bulletin.one.industries"), t!(lang, "bulletin.one.industry"), industries));
    all
}

#[component]
pub fn Tables(id: Uuid, figures: Figures) -> impl IntoView {
    let lang = Ctx::here().lang;
    let whole = Cut { town: figures.town.clone(), ..Cut::default() };
    let total = ((t!(lang, "bulletin.one.total"), whole), figures.headline.clone());
    let is_unlike = figures.is_last_unlike();
    let table = |(title, name, lines): (Words, Words, Lines)| {
        let body = if lines.is_empty() {
            view! { <p>{t!(lang, "bulletin.one.no-rows")}</p> }.into_any()
        } else {
            view! { <One id caption=title.clone() name lines total=total.clone() is_unlike/> }.into_any()
        };
        view! { <Section title>{body}</Section> }
    };
    all(lang, &figures).into_iter().map(table).collect_view()
}

#[component]
fn One(
    id: Uuid,
    caption: Words,
    name: Words,
    lines: Lines,
    total: (Named, Vec<Cell>),
    is_unlike: bool,
) -> impl IntoView {
    let lang = Ctx::here().lang;
    let heads = [t!(lang, "bulletin.one.before"), t!(lang, "bulletin.one.now")];
    let (diff, share) = (t!(lang, "bulletin.one.diff"), t!(lang, "bulletin.one.percent"));
    let incidents = measure(lang, Measure::Incidents);
    let casualties = [Measure::Deaths, Measure::Serious].map(|it| measure(lang, it));
    let row = {
        let (heads, diff, share, casualties) = (heads.clone(), diff.clone(), share.clone(), casualties.clone());
        move |((name, cut), cells): (Named, Vec<Cell>)| {
            let both = |cell: &Cell| {
                let last = match cell.last {
                    Some(last) => count(id, Key::new(Was::Last, cell.measure), &cut, last),
                    None => view! { <span class="unknown">{t!(lang, "bulletin.one.no-data")}</span> }.into_any(),
                };
                (last, count(id, Key::new(Was::Now, cell.measure), &cut, cell.now))
            };
            let mut cells = cells.into_iter();
            let first = cells.next().map(|cell| {
                let (last, now) = both(&cell);
                view! {
                    <td class="num" data-label=heads[0].clone()>{last}</td>
                    <td class="num" data-label=heads[1].clone()>{now}</td>
                    <td class="num" data-label=diff.clone()>{difference(lang, &cell)}</td>
                    <td class="num muted" data-label=share.clone()>{percent(lang, &cell, is_unlike)}</td>
                }
            });
            let rest = cells.zip(casualties.clone()).map(|(cell, label)| {
                let (last, now) = both(&cell);
                view! { <td class="num" data-label=label>{last} " → " {now}</td> }
            });
            view! { <tr><th scope="row">{name}</th>{first}{rest.collect_view()}</tr> }
        }
    };
    let foot = row.clone()(total);
    let rows = lines.into_iter().map(row).collect_view();
    let casualties =
        casualties.into_iter().map(|label| view! { <th scope="col" class="num">{label}</th> }).collect_view();
    let heads = heads.into_iter().map(|label| view! { <Th label number=true/> }).collect_view();
    view! {
        <Table caption>
            <thead>
                <tr>
                    <th scope="col" rowspan="2">{name}</th>
                    <th scope="colgroup" colspan="4" class="num">{incidents}</th>
                    {casualties}
                </tr>
                <tr>
                    {heads}
                    <Th label=diff number=true/>
                    <Th label=share number=true/>
                    <Th label=t!(lang, "bulletin.one.before-now") number=true/>
                    <Th label=t!(lang, "bulletin.one.before-now") number=true/>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>{foot}</tfoot>
        </Table>
    }
}

/// A duty's name, its counts as text, and whose records they are.
pub type Duty = (Words, [String; 2], [Option<Key>; 2]);

/// How duties were done, line by line: this period, last year.
pub fn duties(lang: Lang, figures: &Figures) -> Vec<Duty> {
    let done = &figures.compliance;
    // Before anybody recorded it nothing is known: no data, never nought.
    let known = |text: Option<String>| text.unwrap_or_else(|| t!(lang, "bulletin.one.no-data").into_owned());
    let line = |was: [Was; 2], pair: Pair| {
        let name = i18n::words(lang, &format!("bulletin.of.{}", was[0].key()));
        let keys = [Some(Key::of(was[0])), pair.last.map(|_| Key::of(was[1]))];
        (name, [i18n::number(pair.now), known(pair.last.map(i18n::number))], keys)
    };
    let mut all = vec![
        line([Was::Congress, Was::CongressLast], done.congress),
        line([Was::Hazards, Was::HazardsLast], done.hazards),
        line([Was::Fixed, Was::FixedLast], done.fixed),
        line([Was::Overdue, Was::OverdueLast], done.overdue),
        line([Was::Trained, Was::TrainedLast], done.trained),
    ];
    let hours = [wording::hours(done.hours_centi.now), known(done.hours_centi.last.map(wording::hours))];
    let keys = [Some(Key::of(Was::Hours)), done.hours_centi.last.map(|_| Key::of(Was::HoursLast))];
    all.push((t!(lang, "bulletin.of.hours"), hours, keys));
    all.push(line([Was::Filed, Was::FiledLast], done.filed));
    all.push((t!(lang, "bulletin.one.roll"), [i18n::number(done.roll), String::new()], [None, None]));
    all
}

#[component]
pub fn Duties(id: Uuid, figures: Figures) -> impl IntoView {
    let lang = Ctx::here().lang;
    let cut = Cut { town: figures.town.clone(), ..Cut::default() };
    let row = |(name, values, keys): Duty| {
        let cell = |at: usize| {
            let text = values[at].clone();
            match keys[at].filter(|_| text != "0") {
                Some(key) => view! { <a href=link::records(id, key, &cut)>{text}</a> }.into_any(),
                None => text.into_any(),
            }
        };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="num" data-label=t!(lang, "bulletin.one.before")>{cell(1)}</td>
                <td class="num" data-label=t!(lang, "bulletin.one.now")>{cell(0)}</td>
            </tr>
        }
    };
    let rows = duties(lang, &figures).into_iter().map(row).collect_view();
    view! {
        <Section title=t!(lang, "bulletin.one.duties") note=t!(lang, "bulletin.one.duties-note")>
            <Table caption=t!(lang, "bulletin.one.duties") plain=true>
                <thead><tr>
                    <Th label=t!(lang, "bulletin.one.duty")/>
                    <Th label=t!(lang, "bulletin.one.before") number=true/>
                    <Th label=t!(lang, "bulletin.one.now") number=true/>
                </tr></thead>
                <tbody>{rows}</tbody>
            </Table>
        </Section>
    }
}
