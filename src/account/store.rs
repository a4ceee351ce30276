use super::model::{Actor, Listed, Role};
use super::sessions::Found;
use crate::db::{Db, Tx, all, one, run};
use crate::i18n::Lang;
use chrono::{DateTime, Duration, Utc};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

#[derive(Debug, Clone, sqlx::FromRow)]
struct ActorRow {
    id: Uuid,
    login: String,
    name: String,
    role: String,
    department: Option<String>,
    town: Option<String>,
    enterprise_id: Option<Uuid>,
    lang: Option<String>,
}

impl ActorRow {
    fn actor(self) -> Option<Actor> {
        let role = Role::of(&self.role, self.department.as_deref(), self.town, self.enterprise_id)?;
        let lang = self.lang.as_deref().and_then(Lang::parse);
        Some(Actor { id: self.id, login: self.login, name: self.name, role, lang })
    }
}

/// A session with its account, and the last line of the audit trail that tells of records.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct SessionRow {
    pub(super) token_hash: String,
    seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    disabled: bool,
    head: i64,
    #[sqlx(flatten)]
    actor: ActorRow,
}

impl SessionRow {
    /// Whether it is still good.
    pub(super) fn holds(&self, now: DateTime<Utc>, idle: Duration) -> bool {
        !self.disabled && self.expires_at > now && self.seen_at > now - idle
    }

    pub(super) fn found(self) -> Option<Found> {
        let SessionRow { seen_at, head, actor, .. } = self;
        let actor = actor.actor()?;
        Some(Found { actor, seen_at, head })
    }
}

/// The sessions with these tokens' hashes, good or over.
pub(super) async fn sessions(db: &Db, hashes: &[&str]) -> sqlx::Result<Vec<SessionRow>> {
    // Few lengths of the list, so that few statements are prepared; what is too much is asked for twice.
    let asked = hashes.len().next_power_of_two();
    let numbers: Vec<String> = (1..=asked).map(|n| format!("${n}")).collect();
    let sql = format!(
        "
SELECT s.token_hash, s.seen_at, s.expires_at, a.disabled, h.records AS head,
       a.id, a.login, a.name, a.role, a.department, a.town, a.enterprise_id, a.lang
FROM session s
JOIN account a ON a.id = s.account_id
JOIN audit_head h ON h.id = 1
WHERE s.token_hash IN ({})",
        numbers.join(", ")
    );
    let filler = hashes.last().copied().unwrap_or_default();
    let all = hashes.iter().copied().chain(std::iter::repeat(filler)).take(asked);
    macro_rules! ask {
        ($pool:expr) => {{
            let mut query = sqlx::query_as::<_, SessionRow>(AssertSqlSafe(sql));
            for hash in all {
                query = query.bind(hash);
            }
            query.fetch_all($pool).await
        }};
    }
    match db {
        Db::Sqlite { read, .. } => ask!(read),
        Db::Postgres(pool) => ask!(pool),
    }
}

pub(super) async fn touch(tx: &mut Tx, token_hash: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
    run!(tx, "UPDATE session SET seen_at = $2 WHERE token_hash = $1", token_hash, now)?;
    Ok(())
}

pub(super) async fn open_session(
    tx: &mut Tx,
    token_hash: &str,
    account: Uuid,
    now: DateTime<Utc>,
    expires: DateTime<Utc>,
) -> sqlx::Result<()> {
    run!(tx, "DELETE FROM session WHERE expires_at <= $1", now)?;
    const OPEN: &str = "
INSERT INTO session (token_hash, account_id, created_at, seen_at, expires_at)
VALUES ($1, $2, $3, $3, $4)";
    run!(tx, OPEN, token_hash, account, now, expires)?;
    Ok(())
}

pub(super) async fn close_session(tx: &mut Tx, token_hash: &str) -> sqlx::Result<u64> {
    run!(tx, "DELETE FROM session WHERE token_hash = $1", token_hash)
}

pub(super) async fn close_sessions_of(tx: &mut Tx, account: Uuid) -> sqlx::Result<u64> {
    run!(tx, "DELETE FROM session WHERE account_id = $1", account)
}

/// What signing in needs to know of a login.
#[derive(sqlx::FromRow)]
pub(super) struct Known {
    pub(super) id: Uuid,
    pub(super) password: String,
    pub(super) disabled: bool,
}

pub(super) async fn known(tx: &mut Tx, login: &str) -> sqlx::Result<Option<Known>> {
    one!(tx, Known, "SELECT id, password, disabled FROM account WHERE login = $1", login)
}

pub(super) async fn actor(tx: &mut Tx, id: Uuid) -> sqlx::Result<Option<Actor>> {
    const ACTOR: &str = "
SELECT id, login, name, role, department, town, enterprise_id, lang
FROM account
WHERE id = $1";
    Ok(one!(tx, ActorRow, ACTOR, id)?.and_then(ActorRow::actor))
}

/// How long tries for this key must wait, and how often they failed.
pub(super) async fn throttled(tx: &mut Tx, key: &str) -> sqlx::Result<Option<(i64, DateTime<Utc>)>> {
    one!(tx, (i64, DateTime<Utc>), "SELECT fails, until FROM throttle WHERE key = $1", key)
}

pub(super) async fn throttle(tx: &mut Tx, key: &str, fails: i64, until: DateTime<Utc>) -> sqlx::Result<()> {
    const THROTTLE: &str = "
INSERT INTO throttle (key, fails, until)
VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET fails = excluded.fails, until = excluded.until";
    run!(tx, THROTTLE, key, fails, until)?;
    Ok(())
}

pub(super) async fn forget_throttles(tx: &mut Tx, key: &str, older: DateTime<Utc>) -> sqlx::Result<()> {
    run!(tx, "DELETE FROM throttle WHERE key = $1 OR until < $2", key, older)?;
    Ok(())
}

pub(super) async fn count(tx: &mut Tx) -> sqlx::Result<i64> {
    Ok(one!(tx, (i64,), "SELECT COUNT(*) FROM account")?.map_or(0, |(n,)| n))
}

/// The columns of a new account; the role's own are checked by the table.
#[derive(Debug, Clone, Default)]
pub struct New {
    pub id: Uuid,
    pub login: String,
    pub name: String,
    pub role: String,
    pub department: Option<String>,
    pub town: Option<String>,
    pub enterprise_id: Option<Uuid>,
    pub password: String,
}

pub(super) async fn insert(tx: &mut Tx, new: &New, now: DateTime<Utc>) -> sqlx::Result<()> {
    const INSERT: &str = "
INSERT INTO account (id, login, name, role, department, town, enterprise_id, password, lang, disabled, created_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, FALSE, $9, 1)";
    run!(
        tx,
        INSERT,
        new.id,
        &new.login,
        &new.name,
        &new.role,
        new.department.as_deref(),
        new.town.as_deref(),
        new.enterprise_id,
        &new.password,
        now
    )?;
    Ok(())
}

pub(super) async fn set_password(tx: &mut Tx, id: Uuid, password: &str) -> sqlx::Result<u64> {
    run!(tx, "UPDATE account SET password = $2, version = version + 1 WHERE id = $1", id, password)
}

pub(super) async fn set_disabled(tx: &mut Tx, id: Uuid, disabled: bool) -> sqlx::Result<u64> {
    run!(tx, "UPDATE account SET disabled = $2, version = version + 1 WHERE id = $1", id, disabled)
}

pub(super) async fn set_lang(tx: &mut Tx, id: Uuid, lang: &str) -> sqlx::Result<u64> {
    run!(tx, "UPDATE account SET lang = $2 WHERE id = $1", id, lang)
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    id: Uuid,
    login: String,
    name: String,
    role: String,
    department: Option<String>,
    town: Option<String>,
    enterprise: Option<String>,
    disabled: bool,
}

/// Accounts whose login, name or enterprise holds `text`, a page of them, and how many there are in all.
pub(super) async fn list(tx: &mut Tx, text: &str, offset: i64, most: i64) -> sqlx::Result<(Vec<Listed>, i64)> {
    const LIST: &str = "
SELECT a.id, a.login, a.name, a.role, a.department, a.town, e.name AS enterprise, a.disabled
FROM account a
LEFT JOIN enterprise e ON e.id = a.enterprise_id
WHERE lower(a.login) LIKE $1 ESCAPE '\\' OR lower(a.name) LIKE $1 ESCAPE '\\' OR lower(COALESCE(e.name, '')) LIKE $1 ESCAPE '\\'
ORDER BY a.role, a.login
LIMIT $2 OFFSET $3";
    const COUNT: &str = "
SELECT COUNT(*)
FROM account a
LEFT JOIN enterprise e ON e.id = a.enterprise_id
WHERE lower(a.login) LIKE $1 ESCAPE '\\' OR lower(a.name) LIKE $1 ESCAPE '\\' OR lower(COALESCE(e.name, '')) LIKE $1 ESCAPE '\\'";
    let like = crate::db::like(text);
    let rows = all!(tx, ListedRow, LIST, &like, most, offset)?;
    let total = one!(tx, (i64,), COUNT, &like)?.map_or(0, |(n,)| n);
    Ok((rows.into_iter().map(Listed::from).collect(), total))
}

impl From<ListedRow> for Listed {
    fn from(r: ListedRow) -> Listed {
        Listed {
            id: r.id,
            login: r.login,
            name: r.name,
            role: r.role,
            department: r.department,
            town: r.town,
            enterprise: r.enterprise,
            disabled: r.disabled,
        }
    }
}

/// One account as the list shows it.
pub(super) async fn listed(tx: &mut Tx, id: Uuid) -> sqlx::Result<Option<Listed>> {
    const LISTED: &str = "
SELECT a.id, a.login, a.name, a.role, a.department, a.town, e.name AS enterprise, a.disabled
FROM account a
LEFT JOIN enterprise e ON e.id = a.enterprise_id
WHERE a.id = $1";
    Ok(one!(tx, ListedRow, LISTED, id)?.map(Listed::from))
}

pub(super) async fn setting(tx: &mut Tx, key: &str) -> sqlx::Result<Option<String>> {
    Ok(one!(tx, (String,), "SELECT value FROM setting WHERE key = $1", key)?.map(|(v,)| v))
}

pub(super) async fn set_setting(tx: &mut Tx, key: &str, value: &str) -> sqlx::Result<()> {
    const SET: &str = "
INSERT INTO setting (key, value)
VALUES ($1, $2)
ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    run!(tx, SET, key, value)?;
    Ok(())
}

pub(super) async fn forget_setting(tx: &mut Tx, key: &str) -> sqlx::Result<u64> {
    run!(tx, "DELETE FROM setting WHERE key = $1", key)
}

/// The enterprises with this credit code or exactly this name: two at most, which is enough to know that it is not one.
pub(super) async fn enterprises_of(tx: &mut Tx, text: &str) -> sqlx::Result<Vec<Uuid>> {
    const OF: &str = "SELECT id FROM enterprise WHERE uscc = $1 OR name = $1 ORDER BY id LIMIT 2";
    Ok(all!(tx, (Uuid,), OF, text)?.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn towns(tx: &mut Tx) -> sqlx::Result<Vec<String>> {
    Ok(all!(tx, (String,), "SELECT name FROM town ORDER BY sort, name")?.into_iter().map(|(name,)| name).collect())
}

pub(super) async fn has_town(tx: &mut Tx, name: &str) -> sqlx::Result<bool> {
    Ok(one!(tx, (i64,), "SELECT COUNT(*) FROM town WHERE name = $1", name)?.is_some_and(|(n,)| n > 0))
}
