use crate::congress::tests::{codes, district};
use crate::db::testing::each;
use crate::db::{one, run};
use crate::kernel::{Centi, Typed};
use crate::server::{Ctx, Halt};
use crate::training::model::{Filter, Kind};
use crate::training::rule::Certificate;
use crate::training::service;
use uuid::Uuid;

const WANG: &str = "32000020020227022X";

fn typed(fields: &[(&str, &str)]) -> Typed {
    let mut typed = Typed::default();
    let usual = [
        ("held_on", "2026-10-20"),
        ("kind", "induction"),
        ("course", "厂级安全教育"),
        ("hours", "8"),
        ("roster", "王小明,32000020020227022X,焊工,88,合格\n李二,电工,不合格"),
    ];
    for (name, value) in usual.iter().chain(fields) {
        typed.set(name, *value);
    }
    if typed.get("id").is_empty() {
        typed.set("id", Uuid::now_v7().to_string());
    }
    typed
}

async fn sessions(ctx: &Ctx, filter: Filter) -> Vec<Uuid> {
    let listed = service::list(ctx, &Filter { page: 1, ..filter }).await.expect("a list");
    assert_eq!(listed.total, listed.rows.len() as i64);
    listed.rows.iter().map(|row| row.session).collect()
}

#[tokio::test]
async fn a_session_is_recorded_once_with_its_people_and_their_hours() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep();
        let form = typed(&[]);
        let session = service::record(&rep, &form).await.expect("recorded");
        assert_eq!(service::record(&rep, &form).await.expect("the same"), session);
        let second = typed(&[("held_on", "2026-10-21"), ("hours", "16"), ("roster", "王小明,32000020020227022X")]);
        service::record(&rep, &second).await.expect("recorded");
        let detail = service::detail(&rep, session).await.expect("there");
        assert_eq!((detail.sitting.people, detail.sitting.passed, detail.sitting.failed), (2, 1, 1));
        assert_eq!(detail.needs[0].hours, Centi(2400));
        let hours: Vec<_> =
            detail.seats.iter().map(|s| (s.record.attendance.name.as_str(), s.year_hours.0 / 100)).collect();
        assert_eq!(hours, [("王小明", 24), ("李二", 8)]);
        assert!(detail.needs[0].met(detail.seats[0].year_hours) && !detail.needs[0].met(detail.seats[1].year_hours));
        assert_eq!(
            detail.seats[0].record.attendance.id.as_ref().map(|id| id.mask.as_str()),
            Some("320000**********2X")
        );
        assert_eq!(detail.history.len(), 1);
        let again = typed(&[("roster", "王小明,32000020020227022X\n赵三")]);
        assert_eq!(codes(service::record(&rep, &again).await), ["roster:trained-already"]);
    })
    .await;
}

#[tokio::test]
async fn identity_numbers_are_nowhere_in_the_clear() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep();
        let session = service::record(&rep, &typed(&[])).await.expect("recorded");
        let seat = &service::detail(&rep, session).await.expect("there").seats[0].record.clone();
        let form = typed(&[("version", "1"), ("name", "王小明"), ("id_no", "11010519491231002X")]);
        service::correct(&rep, seat.id, &form).await.expect("corrected");
        let mut tx = rep.read().await.expect("read");
        const KEPT: &str = "SELECT COUNT(*) FROM training WHERE id_sealed LIKE $1 OR id_index LIKE $1 OR id_mask LIKE $1 OR same_key LIKE $1 OR name_key LIKE $1";
        const TOLD: &str = "SELECT COUNT(*) FROM audit WHERE changes LIKE $1";
        for secret in [WANG, "11010519491231002X"] {
            for query in [KEPT, TOLD] {
                let found = one!(&mut tx, (i64,), query, format!("%{secret}%")).expect("asked");
                assert_eq!(found, Some((0,)), "{query}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn sessions_of_others_are_not_there_and_leaders_only_read() {
    each(async |db| {
        let district = district(db).await;
        let whole = district.inspector(None);
        let form = typed(&[("enterprise", "宏远锻造有限公司")]);
        let session = service::record(&whole, &form).await.expect("recorded");
        let person = service::detail(&whole, session).await.expect("there").seats[0].record.id;
        for stranger in [district.rep(), district.inspector(Some("白米镇"))] {
            assert!(matches!(service::detail(&stranger, session).await, Err(Halt::Missing)));
            assert!(matches!(service::person(&stranger, person).await, Err(Halt::Missing)));
            assert!(matches!(service::correct(&stranger, person, &typed(&[])).await, Err(Halt::Missing)));
            assert_eq!(sessions(&stranger, Filter::default()).await, [] as [Uuid; 0]);
        }
        let leader = district.leader();
        assert_eq!(sessions(&leader, Filter::default()).await, [session]);
        assert!(matches!(service::record(&leader, &form).await, Err(Halt::Forbidden)));
        assert!(matches!(service::correct(&leader, person, &form).await, Err(Halt::Forbidden)));
        let unknown = typed(&[("enterprise", "不存在"), ("hours", "0")]);
        assert_eq!(
            codes(service::record(&whole, &unknown).await),
            ["enterprise:unknown-enterprise", "hours:hours-out-of-range"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_correction_of_the_course_is_for_everybody_and_never_overwrites_unseen() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep();
        let session = service::record(&rep, &typed(&[])).await.expect("recorded");
        let id = service::detail(&rep, session).await.expect("there").seats[0].record.id;
        let form = typed(&[
            ("version", "1"),
            ("name", "王小明"),
            ("post", "焊工"),
            ("score", "91"),
            ("passed", "yes"),
            ("hours", "12"),
        ]);
        let moved = service::correct(&rep, id, &form).await.expect("corrected");
        assert_eq!(service::correct(&rep, id, &form).await.expect("sent twice"), moved);
        assert!(
            matches!(service::detail(&rep, session).await, Err(Halt::Missing)),
            "another length is another session"
        );
        assert_eq!(service::now_at(&rep, session).await.expect("asked"), Some(moved), "the old address leads to it");
        let far = district.inspector(Some("张甸镇"));
        assert_eq!(service::now_at(&far, session).await.expect("asked"), None, "not to others' records");
        let detail = service::detail(&rep, moved).await.expect("there");
        assert_eq!((detail.seats.len(), detail.history.len()), (2, 1));
        assert_eq!(detail.sitting.course.hours, Centi(1200));
        assert!(
            detail.seats.iter().all(|seat| seat.record.attendance.hours == Centi(1200) && seat.record.version == 2)
        );
        let (_, history) = service::person(&rep, id).await.expect("there");
        let changed: Vec<_> = history[0].changes().into_iter().map(|c| c.0).collect();
        assert_eq!(changed, ["hours", "score"]);
        let late = typed(&[("version", "1"), ("name", "王小明"), ("score", "10")]);
        assert_eq!(codes(service::correct(&rep, id, &late).await), [":changed-meanwhile"]);
    })
    .await;
}

#[tokio::test]
async fn certificates_are_listed_by_urgency_until_they_are_renewed() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep();
        let special = |day: &str, roster: &str| {
            typed(&[("kind", "special"), ("held_on", day), ("course", "电工作业"), ("roster", roster)])
        };
        let first = "甲,证书 1,2026-11-01\n乙,证书 2,2029-01-01,2026-12-01\n丙,证书 3,2029-01-01,2026-10-31\n丁,证书 4,2030-01-01";
        service::record(&rep, &special("2023-10-31", first)).await.expect("recorded");
        let listed = async || {
            let due = service::certificates(&rep, &Filter { page: 1, ..Filter::default() }).await.expect("a list");
            assert_eq!(due.total, due.rows.len() as i64);
            due.rows.into_iter().map(|(holder, state)| (holder.person, state)).collect::<Vec<_>>()
        };
        let named = |name: &str, state| (name.to_owned(), state);
        assert_eq!(
            listed().await,
            [
                named("丙", Certificate::RecheckOverdue(5)),
                named("甲", Certificate::Expired(4)),
                named("乙", Certificate::Due(26)),
            ]
        );
        service::record(&rep, &special("2026-11-02", "甲,证书 9,2032-11-01,2029-11-01")).await.expect("renewed");
        assert_eq!(listed().await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn coverage_is_people_of_headcount_and_unknown_without_one() {
    each(async |db| {
        let district = district(db).await;
        let (rep, whole) = (district.rep(), district.inspector(None));
        service::record(&rep, &typed(&[])).await.expect("recorded");
        service::record(&rep, &typed(&[("kind", "refresher"), ("roster", "王小明,32000020020227022X")]))
            .await
            .expect("recorded");
        service::record(&whole, &typed(&[("enterprise", "宏远锻造有限公司")])).await.expect("recorded");
        let mut tx = whole.write().await.expect("write");
        const TELL: &str = "
INSERT INTO exposure (enterprise_id, period, year, headcount, from_roll, version, updated_at)
VALUES ($1, '2026', 2026, 8, FALSE, 1, $2)";
        run!(&mut tx, TELL, district.mill, whole.now).expect("told");
        tx.commit().await.expect("commit");
        let covered = service::coverage(&whole, 2026).await.expect("a list");
        let figures: Vec<_> = covered.iter().map(|c| (c.coverage.trained, c.coverage.per_mille())).collect();
        assert_eq!(figures, [(2, Some(250)), (2, None)]);
        assert_eq!(service::coverage(&rep, 2026).await.expect("a list").len(), 1);
        assert_eq!(service::coverage(&rep, 2025).await.expect("a list").len(), 0);
    })
    .await;
}

#[tokio::test]
async fn the_list_filters_and_counts_the_same() {
    each(async |db| {
        let district = district(db).await;
        let whole = district.inspector(None);
        for (name, day, kind) in [
            ("晨光纺织有限公司", "2025-11-05", "induction"),
            ("晨光纺织有限公司", "2026-05-12", "refresher"),
            ("宏远锻造有限公司", "2026-03-01", "induction"),
        ] {
            let form = typed(&[("enterprise", name), ("held_on", day), ("kind", kind)]);
            service::record(&whole, &form).await.expect("recorded");
        }
        let count = async |filter| sessions(&whole, filter).await.len();
        assert_eq!(count(Filter::default()).await, 3);
        assert_eq!(count(Filter { kind: Some(Kind::Induction), ..Filter::default() }).await, 2);
        assert_eq!(count(Filter { from: "2026-01-01".parse().ok(), ..Filter::default() }).await, 2);
        assert_eq!(count(Filter { to: "2025-12-31".parse().ok(), ..Filter::default() }).await, 1);
        assert_eq!(count(Filter { q: "hongyuan".into(), ..Filter::default() }).await, 1);
        assert_eq!(count(Filter { q: "厂级".into(), ..Filter::default() }).await, 3);
        assert_eq!(count(Filter { town: Some("白米镇".into()), ..Filter::default() }).await, 2);
        assert_eq!(count(Filter { enterprise: Some(district.forge), ..Filter::default() }).await, 1);
    })
    .await;
}
