//! Which enterprises filed anything for a year: what stands behind the filing share.
use crate::i18n;
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::trends::filers::{self, Filer, Filers, PAGE_SIZE};
use crate::ui::{
    Badge, Choice, Crumb, DateField, Filters, NumberField, Page, Pager, Query, SelectField, State, Table, Th,
};
use leptos::prelude::*;

/// `/trends/filing`
#[component]
pub fn FilingList() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let asked = Filers::read(Query::here().fields(), ctx.today());
    Suspend::new(async move {
        answer(filers::filers(&ctx, &asked).await, move |(filers, total, towns)| {
            let towns: Vec<Choice> = towns.into_iter().map(|town| Choice::new(town.clone(), town)).collect();
            let filed = ["yes", "no"].map(|key| Choice::new(key, i18n::words(lang, &format!("trends.filing.{key}"))));
            let rows = filers.into_iter().map(row).collect_view();
            view! {
                <Page title=t!(lang, "trends.filing.title", year = asked.year) purpose=t!(lang, "trends.filing.purpose", day = i18n::date(lang, asked.by))
                    crumbs=vec![Crumb::new("/trends", t!(lang, "ui.rail.trends"))]>
                    <Filters>
                        <NumberField name="year" label=t!(lang, "trends.filing.year")/>
                        <DateField name="by" label=t!(lang, "trends.filing.by")/>
                        <SelectField name="filed" label=t!(lang, "trends.filing.state") choices=filed.to_vec() blank=t!(lang, "ui.all")/>
                        <SelectField name="town" label=t!(lang, "trends.town") choices=towns blank=t!(lang, "ui.all")/>
                    </Filters>
                    {if total == 0 {
                        view! { <p>{t!(lang, "trends.filing.none")}</p> }.into_any()
                    } else {
                        view! {
                            <Table caption=t!(lang, "trends.filing.title", year = asked.year)>
                                <thead><tr>
                                    <Th label=t!(lang, "trends.filing.enterprise")/>
                                    <Th label=t!(lang, "trends.town")/>
                                    <Th label=t!(lang, "trends.filing.state")/>
                                </tr></thead>
                                <tbody>{rows}</tbody>
                            </Table>
                            <Pager page=asked.page size=PAGE_SIZE total/>
                        }.into_any()
                    }}
                </Page>
            }
        })
    })
}

fn row(filer: Filer) -> impl IntoView {
    let lang = Ctx::here().lang;
    let (state, word) = if filer.filed {
        (State::Ok, t!(lang, "trends.filing.yes"))
    } else {
        (State::Late, t!(lang, "trends.filing.no"))
    };
    view! {
        <tr>
            <th scope="row"><a href=format!("/enterprises/{}", filer.id)>{filer.name}</a></th>
            <td data-label=t!(lang, "trends.town")>{filer.town}</td>
            <td data-label=t!(lang, "trends.filing.state")><Badge state word/></td>
        </tr>
    }
}
