//! What differs between two versions, in a table, and the records behind it.
use super::{amount, metric};
use crate::baseline::model::{Became, Cause, Difference, Differences, Metric, Place, Sum, Sums};
use crate::i18n::{self, Lang};
use crate::kernel::intake::Change;
use crate::server::Ctx;
use crate::t;
use crate::ui::{Badge, Section, State, Table, Th, Words};
use leptos::prelude::*;

/// The words of a place.
pub(super) fn place(lang: Lang, place: &Place) -> Words {
    match place {
        Place::Whole => t!(lang, "baseline.differ.whole"),
        Place::Month(month) => t!(lang, "baseline.row.month", n = month),
        Place::Industry(name) => crate::enterprise::page::industry(lang, name),
        Place::Category(name) => crate::incident::page::category(lang, name.clone()),
        Place::Town(name) => name.clone().into(),
    }
}

/// What kind of place it is.
pub(super) fn kind(lang: Lang, place: &Place) -> Words {
    match place {
        Place::Whole => t!(lang, "baseline.differ.kind-whole"),
        Place::Month(_) => t!(lang, "baseline.differ.kind-month"),
        Place::Town(_) => t!(lang, "baseline.row.town"),
        Place::Industry(_) => t!(lang, "baseline.row.industry"),
        Place::Category(_) => t!(lang, "baseline.row.category"),
    }
}

/// A sum in words: nothing given is no data, and what is not known is said beside.
pub(super) fn sum(lang: Lang, of: Metric, sum: Option<Sum>) -> Words {
    match sum {
        None => t!(lang, "baseline.differ.no-data"),
        Some(Sum { total: 0, unknown }) if unknown > 0 => t!(lang, "baseline.row.unknown"),
        Some(Sum { total, unknown: 0 }) => amount(of, total).into(),
        Some(Sum { total, unknown }) => {
            format!("{} ({})", amount(of, total), t!(lang, "baseline.row.unknown-more", n = unknown)).into()
        }
    }
}

/// Old → new with the difference; one figure where they agree.
pub(super) fn pair(lang: Lang, of: Metric, old: Option<Sum>, new: Option<Sum>) -> AnyView {
    let now = sum(lang, of, new);
    if old == new {
        return view! { <span class="muted">{now}</span> }.into_any();
    }
    let was = sum(lang, of, old);
    let by = old.zip(new).map(|(old, new)| new.total - old.total).filter(|by| *by != 0);
    let by = by.map(|by| {
        let sign = if by > 0 { "+" } else { "−" };
        format!(" ({sign}{})", amount(of, by.abs()))
    });
    view! { <span><del>{was}</del> <span aria-hidden="true">" → "</span> <ins>{now}</ins> <small>{by}</small></span> }
        .into_any()
}

fn cell(lang: Lang, at: usize, of: Metric, old: Option<&Sums>, new: Option<&Sums>) -> AnyView {
    let said = pair(lang, of, old.map(|s| s[at]), new.map(|s| s[at]));
    view! { <td class="num" data-label=metric(lang, of)>{said}</td> }.into_any()
}

/// The figures that differ, place by place.
#[component]
pub(super) fn Changed(
    differences: Differences,
    #[prop(into)] title: Words,
    #[prop(into)] note: Words,
) -> impl IntoView {
    let lang = Ctx::here().lang;
    let row = move |Difference { place: of, old, new }: Difference| {
        let cells =
            Metric::ALL.iter().enumerate().map(|(at, metric)| cell(lang, at, *metric, old.as_ref(), new.as_ref()));
        view! {
            <tr>
                <th scope="row">{place(lang, &of)}</th>
                <td data-label=t!(lang, "baseline.differ.kind")>{kind(lang, &of)}</td>
                {cells.collect_view()}
            </tr>
        }
    };
    let same = differences.places.is_empty();
    view! {
        <Section title note>
            {if same {
                view! { <p>{t!(lang, "baseline.differ.none")}</p> }.into_any()
            } else {
                view! {
                    <Table caption=t!(lang, "baseline.differ.caption")>
                        <thead><tr>
                            <Th label=t!(lang, "baseline.differ.place")/>
                            <Th label=t!(lang, "baseline.differ.kind")/>
                            {Metric::ALL.iter().map(|of| view! { <Th label=metric(lang, *of) number=true/> }).collect_view()}
                        </tr></thead>
                        <tbody>{differences.places.into_iter().map(row).collect_view()}</tbody>
                    </Table>
                }.into_any()
            }}
        </Section>
    }
}

/// One change of a record in words: 死亡人数 1 → 2.
pub(super) fn change(lang: Lang, Change(field, old, new): &Change) -> String {
    let key = format!("baseline.field.{field}");
    let label = if i18n::knows(&key) { i18n::words(lang, &key) } else { field.clone().into() };
    let told = |text: &String| match &**field {
        "category" => crate::incident::page::category(lang, text.clone()).into_owned(),
        "industry" => crate::enterprise::page::industry(lang, text).into_owned(),
        _ => text.clone(),
    };
    let value = |text: &Option<String>| text.as_ref().map_or_else(|| t!(lang, "ui.blank").into_owned(), &told);
    match (old, new) {
        (None, Some(new)) => format!("{label} {}", told(new)),
        (Some(old), None) => format!("{label} {} → {}", told(old), value(&None)),
        _ => format!("{label} {} → {}", value(old), value(new)),
    }
}

/// What became of a record, in words.
pub(super) fn became(lang: Lang, became: Became) -> Words {
    i18n::words(lang, &format!("baseline.became.{}", became.key()))
}

/// The records that make the figures differ.
#[component]
pub(super) fn Records(differences: Differences) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    if differences.causes.is_empty() {
        return ().into_any();
    }
    let more = differences.more;
    let row = move |cause: Cause| {
        let day = cause.day.map_or_else(|| t!(lang, "ui.not-given"), |day| i18n::short_date(day).into());
        let name = cause.enterprise.as_ref().map(|(_, name)| name.clone()).unwrap_or_default();
        let day = if cause.became == Became::Gone {
            day.into_any()
        } else {
            view! { <a href=format!("/incidents/{}", cause.incident)>{day}</a> }.into_any()
        };
        let state = if cause.became == Became::Gone { State::Late } else { State::Info };
        let changes = cause.changes.iter().map(|it| view! { <li>{change(lang, it)}</li> }).collect_view();
        let by = cause
            .by
            .map(|(who, at)| t!(lang, "baseline.frozen-by", who = who, when = i18n::moment(lang, ctx.local(at))));
        let filing = cause.filing.map(|(id, number)| view! { " " <a href=format!("/returns/{id}")>{number}</a> });
        view! {
            <tr>
                <th scope="row">{day}</th>
                <td data-label=t!(lang, "baseline.row.enterprise")>{name}</td>
                <td data-label=t!(lang, "baseline.became.title")><Badge state word=became(lang, cause.became)/></td>
                <td data-label=t!(lang, "baseline.became.changes")><ul class="changes">{changes}</ul></td>
                <td data-label=t!(lang, "baseline.became.by")>{by}{filing}</td>
            </tr>
        }
    };
    view! {
        <Section title=t!(lang, "baseline.became.records") note=t!(lang, "baseline.became.records-what")>
            <Table caption=t!(lang, "baseline.became.records")>
                <thead><tr>
                    <Th label=t!(lang, "baseline.row.period")/>
                    <Th label=t!(lang, "baseline.row.enterprise")/>
                    <Th label=t!(lang, "baseline.became.title")/>
                    <Th label=t!(lang, "baseline.became.changes")/>
                    <Th label=t!(lang, "baseline.became.by")/>
                </tr></thead>
                <tbody>{differences.causes.into_iter().map(row).collect_view()}</tbody>
            </Table>
            {(more > 0).then(|| view! { <p>{t!(lang, "baseline.became.more", n = more)}</p> })}
        </Section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_of_accident_is_told_in_the_readers_language() {
        let kind = Place::Category("中毒和窒息".to_owned());
        assert_eq!(place(Lang::Zh, &kind), "中毒和窒息");
        assert!(place(Lang::En, &kind).is_ascii(), "{}", place(Lang::En, &kind));
        assert_eq!(place(Lang::En, &Place::Category("自家的叫法".to_owned())), "自家的叫法", "on no list: as written");
        let moved = Change::new("category", Some("中毒和窒息".to_owned()), Some("坍塌".to_owned()));
        assert!(change(Lang::En, &moved).replace('→', "").is_ascii(), "{}", change(Lang::En, &moved));
    }
}
