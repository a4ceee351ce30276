//! Signing in and out, and keeping accounts.
use super::model::{Actor, Admin, Department, Listed, Role};
use super::sessions::Found;
use super::{password, store};
use crate::audit::model::{Change, Entry};
use crate::audit::service::{Object, hex, note};
use crate::i18n::Lang;
use crate::kernel::{Reader, Typed, form::LINE_MAX, what};
use crate::server::{App, Ctx, Halt};
use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use uuid::Uuid;

pub use store::New;

/// A session ends when it was not used for this long, and in any case after [`SESSION_MAX`].
const IDLE_MAX: Duration = Duration::minutes(60);
const SESSION_MAX: Duration = Duration::hours(12);
/// `seen_at` is written at most this often.
const TOUCH_EVERY: Duration = Duration::seconds(60);
/// The setting that holds the hash of the one-time set-up code.
const SETUP_CODE: &str = "setup_code";

fn hashed(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Whose session a cookie's token is. Asked on every request, so that disabling an account takes effect at once.
///
/// # Errors
/// The database refused.
pub async fn who(app: &App, token: &str, now: DateTime<Utc>) -> Result<Option<(Actor, i64)>, Halt> {
    let token_hash = hashed(token);
    let found = app.sessions.find(&app.db, token_hash.clone(), now, IDLE_MAX).await?;
    let Some(Found { actor, seen_at, head }) = found else { return Ok(None) };
    if now - seen_at > TOUCH_EVERY {
        let mut tx = app.db.write().await?;
        store::touch(&mut tx, &token_hash, now).await?;
        tx.commit().await?;
    }
    Ok(Some((actor, head)))
}

/// Opens a session and answers its token, which only the cookie will hold.
async fn open(ctx: &Ctx, actor: Actor) -> Result<String, Halt> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| anyhow::anyhow!("no random numbers: {e}"))?;
    let token = hex(&bytes);
    let mut tx = ctx.write().await?;
    store::open_session(&mut tx, &hashed(&token), actor.id, ctx.now, ctx.now + SESSION_MAX).await?;
    let object = Object { noun: "account", id: Some(actor.id), enterprise: None };
    let ctx = Ctx { actor: Some(actor.into()), ..ctx.clone() };
    note(&mut tx, &ctx, "sign-in", object, &[]).await?;
    tx.commit().await?;
    Ok(token)
}

/// Signs in by login and password. Failed tries make the next one wait longer, by login and address; nothing locks.
///
/// # Errors
/// [`Halt::Refused`] without saying which of the two was wrong; [`Halt::Wait`] when tries come too fast.
pub async fn sign_in(ctx: &Ctx, typed: &Typed, peer: Option<IpAddr>) -> Result<String, Halt> {
    let mut read = Reader::new(typed);
    let login = read.plain("login", LINE_MAX);
    // A password is taken as typed: blanks count.
    let secret = typed.0.iter().find(|(n, _)| n == "password").map_or("", |(_, v)| v.as_str()).to_owned();
    if secret.is_empty() {
        read.problem::<()>("password", what!("required"));
    }
    let login = read.done(|| login)?.to_lowercase();
    let key = hashed(&format!("{login}|{}", peer.map_or_else(String::new, |p| p.to_string())));
    let wait = waiting(ctx, &key).await?;
    if wait > 0 {
        return Err(Halt::Wait(wait));
    }
    let mut tx = ctx.read().await?;
    let known = store::known(&mut tx, &login).await?;
    drop(tx);
    let account = known.as_ref().filter(|k| !k.disabled).map(|k| k.id);
    let right = password::matches(&ctx.app, secret, known.filter(|k| !k.disabled).map(|k| k.password)).await?;
    let Some(id) = account.filter(|_| right) else {
        failed(ctx, &key).await?;
        return Err(Halt::field("", what!("sign-in-wrong")));
    };
    let mut tx = ctx.write().await?;
    store::forget_throttles(&mut tx, &key, ctx.now - Duration::days(1)).await?;
    let actor = store::actor(&mut tx, id).await?.ok_or(Halt::Missing)?;
    tx.commit().await?;
    open(ctx, actor).await
}

async fn waiting(ctx: &Ctx, key: &str) -> Result<i64, Halt> {
    let mut tx = ctx.read().await?;
    let until = store::throttled(&mut tx, key).await?.map(|(_, until)| until);
    Ok(until.map_or(0, |until| ((until - ctx.now).num_milliseconds().max(0) + 999) / 1_000))
}

/// From the fifth failure on, the next try waits 1 s, 2 s, 4 s … at most 15 minutes.
async fn failed(ctx: &Ctx, key: &str) -> Result<(), Halt> {
    let mut tx = ctx.write().await?;
    let fails = store::throttled(&mut tx, key).await?.map_or(0, |(fails, _)| fails) + 1;
    let wait = if fails < 5 { 0 } else { 1_i64 << (fails - 5).min(10) };
    store::throttle(&mut tx, key, fails, ctx.now + Duration::seconds(wait.min(900))).await?;
    Ok(tx.commit().await?)
}

/// Signs in as one of the people of the demonstration, without a password.
///
/// # Errors
/// [`Halt::Missing`] outside the demonstration, or when there is no such person.
pub async fn sign_in_as(ctx: &Ctx, login: &str) -> Result<String, Halt> {
    if !ctx.demo() {
        return Err(Halt::Missing);
    }
    let mut tx = ctx.read().await?;
    let known = store::known(&mut tx, login).await?.filter(|k| !k.disabled).ok_or(Halt::Missing)?;
    let actor = store::actor(&mut tx, known.id).await?.ok_or(Halt::Missing)?;
    drop(tx);
    open(ctx, actor).await
}

/// The account with this login, for deeds that are done in its name from the command line.
///
/// # Errors
/// [`Halt::Missing`] when there is none, or it is disabled.
pub async fn actor(ctx: &Ctx, login: &str) -> Result<Actor, Halt> {
    let mut tx = ctx.read().await?;
    let known = store::known(&mut tx, login).await?.filter(|k| !k.disabled).ok_or(Halt::Missing)?;
    store::actor(&mut tx, known.id).await?.ok_or(Halt::Missing)
}

/// Ends the session of this cookie.
///
/// # Errors
/// The database refused.
pub async fn sign_out(ctx: &Ctx, token: &str) -> Result<(), Halt> {
    let mut tx = ctx.write().await?;
    if store::close_session(&mut tx, &hashed(token)).await? > 0 {
        let id = ctx.actor.as_ref().map(|a| a.id);
        note(&mut tx, ctx, "sign-out", Object { noun: "account", id, enterprise: None }, &[]).await?;
    }
    Ok(tx.commit().await?)
}

/// Remembers the language someone reads in.
///
/// # Errors
/// The database refused.
pub async fn prefer(ctx: &Ctx, lang: Lang) -> Result<(), Halt> {
    let Some(actor) = &ctx.actor else { return Ok(()) };
    let mut tx = ctx.write().await?;
    store::set_lang(&mut tx, actor.id, lang.tag()).await?;
    let change = Change::new("lang", actor.lang.map(|l| l.tag().to_owned()), Some(lang.tag().to_owned()));
    note(&mut tx, ctx, "correct", Object { noun: "account", id: Some(actor.id), enterprise: None }, &[change]).await?;
    Ok(tx.commit().await?)
}

/// On the first start of an empty database: a one-time code with which the first administrator is made at `/set-up`.
/// `None` once there is an account.
///
/// # Errors
/// The database refused.
pub async fn setup_code(app: &App) -> Result<Option<String>, Halt> {
    let mut tx = app.db.write().await?;
    if store::count(&mut tx).await? > 0 {
        return Ok(None);
    }
    let code = password::random_code()?;
    store::set_setting(&mut tx, SETUP_CODE, &hashed(&code)).await?;
    tx.commit().await?;
    Ok(Some(code))
}

/// Makes the first administrator. The code works once, and only while there is no account.
///
/// # Errors
/// What is wrong with the code, the login or the password.
pub async fn set_up(ctx: &Ctx, typed: &Typed) -> Result<(), Halt> {
    let mut read = Reader::new(typed);
    let code = read.plain("code", LINE_MAX);
    let login = login(&mut read);
    let name = read.plain("name", LINE_MAX);
    let secret = new_password(&mut read, typed, &[typed.get("login"), typed.get("name")]);
    let (code, login, name, secret) = read.done(|| Some((code?, login?, name?, secret?)))?;
    let password = password::hash(&ctx.app, secret).await?;
    let mut tx = ctx.write().await?;
    let expected = store::setting(&mut tx, SETUP_CODE).await?;
    if store::count(&mut tx).await? > 0 || expected != Some(hashed(&code)) {
        return Err(Halt::field("code", what!("setup-code-wrong")));
    }
    store::forget_setting(&mut tx, SETUP_CODE).await?;
    let new = New { id: Uuid::now_v7(), login, name, role: "admin".to_owned(), password, ..New::default() };
    insert(&mut tx, ctx, &new).await?;
    Ok(tx.commit().await?)
}

/// A login: 3 to 40 letters, digits, `.`, `-`, `_`, made lower case.
fn login(read: &mut Reader<'_>) -> Option<String> {
    let login = read.plain("login", LINE_MAX)?.to_lowercase();
    let plain = login.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if !plain || !(3..=40).contains(&login.len()) { read.problem("login", what!("login-form")) } else { Some(login) }
}

fn new_password(read: &mut Reader<'_>, typed: &Typed, context: &[&str]) -> Option<String> {
    let secret = typed.0.iter().find(|(n, _)| n == "password").map_or("", |(_, v)| v.as_str());
    match password::weakness(secret, context) {
        Some(what) => read.problem("password", what),
        None => Some(secret.to_owned()),
    }
}

async fn insert(tx: &mut crate::db::Tx, ctx: &Ctx, new: &New) -> Result<(), Halt> {
    store::insert(tx, new, ctx.now).await.map_err(|e| Halt::unique(e, "login"))?;
    let text = |t: &str| Some(t.to_owned());
    let changes = [
        Change::new("login", None, text(&new.login)),
        Change::new("name", None, text(&new.name)),
        Change::new("role", None, text(&new.role)),
        Change::new("department", None, new.department.clone()),
        Change::new("town", None, new.town.clone()),
    ];
    let object = Object { noun: "account", id: Some(new.id), enterprise: new.enterprise_id };
    Ok(note(tx, ctx, "record", object, &changes).await?)
}

/// Adds an account with a password already hashed: the command line and the demonstration.
///
/// # Errors
/// The login is taken, or the role's columns do not fit together.
pub async fn add(ctx: &Ctx, tx: &mut crate::db::Tx, new: &New) -> Result<(), Halt> {
    insert(tx, ctx, new).await
}

/// A new account and its first password; no password when the same form had made the account before.
#[derive(Debug, PartialEq, Eq)]
pub struct Created {
    pub id: Uuid,
    pub code: Option<String>,
}

/// Makes an account with a random first password, from the administrator's form or the command line. The form's own `id`
/// makes that sending it twice makes one account.
///
/// # Errors
/// What is wrong with the fields.
pub async fn create(ctx: &Ctx, _admin: &Admin, typed: &Typed) -> Result<Created, Halt> {
    let id = typed.get("id").parse().unwrap_or_else(|_| Uuid::now_v7());
    let mut read = Reader::new(typed);
    let login = login(&mut read);
    let name = read.plain("name", LINE_MAX);
    let role =
        read.choice("role", |key| matches!(key, "rep" | "inspector" | "leader" | "admin").then(|| key.to_owned()));
    let inspector = role.as_deref() == Some("inspector");
    let department = if inspector { read.choice("department", Department::parse) } else { None };
    let reach = matches!(role.as_deref(), Some("inspector" | "leader"));
    let town = if reach { read.maybe_plain("town", LINE_MAX) } else { None };
    let enterprise = if role.as_deref() == Some("rep") { read.plain("enterprise", LINE_MAX) } else { None };
    let (login, name, role) = read.done(|| Some((login?, name?, role?)))?;
    let code = password::random_code()?;
    let hash = password::hash(&ctx.app, code.clone()).await?;
    let mut tx = ctx.write().await?;
    if store::actor(&mut tx, id).await?.is_some() {
        return Ok(Created { id, code: None });
    }
    let enterprise_id = match &enterprise {
        Some(text) => Some(enterprise_of(&mut tx, text).await?),
        None => None,
    };
    if let Some(town) = &town
        && !store::has_town(&mut tx, town).await?
    {
        return Err(Halt::field("town", what!("not-a-choice")));
    }
    let department = department.map(|d| d.key().to_owned());
    let new = New { id, login, name, role, department, town, enterprise_id, password: hash };
    insert(&mut tx, ctx, &new).await?;
    tx.commit().await?;
    Ok(Created { id, code: Some(code) })
}

/// The one enterprise of this credit code or name.
async fn enterprise_of(tx: &mut crate::db::Tx, text: &str) -> Result<Uuid, Halt> {
    let code = text.parse::<crate::kernel::code::CreditCode>().map_or_else(|_| text.to_owned(), String::from);
    match store::enterprises_of(tx, &code).await?.as_slice() {
        [one] => Ok(*one),
        [] => Err(Halt::field("enterprise", what!("unknown-enterprise"))),
        _ => Err(Halt::field("enterprise", what!("several-enterprises"))),
    }
}

/// Gives an account a new random password; all its sessions end.
///
/// # Errors
/// [`Halt::Missing`] when there is no such account.
pub async fn reset(ctx: &Ctx, _admin: &Admin, id: Uuid) -> Result<String, Halt> {
    let code = password::random_code()?;
    let hash = password::hash(&ctx.app, code.clone()).await?;
    let mut tx = ctx.write().await?;
    if store::set_password(&mut tx, id, &hash).await? == 0 {
        return Err(Halt::Missing);
    }
    store::close_sessions_of(&mut tx, id).await?;
    note(&mut tx, ctx, "reset", Object { noun: "account", id: Some(id), enterprise: None }, &[]).await?;
    tx.commit().await?;
    Ok(code)
}

/// Disables or enables an account. A disabled account's next request is a stranger's.
///
/// # Errors
/// [`Halt::Missing`] when there is no such account; nobody disables themselves.
pub async fn set_disabled(ctx: &Ctx, _admin: &Admin, id: Uuid, disabled: bool) -> Result<(), Halt> {
    if ctx.actor.as_ref().is_some_and(|actor| actor.id == id) {
        return Err(Halt::field("", what!("not-yourself")));
    }
    let mut tx = ctx.write().await?;
    let before = store::listed(&mut tx, id).await?.ok_or(Halt::Missing)?;
    if before.disabled == disabled {
        return Ok(());
    }
    store::set_disabled(&mut tx, id, disabled).await?;
    store::close_sessions_of(&mut tx, id).await?;
    let deed = if disabled { "disable" } else { "enable" };
    note(&mut tx, ctx, deed, Object { noun: "account", id: Some(id), enterprise: None }, &[]).await?;
    Ok(tx.commit().await?)
}

/// Changes one's own password; other sessions end, this one goes on.
///
/// # Errors
/// The present password is wrong, or the new one too weak.
pub async fn change_password(ctx: &Ctx, typed: &Typed, token: &str) -> Result<(), Halt> {
    let actor = ctx.actor()?;
    let mut read = Reader::new(typed);
    let secret = new_password(&mut read, typed, &[&actor.login, &actor.name]);
    let secret = read.done(|| secret)?;
    let mut tx = ctx.read().await?;
    let known = store::known(&mut tx, &actor.login).await?.ok_or(Halt::Missing)?;
    drop(tx);
    let present = typed.0.iter().find(|(n, _)| n == "present").map_or("", |(_, v)| v.as_str()).to_owned();
    if !password::matches(&ctx.app, present, Some(known.password)).await? {
        return Err(Halt::field("present", what!("password-wrong")));
    }
    let hash = password::hash(&ctx.app, secret).await?;
    let mut tx = ctx.write().await?;
    store::set_password(&mut tx, actor.id, &hash).await?;
    store::close_sessions_of(&mut tx, actor.id).await?;
    store::open_session(&mut tx, &hashed(token), actor.id, ctx.now, ctx.now + SESSION_MAX).await?;
    note(&mut tx, ctx, "reset", Object { noun: "account", id: Some(actor.id), enterprise: None }, &[]).await?;
    Ok(tx.commit().await?)
}

/// A page of accounts for the administrator, and how many there are in all.
///
/// # Errors
/// The database refused.
pub async fn list(ctx: &Ctx, _admin: &Admin, text: &str, page: i64, size: i64) -> Result<(Vec<Listed>, i64), Halt> {
    let mut tx = ctx.read().await?;
    Ok(store::list(&mut tx, text, (page - 1).max(0) * size, size).await?)
}

/// One account and what happened to it, the newest first.
///
/// # Errors
/// [`Halt::Missing`] when there is no such account.
pub async fn of(ctx: &Ctx, _admin: &Admin, id: Uuid) -> Result<(Listed, Vec<Entry>), Halt> {
    let mut tx = ctx.read().await?;
    let account = store::listed(&mut tx, id).await?.ok_or(Halt::Missing)?;
    let history = crate::audit::service::history(&mut tx, id).await?;
    Ok((account, history))
}

/// The account with this login, for the command line.
///
/// # Errors
/// [`Halt::Missing`] when there is none.
pub async fn of_login(ctx: &Ctx, _admin: &Admin, login: &str) -> Result<Uuid, Halt> {
    let mut tx = ctx.read().await?;
    Ok(store::known(&mut tx, &login.to_lowercase()).await?.ok_or(Halt::Missing)?.id)
}

/// The towns an inspector or a leader can be limited to.
///
/// # Errors
/// The database refused.
pub async fn towns(ctx: &Ctx, _admin: &Admin) -> Result<Vec<String>, Halt> {
    let mut tx = ctx.read().await?;
    Ok(store::towns(&mut tx).await?)
}

/// An account as an actor by its id, for work that the program does in its name after the request is over.
///
/// # Errors
/// The database refused.
pub async fn actor_of(tx: &mut crate::db::Tx, id: Uuid) -> sqlx::Result<Option<Actor>> {
    store::actor(tx, id).await
}

/// The people of the demonstration, for its sign-in page.
///
/// # Errors
/// The database refused.
pub async fn demonstration_people(ctx: &Ctx) -> Result<Vec<Listed>, Halt> {
    if !ctx.demo() {
        return Ok(Vec::new());
    }
    let mut tx = ctx.read().await?;
    let (all, _) = store::list(&mut tx, "demo.", 0, 20).await?;
    Ok(all.into_iter().filter(|a| a.login.starts_with("demo.") && !a.disabled).collect())
}

/// Whether an account can be made of these parts; used where no form is.
pub fn fits(new: &New) -> bool {
    Role::of(&new.role, new.department.as_deref(), new.town.clone(), new.enterprise_id).is_some()
}
