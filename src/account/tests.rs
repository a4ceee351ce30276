use super::model::{Admin, Role};
use super::password;
use super::service::{self, New};
use crate::db::testing::each;
use crate::kernel::Typed;
use crate::server::ctx::tests::app_on;
use crate::server::{App, Ctx, Halt};
use chrono::Duration;
use uuid::Uuid;

const SECRET: &str = "three brown teapots";

fn typed(fields: &[(&str, &str)]) -> Typed {
    Typed(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
}

async fn with_admin(app: &App) -> Ctx {
    let ctx = Ctx::operator(app);
    let new = New {
        id: Uuid::now_v7(),
        login: "chen".into(),
        name: "陈管".into(),
        role: "admin".into(),
        password: password::hash_here(SECRET).expect("hashed"),
        ..New::default()
    };
    let mut tx = ctx.write().await.expect("write");
    service::add(&ctx, &mut tx, &new).await.expect("added");
    tx.commit().await.expect("commit");
    ctx
}

async fn admin_of(ctx: &Ctx) -> (Ctx, Admin, String) {
    let token =
        service::sign_in(ctx, &typed(&[("login", "Chen"), ("password", SECRET)]), None).await.expect("signed in");
    let (actor, _) = service::who(&ctx.app, &token, ctx.now).await.expect("asked").expect("somebody");
    let Role::Admin(admin) = actor.role.clone() else { panic!("an administrator") };
    (Ctx { actor: Some(actor.into()), ..ctx.clone() }, admin, token)
}

#[tokio::test]
async fn a_session_ends_by_signing_out_by_time_and_by_disabling() {
    each(async |db| {
        let ctx = with_admin(&app_on(db)).await;
        let (as_admin, admin, token) = admin_of(&ctx).await;
        let who = async |at: Duration| service::who(&ctx.app, &token, ctx.now + at).await.expect("asked").is_some();
        assert!(who(Duration::minutes(59)).await);
        assert!(who(Duration::minutes(110)).await, "used again within the hour");
        assert!(!who(Duration::minutes(180)).await, "idle for more than an hour");
        assert!(!who(Duration::hours(13)).await);
        service::sign_out(&as_admin, &token).await.expect("signed out");
        assert!(!who(Duration::zero()).await);

        let other =
            service::create(&as_admin, &admin, &typed(&[("login", "liu"), ("name", "刘领导"), ("role", "leader")]))
                .await
                .expect("created");
        let sun =
            service::create(&as_admin, &admin, &typed(&[("login", "sun"), ("name", "孙领导"), ("role", "leader")]))
                .await
                .expect("created");
        let code = sun.code.expect("a first password");
        let token =
            service::sign_in(&ctx, &typed(&[("login", "sun"), ("password", &code)]), None).await.expect("signed in");
        let sun = service::who(&ctx.app, &token, ctx.now).await.expect("asked").expect("somebody").0.id;
        assert_ne!(sun, other.id);
        service::set_disabled(&as_admin, &admin, sun, true).await.expect("disabled");
        assert!(
            service::who(&ctx.app, &token, ctx.now).await.expect("asked").is_none(),
            "the next request is a stranger's"
        );
        let again = service::sign_in(&ctx, &typed(&[("login", "sun"), ("password", &code)]), None).await;
        assert!(matches!(again, Err(Halt::Refused(_))));
    })
    .await;
}

#[tokio::test]
async fn sessions_asked_for_together_are_told_apart() {
    each(async |db| {
        let ctx = with_admin(&app_on(db)).await;
        let (as_admin, admin, chen) = admin_of(&ctx).await;
        let new = typed(&[("login", "liu"), ("name", "刘领导"), ("role", "leader")]);
        let code = service::create(&as_admin, &admin, &new).await.expect("created").code.expect("a first password");
        let liu =
            service::sign_in(&ctx, &typed(&[("login", "liu"), ("password", &code)]), None).await.expect("signed in");
        // More than one question can hold, strangers among them.
        let tokens: Vec<String> = (0..150)
            .map(|n| match n % 3 {
                0 => chen.clone(),
                1 => liu.clone(),
                _ => format!("nobody's {n}"),
            })
            .collect();
        let asked = tokens.iter().map(|token| service::who(&ctx.app, token, ctx.now));
        let told = futures_util::future::join_all(asked).await;
        for (n, told) in told.into_iter().enumerate() {
            let login = told.expect("asked").map(|(actor, _)| actor.login);
            assert_eq!(login.as_deref(), [Some("chen"), Some("liu"), None][n % 3], "{n}");
        }
        let half = ctx.now + Duration::hours(2);
        assert!(service::who(&ctx.app, &liu, half).await.expect("asked").is_none(), "not used for too long");
    })
    .await;
}

#[tokio::test]
async fn wrong_tries_wait_longer_and_longer_but_never_lock_another_address_out() {
    each(async |db| {
        let ctx = with_admin(&app_on(db)).await;
        let wrong = typed(&[("login", "chen"), ("password", "not this one")]);
        let here = "10.0.0.1".parse().ok();
        for _ in 0..5 {
            assert!(matches!(service::sign_in(&ctx, &wrong, here).await, Err(Halt::Refused(_))));
        }
        let right = typed(&[("login", "chen"), ("password", SECRET)]);
        assert!(matches!(service::sign_in(&ctx, &right, here).await, Err(Halt::Wait(1))));
        assert!(
            service::sign_in(&ctx, &right, "10.0.0.2".parse().ok()).await.is_ok(),
            "another address is not held up"
        );
        let later = Ctx { now: ctx.now + Duration::seconds(2), ..ctx.clone() };
        assert!(service::sign_in(&later, &right, here).await.is_ok());
        assert!(matches!(service::sign_in(&later, &wrong, here).await, Err(Halt::Refused(_))), "the count starts anew");
    })
    .await;
}

#[tokio::test]
async fn an_unknown_login_and_a_wrong_password_get_the_same_answer() {
    each(async |db| {
        let ctx = with_admin(&app_on(db)).await;
        let answer =
            async |login: &str| match service::sign_in(&ctx, &typed(&[("login", login), ("password", "wrong")]), None)
                .await
            {
                Err(Halt::Refused(problems)) => problems,
                other => panic!("refused, not {other:?}"),
            };
        assert_eq!(answer("chen").await, answer("nobody").await);
    })
    .await;
}

#[tokio::test]
async fn the_setup_code_works_once_and_only_on_an_empty_database() {
    each(async |db| {
        let app = app_on(db);
        let ctx = Ctx::operator(&app);
        let code = service::setup_code(&app).await.expect("asked").expect("an empty database");
        let form = |code: &str| typed(&[("code", code), ("login", "first"), ("name", "首任"), ("password", SECRET)]);
        assert!(matches!(service::set_up(&ctx, &form("wrong-code")).await, Err(Halt::Refused(_))));
        service::set_up(&ctx, &form(&code)).await.expect("set up");
        assert!(matches!(service::set_up(&ctx, &form(&code)).await, Err(Halt::Refused(_))));
        assert!(service::setup_code(&app).await.expect("asked").is_none());
    })
    .await;
}

#[tokio::test]
async fn the_demonstration_door_is_shut_outside_the_demonstration() {
    each(async |db| {
        let ctx = with_admin(&app_on(db)).await;
        assert!(service::sign_in_as(&ctx, "chen").await.is_ok());
        let settings = crate::server::Settings { demo: false, ..(*ctx.app.settings).clone() };
        let app = App::from(crate::server::ctx::Held { settings: settings.into(), ..(*ctx.app).clone() });
        assert!(matches!(service::sign_in_as(&Ctx { app, ..ctx }, "chen").await, Err(Halt::Missing)));
    })
    .await;
}

#[tokio::test]
async fn the_same_form_twice_makes_one_account_with_one_password() {
    each(async |db| {
        let ctx = with_admin(&app_on(db)).await;
        let (as_admin, admin, _) = admin_of(&ctx).await;
        let id = Uuid::now_v7().to_string();
        let form = typed(&[("id", &id), ("login", "liu"), ("name", "刘领导"), ("role", "leader")]);
        let first = service::create(&as_admin, &admin, &form).await.expect("created");
        let again = service::create(&as_admin, &admin, &form).await.expect("the same answer");
        assert_eq!(again, service::Created { id: first.id, code: None });
        let (all, total) = service::list(&as_admin, &admin, "LIU", 1, 50).await.expect("listed");
        assert_eq!((all.len(), total), (1, 1));
        let code = first.code.expect("a first password");
        let signed_in = service::sign_in(&ctx, &typed(&[("login", "liu"), ("password", &code)]), None).await;
        assert!(signed_in.is_ok(), "the first password still holds");
        let taken = typed(&[("login", "LIU"), ("name", "另一个"), ("role", "leader")]);
        assert!(
            matches!(service::create(&as_admin, &admin, &taken).await, Err(Halt::Refused(p)) if p[0].field == "login")
        );
    })
    .await;
}

#[tokio::test]
async fn an_account_is_disabled_once_and_its_history_says_by_whom() {
    each(async |db| {
        let ctx = with_admin(&app_on(db)).await;
        let (as_admin, admin, _) = admin_of(&ctx).await;
        let form = typed(&[("login", "liu"), ("name", "刘领导"), ("role", "leader")]);
        let id = service::create(&as_admin, &admin, &form).await.expect("created").id;
        for _ in 0..2 {
            service::set_disabled(&as_admin, &admin, id, true).await.expect("disabled");
        }
        let (account, history) = service::of(&as_admin, &admin, id).await.expect("found");
        assert!(account.disabled);
        let deeds: Vec<_> = history.iter().map(|e| (e.deed.as_str(), e.who.as_str())).collect();
        assert_eq!(deeds, [("disable", "陈管"), ("record", "陈管")]);
        assert!(matches!(service::of(&as_admin, &admin, Uuid::now_v7()).await, Err(Halt::Missing)));
        let own = as_admin.actor().expect("signed in").id;
        assert!(matches!(service::set_disabled(&as_admin, &admin, own, true).await, Err(Halt::Refused(_))));
        let at_the_machine = ctx.admin().expect("the operator keeps accounts");
        service::set_disabled(&ctx, at_the_machine, own, true).await.expect("the operator may disable anybody");
        assert!(
            matches!(Ctx { operator: false, ..ctx.clone() }.admin(), Err(Halt::SignIn)),
            "a stranger is no operator"
        );
    })
    .await;
}
