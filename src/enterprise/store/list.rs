//! The filtered list. Only the conditions that are asked for stand in the query, so that the engine finds its indexes;
//! their texts are constants, what the reader typed is bound.
use super::Row;
use crate::account::model::Scope;
use crate::db::{Tx, all, like, on};
use crate::enterprise::model::{Enterprise, FLAGS, Listed, Order, Sort, Wanted};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

enum Bind {
    Id(Uuid),
    Text(String),
    Flag(bool),
}

/// Conditions with what is bound to their placeholders.
#[derive(Default)]
struct Where {
    conditions: Vec<String>,
    binds: Vec<Bind>,
}

impl Where {
    /// Adds a condition in which `?` stands for the value.
    fn and(&mut self, condition: &'static str, value: Bind) {
        self.binds.push(value);
        self.conditions.push(condition.replace('?', &format!("${}", self.binds.len())));
    }

    fn sql(&self) -> String {
        if self.conditions.is_empty() { String::new() } else { format!("WHERE {}", self.conditions.join(" AND ")) }
    }

    fn of(scope: &Scope, wanted: &Wanted) -> Where {
        let mut found = Where::default();
        if let Some(own) = scope.enterprise() {
            found.and("e.id = ?", Bind::Id(own));
        }
        let text = |text: &str| Bind::Text(text.to_owned());
        if let Some(town) = scope.town() {
            found.and("e.town = ?", text(town));
        }
        if let Some(town) = &wanted.town {
            found.and("e.town = ?", text(town));
        }
        if let Some(industry) = &wanted.industry {
            found.and("e.industry = ?", text(industry));
        }
        if let Some(size) = wanted.size {
            found.and("e.size = ?", text(size.key()));
        }
        for (name, flag) in FLAGS.iter().zip(wanted.flags) {
            let condition = match *name {
                "above_scale" => "e.above_scale = ?",
                "union" => "e.has_union = ?",
                "pilot" => "e.pilot = ?",
                _ => "e.high_risk = ?",
            };
            if let Some(flag) = flag {
                found.and(condition, Bind::Flag(flag));
            }
        }
        found.text(&wanted.text);
        found
    }

    /// Letters and digits may be a spelling or a code; anything else is a part of a name.
    fn text(&mut self, text: &str) {
        const NAME: &str = "(lower(e.name) LIKE ? ESCAPE '\\' \
             OR e.id IN (SELECT f.enterprise_id FROM former_name f WHERE lower(f.name) LIKE ? ESCAPE '\\'))";
        const LETTERS: &str = "(lower(e.name) LIKE ? ESCAPE '\\' OR e.pinyin LIKE ? ESCAPE '\\' \
             OR e.initials LIKE ? ESCAPE '\\' OR lower(e.uscc) LIKE ? ESCAPE '\\')";
        let letters: String = text.chars().filter(|c| !matches!(c, ' ' | '\'' | '-')).collect();
        if !letters.is_empty() && letters.chars().all(|c| c.is_ascii_alphanumeric()) {
            self.and(LETTERS, Bind::Text(like(&letters)));
        } else if !text.is_empty() {
            self.and(NAME, Bind::Text(like(text)));
        }
    }
}

/// Runs a made query with its binds on whichever engine.
macro_rules! made {
    ($tx:expr, $row:ty, $sql:expr, $binds:expr, $fetch:ident) => {
        on!($tx, |conn| {
            let mut query = sqlx::query_as::<_, $row>(AssertSqlSafe($sql));
            for bind in $binds {
                query = match bind {
                    Bind::Id(id) => query.bind(id),
                    Bind::Text(text) => query.bind(text),
                    Bind::Flag(flag) => query.bind(flag),
                };
            }
            query.$fetch(conn).await
        })
    };
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    row: Row,
    headcount: Option<i64>,
}

fn order(sort: Sort) -> &'static str {
    match (sort.order, sort.down) {
        (Order::Name, false) => "ORDER BY e.pinyin, e.id",
        (Order::Name, true) => "ORDER BY e.pinyin DESC, e.id DESC",
        (Order::Town, false) => "ORDER BY t.sort, e.town, e.pinyin, e.id",
        (Order::Town, true) => "ORDER BY t.sort DESC, e.town DESC, e.pinyin, e.id",
        (Order::Headcount, false) => "ORDER BY e.headcount NULLS LAST, e.pinyin, e.id",
        (Order::Headcount, true) => "ORDER BY e.headcount DESC NULLS LAST, e.pinyin, e.id",
    }
}

/// Rows `offset` to `offset + most` of those wanted.
pub(in crate::enterprise) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    wanted: &Wanted,
    offset: i64,
    most: i64,
) -> sqlx::Result<Vec<Listed>> {
    let chosen = Where::of(scope, wanted);
    let towns = if wanted.sort.order == Order::Town { "JOIN town t ON t.name = e.town" } else { "" };
    let sql = format!(
        "SELECT e.id, e.uscc, e.name, e.town, e.industry, e.size, e.above_scale, e.has_union, e.pilot, e.high_risk, \
           e.safety_officer, e.phone, e.version, e.headcount \
         FROM enterprise e {towns} {} {} LIMIT {most} OFFSET {offset}",
        chosen.sql(),
        order(wanted.sort)
    );
    let rows = made!(tx, ListedRow, sql, chosen.binds, fetch_all)?;
    let listed = rows.into_iter().map(|r| {
        let Enterprise { id, facts, .. } = r.row.into();
        Listed { id, facts, headcount: r.headcount }
    });
    Ok(listed.collect())
}

/// How many enterprises are wanted.
pub(in crate::enterprise) async fn count(tx: &mut Tx, scope: &Scope, wanted: &Wanted) -> sqlx::Result<i64> {
    let chosen = Where::of(scope, wanted);
    let sql = format!("SELECT COUNT(*) FROM enterprise e {}", chosen.sql());
    Ok(made!(tx, (i64,), sql, chosen.binds, fetch_one)?.0)
}

/// The industries on the roll, for the filter.
pub(in crate::enterprise) async fn industries(tx: &mut Tx, scope: &Scope) -> sqlx::Result<Vec<String>> {
    // From one industry to the next by the index: some twenty steps instead of every enterprise.
    const STEP_BY_STEP: &str = "
WITH RECURSIVE known (industry) AS (
  SELECT MIN(e.industry)
  FROM enterprise e
  UNION ALL
  SELECT (SELECT MIN(e.industry) FROM enterprise e WHERE e.industry > known.industry)
  FROM known
  WHERE known.industry IS NOT NULL
)
SELECT industry
FROM known
WHERE industry IS NOT NULL
ORDER BY industry";
    if scope.enterprise().is_none() && scope.town().is_none() {
        let rows = all!(tx, (String,), STEP_BY_STEP)?;
        return Ok(rows.into_iter().map(|(industry,)| industry).collect());
    }
    let mut chosen = Where::of(scope, &Wanted::default());
    chosen.conditions.push("e.industry IS NOT NULL".to_owned());
    let sql = format!("SELECT DISTINCT e.industry FROM enterprise e {} ORDER BY e.industry", chosen.sql());
    let rows = made!(tx, (String,), sql, chosen.binds, fetch_all)?;
    Ok(rows.into_iter().map(|(industry,)| industry).collect())
}
