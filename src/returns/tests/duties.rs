//! What is due, nil returns, exemptions, the district's own days, who filed. On both engines.
use super::send;
use super::{District, code, district, meeting, meetings, see, upload};
use crate::account::model::Role;
use crate::db::testing::each;
use crate::db::{one, run};
use crate::kernel::Typed;
use crate::returns::model::Standing;
use crate::returns::model::duty::State;
use crate::returns::service::{self, RatesAsked as Asked, Take};
use crate::server::{Ctx, Halt};
use uuid::Uuid;

fn typed(fields: &[(&str, &str)]) -> Typed {
    Typed(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
}

/// The duty of the rep for a template's period.
async fn state(rep: &Ctx, template: &str, period: &str) -> Option<State> {
    let owing = service::owed(rep).await.expect("owed");
    let duty = owing.duties.into_iter().find(|d| d.template == template && d.period.to_string() == period);
    duty.map(|duty| duty.state)
}

async fn nil(rep: &Ctx, id: Uuid, template: &str, period: &str) -> Result<Uuid, Halt> {
    let id = id.to_string();
    service::nil(rep, &typed(&[("id", &id), ("template", template), ("period", period)])).await
}

async fn year_ago(district: &District) {
    let ctx = Ctx::operator(&district.app);
    let mut tx = ctx.write().await.expect("write");
    let then = ctx.now - chrono::Duration::days(400);
    run!(&mut tx, "UPDATE enterprise SET created_at = $1", then).expect("on the roll since last year");
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn nothing_happened_is_a_statement_with_a_receipt_and_can_be_undone() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        // Today is 5 November 2026: the third quarter was due on 15 October.
        assert_eq!(state(&rep, "incidents", "2026-Q3").await, Some(State::Late { days: 21 }));
        assert_eq!(state(&rep, "incidents", "2026-Q4").await, Some(State::Running));
        assert_eq!(state(&rep, "incidents", "2025-Q4").await, None, "before the district began");
        let id = Uuid::now_v7();
        for _ in 0..2 {
            assert_eq!(nil(&rep, id, "incidents", "2026-Q3").await.expect("stated"), id);
        }
        let filing = see(&inspector, id).await;
        assert!(filing.is_nil() && filing.standing == Standing::Sent && filing.receipt.is_some());
        assert_eq!(filing.summary.nil.map(|nil| (nil.by, nil.period)), Some(("rep".into(), "2026-Q3".into())));
        assert!(matches!(state(&rep, "incidents", "2026-Q3").await, Some(State::Filed { late: 21, .. })));
        assert_eq!(code(&nil(&rep, Uuid::now_v7(), "incidents", "2026-Q3").await.expect_err("told")), "period-told");
        let version = see(&inspector, id).await.version.to_string();
        let back = typed(&[("verdict", "send-back"), ("version", &version), ("notes", "请核对")]);
        service::decide(&inspector, id, &back).await.expect("sent back");
        let answer =
            nil(&rep, Uuid::now_v7(), "incidents", "2026-Q3").await.expect("what was sent back is answered in one tap");
        service::take_back(&rep, answer, &typed(&[])).await.expect("undone");
        service::take_back(&inspector, id, &typed(&[("reason", "误报")])).await.expect("undone");
        assert_eq!(state(&rep, "incidents", "2026-Q3").await, Some(State::Late { days: 21 }));
        let again = nil(&rep, Uuid::now_v7(), "incidents", "2026-Q3").await.expect("stated anew");
        assert_ne!(see(&rep, again).await.number, see(&rep, id).await.number);
    })
    .await;
}

#[tokio::test]
async fn nobody_owes_or_signs_for_the_time_before_the_enterprise_was_there() {
    each(async |db| {
        let district = district(db).await;
        year_ago(&district).await;
        // The mill came onto the roll in August 2026; the forge was there from the beginning, on 1 October 2025.
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let forge = district.someone("forge", Role::of("rep", None, None, Some(district.forge))).await;
        let mut tx = rep.write().await.expect("write");
        let then = rep.now - chrono::Duration::days(90);
        run!(&mut tx, "UPDATE enterprise SET created_at = $1 WHERE id = $2", then, district.mill).expect("later");
        tx.commit().await.expect("commit");
        assert!(matches!(state(&forge, "incidents", "2026-Q2").await, Some(State::Late { .. })));
        assert!(
            matches!(state(&forge, "incidents", "2025-Q1").await, Some(State::Late { .. })),
            "the year of the beginning"
        );
        assert_eq!(state(&rep, "incidents", "2026-Q2").await, None);
        assert_eq!(state(&rep, "congress", "2025").await, None);
        assert_eq!(state(&rep, "incidents", "2026-Q3").await, Some(State::Late { days: 21 }), "it was there by then");
        for (who, period) in [(&rep, "2026-Q2"), (&rep, "2019-Q1"), (&forge, "2024-Q4")] {
            let refused = nil(who, Uuid::now_v7(), "incidents", period).await.expect_err("before its time");
            assert_eq!(code(&refused), "period-before", "{period}");
            let against = service::against_nil(who, "incidents", period).await.expect("asked").expect("refused");
            assert_eq!(against.what.code, "period-before", "{period}");
        }
        nil(&forge, Uuid::now_v7(), "incidents", "2025-Q1").await.expect("the district was there");
        let asked = |period: &str| Asked { template: "incidents".into(), period: period.into(), town: String::new() };
        let table = service::rates(&inspector, &asked("2026-Q2")).await.expect("rates");
        assert_eq!((table.total.expected, table.missing.len()), (1, 1), "of the forge only");
        let table = service::rates(&inspector, &asked("2026-Q3")).await.expect("rates");
        assert_eq!(table.total.expected, 2);
    })
    .await;
}

#[tokio::test]
async fn nothing_happened_is_refused_where_it_is_no_answer() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let mut tx = rep.write().await.expect("write");
        const ADD: &str = "
INSERT INTO incident (id, enterprise_id, occurred_at, occurred_on, time_known, counted, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, TRUE, TRUE, 1, $5, $5)";
        let day = chrono::NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day");
        let at = day.and_hms_opt(23, 30, 0).expect("a time");
        run!(&mut tx, ADD, Uuid::now_v7(), district.mill, at, day, rep.now).expect("an accident");
        tx.commit().await.expect("commit");
        let cases = [
            ("congress", "2025", "no-nil"),
            ("exposure", "2025", "no-nil"),
            ("incidents", "2026-Q4", "period-runs"),
            ("incidents", "2026-Q2", "records-there"),
            ("incidents", "2026", "form-stale"),
            ("incidents", "soon", "form-stale"),
        ];
        for (template, period, said) in cases {
            let refused = nil(&rep, Uuid::now_v7(), template, period).await.expect_err("refused");
            assert_eq!(code(&refused), said, "{template} {period}");
        }
        let owing = service::owed(&rep).await.expect("owed").duties;
        let offered = |period: &str| {
            let duty = owing.iter().find(|d| d.template == "incidents" && d.period.to_string() == period);
            duty.map(|duty| duty.nil)
        };
        assert_eq!(offered("2026-Q3"), Some(true));
        assert_ne!(offered("2026-Q2"), Some(true), "what has records is not offered as nothing");
        assert!(matches!(nil(&inspector, Uuid::now_v7(), "incidents", "2026-Q3").await, Err(Halt::Forbidden)));
        nil(&rep, Uuid::now_v7(), "incidents", "2026-Q3").await.expect("nothing in the third quarter");
    })
    .await;
}

#[tokio::test]
async fn the_districts_own_days_move_what_is_due() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let town = district.inspector(Some("白米镇")).await;
        let admin = district.someone("admin", Role::of("admin", None, None, None)).await;
        let set = |months: &'static str, day: &'static str| {
            typed(&[
                ("template", "incidents"),
                ("every", "quarter"),
                ("months_after", months),
                ("day", day),
                ("whom", "all"),
                ("since", "2026-07-01"),
            ])
        };
        for who in [&rep, &town] {
            assert!(matches!(service::set_cutoff(who, &set("2", "10")).await, Err(Halt::Forbidden)));
        }
        assert_eq!(code(&service::set_cutoff(&admin, &set("13", "10")).await.expect_err("too late")), "not-between");
        assert_eq!(code(&service::set_cutoff(&admin, &set("1", "0")).await.expect_err("no day")), "not-between");
        let sure = |months, day| {
            let mut typed = set(months, day);
            typed.0.push(("sure".to_owned(), "yes".to_owned()));
            typed
        };
        let doubt = service::set_cutoff(&admin, &set("2", "10")).await.expect_err("it reaches back");
        assert_eq!(code(&doubt), "line-reaches-back");
        assert_eq!(state(&rep, "incidents", "2026-Q3").await, Some(State::Late { days: 21 }), "nothing was set");
        for _ in 0..2 {
            service::set_cutoff(&admin, &sure("2", "10")).await.expect("set");
        }
        assert_eq!(state(&rep, "incidents", "2026-Q3").await, Some(State::Due { days: 5 }), "10 November");
        assert_eq!(state(&rep, "incidents", "2026-Q2").await, Some(State::Late { days: 113 }), "as it was: 15 July");
        let Err(Halt::Refused(doubts)) = service::set_cutoff(&inspector, &set("1", "20")).await else {
            panic!("it makes everybody late")
        };
        let told: Vec<String> = doubts.iter().map(|problem| format!("{:?}", problem.what)).collect();
        assert!(told[1].contains("line-makes-late") && told[1].contains("2026-Q3"), "{told:?}");
        service::set_cutoff(&inspector, &sure("1", "20")).await.expect("set over it");
        assert_eq!(state(&rep, "incidents", "2026-Q3").await, Some(State::Late { days: 16 }));
        let mut tx = rep.read().await.expect("read");
        let noted = one!(&mut tx, (i64,), "SELECT COUNT(*) FROM audit WHERE deed = 'set'").expect("asked");
        assert_eq!(noted, Some((2,)), "set twice alike, it is set once");
        let page = service::calendar_page(&rep).await.expect("everyone reads it");
        assert!(!page.may_set && page.lines.len() == 6);
    })
    .await;
}

#[tokio::test]
async fn months_asked_from_october_on_make_nobody_late_for_january() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let set = |since: &'static str| {
            typed(&[
                ("template", "exposure"),
                ("every", "month"),
                ("months_after", "1"),
                ("day", "15"),
                ("whom", "all"),
                ("since", since),
            ])
        };
        service::set_cutoff(&inspector, &set("2026-12-01")).await.expect("nobody is late by it");
        assert_eq!(state(&rep, "exposure", "2026").await, Some(State::Running), "the year stays whole");
        let owing = service::owed(&rep).await.expect("owed");
        assert_eq!(owing.duties.iter().filter(|duty| duty.template == "exposure").count(), 1);
        let page = service::calendar_page(&rep).await.expect("read");
        let days = page.lines.into_iter().find(|days| days.template == "exposure").expect("a line");
        assert_eq!(days.now.map(|line| line.every.key()), Some("year"));
        assert_eq!(days.later.iter().map(|(first, _)| first.to_string()).collect::<Vec<_>>(), ["2027-01"]);
        // From the year's first day on: said before it is saved, with how many and which.
        let Err(Halt::Refused(doubts)) = service::set_cutoff(&inspector, &set("2026-01-01")).await else {
            panic!("nine months are late at once")
        };
        let told = format!("{:?}", doubts[1].what);
        assert!(told.contains("2026-01 – 2026-09") && told.contains(r#"("n", "2")"#), "{told}");
    })
    .await;
}

#[tokio::test]
async fn an_exemption_has_an_authority_and_an_end() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let far = district.inspector(Some("张甸镇")).await;
        let id = Uuid::now_v7().to_string();
        let fields = |authority: &'static str, until: &'static str| {
            typed(&[
                ("id", id.as_str()),
                ("enterprise", super::MILL),
                ("template", "incidents"),
                ("since", "2026-10-01"),
                ("until", until),
                ("authority", authority),
                ("reason", "停产"),
            ])
        };
        assert_eq!(
            code(&service::exempt(&inspector, &fields("", "2026-12-31")).await.expect_err("whose word?")),
            "required"
        );
        assert_eq!(code(&service::exempt(&inspector, &fields("区安委办", "")).await.expect_err("no end")), "required");
        let backwards = service::exempt(&inspector, &fields("区安委办", "2026-09-30")).await.expect_err("backwards");
        assert_eq!(code(&backwards), "ends-before-it-starts");
        let outside = service::exempt(&far, &fields("区安委办", "2026-12-31")).await.expect_err("not theirs");
        assert_eq!(code(&outside), "unknown-enterprise");
        for _ in 0..2 {
            service::exempt(&inspector, &fields("区安委办", "2026-12-31")).await.expect("exempt");
        }
        assert!(matches!(state(&rep, "incidents", "2026-Q3").await, Some(State::Exempt { .. })));
        assert_eq!(state(&rep, "training", "2026-Q3").await, Some(State::Late { days: 21 }), "of one return only");
        let all = service::exemptions(&inspector).await.expect("listed");
        assert_eq!((all.len(), all[0].enterprise_name.as_str()), (1, "晨光纺织有限公司"));
        assert_eq!(service::exemptions(&far).await.expect("listed").len(), 0);
        let version = typed(&[("version", "1")]);
        assert!(matches!(service::end_exemption(&far, all[0].id, &version).await, Err(Halt::Missing)));
        for _ in 0..2 {
            service::end_exemption(&inspector, all[0].id, &version).await.expect("ended");
        }
        assert!(matches!(state(&rep, "incidents", "2026-Q3").await, Some(State::Exempt { .. })), "it fell due before");
    })
    .await;
}

#[tokio::test]
async fn rates_are_by_town_and_the_missing_are_named_with_whom_to_ask() {
    each(async |db| {
        let district = district(db).await;
        year_ago(&district).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let far = district.inspector(Some("张甸镇")).await;
        let asked = |template: &str, period: &str, town: &str| Asked {
            template: template.to_owned(),
            period: period.to_owned(),
            town: town.to_owned(),
        };
        let id = upload(&rep, "one", &meetings(&[(2, true, meeting("2025-09-17", 31))])).await;
        send(&rep, id, Take::All, "").await.expect("sent");
        let table = service::rates(&inspector, &asked("congress", "2025", "")).await.expect("rates");
        let towns: Vec<_> = table
            .towns
            .iter()
            .map(|row| (row.town.as_str(), row.rate.expected, row.rate.received, row.rate.in_time))
            .collect();
        assert_eq!(towns, [("白米镇", 1, 1, 0), ("张甸镇", 1, 0, 0)], "received after 31 January 2026");
        assert_eq!((table.total.complete(), table.total.timely()), (Some(5_000), Some(0)));
        assert_eq!(table.missing.len(), 1);
        assert_eq!(table.missing[0].owner.name, "宏远锻造有限公司");
        let early = upload(&rep, "early", &meetings(&[(2, true, meeting("2026-09-17", 31))])).await;
        send(&rep, early, Take::All, "").await.expect("sent");
        let running = service::rates(&inspector, &asked("congress", "2026", "")).await.expect("rates");
        assert_eq!(
            (running.running, running.early, running.total.complete()),
            (true, 1, None),
            "no rate while it runs"
        );
        let far_table = service::rates(&far, &asked("congress", "2025", "")).await.expect("rates");
        assert_eq!((far_table.towns.len(), far_table.missing.len()), (1, 1));
        let none = service::rates(&inspector, &asked("congress", "2025", "白米镇")).await.expect("rates");
        assert_eq!(none.missing.len(), 0);
        let latest = service::rates(&inspector, &asked("incidents", "", "")).await.expect("rates");
        assert_eq!(latest.period.to_string(), "2026-Q3");
        for wrong in [asked("roll", "", ""), asked("congress", "2025-Q1", ""), asked("congress", "x", "")] {
            assert!(matches!(service::rates(&inspector, &wrong).await, Err(Halt::Missing)), "{wrong:?}");
        }
        assert!(matches!(service::rates(&rep, &asked("congress", "2025", "")).await, Err(Halt::Forbidden)));
        let bytes = crate::returns::who_filed::workbook(crate::i18n::Lang::Zh, &table).expect("a workbook");
        let mut book: calamine::Xlsx<_> =
            calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("it opens");
        let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).expect("a sheet").expect("read");
        assert_eq!(sheet.get_value((3, 4)), Some(&calamine::Data::Float(50.0)), "the rate of all");
    })
    .await;
}
