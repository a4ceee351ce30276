//! One return, whatever its standing: being read, refused, a draft, sent, withdrawn.
use super::super::model::{Correction, Fate, Filing, SAME_FILE, Standing};
use super::super::report::Problem;
use super::super::service::{self, Asked, Beside, Named, Preview, Progress, Question};
use super::super::told::Doubt;
use super::{preview, receipt, steps, words};
use crate::i18n;
use crate::server::page::answer;
use crate::server::{Ctx, FormState, Halt};
use crate::t;
use crate::ui::{Confirm, Crumb, ErrorSummary, Fact, Facts, Notice, Page, Query, State};
use axum::http::{HeaderValue, header};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// What the page asks of a filing.
fn question(query: &Query) -> Question {
    Question {
        sheet: query.get("sheet").parse().unwrap_or(0),
        fate: Fate::parse(query.get("show")),
        page: query.get("page").parse().unwrap_or(1),
        row: query.get("row").parse().ok(),
    }
}

/// What a page of a filing shows: what is asked first, the rows of a draft, or what became of it.
enum Seen {
    Asked(Doubt, Box<Asked>),
    Rows(Preview, Vec<Correction>, Vec<Named>),
    Sent(Box<Beside>),
}

/// The first sheet of which something was read.
fn first_read(filing: &Filing) -> usize {
    filing.summary.sheets.iter().position(|sheet| sheet.unread().is_none()).unwrap_or(0)
}

async fn data(ctx: &Ctx, id: &str, question: Question, named: bool) -> Result<(Filing, Seen), Halt> {
    let filing = service::filing(ctx, id.parse().map_err(|_| Halt::Missing)?).await?;
    let question = if named { question } else { Question { sheet: first_read(&filing), ..question } };
    if filing.standing.is_taken() || filing.standing == Standing::Undone {
        let beside = service::beside(ctx, &filing).await?;
        return Ok((filing, Seen::Sent(Box::new(beside))));
    }
    if filing.standing != Standing::Draft {
        return Ok((filing, Seen::Rows(Preview::default(), Vec::new(), Vec::new())));
    }
    let seen = match steps::open_question(ctx, &filing).await? {
        Some((doubt, asked)) => Seen::Asked(doubt, Box::new(asked)),
        None => {
            let corrections = service::corrections(ctx, &filing).await?;
            let names = service::names(ctx, &filing).await?;
            Seen::Rows(service::preview(ctx, &filing, question).await?, corrections, names)
        }
    };
    Ok((filing, seen))
}

#[component]
pub fn OneReturn() -> impl IntoView {
    let ctx = Ctx::here();
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let query = Query::here();
    let (mut question, mut named) = (question(&query), !query.get("sheet").is_empty());
    // A form of a row that was refused comes back at its row.
    let form = FormState::here();
    if form.refused
        && let (Ok(sheet), Ok(row)) = (form.get("at").parse(), form.get("row").parse())
    {
        (question, named) = (Question { sheet, row: Some(row), ..question }, true);
    }
    Suspend::new(async move {
        answer(data(&ctx, &id, question, named).await, move |(filing, seen)| match (filing.standing, seen) {
            (Standing::Checking, _) => view! { <Waiting filing/> }.into_any(),
            (Standing::Draft, Seen::Asked(doubt, asked)) => {
                view! { <steps::Question filing doubt asked=*asked/> }.into_any()
            }
            (Standing::Draft, Seen::Rows(preview, corrections, names)) => {
                view! { <preview::Draft filing preview corrections names question/> }.into_any()
            }
            (_, Seen::Sent(beside)) => view! { <receipt::Receipt filing beside=*beside/> }.into_any(),
            _ => view! { <Over filing/> }.into_any(),
        })
    })
}

pub(super) fn crumbs(ctx: &Ctx) -> Vec<Crumb> {
    vec![Crumb::new("/returns", t!(ctx.lang, "returns.desk.title"))]
}

/// What is known of a filing before anything else.
#[component]
pub(super) fn FileFacts(filing: Filing) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let whom = filing.enterprise.clone().unwrap_or_else(|| t!(lang, "returns.desk.department").into_owned());
    let size = t!(lang, "returns.desk.kilobytes", n = i18n::number((filing.bytes + 1023) / 1024));
    let file = format!("/returns/{}/file", filing.id);
    let nil = filing.summary.nil.clone();
    let what = match nil {
        Some(nil) => {
            let (kind, period) = (words::template_name(lang, &nil.template), words::period_text(lang, &nil.period));
            let words = t!(lang, "standing.nil.statement", name = nil.by, kind = kind, period = period);
            view! { <Fact label=t!(lang, "standing.nil.label")>{words}</Fact> }.into_any()
        }
        None => view! {
            <Fact label=t!(lang, "returns.desk.file")><a href=file download=true>{filing.file_name.clone()}</a> " " {size}</Fact>
        }
        .into_any(),
    };
    view! {
        <Facts>
            {what}
            <Fact label=t!(lang, "returns.desk.from")>{whom} " · " {filing.sender.clone()}</Fact>
            <Fact label=t!(lang, "returns.desk.uploaded")>{i18n::moment(lang, ctx.local(filing.uploaded_at))}</Fact>
            {filing.summary.note.clone().map(|note| view! { <Fact label=t!(lang, "returns.desk.note")>{note}</Fact> })}
        </Facts>
    }
}

/// The workbook is being read: the page asks again by itself.
#[component]
fn Waiting(filing: Filing) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.insert_header(header::REFRESH, HeaderValue::from_static("2"));
    }
    let here = format!("/returns/{}", filing.id);
    let far = match service::progress(&ctx, &filing) {
        Progress::Waits(0) | Progress::Read(0) => None,
        Progress::Waits(ahead) => Some(t!(lang, "returns.desk.waits", n = i18n::number(ahead as i64))),
        Progress::Read(rows) => Some(t!(lang, "returns.desk.rows-read", n = i18n::number(rows as i64))),
    };
    view! {
        <Page title=t!(lang, "returns.desk.reading-title", number = filing.number) crumbs=crumbs(&ctx)>
            <ErrorSummary/>
            <Notice state=State::Info title=t!(lang, "returns.desk.reading")>
                {far.map(|far| view! { <p>{far}</p> })}
                <p>{t!(lang, "returns.desk.reading-text")}</p>
                <p><a href=here>{t!(lang, "returns.desk.look-again")}</a></p>
            </Notice>
            <FileProblems filing=filing.clone()/>
            <FileFacts filing=filing.clone()/>
            <Withdraw id=filing.id/>
        </Page>
    }
}

/// A file that could not be read, or a draft that was dropped.
#[component]
fn Over(filing: Filing) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let refused = filing.standing == Standing::Refused;
    let title = match refused {
        true => t!(lang, "returns.desk.refused-title", number = filing.number),
        false => t!(lang, "returns.desk.withdrawn-title", number = filing.number),
    };
    let again =
        view! { <a class="button button-primary" href="/returns/new">{t!(lang, "returns.desk.choose-again")}</a> };
    view! {
        <Page title crumbs=crumbs(&ctx) action=again.into_any()>
            <ErrorSummary/>
            <FileProblems filing=filing.clone()/>
            {refused.then(|| view! { <p>{t!(lang, "returns.desk.refused-text")}</p> })}
            <FileFacts filing=filing.clone()/>
        </Page>
    }
}

/// What is wrong with the file as a whole, in words, with what to do.
#[component]
pub(super) fn FileProblems(filing: Filing) -> impl IntoView {
    let lang = Ctx::here().lang;
    let earlier = filing.summary.duplicate_of.clone();
    let line = move |problem: Problem| {
        let same = SAME_FILE.iter().position(|code| *code == problem.code);
        let link = earlier.clone().zip(same).map(|(earlier, same)| {
            let words = match same {
                0 => t!(lang, "returns.desk.first-receipt", number = earlier.number),
                _ => t!(lang, "returns.desk.first-draft", number = earlier.number),
            };
            view! { <p><a href=format!("/returns/{}", earlier.id)>{words}</a></p> }
        });
        view! {
            <Notice state=words::state_of(problem.severity)>
                <p>{words::said(lang, &problem)}</p>
                {link}
            </Notice>
        }
    };
    filing.summary.problems.clone().into_iter().map(line).collect_view()
}

/// Drops what was not sent; asks once.
#[component]
pub(super) fn Withdraw(id: uuid::Uuid) -> impl IntoView {
    let lang = Ctx::here().lang;
    view! {
        <Confirm button=t!(lang, "returns.desk.withdraw")>
            <p>{t!(lang, "returns.desk.withdraw-text")}</p>
            <form method="post" action=format!("/returns/{id}/withdraw")>
                <button type="submit" class="button button-danger">{t!(lang, "returns.desk.withdraw-yes")}</button>
            </form>
        </Confirm>
    }
}
