//! Lists of filings.
use super::Reader;
use crate::db::{Tx, all, like, one};
use crate::returns::model::{Listed, Standing, Summary};
use crate::returns::rule::open::lacking;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What narrows a list of filings. Blank narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub standing: Option<Standing>,
    /// Part of an enterprise's name, of a file's name, or of a number.
    pub q: String,
    pub town: String,
    pub template: String,
    /// `2022`, `2022-Q3` or `2022-10`.
    pub period: String,
    /// Those that wait longest first.
    pub oldest_first: bool,
    /// Leave out what this account sent itself.
    pub not_by: Option<Uuid>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    number: String,
    sender: String,
    enterprise: Option<String>,
    file_name: String,
    kind: String,
    state: String,
    review: Option<String>,
    summary: String,
    uploaded_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
    version: i64,
}

impl Row {
    fn listed(self) -> Listed {
        let summary: Summary = serde_json::from_str(&self.summary).unwrap_or_default();
        let templates = super::templates(&summary).unwrap_or_default();
        let lacking = if summary.waived.is_none() { lacking(&summary) } else { Vec::new() };
        Listed {
            id: self.id,
            version: self.version,
            number: self.number,
            sender: self.sender,
            enterprise: self.enterprise,
            file_name: self.file_name,
            nil: summary.nil.filter(|_| self.kind == crate::returns::model::review::NIL),
            standing: Standing::of_columns(&self.state, self.review.as_deref()).unwrap_or(Standing::Refused),
            templates: templates.split(',').filter(|key| !key.is_empty()).map(str::to_owned).collect(),
            tally: summary.tally,
            lacking,
            open: 0,
            uploaded_at: self.uploaded_at,
            sent_at: self.sent_at,
        }
    }
}

macro_rules! found {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            "
FROM filing f
JOIN account a ON a.id = f.account_id
LEFT JOIN enterprise e ON e.id = f.enterprise_id
WHERE ($1 IS NULL OR f.enterprise_id = $1)
  AND ($2 IS NULL OR e.town = $2 OR f.account_id = $3)
  AND (f.state = 'sent' OR f.review IS NOT NULL OR f.account_id = $3 OR f.enterprise_id = $1)
  AND ($4 = '' OR f.state = $4)
  AND ($4 = '' OR ($5 = '' AND f.review IS NULL) OR f.review = $5)
  AND ($6 = '' OR lower(e.name) LIKE $7 ESCAPE '\\' OR lower(f.file_name) LIKE $7 ESCAPE '\\' OR lower(f.number) LIKE $7 ESCAPE '\\')
  AND ($8 = '' OR e.town = $8)
  AND ($9 = '' OR f.templates LIKE $10)
  AND ($11 = '' OR EXISTS (SELECT 1 FROM filed_period p WHERE p.filing_id = f.id AND p.period = $11))
  AND ($12 IS NULL OR f.account_id <> $12)",
            $tail
        )
    };
}
const NEWEST: &str = found!(
    "SELECT f.id, f.number, a.name AS sender, e.name AS enterprise, f.file_name, f.kind, f.state, f.review, f.summary, f.uploaded_at, f.sent_at, f.version",
    " ORDER BY f.uploaded_at DESC, f.id LIMIT $13 OFFSET $14"
);
const OLDEST: &str = found!(
    "SELECT f.id, f.number, a.name AS sender, e.name AS enterprise, f.file_name, f.kind, f.state, f.review, f.summary, f.uploaded_at, f.sent_at, f.version",
    " ORDER BY f.sent_at, f.id LIMIT $13 OFFSET $14"
);
const COUNT: &str = found!("SELECT COUNT(*)", "");

/// A page of the filings that the reader may see, newest first, and how many there are in all.
pub(in crate::returns) async fn list(
    tx: &mut Tx,
    reader: &Reader<'_>,
    filter: &Filter,
    (offset, size): (i64, i64),
) -> sqlx::Result<(Vec<Listed>, i64)> {
    let (enterprise, town, account) = (reader.scope.enterprise(), reader.scope.town(), reader.account);
    let (state, review) = filter.standing.map_or(("", None), Standing::columns);
    let review = review.unwrap_or_default();
    let (q, q_like) = (filter.q.as_str(), like(&filter.q));
    let (in_town, template, period) = (filter.town.as_str(), filter.template.as_str(), filter.period.as_str());
    let template_like = format!("%,{template},%");
    let sql = if filter.oldest_first { OLDEST } else { NEWEST };
    let rows = all!(
        tx,
        Row,
        sql,
        enterprise,
        town,
        account,
        state,
        review,
        q,
        &q_like,
        in_town,
        template,
        &template_like,
        period,
        filter.not_by,
        size,
        offset
    )?;
    let count = one!(
        tx,
        (i64,),
        COUNT,
        enterprise,
        town,
        account,
        state,
        review,
        q,
        &q_like,
        in_town,
        template,
        &template_like,
        period,
        filter.not_by
    )?;
    Ok((rows.into_iter().map(Row::listed).collect(), count.map_or(0, |(n,)| n)))
}
