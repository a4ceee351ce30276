//! What is due when: the rules, the district's own days over them, and the form that sets those.
use super::super::model::duty::{Cutoff, Every, Origin, Whom};
use super::super::service::{self, CalendarPage, Days};
use super::list::duty_choices;
use super::{Views, words};
use crate::i18n::{self, Lang};
use crate::kernel::rulebook::Cite;
use crate::server::Ctx;
use crate::server::form::FormState;
use crate::server::page::answer;
use crate::t;
use crate::ui::{
    CheckField, Choice, Crumb, DateField, ErrorSummary, NumberField, Page, Section, SelectField, Table, Th, Words,
};
use leptos::prelude::*;

#[component]
pub fn CalendarDays() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let asking = ctx.clone();
    let body =
        Suspend::new(async move { answer(service::calendar_page(&asking).await, move |page| view! { <Body page/> }) });
    let crumbs = match ctx.admin() {
        Ok(_) => Vec::new(),
        Err(_) => vec![Crumb::new("/returns", t!(lang, "returns.desk.title"))],
    };
    let views = ctx.admin().is_err().then(|| view! { <Views/> });
    view! {
        <Page title=t!(lang, "standing.calendar.title") purpose=t!(lang, "standing.calendar.purpose") crumbs>
            <ErrorSummary/>
            {views}
            {body}
        </Page>
    }
}

/// "By the 15th of the month after each quarter, from everyone".
fn when(lang: Lang, line: &Cutoff) -> Words {
    let every = i18n::words(lang, &format!("standing.every.{}", line.every.key()));
    match line.months_after {
        1 => t!(lang, "standing.calendar.when-next", every = every, day = line.day),
        n => t!(lang, "standing.calendar.when", every = every, day = line.day, n = n),
    }
}

fn whom(lang: Lang, line: &Cutoff) -> Words {
    i18n::words(lang, &format!("standing.whom.{}", line.whom.key()))
}

fn origin(ctx: &Ctx, line: &Cutoff) -> AnyView {
    let lang = ctx.lang;
    match &line.origin {
        Origin::District { by, at } => {
            let at = i18n::moment(lang, ctx.local(*at));
            t!(lang, "standing.calendar.own", who = by.clone(), at = at).into_any()
        }
        Origin::Rule { law, article, zh, en, confidence } => {
            let words = if lang == Lang::Zh { zh } else { en }.clone();
            let cite = Cite { law: law.clone(), article: article.clone(), confidence: *confidence };
            view! { {words} " " <small class="law">{i18n::cite(lang, &cite)}</small> }.into_any()
        }
    }
}

#[component]
fn Body(page: CalendarPage) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let may_set = page.may_set;
    let row = move |Days { template, now, later }: Days| {
        let (due, from, why) = match &now {
            Some(line) => (when(lang, line), whom(lang, line), origin(&ctx, line)),
            None => (t!(lang, "standing.whom.nobody"), "".into(), ().into_any()),
        };
        let later = later.into_iter().map(|(first, line)| {
            let since = words::period_name(lang, first);
            let words =
                t!(lang, "standing.calendar.later", since = since, when = when(lang, &line), whom = whom(lang, &line));
            view! { <p><small>{words}</small></p> }
        });
        view! {
            <tr>
                <th scope="row">{words::template_name(lang, template)}</th>
                <td data-label=t!(lang, "standing.calendar.due")>{due} {later.collect_view()}</td>
                <td data-label=t!(lang, "standing.calendar.whom")>{from}</td>
                <td data-label=t!(lang, "standing.calendar.source")>{why}</td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "standing.calendar.title")>
            <thead>
                <tr>
                    <Th label=t!(lang, "returns.desk.kinds")/>
                    <Th label=t!(lang, "standing.calendar.due")/>
                    <Th label=t!(lang, "standing.calendar.whom")/>
                    <Th label=t!(lang, "standing.calendar.source")/>
                </tr>
            </thead>
            <tbody>{page.lines.into_iter().map(row).collect_view()}</tbody>
        </Table>
        {may_set.then(|| view! { <Set/> })}
    }
}

/// The district's own days for one template.
#[component]
fn Set() -> impl IntoView {
    let lang = Ctx::here().lang;
    // Asked only of whoever was told what the new line does.
    let doubtful = FormState::here().problems.iter().any(|problem| problem.field == "sure");
    let sure = vec![Choice::new("yes", t!(lang, "standing.calendar.sure-yes"))];
    let every =
        Every::ALL.map(|every| Choice::new(every.key(), i18n::words(lang, &format!("standing.every.{}", every.key()))));
    let whom =
        Whom::ALL.map(|whom| Choice::new(whom.key(), i18n::words(lang, &format!("standing.whom.{}", whom.key()))));
    view! {
        <Section title=t!(lang, "standing.calendar.set") note=t!(lang, "standing.calendar.set-note")>
            <form class="form" method="post" action="/returns/calendar" novalidate>
                <SelectField name="template" label=t!(lang, "returns.desk.kinds") choices=duty_choices(lang)/>
                <SelectField name="every" label=t!(lang, "standing.calendar.every") choices=every.to_vec()/>
                <NumberField name="months_after" label=t!(lang, "standing.calendar.months-after") unit=t!(lang, "standing.calendar.months") hint=t!(lang, "standing.calendar.months-hint")/>
                <NumberField name="day" label=t!(lang, "standing.calendar.day") unit=t!(lang, "standing.calendar.day-unit")/>
                <SelectField name="whom" label=t!(lang, "standing.calendar.whom") choices=whom.to_vec()/>
                <DateField name="since" label=t!(lang, "standing.calendar.since") hint=t!(lang, "standing.calendar.since-hint")/>
                {doubtful.then(|| view! { <CheckField name="sure" label=t!(lang, "standing.calendar.sure") choices=sure/> })}
                <div class="actions"><button type="submit" class="button button-primary">{t!(lang, "standing.calendar.save")}</button></div>
            </form>
        </Section>
    }
}
