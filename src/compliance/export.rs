//! The lists as workbooks. Texts stay texts, whatever they begin with.
use super::model::{AsOf, Duty, ListFilter, Standing};
use super::page::{self, list, talks};
use super::service::{District, Listed, Talks};
use crate::i18n::{self, Lang};
use crate::returns::who_filed::{head, put};
use crate::server::Halt;
use crate::t;
use anyhow::Context;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// `企业履职名单 2025年度 2026-11-05.xlsx`: the year that is judged, and the day.
pub fn file_name(lang: Lang, name: &str, at: &AsOf) -> String {
    format!("{name} {} {}.xlsx", t!(lang, "compliance.export-year", year = at.year), i18n::short_date(at.on))
}

fn rows(sheet: &mut Worksheet, first: u32, all: &[Vec<String>]) -> Result<(), XlsxError> {
    for (at, row) in (first..).zip(all) {
        for (column, text) in (0_u16..).zip(row) {
            put(sheet, at, column, text)?;
        }
    }
    Ok(())
}

/// What the file is of: the year and the day, what was asked for, and who is not judged in it.
fn about(
    lang: Lang,
    sheet: &mut Worksheet,
    (district, town): (&District, &str),
    said: Vec<String>,
) -> Result<(), XlsxError> {
    sheet.set_name(t!(lang, "compliance.export-about"))?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_column_width(0, 100.0)?;
    let place = Some(town).filter(|town| !town.is_empty()).map(str::to_owned);
    let place = place.unwrap_or_else(|| t!(lang, "trends.district").into_owned());
    let head = [page::as_of(lang, &district.at).into_owned(), place];
    let late = page::late_comers(lang, district, town).map(crate::ui::Words::into_owned);
    for (row, text) in (0_u32..).zip(head.into_iter().chain(late).chain(said)) {
        sheet.write_string_with_format(row, 0, text, &wrapped)?;
    }
    Ok(())
}

/// The list: a row for each duty that its page tells of, so that it can be filtered.
///
/// # Errors
/// The file could not be put together.
pub fn enterprises(lang: Lang, listed: &Listed, filter: &ListFilter) -> Result<Vec<u8>, Halt> {
    let at = listed.district.at;
    let mut all = Vec::new();
    for standing in listed.rows() {
        let told = list::told(standing, filter);
        let one = |duty: Option<Duty>| {
            let judged = duty.and_then(|duty| standing.of(duty));
            let (word, why) = judged.map_or_else(Default::default, |judged| {
                let (_, word, why) = page::judged(lang, judged);
                (word.into_owned(), why)
            });
            let owner = &standing.facts.owner;
            vec![
                owner.town.clone(),
                owner.name.clone(),
                duty.map(|duty| page::duty_name(lang, duty).into_owned()).unwrap_or_default(),
                word,
                why,
                duty.map(|duty| page::law(lang, &at, duty)).unwrap_or_default(),
                list::day(judged.and_then(|judged| judged.due)),
                owner.officer.clone().unwrap_or_default(),
                owner.phone.clone().unwrap_or_default(),
            ]
        };
        if told.is_empty() {
            all.push(one(None));
        }
        all.extend(told.into_iter().map(|duty| one(Some(duty))));
    }
    let duty = filter.duty.map(|duty| page::duty_name(lang, duty).into_owned());
    let state = filter.state.map(|state| i18n::words(lang, &format!("compliance.status.{}", state.key())).into_owned());
    let asked_for = duty.into_iter().chain(state).collect();
    let made = || {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name(t!(lang, "compliance.tab.list"))?;
        head(
            sheet,
            &[
                (t!(lang, "compliance.list.town"), 14.0),
                (t!(lang, "compliance.list.enterprise"), 36.0),
                (t!(lang, "compliance.list.duty"), 16.0),
                (t!(lang, "compliance.list.stands"), 12.0),
                (t!(lang, "compliance.list.why"), 60.0),
                (t!(lang, "compliance.list.law"), 36.0),
                (t!(lang, "compliance.list.due"), 14.0),
                (t!(lang, "compliance.list.officer"), 14.0),
                (t!(lang, "compliance.list.phone"), 18.0),
            ],
        )?;
        rows(sheet, 1, &all)?;
        about(lang, book.add_worksheet(), (&listed.district, &filter.town), asked_for)?;
        book.save_to_buffer()
    };
    Ok(made().context("write a workbook")?)
}

/// Two sheets: who needs a talk, a row for each reason; who may be commended.
///
/// # Errors
/// The file could not be put together.
pub fn talks(lang: Lang, found: &Talks, town: &str) -> Result<Vec<u8>, Halt> {
    let at = found.district.at;
    let who = |standing: &Standing| [standing.facts.owner.town.clone(), standing.facts.owner.name.clone()];
    let mut talk = Vec::new();
    for (place, reasons) in &found.talk {
        let Some(standing) = found.standing(*place) else { continue };
        for reason in reasons {
            let why = reason.ground.duty().and_then(|duty| standing.of(duty));
            let why = why.map(|judged| page::why(lang, &judged.why)).unwrap_or_default();
            let mut row = who(standing).to_vec();
            row.extend([talks::reason(lang, reason), why, talks::law_of(lang, reason.ground, &at)]);
            talk.push(row);
        }
    }
    let mut award = Vec::new();
    for (place, conditions) in &found.award {
        let Some(standing) = found.standing(*place) else { continue };
        let mut row = who(standing).to_vec();
        row.push(conditions.iter().map(|one| talks::condition(lang, one)).collect::<Vec<_>>().join(" · "));
        award.push(row);
    }
    let (place, name) = (t!(lang, "compliance.list.town"), t!(lang, "compliance.list.enterprise"));
    let made = || {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name(t!(lang, "compliance.talks.talk"))?;
        let reasons = t!(lang, "compliance.talks.reasons");
        let (why, law) = (t!(lang, "compliance.list.why"), t!(lang, "compliance.list.law"));
        head(sheet, &[(place.clone(), 14.0), (name.clone(), 36.0), (reasons, 44.0), (why, 60.0), (law, 36.0)])?;
        rows(sheet, 1, &talk)?;
        let sheet = book.add_worksheet();
        sheet.set_name(t!(lang, "compliance.talks.award"))?;
        head(sheet, &[(place, 14.0), (name, 36.0), (t!(lang, "compliance.talks.conditions"), 80.0)])?;
        rows(sheet, 1, &award)?;
        let caution = t!(lang, "compliance.talks.caution").into_owned();
        about(lang, book.add_worksheet(), (&found.district, town), vec![caution])?;
        book.save_to_buffer()
    };
    Ok(made().context("write a workbook")?)
}
