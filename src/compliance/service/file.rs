//! Everything that one enterprise owes and has.
use super::super::model::{AsOf, Asked, Danger, Standing};
use super::super::rule::judge;
use super::super::rule::talk::{self, Reason};
use super::super::store;
use super::super::store::records::Due;
use super::district::{as_of, look};
use crate::enterprise;
use crate::enterprise::model::Facts as Roll;
use crate::kernel::rulebook;
use crate::kernel::window::add_days;
use crate::server::{Ctx, Halt};
use crate::training::rule::{Certificate as Stands, certificate};
use chrono::NaiveDate;
use uuid::Uuid;

/// How many days ahead certificates are named.
const CERTIFICATE_DAYS: i64 = 180;

/// One enterprise's file.
#[derive(Debug, Clone)]
pub struct File {
    pub at: AsOf,
    pub roll: Roll,
    pub standing: Standing,
    /// Hazards of either level that are open, earliest last day first.
    pub hazards: Vec<Danger>,
    /// Certificates that are overdue, since whatever year, and those that fall due within half a year.
    pub certificates: Vec<Certificate>,
    pub reasons: Vec<Reason>,
}

/// A certificate of the enterprise's with the days that matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub session: Uuid,
    pub person: String,
    pub post: Option<String>,
    pub expires_on: Option<NaiveDate>,
    pub recheck_on: Option<NaiveDate>,
    /// How it stands on the day that is looked at.
    pub stands: Stands,
}

impl Certificate {
    fn of(due: Due, on: NaiveDate) -> Certificate {
        Certificate {
            stands: certificate(due.cert_expires_on, due.recheck_on, on, &rulebook::at(on)),
            session: due.session_id,
            person: due.person,
            post: due.post,
            expires_on: due.cert_expires_on,
            recheck_on: due.recheck_on,
        }
    }
}

/// The file of one enterprise.
///
/// # Errors
/// [`Halt::Missing`] when the reader does not see it, or the year has not begun.
pub async fn file(ctx: &Ctx, id: Uuid, asked: &Asked) -> Result<File, Halt> {
    let reader = ctx.scope()?;
    let at = as_of(ctx, asked)?;
    let mut tx = ctx.read().await?;
    let found = enterprise::service::of(&mut tx, &reader, id).await?.ok_or(Halt::Missing)?;
    let scope = reader.narrowed(id);
    let facts = look(&mut tx, ctx, &scope, &at).await?.into_iter().next().ok_or(Halt::Missing)?;
    let standing = Standing { duties: judge(&facts, &at), facts };
    let hazards = store::open_hazards(&mut tx, &scope, at.on, None).await?;
    let until = add_days(at.last(), CERTIFICATE_DAYS);
    let certificates = store::records::certificates_of(&mut tx, id, (at.last(), until)).await?;
    let last = at.last();
    Ok(File {
        at,
        roll: found.facts,
        reasons: talk::talk(&standing, &at),
        standing,
        hazards: hazards.into_iter().map(|(_, danger)| danger).collect(),
        certificates: certificates.into_iter().map(|due| Certificate::of(due, last)).collect(),
    })
}
