//! A small district on a fresh database, and the program's own router in front of it.
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use cuan::bulletin::model::{Kind, Period, Wanted};
use cuan::db::{Db, Tx};
use cuan::server::{App, Ctx, Settings};
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};
use tower::ServiceExt;
use uuid::Uuid;

/// Everyone who may knock. `Far` inspects another town, `Disabled` had a session when the account was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Anonymous,
    Own,
    Other,
    Inspector,
    Far,
    Leader,
    Admin,
    Disabled,
}

impl Who {
    /// In the order of the columns of the permission matrix.
    pub const ALL: [Who; 8] =
        [Who::Anonymous, Who::Own, Who::Other, Who::Inspector, Who::Far, Who::Leader, Who::Admin, Who::Disabled];

    pub fn token(self) -> String {
        format!("token-of-{self:?}")
    }
}

/// The hash of the draft's file; its content does not matter.
const WORKBOOK: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// The objects of the rep `Own`'s enterprise, one of each kind.
pub struct World {
    pub router: Router,
    pub enterprise: Uuid,
    pub congress: Uuid,
    pub incident: Uuid,
    pub hazard: Uuid,
    pub session: Uuid,
    pub person: Uuid,
    pub health: Uuid,
    pub draft: Uuid,
    pub baseline: Uuid,
    /// Somebody else's account, for the administrator's deeds.
    pub account: Uuid,
    folder: tempfile::TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Runs one statement on whichever engine it is.
macro_rules! put {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match &mut $tx {
            Tx::Sqlite(tx) => { sqlx::query($sql)$(.bind($bind))*.execute(&mut **tx).await.expect($sql); }
            Tx::Postgres(tx) => { sqlx::query($sql)$(.bind($bind))*.execute(&mut **tx).await.expect($sql); }
        }
    };
}

impl World {
    /// A demonstration.
    pub async fn fresh() -> World {
        World::with(true).await
    }

    pub async fn with(demo: bool) -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = Settings {
            database_url: format!("sqlite:{}/cuan.db", folder.path().display()),
            data: folder.path().to_path_buf(),
            site: folder.path().join("site"),
            demo,
            today: demo.then(|| NaiveDate::from_ymd_opt(2026, 11, 5).expect("a day")),
            ..Settings::default()
        };
        let shelf = folder.path().join("files").join(&WORKBOOK[..2]);
        std::fs::create_dir_all(&shelf).expect("a shelf");
        std::fs::write(shelf.join(WORKBOOK), "a").expect("a file");
        let now = settings.now();
        let app = App::open(settings).await.expect("the program opens");
        let ids = [(); 11].map(|()| Uuid::now_v7());
        fill(&app.db, now, ids).await;
        bulletin(&app).await;
        let [enterprise, _, congress, incident, session, person, draft, baseline, hazard, health, account] = ids;
        let router = cuan::app::router(app);
        World {
            router,
            enterprise,
            congress,
            incident,
            hazard,
            session,
            person,
            health,
            draft,
            baseline,
            account,
            folder,
        }
    }

    /// Where the database and the files are.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The address with an object of `Own`'s enterprise in each `{…}`.
    pub fn address(&self, path: &str) -> String {
        let id = match path.split('/').nth(1).unwrap_or_default() {
            "enterprises" => self.enterprise,
            "congress" => self.congress,
            "incidents" => self.incident,
            "hazards" => self.hazard,
            "health" => self.health,
            "training" if path.contains("/people/") => self.person,
            "training" => self.session,
            // A layout that is remembered for `Own` bears the draft's id.
            "returns" | "layouts" => self.draft,
            "baselines" => self.baseline,
            "exemptions" | "compliance" => EXEMPTION,
            "bulletins" => BULLETIN,
            "accounts" => self.account,
            _ => Uuid::nil(),
        };
        let filled = path.replace("{id}", &id.to_string()).replace("{session}", &id.to_string());
        filled
            .replace("{key}", "training")
            .replace("{kind}", "incidents")
            .replace("{year}", "2025")
            .replace("{seq}", "1")
    }

    /// Asks as `who`, from a page of the program itself.
    pub async fn ask(&self, who: Who, method: &Method, address: &str) -> Answer {
        self.send(who, method, address, &[(header::ORIGIN.as_str(), "http://cuan.example")], "").await
    }

    /// A file as it comes.
    pub async fn bytes(&self, who: Who, address: &str) -> Vec<u8> {
        let request = Request::builder().uri(address).header(header::HOST, "cuan.example");
        let request = request.header(header::COOKIE, format!("sid={}", who.token()));
        let answer = self.router.clone().oneshot(request.body(Body::empty()).expect("a request")).await;
        let answer = answer.expect("the router answers");
        assert_eq!(answer.status(), StatusCode::OK, "{address}");
        answer.into_body().collect().await.expect("a whole body").to_bytes().to_vec()
    }

    pub async fn send(&self, who: Who, method: &Method, address: &str, with: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(address).header(header::HOST, "cuan.example");
        if who != Who::Anonymous {
            request = request.header(header::COOKIE, format!("sid={}", who.token()));
        }
        if method == Method::POST && !with.iter().any(|(name, _)| *name == header::CONTENT_TYPE.as_str()) {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        for (name, value) in with {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).expect("a request");
        let answer = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes();
        let body = String::from_utf8_lossy(&body).into_owned();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

async fn fill(db: &Db, now: DateTime<Utc>, ids: [Uuid; 11]) {
    let [own, other, ..] = ids;
    let mut tx = db.write().await.expect("a transaction");
    for (sort, town) in ["东岭镇", "西河镇"].into_iter().enumerate() {
        put!(tx, "INSERT INTO town (name, sort) VALUES ($1, $2)", town, sort as i64);
    }
    for (id, code, name, town) in
        [(own, "91000000000000001A", "东岭甲厂", "东岭镇"), (other, "91000000000000002B", "西河乙厂", "西河镇")]
    {
        put!(
            tx,
            "INSERT INTO enterprise (id, uscc, name, pinyin, initials, town, version, created_at, updated_at)
             VALUES ($1, $2, $3, 'p', 'i', $4, 1, $5, $5)",
            id,
            code,
            name,
            town,
            now
        );
    }
    people(&mut tx, now, ids).await;
    records(&mut tx, now, ids).await;
    tx.commit().await.expect("committed");
}

async fn people(tx: &mut Tx, now: DateTime<Utc>, ids: [Uuid; 11]) {
    let [own, other, .., account] = ids;
    let far = Some("西河镇");
    let all = [
        (Who::Own, "rep", None, None, Some(own), false),
        (Who::Other, "rep", None, None, Some(other), false),
        (Who::Inspector, "inspector", Some("emergency"), None, None, false),
        (Who::Far, "inspector", Some("union"), far, None, false),
        (Who::Leader, "leader", None, None, None, false),
        (Who::Admin, "admin", None, None, None, false),
        (Who::Disabled, "leader", None, None, None, true),
    ];
    for (who, role, department, town, enterprise, disabled) in all {
        let id = if who == Who::Leader { account } else { Uuid::now_v7() };
        put!(
            *tx,
            "INSERT INTO account (id, login, name, role, department, town, enterprise_id, password, disabled, created_at, version)
             VALUES ($1, $2, $2, $3, $4, $5, $6, '', $7, $8, 1)",
            id,
            format!("{who:?}").to_lowercase(),
            role,
            department,
            town,
            enterprise,
            disabled,
            now
        );
        let hash: String = Sha256::digest(who.token()).iter().map(|byte| format!("{byte:02x}")).collect();
        put!(
            *tx,
            "INSERT INTO session (token_hash, account_id, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)",
            hash,
            id,
            now,
            now + Duration::hours(12)
        );
    }
}

/// The draft of a bulletin of `Own`'s town.
pub const BULLETIN: Uuid = Uuid::from_u128(0x0b);

async fn bulletin(app: &App) {
    let ctx = Ctx::operator(app);
    let period = Period::of(Kind::Month, 2026, 3).expect("a month");
    let wanted = Wanted { id: BULLETIN, period, town: Some("东岭镇".to_owned()) };
    let mut tx = ctx.write().await.expect("a transaction");
    cuan::bulletin::service::draft_in(&mut tx, &ctx, &wanted).await.expect("drafted");
    tx.commit().await.expect("committed");
}

/// The one exemption of the small district, from a return and from a duty.
const EXEMPTION: Uuid = Uuid::from_u128(0x0e);

async fn records(tx: &mut Tx, now: DateTime<Utc>, ids: [Uuid; 11]) {
    let [own, _, congress, incident, session, person, draft, baseline, hazard, health, _] = ids;
    let day = NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day");
    let at = day.and_hms_opt(9, 30, 0).expect("a time");
    put!(
        *tx,
        "INSERT INTO congress (id, enterprise_id, held_on, delegates_total, delegates_present, version, created_at, updated_at)
         VALUES ($1, $2, $3, 45, 31, 1, $4, $4)",
        congress,
        own,
        day,
        now
    );
    put!(
        *tx,
        "INSERT INTO incident (id, enterprise_id, occurred_at, occurred_on, time_known, deaths, serious, counted, version, created_at, updated_at)
         VALUES ($1, $2, $3, $4, TRUE, 0, 1, TRUE, 1, $5, $5)",
        incident,
        own,
        at,
        day,
        now
    );
    put!(
        *tx,
        "INSERT INTO hazard (id, enterprise_id, found_on, description, level, origin, version, created_at, updated_at)
         VALUES ($1, $2, $3, '护栏缺失', 'ordinary', 'own', 1, $4, $4)",
        hazard,
        own,
        day,
        now
    );
    put!(
        *tx,
        "INSERT INTO health (id, enterprise_id, period, year, due_check, checked, version, created_at, updated_at)
         VALUES ($1, $2, '2026-Q1', 2026, 40, 31, 1, $3, $3)",
        health,
        own,
        now
    );
    put!(
        *tx,
        "INSERT INTO training (id, enterprise_id, session_id, person, kind, held_on, hours_centi, same_key, name_key, version, created_at, updated_at)
         VALUES ($1, $2, $3, '某甲', 'refresher', $4, 800, 'k', 'n', 1, $5, $5)",
        person,
        own,
        session,
        day,
        now
    );
    put!(
        *tx,
        "INSERT INTO filing (id, number, account_id, enterprise_id, file_name, sha256, bytes, kind, state, summary, uploaded_at, version)
         VALUES ($1, 'T2026-000001', (SELECT id FROM account WHERE login = 'own'), $2, 'a.xlsx', $4, 1, 'xlsx', 'draft', '{}', $3, 1)",
        draft,
        own,
        now,
        WORKBOOK
    );
    put!(
        *tx,
        "INSERT INTO layout (id, owner_id, enterprise_id, account_id, fingerprint, top, content, confirmed_at)
         VALUES ($1, $2, $2, (SELECT id FROM account WHERE login = 'own'), 'f', 1, $4, $3)",
        draft,
        own,
        now,
        r#"{"sheet":"台账","block":1,"template":"congress","header":[1,1],"columns":[["A","held_on"]]}"#
    );
    put!(
        *tx,
        "INSERT INTO duty_exemption (id, enterprise_id, duty, since, until, authority, reason, given_by, given_at, version)
         VALUES ($1, $2, 'check-ups', $3, $4, '区卫健委', '停产', 'Inspector', $5, 1)",
        EXEMPTION,
        own,
        day,
        NaiveDate::from_ymd_opt(2027, 3, 4).expect("a day"),
        now
    );
    put!(
        *tx,
        "INSERT INTO exemption (id, enterprise_id, template, since, until, authority, reason, given_by, given_at, version)
         VALUES ($1, $2, 'health', $3, $4, '区安委办', '停产', 'Inspector', $5, 1)",
        EXEMPTION,
        own,
        day,
        NaiveDate::from_ymd_opt(2027, 3, 4).expect("a day"),
        now
    );
    put!(
        *tx,
        "INSERT INTO baseline (id, year, state, origin, resolution, as_of, definition, author, version, created_at)
         VALUES ($1, 2025, 'draft', 'imported', 'year', $2, '', 'Leader', 1, $3)",
        baseline,
        day,
        now
    );
    put!(*tx, "INSERT INTO baseline_row (baseline_id, seq, incidents) VALUES ($1, 1, 5)", baseline);
}
