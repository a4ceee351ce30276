//! Who asks, when, of which database; and why a deed was not done.
use super::turns::Turns;
use super::{Settings, assets::Assets, seal::Seal};
use crate::account::model::{Actor, Admin, Inspector, Leader, Rep, Role, Scope};
use crate::account::sessions::Sessions;
use crate::account::slip::Slips;
use crate::db::{Db, Tx};
use crate::i18n::Lang;
use crate::kernel::{Problem, Problems, What, what};
use axum::extract::FromRef;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use leptos::prelude::LeptosOptions;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// What one running program holds. Every layer that a request passes has its own: cloning counts one reference up.
#[derive(Clone)]
pub struct App(Arc<Held>);

/// The parts of an [`App`].
#[derive(Clone)]
pub struct Held {
    pub db: Db,
    pub options: LeptosOptions,
    pub settings: Arc<Settings>,
    pub seal: Arc<Seal>,
    pub assets: Arc<Assets>,
    /// How many passwords are hashed at once, and how many workbooks are read at once.
    pub limits: Arc<Limits>,
    /// New passwords that wait to be shown once.
    pub slips: Arc<Slips>,
    /// Whose session a request brings.
    pub sessions: Arc<Sessions>,
    /// Finished pages, while nothing is written.
    pub memo: Arc<super::memo::Memo>,
    /// What pages are made of, while what it is made of stands.
    pub kept: Arc<super::kept::Kept>,
}

impl std::ops::Deref for App {
    type Target = Held;

    fn deref(&self) -> &Held {
        &self.0
    }
}

impl From<Held> for App {
    fn from(held: Held) -> App {
        App(Arc::new(held))
    }
}

impl FromRef<App> for LeptosOptions {
    fn from_ref(app: &App) -> LeptosOptions {
        app.options.clone()
    }
}

#[derive(Debug)]
pub struct Limits {
    pub hashing: Semaphore,
    pub reading: Turns,
}

impl App {
    /// Opens the database and the data folder.
    ///
    /// # Errors
    /// Either cannot be opened.
    pub async fn open(settings: Settings) -> anyhow::Result<App> {
        std::fs::create_dir_all(&settings.data)?;
        let db = Db::open(&settings.database_url).await?;
        let seal = Seal::open(&settings.data)?;
        let options = LeptosOptions::builder()
            .output_name("cuan")
            .site_root(settings.site.to_string_lossy())
            .site_addr(settings.addr)
            .build();
        // Commands that serve no pages need no site.
        let assets = Assets::read(&settings.site).unwrap_or_else(|error| {
            tracing::warn!(error = %format!("{error:#}"), "no site: pages have no style");
            Assets::default()
        });
        let limits = Limits { hashing: Semaphore::new(2), reading: Turns::new(2) };
        Ok(App::from(Held {
            db,
            options,
            settings: Arc::new(settings),
            seal: Arc::new(seal),
            assets: Arc::new(assets),
            limits: Arc::new(limits),
            slips: Arc::default(),
            sessions: Arc::default(),
            memo: Arc::default(),
            kept: Arc::default(),
        }))
    }

    pub fn data(&self) -> &Path {
        &self.settings.data
    }
}

/// Who asks, when, in which language. Made once a request; time enters the program here and nowhere else.
#[derive(Clone)]
pub struct Ctx {
    pub app: App,
    pub actor: Option<Arc<Actor>>,
    /// Nobody is signed in because this is the command line, not a request.
    pub operator: bool,
    pub lang: Lang,
    pub now: DateTime<Utc>,
    /// Path and query of the request, to come back to.
    pub here: Arc<str>,
    /// `light` or `dark` when the reader chose one; else the system's.
    pub theme: Option<&'static str>,
}

impl Ctx {
    /// The operator at the command line: no account, the whole district.
    pub fn operator(app: &App) -> Ctx {
        let now = app.settings.now();
        Ctx { app: app.clone(), actor: None, operator: true, lang: Lang::Zh, now, here: "".into(), theme: None }
    }

    /// The context of the page being rendered.
    pub fn here() -> Ctx {
        leptos::prelude::expect_context::<Ctx>()
    }

    pub async fn read(&self) -> sqlx::Result<Tx> {
        self.app.db.read().await
    }

    pub async fn write(&self) -> sqlx::Result<Tx> {
        self.app.db.write().await
    }

    /// Today in the business time zone.
    pub fn today(&self) -> NaiveDate {
        self.local_now().date()
    }

    pub fn local_now(&self) -> NaiveDateTime {
        self.app.settings.local(self.now)
    }

    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        self.app.settings.local(at)
    }

    pub fn demo(&self) -> bool {
        self.app.settings.demo
    }

    /// # Errors
    /// [`Halt::SignIn`] when nobody is signed in.
    pub fn actor(&self) -> Result<&Actor, Halt> {
        self.actor.as_deref().ok_or(Halt::SignIn)
    }

    /// How far the reader sees.
    ///
    /// # Errors
    /// Nobody is signed in, or the role sees no records.
    pub fn scope(&self) -> Result<Scope, Halt> {
        self.actor()?.scope().ok_or(Halt::Forbidden)
    }

    pub fn rep(&self) -> Result<&Rep, Halt> {
        if let Role::Rep(rep) = &self.actor()?.role { Ok(rep) } else { Err(Halt::Forbidden) }
    }

    pub fn inspector(&self) -> Result<&Inspector, Halt> {
        if let Role::Inspector(inspector) = &self.actor()?.role { Ok(inspector) } else { Err(Halt::Forbidden) }
    }

    pub fn leader(&self) -> Result<&Leader, Halt> {
        if let Role::Leader(leader) = &self.actor()?.role { Ok(leader) } else { Err(Halt::Forbidden) }
    }

    /// The administrator who asks; the operator at the command line keeps accounts too.
    pub fn admin(&self) -> Result<&Admin, Halt> {
        if self.operator && self.actor.is_none() {
            return Ok(&Admin::OPERATOR);
        }
        if let Role::Admin(admin) = &self.actor()?.role { Ok(admin) } else { Err(Halt::Forbidden) }
    }
}

/// Why a deed was not done or a page cannot be shown.
#[derive(Debug)]
pub enum Halt {
    /// What was typed cannot be taken: 422, the form comes back whole.
    Refused(Problems),
    /// Somebody else was first: 409, the form comes back whole.
    Conflict(Problems),
    SignIn,
    Forbidden,
    /// Not there, or not for this reader to know about: 404.
    Missing,
    /// Too many tries; seconds to wait.
    Wait(i64),
    TooLarge {
        most_mb: u64,
    },
    Broke(anyhow::Error),
}

impl Halt {
    pub fn field(field: &'static str, what: What) -> Halt {
        Halt::Refused(vec![Problem::new(field, what)])
    }

    /// A broken uniqueness promise is a problem with `field`; anything else is our fault.
    pub fn unique(error: sqlx::Error, field: &'static str) -> Halt {
        if crate::db::is_taken(&error) { Halt::field(field, what!("already-there")) } else { error.into() }
    }
}

impl From<Problems> for Halt {
    fn from(problems: Problems) -> Halt {
        Halt::Refused(problems)
    }
}

impl From<sqlx::Error> for Halt {
    fn from(error: sqlx::Error) -> Halt {
        Halt::Broke(error.into())
    }
}

impl From<anyhow::Error> for Halt {
    fn from(error: anyhow::Error) -> Halt {
        Halt::Broke(error)
    }
}

impl From<std::io::Error> for Halt {
    fn from(error: std::io::Error) -> Halt {
        Halt::Broke(error.into())
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A program on a test database, with a key and a data folder of its own.
    pub fn app_on(db: Db) -> App {
        let data = std::env::temp_dir().join(format!("cuan_data_{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir_all(&data).expect("the temporary folder can be written");
        let settings =
            Settings { data, demo: true, today: NaiveDate::from_ymd_opt(2026, 11, 5), ..Settings::default() };
        App::from(Held {
            db,
            options: LeptosOptions::builder().output_name("cuan").build(),
            settings: Arc::new(settings),
            seal: Arc::new(Seal::with_key([7; 32])),
            assets: Arc::default(),
            limits: Arc::new(Limits { hashing: Semaphore::new(2), reading: Turns::new(2) }),
            slips: Arc::default(),
            sessions: Arc::default(),
            memo: Arc::default(),
            kept: Arc::default(),
        })
    }
}
