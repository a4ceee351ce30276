//! Lists of returns: all that the reader may see, and those that wait for a decision.
use super::super::model::review::Verdict;
use super::super::model::{Listed, Standing};
use super::super::rule::calendar::book;
use super::super::service::{self, Filter};
use super::super::template::TEMPLATES;
use super::{Views, new_button, words};
use crate::enterprise;
use crate::i18n;
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use crate::t;
use crate::ui::{
    Badge, Chip, Chips, Choice, Empty, ErrorSummary, Filters, MoreFilters, Page, Pager, Query, SearchField,
    SelectField, State, Table, TextField, Th, Width,
};
use leptos::prelude::*;

/// Returns on one page of the list.
const PAGE_SIZE: i64 = 50;

/// The page asked for, from 1.
fn page_of(query: &Query) -> i64 {
    query.get("page").parse().unwrap_or(1_i64).clamp(1, 1_000_000)
}

async fn data(ctx: &Ctx, filter: &Filter, page: i64) -> Result<((Vec<Listed>, i64), Vec<String>), Halt> {
    let found = service::list(ctx, filter, page, PAGE_SIZE).await?;
    let one = ctx.scope()?.enterprise().is_some() || ctx.scope()?.town().is_some();
    let towns = if one { Vec::new() } else { enterprise::service::towns(&mut ctx.read().await?).await? };
    Ok((found, towns))
}

/// Every return that the reader may see.
#[component]
pub fn Returns() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let query = Query::here();
    let page = page_of(&query);
    let filter = Filter {
        standing: Standing::parse(query.get("state")),
        q: query.get("q").to_owned(),
        town: query.get("town").to_owned(),
        template: query.get("template").to_owned(),
        period: query.get("period").to_owned(),
        ..Filter::default()
    };
    let asking = ctx.clone();
    let list = Suspend::new(async move {
        answer(data(&asking, &filter, page).await, move |((rows, total), towns)| {
            view! {
                <Narrow towns/>
                <Rows rows/>
                <Pager page size=PAGE_SIZE total/>
            }
        })
    });
    let action = new_button(&ctx).unwrap_or_else(|| ().into_any());
    view! {
        <Page title=t!(lang, "returns.desk.title") purpose=t!(lang, "returns.desk.purpose") action>
            <Views/>
            {list}
        </Page>
    }
}

/// The filters of the list.
#[component]
fn Narrow(towns: Vec<String>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let query = Query::here();
    let states: Vec<Choice> =
        Standing::ALL.iter().map(|s| Choice::new(s.key(), words::standing_name(lang, *s))).collect();
    let kinds: Vec<Choice> = TEMPLATES.iter().map(|t| Choice::new(t.key, words::template_name(lang, t.key))).collect();
    let towns: Vec<Choice> = towns.into_iter().map(|town| Choice::new(town.clone(), town)).collect();
    let mut chips: Vec<Chip> = Vec::new();
    chips.extend(Chip::of(&query, "q", t!(lang, "standing.list.q")));
    chips.extend(Chip::chosen(&query, "state", t!(lang, "returns.desk.state"), &states));
    chips.extend(Chip::chosen(&query, "template", t!(lang, "returns.desk.kinds"), &kinds));
    chips.extend(Chip::of(&query, "town", t!(lang, "standing.list.town")));
    chips.extend(Chip::of(&query, "period", t!(lang, "standing.list.period")));
    let in_town = (!towns.is_empty()).then(|| {
        view! { <SelectField name="town" label=t!(lang, "standing.list.town") choices=towns.clone() blank=t!(lang, "ui.all")/> }
    });
    view! {
        <Filters>
            <SearchField name="q" label=t!(lang, "standing.list.q")/>
            <SelectField name="state" label=t!(lang, "returns.desk.state") choices=states blank=t!(lang, "ui.all")/>
            <SelectField name="template" label=t!(lang, "returns.desk.kinds") choices=kinds blank=t!(lang, "ui.all")/>
            <MoreFilters names=&["town", "period"]>
                {in_town}
                <TextField name="period" label=t!(lang, "standing.list.period") hint=t!(lang, "standing.list.period-hint") optional=true width=Width::Short/>
            </MoreFilters>
        </Filters>
        <Chips chips/>
    }
}

/// Returns as a table; empty, what to do first.
#[component]
pub fn Rows(rows: Vec<Listed>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    if rows.is_empty() {
        let text = t!(lang, "returns.desk.none-text");
        return view! { <Empty title=t!(lang, "returns.desk.none") text/> }.into_any();
    }
    let line = move |row: Listed| {
        let names: Vec<_> = row.templates.iter().map(|key| words::template_name(lang, key)).collect();
        let file = told(lang, &row);
        let whom = row.enterprise.unwrap_or(row.sender);
        let at = i18n::moment(lang, ctx.local(row.sent_at.unwrap_or(row.uploaded_at)));
        let number = row.number;
        let open = (row.open > 0).then(|| {
            let word = t!(lang, "standing.open.badge", n = i18n::number(row.open as i64));
            view! { " " <a href=format!("/returns/{}#open", row.id)><Badge state=State::Soon word/></a> }
        });
        view! {
            <tr>
                <th scope="row"><a href=format!("/returns/{}", row.id)>{number}</a></th>
                <td data-label=t!(lang, "returns.desk.file")>{file}</td>
                <td data-label=t!(lang, "returns.desk.kinds")>{names.join(" · ")}</td>
                <td data-label=t!(lang, "returns.desk.from")>{whom}</td>
                <td data-label=t!(lang, "returns.desk.rows") class="num">{i18n::number(row.tally.good() as i64)}</td>
                <td data-label=t!(lang, "returns.desk.state")>
                    <Badge state=words::standing_state(row.standing) word=words::standing_name(lang, row.standing)/>
                    {open}
                </td>
                <td data-label=t!(lang, "returns.desk.at") class="date">{at}</td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "returns.desk.title")>
            <thead>
                <tr>
                    <Th label=t!(lang, "returns.desk.number")/>
                    <Th label=t!(lang, "returns.desk.file")/>
                    <Th label=t!(lang, "returns.desk.kinds")/>
                    <Th label=t!(lang, "returns.desk.from")/>
                    <Th label=t!(lang, "returns.desk.rows") number=true/>
                    <Th label=t!(lang, "returns.desk.state")/>
                    <Th label=t!(lang, "returns.desk.at")/>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(line).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

/// The file's name, or what the statement is about.
fn told(lang: i18n::Lang, row: &Listed) -> crate::ui::Words {
    match &row.nil {
        Some(nil) => t!(lang, "standing.nil.line", period = words::period_text(lang, &nil.period)),
        None => row.file_name.clone().into(),
    }
}

/// Returns that wait for the reviewer: accepted with one click, opened to be sent back.
#[component]
pub fn ToReview() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let page = page_of(&Query::here());
    let asking = ctx.clone();
    let list = Suspend::new(async move {
        answer(service::to_review(&asking, page, PAGE_SIZE).await, move |(rows, total)| {
            if rows.is_empty() {
                let text = t!(lang, "standing.review.none-text");
                return view! { <Empty title=t!(lang, "standing.review.none") text/> }.into_any();
            }
            view! { <Waiting rows/> <Pager page size=PAGE_SIZE total/> }.into_any()
        })
    });
    let crumbs = vec![crate::ui::Crumb::new("/returns", t!(lang, "returns.desk.title"))];
    view! {
        <Page title=t!(lang, "standing.review.title") purpose=t!(lang, "standing.review.purpose") crumbs>
            <ErrorSummary/>
            <Views/>
            {list}
        </Page>
    }
}

#[component]
fn Waiting(rows: Vec<Listed>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let line = move |row: Listed| {
        let names: Vec<_> = row.templates.iter().map(|key| words::template_name(lang, key)).collect();
        let file = told(lang, &row);
        let whom = row.enterprise.clone().unwrap_or_else(|| row.sender.clone());
        let at = i18n::moment(lang, ctx.local(row.sent_at.unwrap_or(row.uploaded_at)));
        let counts = t!(
            lang,
            "returns.desk.taken-counts",
            new = i18n::number(row.tally.new as i64),
            changed = i18n::number(row.tally.changed as i64),
            same = i18n::number(row.tally.same as i64)
        );
        let counts = if row.nil.is_some() { t!(lang, "standing.nil.short") } else { counts };
        let open = format!("/returns/{}", row.id);
        view! {
            <tr>
                <th scope="row"><a href=open.clone()>{row.number}</a></th>
                <td data-label=t!(lang, "returns.desk.from")>{whom}</td>
                <td data-label=t!(lang, "returns.desk.kinds")>{names.join(" · ")}</td>
                <td data-label=t!(lang, "returns.desk.file")>{file}</td>
                <td data-label=t!(lang, "returns.desk.taken-label")>{counts}</td>
                <td data-label=t!(lang, "returns.desk.at") class="date">{at}</td>
                <td class="act">
                    <form method="post" action=format!("{open}/review")>
                        <input type="hidden" name="verdict" value=Verdict::Accept.key()/>
                        <input type="hidden" name="version" value=row.version.to_string()/>
                        <input type="hidden" name="back" value="list"/>
                        <button type="submit" class="button button-small">{t!(lang, "standing.verdict.accept")}</button>
                    </form>
                    <a href=open>{t!(lang, "standing.review.open")}</a>
                </td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "standing.review.title")>
            <thead>
                <tr>
                    <Th label=t!(lang, "returns.desk.number")/>
                    <Th label=t!(lang, "returns.desk.from")/>
                    <Th label=t!(lang, "returns.desk.kinds")/>
                    <Th label=t!(lang, "returns.desk.file")/>
                    <Th label=t!(lang, "returns.desk.taken-label")/>
                    <Th label=t!(lang, "returns.desk.at")/>
                    <Th label=t!(lang, "standing.review.decision")/>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(line).collect_view()}</tbody>
        </Table>
    }
}

/// The templates that the calendar knows, as choices.
pub fn duty_choices(lang: i18n::Lang) -> Vec<Choice> {
    book().iter().map(|line| Choice::new(line.template.clone(), words::template_name(lang, &line.template))).collect()
}
