//! What people type: a session with its roster, the correction of one person.
use super::MOVED;
use super::import::{hidden, keys, session};
use super::{object, writing};
use crate::audit::model::{Change, changes};
use crate::audit::service::{history, note};
use crate::db::Tx;
use crate::enterprise;
use crate::kernel::code::IdNumber;
use crate::kernel::{Problem, Typed, what};
use crate::server::lock::unlocked;
use crate::server::{Ctx, Halt};
use crate::training::model::{Attendance, Correction, Course, Record, Session, Trainee};
use crate::training::store::read;
use crate::training::store::write::{self, Keys, New};
use uuid::Uuid;

/// A person of the roster on the way into the records.
struct Seated {
    attendance: Attendance,
    number: Option<IdNumber>,
    keys: Keys,
}

fn seated(ctx: &Ctx, enterprise: Uuid, of: &Session, trainee: &Trainee) -> Seated {
    let id = trainee.id_no.as_ref().map(|id| hidden(&ctx.app.seal, id));
    let attendance = Attendance::of_trainee(of, trainee, id);
    Seated { keys: keys(enterprise, &attendance), attendance, number: trainee.id_no.clone() }
}

/// Records a session of the rep's enterprise, or of the one that the inspector names, and answers it. People who are on
/// its roster already in the same words are left alone, so that sending twice has one effect.
///
/// # Errors
/// What is wrong with the fields or lines; `trained-already` for people who are recorded for it in other words.
pub async fn record(ctx: &Ctx, typed: &Typed) -> Result<Uuid, Halt> {
    match record_once(ctx, typed).await {
        // Two copies of the same form at once: the second finds the first one's rows.
        Err(Halt::Broke(error)) if error.downcast_ref().is_some_and(crate::db::is_taken) => {
            record_once(ctx, typed).await
        }
        outcome => outcome,
    }
}

async fn record_once(ctx: &Ctx, typed: &Typed) -> Result<Uuid, Halt> {
    let scope = writing(ctx)?;
    let parsed = Session::parse(typed);
    let mut tx = ctx.write().await?;
    let (enterprise, parsed) = match (enterprise::service::chosen(&mut tx, &scope, typed).await?, parsed) {
        (Ok(enterprise), Ok(parsed)) => (enterprise, parsed),
        (enterprise, parsed) => {
            let wrong = enterprise.err().into_iter().chain(parsed.err().into_iter().flatten());
            return Err(Halt::Refused(wrong.collect()));
        }
    };
    let mut all: Vec<Seated> = parsed.roster.iter().map(|person| seated(ctx, enterprise, &parsed, person)).collect();
    let Some(session) = all.first().map(|first| session(enterprise, &first.attendance)) else {
        return Err(Halt::field("roster", what!("required")));
    };
    let wanted: Vec<&Keys> = all.iter().map(|seated| &seated.keys).collect();
    let on_file = write::found(&mut tx, &wanted).await?;
    let same = |seated: &Seated, record: &&Record| keys(enterprise, &record.attendance).same == seated.keys.same;
    let mut problems = Vec::new();
    all.retain(|seated| match on_file.iter().find(|record| same(seated, record)) {
        Some(record) if record.attendance == seated.attendance => false,
        Some(_) => {
            problems.push(Problem::new("roster", what!("trained-already", name = &seated.attendance.name)));
            false
        }
        None => true,
    });
    if !problems.is_empty() {
        return Err(Halt::Refused(problems));
    }
    if !all.is_empty() {
        keep(&mut tx, ctx, enterprise, session, &all).await?;
        tx.commit().await?;
    }
    Ok(session)
}

async fn keep(tx: &mut Tx, ctx: &Ctx, enterprise: Uuid, session: Uuid, all: &[Seated]) -> Result<(), Halt> {
    let mut rows = Vec::with_capacity(all.len());
    for Seated { attendance, number, keys } in all {
        let sealed = number.as_ref().map(|id| ctx.app.seal.seal(id.as_str())).transpose()?;
        rows.push(New { id: Uuid::now_v7(), enterprise, session, attendance, sealed, keys, source: None });
    }
    write::insert(tx, &rows, ctx.now).await?;
    let told = all.first().map(|seated| told(&seated.attendance.shared(), all.len())).unwrap_or_default();
    Ok(note(tx, ctx, "record", object(session, enterprise), &told).await?)
}

fn told(course: &Course, people: usize) -> Vec<Change> {
    vec![
        Change::new("held_on", None, Some(course.held_on.to_string())),
        Change::new("kind", None, Some(course.kind.key().to_owned())),
        Change::new("course", None, course.course.clone()),
        Change::new("hours", None, Some(course.hours.to_string())),
        Change::new("people", None, Some(people.to_string())),
    ]
}

/// Corrects a person's row over the version that was shown; day, kind, content and hours are corrected for everybody in
/// the session. Sent twice it has one effect. Answers the session, which is another one when those changed.
///
/// # Errors
/// [`Halt::Missing`] outside the scope; what is wrong with the fields; [`Halt::Conflict`] when somebody else was first, or
/// the return it came from is locked.
pub async fn correct(ctx: &Ctx, id: Uuid, typed: &Typed) -> Result<Uuid, Halt> {
    let scope = writing(ctx)?;
    let mut tx = ctx.write().await?;
    let old = read::person(&mut tx, &scope, id).await?.ok_or(Halt::Missing)?;
    let Correction { attendance, id_no } = Correction::parse(typed)?;
    let hidden = id_no.as_ref().map(|id| hidden(&ctx.app.seal, id)).or_else(|| old.attendance.id.clone());
    let new = Attendance { id: hidden, ..attendance };
    if new == old.attendance {
        return Ok(old.session);
    }
    let version: i64 = typed.get("version").parse().map_err(|_| Halt::field("", what!("form-stale")))?;
    if version != old.version {
        let who = history(&mut tx, id).await?.into_iter().next().map(|entry| entry.who).unwrap_or_default();
        return Err(Halt::Conflict(vec![Problem::new("", what!("changed-meanwhile", who = who))]));
    }
    let session = rewrite(&mut tx, ctx, &old, &new, id_no.as_ref()).await?;
    let course = new.shared();
    if course != old.attendance.shared() {
        let others = read::people(&mut tx, &scope, old.session).await?.into_iter().filter(|other| other.id != id);
        for other in others {
            rewrite(&mut tx, ctx, &other, &other.attendance.moved(&course), None).await?;
        }
        let changed = changes(&old.attendance.fields(), &old.attendance.moved(&course).fields());
        note(&mut tx, ctx, "correct", object(session, old.enterprise), &changed).await?;
        if session != old.session {
            // What links to the old address finds the new one (`now_at`).
            let to = Change::new(MOVED, None, Some(session.to_string()));
            note(&mut tx, ctx, "move", object(old.session, old.enterprise), &[to]).await?;
        }
    }
    tx.commit().await?;
    Ok(session)
}

async fn rewrite(
    tx: &mut Tx,
    ctx: &Ctx,
    old: &Record,
    new: &Attendance,
    number: Option<&IdNumber>,
) -> Result<Uuid, Halt> {
    unlocked(tx, old.filed.as_ref()).await?;
    let (keys, session) = (keys(old.enterprise, new), session(old.enterprise, new));
    let sealed = number.map(|id| ctx.app.seal.seal(id.as_str())).transpose()?;
    let row =
        New { id: old.id, enterprise: old.enterprise, session, attendance: new, sealed, keys: &keys, source: None };
    let written = write::update(tx, &row, old.version, ctx.now).await;
    if written.map_err(|e| Halt::unique(e, "name"))? == 0 {
        return Err(Halt::Conflict(vec![Problem::new("", what!("form-stale"))]));
    }
    let changed = changes(&old.attendance.fields(), &new.fields());
    note(tx, ctx, "correct", object(old.id, old.enterprise), &changed).await?;
    Ok(session)
}
