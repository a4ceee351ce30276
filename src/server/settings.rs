//! What can be set from outside, by flag or environment; docs/operating.md lists all.
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use std::net::SocketAddr;
use std::path::PathBuf;

/// The settings of one running program.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `sqlite:PATH` or a PostgreSQL address.
    pub database_url: String,
    pub addr: SocketAddr,
    /// Uploaded workbooks, the key, temporary files.
    pub data: PathBuf,
    /// The folder `cargo xtask site` made.
    pub site: PathBuf,
    /// `https://…` as people type it; decides cookie flags and the Origin that forms must come from. `None`: whatever Host says.
    pub origin: Option<String>,
    /// Demonstration only: the day the program believes it is.
    pub today: Option<NaiveDate>,
    /// Invented data, accounts that need no password, the styleguide.
    pub demo: bool,
    /// Business time zone, hours east of Greenwich.
    pub zone_hours: i64,
    /// Guards `/metrics` for callers that are not on this machine.
    pub metrics_token: Option<String>,
    pub connections_max: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            database_url: "sqlite:data/cuan.db".to_owned(),
            addr: SocketAddr::from(([127, 0, 0, 1], 3000)),
            data: PathBuf::from("data"),
            site: PathBuf::from("target/site"),
            origin: None,
            today: None,
            demo: false,
            zone_hours: 8,
            metrics_token: None,
            connections_max: 1_024,
        }
    }
}

impl Settings {
    /// The one place where the clock is read. Truncated to microseconds, which is what PostgreSQL keeps.
    /// With a demonstration day set, the time of day is real and the day is that one.
    pub fn now(&self) -> DateTime<Utc> {
        let real = Utc::now();
        let real = DateTime::from_timestamp_micros(real.timestamp_micros()).unwrap_or(real);
        match self.today {
            None => real,
            Some(day) => real + Duration::days((day - self.local(real).date()).num_days()),
        }
    }

    /// An instant on the business wall clock.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        (at + Duration::hours(self.zone_hours)).naive_utc()
    }

    /// Whether people reach the program over TLS: cookies are then locked to it.
    pub fn secure(&self) -> bool {
        self.origin.as_deref().is_some_and(|o| o.starts_with("https://"))
    }

    pub fn cookie_name(&self) -> &'static str {
        if self.secure() { "__Host-sid" } else { "sid" }
    }
}
