//! Deeds and pages of bulletins on both engines.
mod agree;
mod files;
mod leap;

use super::model::{Cut, Key, Measure, Serial, Was};
use super::rule::wording;
use super::service::{self, Asked, List, Row, Shown};
use crate::account::model::{Actor, Inspector, Role};
use crate::baseline::service as baselines;
use crate::db::testing::each;
use crate::db::{Db, run};
use crate::i18n::Lang;
use crate::kernel::{Problems, Typed};
use crate::server::ctx::tests::app_on;
use crate::server::{Ctx, Halt};
use chrono::NaiveDate;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

fn as_role(ctx: &Ctx, name: &str, key: &str, town: Option<&str>) -> Ctx {
    let department = (key == "inspector").then_some("emergency");
    let role = Role::of(key, department, town.map(str::to_owned), None).expect("a role");
    let actor = Actor { id: Uuid::now_v7(), login: name.to_owned(), name: name.to_owned(), role, lang: None };
    Ctx { actor: Some(actor.into()), ..ctx.clone() }
}

fn by(ctx: &Ctx) -> Inspector {
    ctx.inspector().expect("an inspector").clone()
}

fn form(fields: &[(&str, &str)]) -> Typed {
    Typed(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
}

fn codes(problems: &Problems) -> Vec<&str> {
    problems.iter().map(|p| p.what.code.as_ref()).collect()
}

/// What a deed was refused for.
fn refused<T: std::fmt::Debug>(outcome: Result<T, Halt>) -> Vec<String> {
    match outcome {
        Err(Halt::Refused(problems) | Halt::Conflict(problems)) => {
            codes(&problems).into_iter().map(str::to_owned).collect()
        }
        other => panic!("not refused: {other:?}"),
    }
}

/// Two towns, an enterprise in each, accidents of both years, last year frozen. The day is 5 November 2026.
struct District {
    ctx: Ctx,
    qian: Ctx,
    enterprises: [Uuid; 2],
}

async fn district(db: Db) -> District {
    let ctx = Ctx::operator(&app_on(db));
    let enterprises = [Uuid::now_v7(), Uuid::now_v7()];
    let mut tx = ctx.write().await.expect("write");
    for (at, (id, town)) in enterprises.iter().zip(["白米镇", "张甸镇"]).enumerate() {
        run!(&mut tx, "INSERT INTO town (name, sort) VALUES ($1, $2)", town, at as i64).expect("town");
        run!(
            &mut tx,
            "INSERT INTO enterprise (id, uscc, name, pinyin, initials, town, industry, version, created_at, updated_at)
             VALUES ($1, $2, $3, '', '', $4, $5, 1, $6, $6)",
            *id,
            format!("9132120400000000{at}X"),
            format!("虚构企业{at}"),
            town,
            (at == 0).then_some("纺织业"),
            ctx.now
        )
        .expect("enterprise");
    }
    tx.commit().await.expect("commit");
    let qian = as_role(&ctx, "钱检", "inspector", None);
    let district = District { ctx, qian, enterprises };
    for on in ["2025-10-02", "2025-10-03", "2025-10-04", "2025-10-05", "2025-10-06"] {
        district.accident(0, on, Some(0)).await;
    }
    district.accident(0, "2026-10-02", Some(1)).await;
    district.accident(1, "2026-10-20", None).await;
    district.accident(1, "2026-09-20", Some(0)).await;
    district.hazard("2026-10-05", Some("2026-10-20")).await;
    district.trained("2026-10-08").await;
    district.freeze(2025).await;
    district
}

impl District {
    async fn accident(&self, at: usize, on: &str, deaths: Option<i64>) -> Uuid {
        let id = Uuid::now_v7();
        let mut tx = self.ctx.write().await.expect("write");
        run!(
            &mut tx,
            "INSERT INTO incident (id, enterprise_id, occurred_at, occurred_on, time_known, category_scheme, category_code,
               category, deaths, serious, minor, counted, version, created_at, updated_at)
             VALUES ($1, $2, $3, $4, FALSE, 1986, '03', '机械伤害', $5, 1, 2, TRUE, 1, $6, $6)",
            id,
            self.enterprises[at],
            day(on).and_time(chrono::NaiveTime::MIN),
            day(on),
            deaths,
            self.ctx.now
        )
        .expect("incident");
        tx.commit().await.expect("commit");
        id
    }

    async fn hazard(&self, on: &str, due: Option<&str>) {
        let mut tx = self.ctx.write().await.expect("write");
        run!(
            &mut tx,
            "INSERT INTO hazard (id, enterprise_id, found_on, description, level, origin, due_on, version, created_at, updated_at)
             VALUES ($1, $2, $3, '除尘系统', 'major', 'own', $4, 1, $5, $5)",
            Uuid::now_v7(),
            self.enterprises[0],
            day(on),
            due.map(day),
            self.ctx.now
        )
        .expect("hazard");
        tx.commit().await.expect("commit");
    }

    /// One session of three people, eight hours each.
    async fn trained(&self, on: &str) {
        let session = Uuid::now_v7();
        let mut tx = self.ctx.write().await.expect("write");
        for n in 0..3 {
            run!(
                &mut tx,
                "INSERT INTO training (id, enterprise_id, session_id, person, kind, held_on, hours_centi, same_key, name_key,
                   version, created_at, updated_at)
                 VALUES ($1, $2, $3, '某甲', 'refresher', $4, 800, $5, $5, 1, $6, $6)",
                Uuid::now_v7(),
                self.enterprises[0],
                session,
                day(on),
                format!("key-{n}"),
                self.ctx.now
            )
            .expect("training");
        }
        tx.commit().await.expect("commit");
    }

    async fn freeze(&self, year: i32) {
        let mut tx = self.qian.write().await.expect("write");
        let id = Uuid::now_v7();
        let as_of = NaiveDate::from_ymd_opt(year + 1, 1, 12).expect("a day");
        baselines::draft_from_records(&mut tx, &self.qian, id, year, as_of).await.expect("drafted");
        let words = baselines::Words { as_of, definition: baselines::definition(Lang::Zh, year), note: None };
        baselines::freeze_in(&mut tx, &self.qian, id, words).await.expect("frozen");
        tx.commit().await.expect("commit");
    }

    /// A draft of October 2026, of the whole district or one town.
    async fn october(&self, town: &str) -> Uuid {
        let typed = month(Uuid::now_v7(), "10", town);
        service::draft(&self.qian, &by(&self.qian), &typed).await.expect("drafted")
    }

    async fn show(&self, id: Uuid) -> Shown {
        service::show(&self.qian, id).await.expect("there")
    }

    async fn issue(&self, id: Uuid, more: &[(&str, &str)]) -> Result<(), Halt> {
        let version = self.show(id).await.bulletin.revision.to_string();
        let mut fields = vec![("version", version.as_str())];
        fields.extend_from_slice(more);
        service::issue(&self.qian, &by(&self.qian), id, &form(&fields)).await
    }

    async fn edit(&self, id: Uuid, zh: &str) -> Result<(), Halt> {
        let shown = self.show(id).await;
        let version = shown.bulletin.revision.to_string();
        let fields = [("said_zh", zh), ("said_en", shown.said.en.as_str()), ("version", &version)];
        service::edit(&self.qian, &by(&self.qian), id, &form(&fields)).await
    }
}

fn month(id: Uuid, month: &str, town: &str) -> Typed {
    form(&[("id", &id.to_string()), ("kind", "month"), ("year", "2026"), ("month", month), ("town", town)])
}

#[tokio::test]
async fn a_draft_is_counted_from_records_and_the_frozen_baseline() {
    each(async |db| {
        let d = district(db).await;
        let id = d.october("").await;
        let shown = d.show(id).await;
        let figures = &shown.figures;
        let pairs: Vec<_> = figures.headline.iter().map(|cell| (cell.now, cell.last)).collect();
        assert_eq!(pairs, [(2, Some(5)), (1, Some(0)), (2, Some(5))]);
        assert_eq!(figures.prior, [Some(1), Some(0), Some(1)]);
        assert_eq!((figures.minor.now, figures.unknown, figures.baselines.len()), (4, 1, 1));
        assert_eq!((figures.compliance.hazards.now, figures.compliance.overdue.now), (1, 1));
        assert_eq!((figures.compliance.trained.now, figures.compliance.hours_centi.now), (3, 2_400));
        assert_eq!(figures.tables.towns.iter().map(|line| line.cells[0].now).collect::<Vec<_>>(), [1, 1]);
        assert!(shown.said.zh.contains("事故起数同比减少3起（5→2）、下降60.0%"), "{}", shown.said.zh);
        assert!(shown.may_write && shown.moved == Some(false) && shown.sealed.is_none());
        let town = d.show(d.october("张甸镇").await).await;
        assert_eq!((town.figures.headline[0].now, town.figures.headline[0].last), (1, Some(0)));
        assert!(town.figures.tables.towns.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_draft_sent_twice_is_one_and_a_second_one_is_refused() {
    each(async |db| {
        let d = district(db).await;
        let typed = month(Uuid::now_v7(), "10", "");
        let first = service::draft(&d.qian, &by(&d.qian), &typed).await.expect("drafted");
        let again = service::draft(&d.qian, &by(&d.qian), &typed).await.expect("the same");
        assert_eq!(first, again);
        let other = service::draft(&d.qian, &by(&d.qian), &month(Uuid::now_v7(), "10", "")).await;
        assert_eq!(refused(other), ["bulletin-draft-there"]);
        let early = service::draft(&d.qian, &by(&d.qian), &month(Uuid::now_v7(), "11", "")).await;
        assert_eq!(refused(early), ["bulletin-not-over"]);
        // Nobody recorded or filed anything before October 2025: a month before it is not one without accidents.
        let id = Uuid::now_v7().to_string();
        let before = form(&[("id", &id), ("kind", "month"), ("year", "2025"), ("month", "9"), ("town", "")]);
        assert_eq!(refused(service::draft(&d.qian, &by(&d.qian), &before).await), ["bulletin-nothing-told"]);
        let nowhere = service::draft(&d.qian, &by(&d.qian), &month(Uuid::now_v7(), "9", "无此镇")).await;
        assert!(matches!(nowhere, Err(Halt::Missing)));
        d.issue(first, &[]).await.expect("issued");
        let after = service::draft(&d.qian, &by(&d.qian), &month(Uuid::now_v7(), "10", "")).await;
        assert_eq!(refused(after), ["bulletin-issued-there"]);
        let all = service::list(&d.qian, &List::read(&Typed::default())).await.expect("listed");
        assert_eq!((all.total, all.found.len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn numbers_that_a_person_wrote_are_confirmed_before_issue() {
    each(async |db| {
        let d = district(db).await;
        let id = d.october("").await;
        let own = d.show(id).await.said.zh;
        d.edit(id, &own.replacen("死亡1人", "死亡7人", 1)).await.expect("edited");
        let stale = form(&[("said_zh", "另一人的话"), ("said_en", "x"), ("version", "1")]);
        assert_eq!(refused(service::edit(&d.qian, &by(&d.qian), id, &stale).await), ["changed-meanwhile"]);
        assert_eq!(refused(d.issue(id, &[]).await), ["bulletin-numbers"]);
        assert!(d.show(id).await.bulletin.is_draft(), "a refusal leaves the draft");
        d.issue(id, &[("checked", "yes")]).await.expect("issued");
        let shown = d.show(id).await;
        assert_eq!(
            (shown.bulletin.number, shown.bulletin.serial, shown.sealed),
            (1, Some(Serial { year: 2026, n: 1 }), Some(true))
        );
        assert!(shown.said.zh.contains("死亡7人"));
        // Sent twice it is issued once; nobody else can issue or edit it again.
        let version = (shown.bulletin.revision - 1).to_string();
        let twice = form(&[("version", &version), ("checked", "yes")]);
        service::issue(&d.qian, &by(&d.qian), id, &twice).await.expect("the same deed");
        assert_eq!(refused(d.edit(id, "改").await), ["bulletin-issued"]);
        let zhao = as_role(&d.ctx, "赵检", "inspector", None);
        assert_eq!(refused(service::issue(&zhao, &by(&zhao), id, &twice).await), ["bulletin-issued"]);
        assert_eq!(refused(service::discard(&d.qian, &by(&d.qian), id).await), ["bulletin-issued"]);
    })
    .await;
}

#[tokio::test]
async fn an_issued_bulletin_cannot_be_changed_by_sql_and_stays_what_it_said() {
    each(async |db| {
        let d = district(db).await;
        let id = d.october("").await;
        d.issue(id, &[]).await.expect("issued");
        for forbidden in [
            "UPDATE bulletin SET said_zh = 'x'",
            "UPDATE bulletin SET state = 'draft', number = NULL, hash = NULL",
            "DELETE FROM bulletin_record",
            "UPDATE bulletin_record SET content = '[]'",
            "INSERT INTO bulletin_record (bulletin_id, noun, content) SELECT id, 'more', '[]' FROM bulletin",
            "DELETE FROM bulletin",
        ] {
            let mut tx = d.ctx.write().await.expect("write");
            let error = run!(&mut tx, forbidden).expect_err(forbidden);
            assert!(error.to_string().contains("an issued bulletin cannot be changed"), "{forbidden}: {error}");
        }
        let before = d.show(id).await;
        d.accident(0, "2026-10-30", Some(3)).await;
        let after = d.show(id).await;
        assert_eq!((before.figures, before.said), (after.figures.clone(), after.said.clone()));
        assert_eq!(after.sealed, Some(true));
        let asked = Asked { key: Key::of(Was::Now), cut: Cut::default() };
        let behind = service::behind(&d.qian, id, asked).await.expect("there");
        assert_eq!((behind.rows.len(), behind.sum), (2, 2), "the records are those that were counted");
    })
    .await;
}

#[tokio::test]
async fn a_correction_is_the_next_version_with_a_reason() {
    each(async |db| {
        let d = district(db).await;
        let id = d.october("").await;
        assert_eq!(
            refused(service::correct(&d.qian, &by(&d.qian), id, &correction(Uuid::now_v7(), "改")).await),
            ["bulletin-not-issued"]
        );
        d.issue(id, &[]).await.expect("issued");
        assert_eq!(
            refused(service::correct(&d.qian, &by(&d.qian), id, &correction(Uuid::now_v7(), " ")).await),
            ["required"]
        );
        d.accident(1, "2026-10-30", Some(0)).await;
        let typed = correction(Uuid::now_v7(), "10月30日的事故补报");
        let next = service::correct(&d.qian, &by(&d.qian), id, &typed).await.expect("drafted");
        assert_eq!(service::correct(&d.qian, &by(&d.qian), id, &typed).await.expect("the same"), next);
        assert_eq!(
            refused(service::correct(&d.qian, &by(&d.qian), id, &correction(Uuid::now_v7(), "又")).await),
            ["bulletin-draft-there"]
        );
        d.issue(next, &[]).await.expect("issued");
        let shown = d.show(next).await;
        assert_eq!(
            (shown.bulletin.number, shown.bulletin.serial),
            (2, Some(Serial { year: 2026, n: 1 })),
            "the same document"
        );
        assert_eq!(shown.bulletin.reason.as_deref(), Some("10月30日的事故补报"));
        assert_eq!(shown.versions.iter().map(|version| version.number).collect::<Vec<_>>(), [2, 1]);
        let between = service::between(&d.qian, &shown).await.expect("read").expect("two versions");
        let moved = between.moved.iter().find(|m| m.key == Key::of(Was::Now)).expect("accidents moved");
        assert_eq!((moved.before, moved.after), (Some(2), Some(3)));
        let first = d.show(id).await;
        assert!(!first.is_latest() && first.sealed == Some(true), "the first version stays readable");
        assert_eq!(first.figures.headline[0].now, 2);
    })
    .await;
}

fn correction(id: Uuid, reason: &str) -> Typed {
    form(&[("id", &id.to_string()), ("reason", reason)])
}

#[tokio::test]
async fn a_draft_whose_records_changed_is_counted_again_before_issue() {
    each(async |db| {
        let d = district(db).await;
        let id = d.october("").await;
        let own = d.show(id).await.said.zh;
        d.edit(id, &format!("{own}\n请各镇街抓好整改。")).await.expect("edited");
        d.accident(1, "2026-10-30", Some(0)).await;
        assert_eq!(d.show(id).await.moved, Some(true));
        assert_eq!(refused(d.issue(id, &[]).await), ["bulletin-figures-moved"]);
        let recount = async |anew: &str| {
            let version = d.show(id).await.bulletin.revision.to_string();
            let typed = form(&[("version", &version), ("anew", anew)]);
            service::recount(&d.qian, &by(&d.qian), id, &typed).await.expect("counted");
            d.show(id).await
        };
        let shown = recount("").await;
        assert_eq!((shown.figures.headline[0].now, shown.moved), (3, Some(false)));
        assert!(shown.said.zh.ends_with("请各镇街抓好整改。"), "edited words stay");
        assert!(shown.said.en.contains("3 work accidents"), "untouched words follow");
        assert!(shown.aligned(Lang::Zh).differs(), "and what no longer fits is pointed out");
        let shown = recount("yes").await;
        assert_eq!(shown.said.zh, wording::text(&wording::paragraphs(Lang::Zh, &shown.figures)));
        d.issue(id, &[]).await.expect("issued");
    })
    .await;
}

#[tokio::test]
async fn every_number_opens_exactly_its_records() {
    each(async |db| {
        let d = district(db).await;
        let id = d.october("").await;
        let figures = d.show(id).await.figures;
        let behind = async |was: Was, measure: Measure, cut: Cut| {
            let asked = Asked { key: Key::new(was, measure), cut };
            service::behind(&d.qian, id, asked).await.expect("there")
        };
        for (key, value) in super::rule::differ::numbers(&figures) {
            let Some(value) = value else { continue };
            let found = behind(key.was, key.measure, Cut::default()).await;
            assert_eq!(found.sum, value, "{key:?}");
            let accidents = key.measure == Measure::Incidents
                && !matches!(key.was, Was::Trained | Was::TrainedLast | Was::Hours | Was::HoursLast);
            assert!(!accidents || found.rows.len() as i64 == value, "{key:?}: one row for each");
        }
        for line in &figures.tables.industries {
            for (was, cell) in line.cells.iter().flat_map(|cell| [(Was::Now, cell), (Was::Last, cell)]) {
                let cut = Cut { industry: Some(line.name.clone()), ..Cut::default() };
                let value = if was == Was::Now { Some(cell.now) } else { cell.last };
                assert_eq!(Some(behind(was, cell.measure, cut).await.sum), value, "{} {was:?}", line.name);
            }
        }
        let last = behind(Was::Last, Measure::Incidents, Cut::default()).await;
        assert!(last.rows.iter().all(|row| matches!(row, Row::Baseline(line, Some(1), _) if line.incident.is_some())));
        assert_eq!(last.baseline.map(|(_, year, number)| (year, number)), Some((2025, 1)));
        let mean = behind(Was::Mean, Measure::Incidents, Cut::default()).await;
        assert_eq!(mean.years.iter().map(|year| year.count.is_ok()).collect::<Vec<_>>(), [true, false, false]);
    })
    .await;
}

#[tokio::test]
async fn towns_draft_their_own_and_leaders_read() {
    each(async |db| {
        let d = district(db).await;
        let (whole, own) = (d.october("").await, d.october("白米镇").await);
        let near = as_role(&d.ctx, "孙检", "inspector", Some("白米镇"));
        let far = as_role(&d.ctx, "李检", "inspector", Some("张甸镇"));
        let leader = as_role(&d.ctx, "梁书记", "leader", None);
        let rep = {
            let role = Role::of("rep", None, None, Some(d.enterprises[0])).expect("a role");
            let actor = Actor { id: Uuid::now_v7(), login: "r".to_owned(), name: "r".to_owned(), role, lang: None };
            Ctx { actor: Some(actor.into()), ..d.ctx.clone() }
        };
        assert!(matches!(service::show(&rep, own).await, Err(Halt::Forbidden)));
        assert!(matches!(service::show(&far, own).await, Err(Halt::Missing)));
        assert!(matches!(service::show(&near, whole).await, Err(Halt::Missing)), "a draft of the district");
        assert!(service::show(&near, own).await.is_ok_and(|shown| shown.may_write));
        assert!(service::show(&leader, whole).await.is_ok_and(|shown| !shown.may_write && shown.moved == Some(false)));
        let late = d.accident(1, "2026-10-21", Some(0)).await;
        let stale = service::show(&leader, whole).await.expect("there");
        assert_eq!(stale.moved, Some(true), "who only reads is told that the draft is out of date");
        let mut tx = d.ctx.write().await.expect("write");
        run!(&mut tx, "DELETE FROM incident WHERE id = $1", late).expect("taken back");
        tx.commit().await.expect("commit");
        let elsewhere = service::draft(&near, &by(&near), &month(Uuid::now_v7(), "9", "张甸镇")).await;
        assert!(matches!(elsewhere, Err(Halt::Missing)));
        let silent = service::draft(&near, &by(&near), &month(Uuid::now_v7(), "9", "")).await.expect("the own town's");
        assert_eq!(d.show(silent).await.bulletin.town.as_deref(), Some("白米镇"));
        // Once issued, the district's bulletin goes to every town; the records behind it stay with theirs.
        d.issue(whole, &[]).await.expect("issued");
        let read = service::show(&near, whole).await.expect("issued ones are read by all");
        assert!(!read.may_write && read.sealed == Some(true));
        let version = read.bulletin.revision.to_string();
        let edit = form(&[("said_zh", "x"), ("said_en", "x"), ("version", &version)]);
        assert!(matches!(service::edit(&near, &by(&near), whole, &edit).await, Err(Halt::Forbidden)));
        let asked = Asked { key: Key::of(Was::Now), cut: Cut::default() };
        let behind = service::behind(&near, whole, asked).await.expect("there");
        assert_eq!((behind.rows.len(), behind.own_town), (1, true));
        let listed = service::list(&far, &List::read(&Typed::default())).await.expect("listed");
        assert_eq!(listed.found.iter().map(|one| one.id).collect::<Vec<_>>(), [whole]);
    })
    .await;
}
