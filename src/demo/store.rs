use crate::db::{Tx, on, one, run};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

pub(super) async fn is_empty(tx: &mut Tx) -> sqlx::Result<bool> {
    const COUNT: &str = "SELECT (SELECT COUNT(*) FROM account) + (SELECT COUNT(*) FROM enterprise)";
    Ok(one!(tx, (i64,), COUNT)?.is_none_or(|(n,)| n == 0))
}

/// A year's workbook as it was sent by the district's own department.
#[derive(Debug)]
pub(super) struct YearBook {
    pub(super) id: Uuid,
    pub(super) number: String,
    pub(super) account: Uuid,
    pub(super) file_name: String,
    pub(super) sha256: String,
    pub(super) bytes: i64,
    pub(super) receipt: String,
    pub(super) summary: String,
    /// Who of another department accepted it.
    pub(super) reviewer: String,
    pub(super) at: DateTime<Utc>,
}

pub(super) async fn insert_book(tx: &mut Tx, book: &YearBook) -> sqlx::Result<()> {
    const INSERT: &str = "
INSERT INTO filing (id, number, account_id, enterprise_id, file_name, sha256, bytes, kind, state, summary, templates, uploaded_at, sent_at,
  receipt, review, reviewed_by, reviewed_at, version)
VALUES ($1, $2, $3, NULL, $4, $5, $6, 'xlsx', 'sent', $7, ',congress,exposure,hazards,health,incidents,roll,training,', $8, $8,
  $9, 'accepted', $10, $8, 2)";
    run!(
        tx,
        INSERT,
        book.id,
        &book.number,
        book.account,
        &book.file_name,
        &book.sha256,
        book.bytes,
        &book.summary,
        book.at,
        &book.receipt,
        &book.reviewer
    )?;
    Ok(())
}

/// Says what the year's workbook turned out to be, once it is written.
pub(super) async fn settle_book(tx: &mut Tx, book: &YearBook) -> sqlx::Result<()> {
    const SETTLE: &str = "UPDATE filing SET sha256 = $2, bytes = $3, summary = $4, receipt = $5 WHERE id = $1";
    run!(tx, SETTLE, book.id, &book.sha256, book.bytes, &book.summary, &book.receipt)?;
    Ok(())
}

pub(super) async fn filed(
    tx: &mut Tx,
    enterprise: Uuid,
    template: &str,
    year: i64,
    filing: Uuid,
    on: NaiveDate,
) -> sqlx::Result<()> {
    const FILED: &str = "
INSERT INTO filed (enterprise_id, template, year, filing_id, filed_on)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (enterprise_id, template, year) DO NOTHING";
    run!(tx, FILED, enterprise, template, year, filing, on)?;
    Ok(())
}

/// One enterprise's period of one template, and the day on which it was filed.
pub(super) struct FiledPeriod {
    pub(super) enterprise: Uuid,
    pub(super) template: &'static str,
    pub(super) period: String,
    pub(super) on: NaiveDate,
}

/// Rows of one INSERT.
const AT_ONCE: usize = 200;

/// Notes which periods a year's workbook answers for, many at a time.
pub(super) async fn filed_periods(tx: &mut Tx, filing: Uuid, all: &[FiledPeriod]) -> sqlx::Result<()> {
    for some in all.chunks(AT_ONCE) {
        let places = crate::db::placeholders(some.len(), 5);
        let sql =
            format!("INSERT INTO filed_period (enterprise_id, template, period, filing_id, filed_on) VALUES {places}");
        on!(tx, |conn| {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for row in some {
                query = query.bind(row.enterprise).bind(row.template).bind(&row.period).bind(filing).bind(row.on);
            }
            query.execute(conn).await.map(|_| ())
        })?;
    }
    Ok(())
}
