//! What tests of the records share: two enterprises, a return for rows to come from, and rows previewed and taken.
use crate::db::{Db, Tx, run};
use crate::kernel::intake::{Change, Outcome, Row};
use crate::server::{Ctx, Halt};
use chrono::{DateTime, Utc};
use uuid::Uuid;

fn then() -> DateTime<Utc> {
    DateTime::from_timestamp(1_600_000_000, 0).expect("a moment")
}

/// Two towns with one enterprise each: the ids of 甲 (东镇) and 乙 (西镇).
pub async fn two_enterprises(db: &Db) -> [Uuid; 2] {
    let mut tx = db.write().await.expect("write");
    let mut ids = Vec::new();
    for (n, (town, name)) in [("东镇", "甲机械有限公司"), ("西镇", "乙化工有限公司")].into_iter().enumerate()
    {
        run!(&mut tx, "INSERT INTO town (name, sort) VALUES ($1, $2)", town, n as i64).expect("town");
        let id = Uuid::now_v7();
        const ENTERPRISE: &str = "
INSERT INTO enterprise (id, uscc, name, pinyin, initials, town, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7)";
        let (code, pinyin) = (["91321204QX00001B6G", "91321204QX00002C0L"][n], ["jia", "yi"][n]);
        run!(&mut tx, ENTERPRISE, id, code, name, pinyin, &pinyin[..1], town, then()).expect("enterprise");
        ids.push(id);
    }
    tx.commit().await.expect("commit");
    [ids[0], ids[1]]
}

/// A workbook, for rows to come from.
pub async fn filing(db: &Db, number: &str) -> Uuid {
    let mut tx = db.write().await.expect("write");
    let (id, account) = (Uuid::now_v7(), Uuid::now_v7());
    const ACCOUNT: &str = "
INSERT INTO account (id, login, name, role, password, disabled, created_at, version)
VALUES ($1, $2, 'x', 'admin', '', FALSE, $3, 1)";
    run!(&mut tx, ACCOUNT, account, number.to_lowercase(), then()).expect("account");
    const FILING: &str = "
INSERT INTO filing (id, number, account_id, file_name, sha256, bytes, kind, state, summary, uploaded_at, version)
VALUES ($1, $2, $3, 'a.xlsx', 'none', 1, 'xlsx', 'sent', '{}', $4, 1)";
    run!(&mut tx, FILING, id, number, account, then()).expect("filing");
    tx.commit().await.expect("commit");
    id
}

/// What became of rows, without ids.
pub fn said(outcomes: &[Outcome]) -> Vec<String> {
    let change =
        |c: &Change| format!("{} {} → {}", c.0, c.1.clone().unwrap_or_default(), c.2.clone().unwrap_or_default());
    let one = |outcome: &Outcome| match outcome {
        Outcome::New(_) => "new".to_owned(),
        Outcome::Same(_) => "same".to_owned(),
        Outcome::Changed(_, changes) => changes.iter().map(change).collect::<Vec<_>>().join(", "),
        Outcome::Wrong(problems) => problems.iter().map(|p| p.what.code.to_string()).collect::<Vec<_>>().join(", "),
    };
    outcomes.iter().map(one).collect()
}

/// Previews and takes rows with a feature's own two functions, and checks that both say the same.
pub async fn taken<P, U>(ctx: &Ctx, rows: &[Row], preview: P, upsert: U) -> Vec<String>
where
    P: AsyncFn(&mut Tx, &Ctx, &[Row]) -> Result<Vec<Outcome>, Halt>,
    U: AsyncFn(&mut Tx, &Ctx, &[Row]) -> Result<Vec<Outcome>, Halt>,
{
    let mut tx = ctx.write().await.expect("write");
    let seen = preview(&mut tx, ctx, rows).await.expect("previewed");
    let done = upsert(&mut tx, ctx, rows).await.expect("taken");
    tx.commit().await.expect("commit");
    assert_eq!(said(&seen), said(&done), "the preview promises what is done");
    said(&done)
}
