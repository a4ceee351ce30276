//! Cells corrected in place: the small form in a wrong cell, and the list of what was corrected.
use super::super::model::{Correction, Filing, Out, SheetSummary, Taken};
use super::super::template::{Field, FieldType};
use super::words;
use crate::i18n::{self, Lang};
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{Section, Table, Th};
use leptos::prelude::*;
use uuid::Uuid;

/// What the cells of a sheet need to be corrected.
#[derive(Debug, Clone)]
pub struct Bench {
    pub filing: Uuid,
    /// The sheet's place in the workbook's summary, and its name.
    pub at: usize,
    pub sheet: String,
    /// Corrections that hold on this sheet.
    pub made: Vec<Correction>,
    /// Rows of this table that were left out.
    pub out: Vec<Out>,
    /// Whether the rows of this table are to be recorded at all.
    pub taken: bool,
}

impl Bench {
    pub fn of(filing: &Filing, at: usize, sheet: &SheetSummary, all: &[Correction]) -> Bench {
        let name = &sheet.info.sheet;
        let mine = |c: &&Correction| c.sheet == *name && c.undone_at.is_none();
        let here = |out: &&Out| out.sheet == *name && out.block == sheet.block();
        Bench {
            filing: filing.id,
            at,
            sheet: name.clone(),
            made: all.iter().filter(mine).cloned().collect(),
            out: filing.summary.out.iter().filter(here).cloned().collect(),
            taken: sheet.taken == Taken::Yes,
        }
    }

    pub fn out(&self, row: u32) -> Option<&Out> {
        self.out.iter().find(|out| out.row == row)
    }

    pub fn made(&self, row: u32, column: &str) -> Option<&Correction> {
        self.made.iter().find(|c| c.row == row && c.column == column)
    }
}

fn place(bench: &Bench, row: u32, column: &str) -> AnyView {
    view! {
        <input type="hidden" name="at" value=bench.at.to_string()/>
        <input type="hidden" name="row" value=row.to_string()/>
        <input type="hidden" name="column" value=column.to_owned()/>
    }
    .into_any()
}

/// The form that stands in a cell: what is typed goes the way of the file's own cells.
pub fn form(lang: Lang, bench: &Bench, row: u32, column: &str, field: &Field, now: &str) -> AnyView {
    let cell = format!("{column}{row}");
    let label = t!(lang, "sheet.fix-label", cell = cell, field = words::field_name(lang, field));
    let action = format!("/returns/{}/cells", bench.filing);
    view! {
        <details class="sheet-fix">
            <summary>{t!(lang, "sheet.fix")}</summary>
            <form method="post" action=action>
                <input type="hidden" name="id" value=Uuid::now_v7().to_string()/>
                <input type="hidden" name="sheet" value=bench.sheet.clone()/>
                {place(bench, row, column)}
                {control(lang, field, label.into_owned(), now)}
                <button type="submit" class="button button-small">{t!(lang, "sheet.fix-do")}</button>
            </form>
        </details>
    }
    .into_any()
}

fn control(lang: Lang, field: &Field, label: String, now: &str) -> AnyView {
    let options: Vec<String> = match field.ty {
        FieldType::Choice(words) => {
            words.iter().map(|word| if lang == Lang::Zh { word.zh } else { word.en }.to_owned()).collect()
        }
        FieldType::YesNo => vec![t!(lang, "ui.yes").into_owned(), t!(lang, "ui.no").into_owned()],
        _ => {
            return view! { <input class="input" name="value" type="text" maxlength="2000" value=now.to_owned() aria-label=label/> }
                .into_any();
        }
    };
    let option = |word: String| view! { <option value=word.clone()>{word.clone()}</option> };
    view! {
        <select class="input" name="value" aria-label=label>
            <option value="">{t!(lang, "ui.blank")}</option>
            {options.into_iter().map(option).collect_view()}
        </select>
    }
    .into_any()
}

/// The form that leaves a row out, with the reason; open again when it was refused.
pub fn leave(lang: Lang, bench: &Bench, row: u32) -> AnyView {
    let form = FormState::here();
    let here = form.refused && form.get("row") == row.to_string() && form.get("at") == bench.at.to_string();
    let problem = form.problem("leave").filter(|_| here).map(|what| i18n::problem(lang, &what));
    let (open, typed) = (problem.is_some(), if here { form.get("leave") } else { String::new() });
    let label = t!(lang, "sheet.leave-why", row = row).into_owned();
    let hint = t!(lang, "sheet.leave-hint").into_owned();
    view! {
        <details class="sheet-fix" open=open>
            <summary>{t!(lang, "sheet.leave-row")}</summary>
            <form method="post" action=format!("/returns/{}/out", bench.filing)>
                <input type="hidden" name="at" value=bench.at.to_string()/>
                <input type="hidden" name="row" value=row.to_string()/>
                {problem.map(|words| view! { <p class="problem">{words}</p> })}
                <input class="input" name="leave" id=open.then_some("leave") type="text" required=true maxlength="200" value=typed
                    aria-label=label placeholder=hint aria-invalid=open.then_some("true")/>
                <button type="submit" class="button button-small">{t!(lang, "sheet.leave-do")}</button>
            </form>
        </details>
    }
    .into_any()
}

/// Why a row was left out, and the way back.
pub fn left(lang: Lang, bench: &Bench, out: &Out) -> AnyView {
    let words = t!(lang, "sheet.left-by", who = out.by.clone(), reason = out.reason.clone());
    view! {
        <form class="sheet-made" method="post" action=format!("/returns/{}/out/undo", bench.filing)>
            <input type="hidden" name="at" value=bench.at.to_string()/>
            <input type="hidden" name="row" value=out.row.to_string()/>
            <span>{words}</span> " "
            <button type="submit" class="link-button">{t!(lang, "sheet.leave-back")}</button>
        </form>
    }
    .into_any()
}

/// What a corrected cell said before, and the way back.
pub fn made(lang: Lang, bench: &Bench, correction: &Correction) -> AnyView {
    let was = if correction.was.is_empty() { t!(lang, "ui.blank").into_owned() } else { correction.was.clone() };
    view! {
        <form class="sheet-made" method="post" action=format!("/returns/{}/cells/undo", bench.filing)>
            <input type="hidden" name="correction" value=correction.id.to_string()/>
            {place(bench, correction.row, &correction.column)}
            <span>{t!(lang, "sheet.was", was = was)}</span> " "
            <button type="submit" class="link-button">{t!(lang, "sheet.undo")}</button>
        </form>
    }
    .into_any()
}

/// Every correction of a return, undone ones too: the file itself stays as it was sent.
#[component]
pub fn Corrections(corrections: Vec<Correction>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    if corrections.is_empty() {
        return ().into_any();
    }
    let blank = move |text: String| if text.is_empty() { t!(lang, "ui.blank").into_owned() } else { text };
    let line = move |c: Correction| {
        let cell = c.cell();
        let at = i18n::moment(lang, ctx.local(c.made_at));
        let undone = c.undone_at.map(|at| t!(lang, "sheet.undone-at", at = i18n::moment(lang, ctx.local(at))));
        view! {
            <tr>
                <th scope="row">{c.sheet} " " {cell}</th>
                <td data-label=t!(lang, "sheet.from-to")><del>{blank(c.was)}</del> " → " <ins>{blank(c.typed)}</ins></td>
                <td data-label=t!(lang, "sheet.who")>{c.who}</td>
                <td data-label=t!(lang, "returns.desk.at") class="date">{at} {undone.map(|words| view! { <small>" " {words}</small> })}</td>
            </tr>
        }
    };
    view! {
        <Section title=t!(lang, "sheet.corrections") note=t!(lang, "sheet.corrections-note")>
            <Table caption=t!(lang, "sheet.corrections")>
                <thead>
                    <tr>
                        <Th label=t!(lang, "sheet.cell")/>
                        <Th label=t!(lang, "sheet.from-to")/>
                        <Th label=t!(lang, "sheet.who")/>
                        <Th label=t!(lang, "returns.desk.at")/>
                    </tr>
                </thead>
                <tbody>{corrections.into_iter().map(line).collect_view()}</tbody>
            </Table>
        </Section>
    }
    .into_any()
}
