//! Restatements: drafted from the records, by hand or by a workbook; approved, refused, twice, at once.
use super::*;
use crate::baseline::model::{Baseline, Became, Flag, Judged, Place};
use crate::baseline::page::flag_words;
use crate::bulletin;
use crate::db::Db;
use crate::i18n::Lang;

/// A program in which 2025 has three counted accidents and is frozen as version 1.
struct Frozen {
    d: District,
    first: Uuid,
    accidents: [Uuid; 3],
}

async fn frozen(db: Db) -> Frozen {
    let d = district(db).await;
    let accidents = [
        d.accident(0, "2025-03-01", Some("08"), Some(2), true).await,
        d.accident(0, "2025-06-01", Some("03"), Some(0), true).await,
        d.accident(1, "2025-12-31", None, Some(1), true).await,
    ];
    let first = d.compute(2025).await;
    d.freeze(first, "2026-01-12").await.expect("frozen");
    Frozen { d, first, accidents }
}

macro_rules! sql {
    ($d:expr, $sql:expr $(, $bind:expr)*) => {{
        let mut tx = $d.ctx.write().await.expect("write");
        run!(&mut tx, $sql $(, $bind)*).expect($sql);
        tx.commit().await.expect("commit");
    }};
}

impl Frozen {
    async fn deaths_to(&self, at: usize, deaths: i64) {
        sql!(
            self.d,
            "UPDATE incident SET deaths = $2, version = version + 1 WHERE id = $1",
            self.accidents[at],
            deaths
        );
    }

    async fn restate(&self, seen: &str, new: Uuid) -> Result<Uuid, Halt> {
        let typed = form(&[("id", &new.to_string()), ("seen", seen), ("reason", "市局复核，\r\n核增死亡 1 人")]);
        service::restate(&self.d.qian, &inspector(&self.d.qian), self.first, &typed).await
    }

    async fn refuse(&self, seen: &str, reason: &str) -> Result<(), Halt> {
        let typed = form(&[("seen", seen), ("refusal", reason)]);
        service::refuse(&self.d.qian, &inspector(&self.d.qian), self.first, &typed).await
    }

    async fn recount(&self) -> Option<crate::baseline::model::Recount> {
        self.d.shown(self.first).await.recount
    }
}

fn problem(outcome: Result<Uuid, Halt>) -> Vec<String> {
    refused(outcome.map(|_| ()))
}

#[tokio::test]
async fn a_change_of_covered_records_is_told_and_vanishes_when_it_is_taken_back() {
    each(async |db| {
        let f = frozen(db).await;
        assert!(f.recount().await.is_none(), "the records bear it out");
        assert!(service::list(&f.d.qian).await.expect("listed").waiting.is_empty());

        f.deaths_to(0, 3).await;
        let recount = f.recount().await.expect("a restatement waits");
        let places: Vec<_> = recount
            .differences
            .places
            .iter()
            .map(|p| (p.place.clone(), p.old.map(|s| s[1].total), p.new.map(|s| s[1].total)))
            .collect();
        assert_eq!(places[0], (Place::Whole, Some(3), Some(4)));
        assert!(places.contains(&(Place::Month(3), Some(2), Some(3))), "{places:?}");
        assert!(places.contains(&(Place::Town("白米镇".to_owned()), Some(2), Some(3))), "{places:?}");
        assert!(!places.iter().any(|(place, ..)| *place == Place::Month(6)), "only where figures differ");
        let causes: Vec<_> = recount.differences.causes.iter().map(|c| (c.incident, c.became)).collect();
        assert_eq!(causes, [(f.accidents[0], Became::Corrected)]);
        assert_eq!(service::list(&f.d.qian).await.expect("listed").waiting.len(), 1, "never doubled");

        f.deaths_to(0, 2).await;
        assert!(f.recount().await.is_none(), "the change was taken back");
    })
    .await;
}

#[tokio::test]
async fn every_kind_of_change_is_told_apart() {
    each(async |db| {
        let f = frozen(db).await;
        let late = f.d.accident(1, "2025-02-02", Some("08"), Some(1), true).await;
        // What the frozen rows name may be gone altogether, moved to another year, or no longer counted.
        sql!(f.d, "DELETE FROM incident WHERE id = $1", f.accidents[0]);
        sql!(f.d, "UPDATE incident SET occurred_on = $2 WHERE id = $1", f.accidents[1], day("2024-12-31"));
        sql!(f.d, "UPDATE enterprise SET town = '白米镇' WHERE id = $1", f.d.enterprises[1]);
        let told = f.recount().await.expect("waits").differences;
        let causes: Vec<_> = told.causes.iter().map(|c| (c.incident, c.became)).collect();
        assert_eq!(
            causes,
            [
                (late, Became::Recorded),
                (f.accidents[0], Became::Gone),
                (f.accidents[1], Became::NotCounted),
                (f.accidents[2], Became::Corrected)
            ]
        );
        assert_eq!(told.causes[3].towns, ["张甸镇", "白米镇"]);
        assert!(told.causes[3].changes.iter().any(|change| change.0 == "town"));

        // Somebody of one town sees that town's figures and that town's records.
        let sun = as_role(&f.d.ctx, "孙检", "inspector", Some("张甸镇"));
        let shown = service::show(&sun, f.first, &Asked::default()).await.expect("readable");
        let seen = shown.recount.expect("waits").differences;
        assert_eq!(seen.causes.iter().map(|c| c.incident).collect::<Vec<_>>(), [f.accidents[2]]);
        let towns: Vec<_> = seen.places.iter().filter(|p| matches!(p.place, Place::Town(_))).collect();
        assert!(towns.iter().all(|p| p.place == Place::Town("张甸镇".to_owned())), "{towns:?}");
    })
    .await;
}

#[tokio::test]
async fn approving_makes_the_next_version_once_and_the_earlier_one_stays() {
    each(async |db| {
        let f = frozen(db).await;
        f.deaths_to(0, 3).await;
        let seen = f.recount().await.expect("waits").print;
        let new = Uuid::now_v7();
        let typed = form(&[("id", &new.to_string()), ("seen", &seen), ("reason", "")]);
        let none = service::restate(&f.d.qian, &inspector(&f.d.qian), f.first, &typed).await;
        assert_eq!(problem(none), ["required"], "why is asked for");
        let sun = as_role(&f.d.ctx, "孙检", "inspector", Some("白米镇"));
        let town = service::restate(&sun, &inspector(&sun), f.first, &typed).await;
        assert!(matches!(town, Err(Halt::Forbidden)));

        assert_eq!(f.restate(&seen, new).await.expect("approved"), new);
        assert_eq!(f.restate(&seen, new).await.expect("sent twice"), new);
        assert_eq!(problem(f.restate(&seen, Uuid::now_v7()).await), ["baseline-restated"], "somebody was first");

        let second = f.d.shown(new).await;
        assert_eq!((second.document.baseline.version, second.document.restates), (2, Some(f.first)));
        assert_eq!(second.document.reason.as_deref(), Some("市局复核，\n核增死亡 1 人"));
        assert_eq!((second.sealed, second.sums[1].1.total), (Some(true), 4));
        assert_eq!(second.document.judged.as_ref().map(|j| j.key.as_str()), Some(Judged::OWN));
        let kept = second.differences.expect("kept");
        assert_eq!(kept.whole().and_then(|w| w.old.zip(w.new)).map(|(o, n)| (o[1].total, n[1].total)), Some((3, 4)));
        assert_eq!(kept.causes.len(), 1);
        assert_eq!(second.history[0].deed, "restate");

        let first = f.d.shown(f.first).await;
        assert_eq!((first.sealed, first.sums[1].1.total), (Some(true), 3), "as it was");
        assert_eq!(first.later.map(|later| later.id), Some(new));
        assert!(first.recount.is_none(), "what was corrected asks nothing any more");
        let beside = service::versions(&f.d.qian, 2025).await.expect("side by side");
        assert_eq!(beside.documents.iter().map(|d| d.baseline.version).collect::<Vec<_>>(), [1, 2]);
        let whole: Vec<_> = beside.places[0].1.iter().map(|sums| sums.map(|s| s[1].total)).collect();
        assert_eq!((&beside.places[0].0, whole), (&Place::Whole, vec![Some(3), Some(4)]));

        let mut tx = f.d.ctx.read().await.expect("read");
        let flags = service::flags(&mut tx, &second.document, 2026).await.expect("flags");
        assert!(matches!(&flags[..], [Flag::Restated { version: 2, by, .. }] if by == "钱检"), "{flags:?}");
        let flags = service::flags(&mut tx, &first.document, 2026).await.expect("flags");
        assert!(matches!(&flags[..], [Flag::RestatedSince { version: 2, later, .. }] if *later == new), "{flags:?}");
        let years = service::years(&mut tx, &Scope::whole(), &[2025, 2024], &[f.first]).await.expect("years");
        let held: Vec<_> = years.iter().map(|y| y.held.as_ref().map(|h| h.document.id)).collect();
        assert_eq!(held, [Some(f.first), None], "a named version, and no data");
        let years = service::years(&mut tx, &Scope::whole(), &[2025], &[]).await.expect("years");
        assert_eq!(years[0].held.as_ref().map(|h| h.document.id), Some(new));
    })
    .await;
}

#[tokio::test]
async fn a_decision_is_about_what_was_shown() {
    each(async |db| {
        let f = frozen(db).await;
        f.deaths_to(0, 3).await;
        let seen = f.recount().await.expect("waits").print;
        f.deaths_to(0, 4).await;
        assert_eq!(problem(f.restate(&seen, Uuid::now_v7()).await), ["restatement-moved"]);
        assert_eq!(refused(f.refuse(&seen, "不符").await), ["restatement-moved"]);
        f.deaths_to(0, 2).await;
        assert_eq!(problem(f.restate(&seen, Uuid::now_v7()).await), ["restatement-gone"]);
        let (qian, typed) = (inspector(&f.d.qian), form(&[("id", &Uuid::now_v7().to_string()), ("reason", "x")]));
        let stranger = service::restate(&f.d.qian, &qian, Uuid::now_v7(), &typed).await;
        assert!(matches!(stranger, Err(Halt::Missing)));
    })
    .await;
}

#[tokio::test]
async fn a_refusal_is_kept_with_its_reason_until_the_records_change_again() {
    each(async |db| {
        let f = frozen(db).await;
        f.deaths_to(0, 3).await;
        let seen = f.recount().await.expect("waits").print;
        assert_eq!(refused(f.refuse(&seen, "").await), ["required"]);
        f.refuse(&seen, "尚无复核文件").await.expect("refused");
        f.refuse(&seen, "尚无复核文件").await.expect("sent twice, refused once");
        let shown = f.d.shown(f.first).await;
        assert_eq!(shown.refusals.len(), 1);
        let refusal = &shown.refusals[0];
        assert_eq!((refusal.reason.as_str(), refusal.by.as_str()), ("尚无复核文件", "钱检"));
        assert_eq!(shown.recount.and_then(|r| r.refused).map(|r| r.id), Some(refusal.id));
        assert!(service::list(&f.d.qian).await.expect("listed").waiting.is_empty());
        let mut tx = f.d.ctx.read().await.expect("read");
        assert_eq!(service::flags(&mut tx, &shown.document, 2026).await.expect("flags"), []);
        drop(tx);
        assert_eq!(shown.history[0].deed, "refuse");
        for sql in ["UPDATE baseline_refused SET reason = 'x'", "DELETE FROM baseline_refused"] {
            let mut tx = f.d.ctx.write().await.expect("write");
            let error = run!(&mut tx, sql).expect_err("kept").to_string();
            assert!(error.contains("a refusal is kept as it was"), "{error}");
        }
        f.deaths_to(0, 4).await;
        assert!(f.recount().await.is_some_and(|r| r.refused.is_none()), "other figures are put up again");
        let mut tx = f.d.ctx.read().await.expect("read");
        assert_eq!(service::flags(&mut tx, &shown.document, 2026).await.expect("flags"), [Flag::Waiting]);
    })
    .await;
}

/// 2022 as one imported row, frozen: 351 accidents, 299 deaths.
async fn imported(d: &District) -> Uuid {
    let done = send(d, &rows(filing(d).await, &[json!({"year": 2022, "incidents": 351, "deaths": 299})])).await;
    let [Outcome::New(id)] = done.as_slice() else { panic!("a draft: {done:?}") };
    d.freeze(*id, "2023-01-12").await.expect("frozen");
    *id
}

async fn correct(d: &District, id: Uuid, fields: &[(&str, &str)]) -> Result<(), Halt> {
    service::correct_row(&d.qian, &inspector(&d.qian), id, 1, &form(fields)).await
}

#[tokio::test]
async fn imported_figures_are_corrected_by_hand_with_a_reason() {
    each(async |db| {
        let d = district(db).await;
        let first = imported(&d).await;
        let draft = Uuid::now_v7();
        let typed = form(&[("id", &draft.to_string()), ("reason", "公报后核减 1 起 1 人")]);
        for _ in 0..2 {
            let made = service::restate(&d.qian, &inspector(&d.qian), first, &typed).await.expect("drafted");
            assert_eq!(made, draft);
        }
        assert_eq!(refused(d.freeze_as_before(draft, first).await), ["restatement-same"]);
        let shown = d.shown(draft).await;
        let version = shown.document.revision.to_string();
        let figures = [("version", version.as_str()), ("incidents", "350"), ("deaths", "298")];
        correct(&d, draft, &figures).await.expect("corrected");
        correct(&d, draft, &figures).await.expect("sent twice");
        let other = [("version", version.as_str()), ("incidents", "349"), ("deaths", "298")];
        assert_eq!(refused(correct(&d, draft, &other).await), ["changed-meanwhile"]);
        assert!(matches!(correct(&d, first, &figures).await, Err(Halt::Missing)), "frozen rows stay");
        d.freeze(draft, "2023-12-31").await.expect("approved");
        let second = d.shown(draft).await;
        assert_eq!((second.document.baseline.version, second.document.restates), (2, Some(first)));
        assert_eq!((second.sums[0].1.total, second.sums[1].1.total), (350, 298));
        assert_eq!(d.shown(first).await.sums[0].1.total, 351);

        // Two drafts of the same version: the second comes too late.
        let (one, two) = (Uuid::now_v7(), Uuid::now_v7());
        for id in [one, two] {
            let typed = form(&[("id", &id.to_string()), ("reason", "再核")]);
            service::restate(&d.qian, &inspector(&d.qian), draft, &typed).await.expect("drafted");
            let version = d.shown(id).await.document.revision.to_string();
            correct(&d, id, &[("version", &version), ("incidents", "348")]).await.expect("corrected");
        }
        d.freeze(one, "2024-01-31").await.expect("approved");
        assert_eq!(refused(d.freeze(two, "2024-01-31").await), ["baseline-restated"]);
        let refusal = form(&[("refusal", "与第 3 版重复")]);
        service::refuse(&d.qian, &inspector(&d.qian), two, &refusal).await.expect("refused");
        assert_eq!(refused(d.freeze(two, "2024-01-31").await), ["baseline-restated"]);
        assert_eq!(refused(service::discard(&d.qian, &inspector(&d.qian), two).await), ["baseline-refused"]);
        let kept = d.shown(two).await.document.refused.expect("kept");
        assert_eq!((kept.by.as_str(), kept.why.as_str()), ("钱检", "与第 3 版重复"));
    })
    .await;
}

impl District {
    /// Freezes a draft with the words of the version it corrects.
    async fn freeze_as_before(&self, id: Uuid, earlier: Uuid) -> Result<(), Halt> {
        let version = self.shown(id).await.document.revision.to_string();
        let definition = self.shown(earlier).await.document.baseline.definition;
        let against = earlier.to_string();
        let typed = [
            ("as_of", "2023-12-31"),
            ("definition", &definition),
            ("version", &version),
            ("against", &against),
            ("reason", "无"),
        ];
        service::freeze(&self.qian, &inspector(&self.qian), id, &form(&typed)).await
    }
}

#[tokio::test]
async fn imported_figures_say_by_which_definition_or_that_nobody_knows() {
    each(async |db| {
        let d = district(db).await;
        let first = imported(&d).await;
        let mut tx = d.ctx.read().await.expect("read");
        let flags = service::flags(&mut tx, &d.shown(first).await.document, 2023).await.expect("flags");
        assert_eq!(flags, [Flag::DefinitionUnknown]);
        drop(tx);
        for (alike, expected) in [("yes", None), ("no", Some("redefined"))] {
            let draft = Uuid::now_v7();
            let latest = d.latest(2022).await;
            let typed = form(&[("id", &draft.to_string()), ("reason", "注明口径")]);
            service::restate(&d.qian, &inspector(&d.qian), latest, &typed).await.expect("drafted");
            let against = latest.to_string();
            let typed = [
                ("as_of", "2023-12-31"),
                ("definition", "公报口径"),
                ("version", "1"),
                ("against", &against),
                ("alike", alike),
            ];
            let typed = form(&[typed.as_slice(), &[("reason", "注明口径")]].concat());
            service::freeze(&d.qian, &inspector(&d.qian), draft, &typed).await.expect("frozen");
            let mut tx = d.ctx.read().await.expect("read");
            let flags = service::flags(&mut tx, &d.shown(draft).await.document, 2023).await.expect("flags");
            let redefined = flags.iter().any(|flag| matches!(flag, Flag::Redefined(_)));
            assert_eq!(redefined.then_some("redefined"), expected);
            assert!(!flags.contains(&Flag::DefinitionUnknown));
        }
    })
    .await;
}

impl District {
    async fn latest(&self, year: i32) -> Uuid {
        let mut tx = self.ctx.read().await.expect("read");
        let held = service::in_force(&mut tx, &Scope::whole(), year).await.expect("asked");
        held.expect("frozen").0.id
    }
}

#[tokio::test]
async fn words_that_a_person_changed_are_another_definition() {
    each(async |db| {
        let d = district(db).await;
        d.accident(0, "2025-03-01", Some("08"), Some(2), true).await;
        let freeze = async |definition: &str, alike: &str| {
            let id = d.compute(2025).await;
            let shown = d.shown(id).await;
            let version = shown.document.revision.to_string();
            let against = shown.earlier.map(|earlier| earlier.id.to_string()).unwrap_or_default();
            let typed = [
                ("as_of", "2026-01-12"),
                ("definition", definition),
                ("version", &version),
                ("against", &against),
                ("reason", "口径说明"),
                ("alike", alike),
            ];
            service::freeze(&d.qian, &inspector(&d.qian), id, &form(&typed)).await.expect("frozen");
            let document = d.shown(id).await.document;
            let mut tx = d.ctx.read().await.expect("read");
            let flags = service::flags(&mut tx, &document, 2026).await.expect("flags");
            (document, flags)
        };
        let redefined = |flags: &[Flag]| flags.iter().any(|flag| matches!(flag, Flag::Redefined(_)));
        let own = service::definition(Lang::En, 2025);
        assert!(own.contains("Measures for the Statistics of Work Accidents"), "English words name the law: {own}");
        let (_, flags) = freeze(&own, "").await;
        assert!(!redefined(&flags), "the program's own words, in either language: {flags:?}");
        let (document, flags) = freeze("只计 1 人以上死亡的事故", "").await;
        assert!(redefined(&flags), "{flags:?}");
        let flag = flags.iter().find(|flag| matches!(flag, Flag::Redefined(_))).expect("a flag");
        let now = service::definition(Lang::Zh, 2026);
        let words = flag_words(&d.qian, &document, flag, &now);
        assert!(
            words.contains("不可比") && words.contains("只计 1 人以上死亡的事故") && words.contains(&now),
            "{words}"
        );
        d.accident(0, "2025-04-01", Some("08"), Some(1), true).await;
        let (_, flags) = freeze("只计1人以上死亡的事故", "").await;
        assert!(
            redefined(&flags) && matches!(flags[0], Flag::Restated { .. }),
            "its words are the earlier version's: {flags:?}"
        );
        d.accident(0, "2025-05-01", Some("08"), Some(1), true).await;
        let (_, flags) = freeze("纳入统计的事故，见统计办法", "yes").await;
        assert!(!redefined(&flags), "said to count the same: {flags:?}");
        let beside = service::beside(&d.qian, Some(document.id)).await.expect("beside");
        let (named, flags) = beside.named.expect("an earlier version can be named");
        assert!(named.id == document.id && redefined(&flags), "{flags:?}");
        assert!(flags.iter().any(|flag| matches!(flag, Flag::RestatedSince { version: 4, .. })), "{flags:?}");
    })
    .await;
}

#[tokio::test]
async fn the_programs_own_words_are_told_in_the_readers_language() {
    each(async |db| {
        let d = district(db).await;
        d.accident(0, "2025-03-01", Some("08"), Some(2), true).await;
        let own = d.shown(d.compute(2025).await).await.document.baseline;
        assert_eq!(own.definition, service::definition(Lang::Zh, 2025));
        assert_eq!(service::definition_in(Lang::En, &own), service::definition(Lang::En, 2025));
        let english = Baseline { definition: service::definition(Lang::En, 2025), ..own.clone() };
        assert_eq!(service::definition_in(Lang::Zh, &english), own.definition);
        let written = Baseline { definition: "只计 1 人以上死亡的事故".to_owned(), ..own };
        assert_eq!(service::definition_in(Lang::En, &written), written.definition, "a person's words stay");
    })
    .await;
}

#[tokio::test]
async fn a_row_that_a_correction_leaves_alone_still_leads_to_its_cell() {
    each(async |db| {
        let d = district(db).await;
        let values: Vec<_> = (1..=3).map(|month| json!({"year": 2022, "month": month, "incidents": month})).collect();
        let return_of_first = filing(&d).await;
        let done = send(&d, &rows(return_of_first, &values)).await;
        let Outcome::New(first) = done[0] else { panic!("a draft: {done:?}") };
        d.freeze(first, "2023-01-12").await.expect("frozen");
        let own = d.shown(first).await.cells;
        assert_eq!(own.values().map(|cell| cell.filing).collect::<Vec<_>>(), [Some(return_of_first); 3]);

        // By hand: the second version changes its first row, the third its second.
        let mut latest = first;
        for seq in 1..=2 {
            let draft = Uuid::now_v7();
            let typed = form(&[("id", &draft.to_string()), ("reason", "核减")]);
            service::restate(&d.qian, &inspector(&d.qian), latest, &typed).await.expect("drafted");
            let version = d.shown(draft).await.document.revision.to_string();
            let typed = form(&[("version", &version), ("incidents", "9")]);
            service::correct_row(&d.qian, &inspector(&d.qian), draft, seq, &typed).await.expect("corrected");
            d.freeze(draft, "2023-12-31").await.expect("approved");
            latest = draft;
        }
        let shown = d.shown(latest).await;
        assert_eq!((shown.document.baseline.version, shown.sealed), (3, Some(true)));
        assert_eq!(shown.cells.get(&3), own.get(&3), "through both versions");
        assert_eq!(
            (shown.cells.get(&1), shown.cells.get(&2)),
            (None, None),
            "what was put right by hand is in no cell"
        );

        // A bulletin's numbers of that year lead there as well.
        d.accident(0, "2023-03-05", Some("08"), Some(0), true).await;
        let bulletin = Uuid::now_v7();
        let typed = form(&[("id", &bulletin.to_string()), ("kind", "month"), ("year", "2023"), ("month", "3")]);
        bulletin::service::draft(&d.qian, &inspector(&d.qian), &typed).await.expect("drafted");
        let asked = bulletin::service::Asked::read(&form(&[("of", "last")])).expect("last year's accidents");
        let behind = bulletin::service::behind(&d.qian, bulletin, asked).await.expect("behind");
        assert_eq!(behind.sum, 3);
        let [bulletin::service::Row::Baseline(_, Some(3), cell)] = behind.rows.as_slice() else {
            panic!("the row of March: {:?}", behind.rows)
        };
        assert_eq!(cell.as_ref(), own.get(&3));

        // By a return: its row is in that return, the others where they were.
        let return_of_fourth = filing(&d).await;
        let told = [json!({"year": 2022, "month": 2, "incidents": 7})];
        let done = send(&d, &rows(return_of_fourth, &told)).await;
        let Outcome::New(fourth) = done[0] else { panic!("a draft: {done:?}") };
        let cells = d.shown(fourth).await.cells;
        assert_eq!(cells.get(&2).map(|cell| cell.filing), Some(Some(return_of_fourth)));
        assert_eq!(cells.get(&3), own.get(&3));
    })
    .await;
}
