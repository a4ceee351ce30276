//! What the program is measured against: the same workbook read by calamine alone, and its rows put into the database by
//! nothing but INSERTs. `raw write-wide FILE ROWS COLUMNS` · `raw write-training FILE ROWS` · `raw read FILE` · `raw insert FILE DB`
use calamine::{DataRef, Reader, Xlsx};
use rust_xlsxwriter::{Workbook, XlsxError};
use sha2::{Digest, Sha256};
use sqlx_sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::fs::File;
use std::io::BufReader;
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const LABELS: [&str; 10] =
    ["姓名", "岗位", "培训类别", "培训内容", "培训日期", "学时", "考核成绩", "是否合格", "证书编号", "有效期至"];
const KINDS: [&str; 4] = ["新员工", "复训", "特种作业人员", "安全管理人员"];
/// Rows of one INSERT when RAW_ROWS does not say: 20 values each.
const ROWS_AT_ONCE: usize = 500;

/// A training sheet as enterprises write it: ten columns that are read, the others remarks of the sender's own.
fn write_wide(file: &str, rows: u32, columns: u16) -> Outcome<()> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name("培训台账")?;
    for column in 0..columns {
        let own = format!("自填栏{}", column + 1);
        sheet.write_string(0, column, LABELS.get(usize::from(column)).copied().unwrap_or(&own))?;
    }
    for row in 1..=rows {
        training_row(sheet, row)?;
        for column in 10..columns {
            if column % 2 == 0 {
                sheet.write_number(row, column, f64::from(row % 97) + f64::from(column))?;
            } else {
                sheet.write_string(row, column, format!("说明{}-{column}", row % 211))?;
            }
        }
    }
    Ok(book.save(file)?)
}

fn training_row(sheet: &mut rust_xlsxwriter::Worksheet, row: u32) -> Result<(), XlsxError> {
    let (month, day) = (1 + row % 10, 1 + row % 28);
    sheet.write_string(row, 0, format!("职工{row:06}"))?;
    sheet.write_string(row, 1, ["操作工", "电工", "班组长", "库管员"][row as usize % 4])?;
    sheet.write_string(row, 2, KINDS[row as usize % KINDS.len()])?;
    sheet.write_string(row, 3, ["岗前安全教育", "消防与疏散", "有限空间作业", "设备检维修"][row as usize % 4])?;
    sheet.write_string(row, 4, format!("2026-{month:02}-{day:02}"))?;
    sheet.write_number(row, 5, f64::from(8 + row % 17))?;
    sheet.write_number(row, 6, f64::from(60 + row % 40))?;
    sheet.write_string(row, 7, if row.is_multiple_of(50) { "否" } else { "是" })?;
    sheet.write_string(row, 8, format!("T{row:08}"))?;
    sheet.write_string(row, 9, format!("2029-{month:02}-{day:02}"))?;
    Ok(())
}

/// Every cell of the first sheet, in the order of the file.
fn each_cell(file: &str, mut see: impl FnMut(u32, u32, &DataRef<'_>)) -> Outcome<u64> {
    let mut book: Xlsx<BufReader<File>> = calamine::open_workbook(file)?;
    let name = book.sheet_names().first().cloned().ok_or("no sheet")?;
    let mut cells = book.worksheet_cells_reader(&name)?;
    let mut count = 0;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        see(row, column, cell.get_value());
        count += 1;
    }
    Ok(count)
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        other => calamine::Data::from(other.clone()).to_string(),
    }
}

fn digest(parts: &[&str]) -> uuid::Uuid {
    let whole: [u8; 32] = Sha256::digest(parts.join("|")).into();
    uuid::Builder::from_slice(&whole[..16]).map(uuid::Builder::into_uuid).unwrap_or_default()
}

/// The same table with the same indexes and keys as scattered as the program's own; one transaction, many rows at a time.
async fn insert(file: &str, database: &str) -> Outcome<u64> {
    cuan::db::Db::open(&format!("sqlite:{database}")).await?.close().await;
    let options = SqliteConnectOptions::new()
        .filename(database)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("cache_size", "-16000");
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    let (enterprise, at) = (uuid::Uuid::now_v7(), chrono::DateTime::UNIX_EPOCH);
    sqlx::query("INSERT INTO town (name, sort) VALUES ('镇', 1)").execute(&pool).await?;
    sqlx::query("INSERT INTO enterprise (id, uscc, name, pinyin, initials, town, version, created_at, updated_at) VALUES (?, '1', '企业', 'qiye', 'qy', '镇', 1, ?, ?)")
        .bind(enterprise).bind(at).bind(at).execute(&pool).await?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    each_cell(file, |row, column, value| {
        if row > 0 && column < 10 {
            rows.resize(rows.len().max(row as usize), Vec::new());
            rows[row as usize - 1].push(text(value));
        }
    })?;
    let at_once = std::env::var("RAW_ROWS").ok().and_then(|n| n.parse().ok()).unwrap_or(ROWS_AT_ONCE);
    let mut tx = pool.begin().await?;
    for (part, chunk) in rows.chunks(at_once).enumerate() {
        let mut query = sqlx::QueryBuilder::<sqlx_sqlite::Sqlite>::new(
            "INSERT INTO training (id, enterprise_id, session_id, person, post, kind, course, held_on, hours_centi, score_centi, passed, \
             cert_no, cert_expires_on, same_key, name_key, source_sheet, source_row, version, created_at, updated_at) ",
        );
        query.push_values(chunk.iter().enumerate(), |mut line, (n, row)| {
            let cell = |n: usize| row.get(n).cloned().unwrap_or_default();
            let centi = |n: usize| (cell(n).parse::<f64>().unwrap_or_default() * 100.0) as i64;
            let key = |sort: &str| digest(&[sort, &cell(0), &cell(2), &cell(3), &cell(4)]).simple().to_string();
            line.push_bind(uuid::Uuid::now_v7()).push_bind(enterprise).push_bind(digest(&[
                &cell(2),
                &cell(3),
                &cell(4),
                &cell(5),
            ]));
            line.push_bind(cell(0)).push_bind(cell(1)).push_bind("refresher").push_bind(cell(3)).push_bind(cell(4));
            line.push_bind(centi(5))
                .push_bind(centi(6))
                .push_bind(cell(7) == "是")
                .push_bind(cell(8))
                .push_bind(cell(9));
            line.push_bind(key("same")).push_bind(key("name")).push_bind("培训台账");
            line.push_bind((part * at_once + n + 2) as i64).push_bind(1_i64).push_bind(at).push_bind(at);
        });
        query.build().execute(&mut *tx).await?;
    }
    tx.commit().await?;
    pool.close().await;
    Ok(rows.len() as u64)
}

fn main() -> Outcome<()> {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let begun = Instant::now();
    let count = match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["write-wide", file, rows, columns] => {
            write_wide(file, rows.parse()?, columns.parse()?)?;
            u64::from(rows.parse::<u32>()?)
        }
        ["write-training", file, rows] => {
            write_wide(file, rows.parse()?, 10)?;
            rows.parse()?
        }
        ["read", file] => {
            let mut length = 0;
            let cells = each_cell(file, |_, _, value| length += text(value).len())?;
            std::hint::black_box(length);
            cells
        }
        ["insert", file, database] => tokio::runtime::Runtime::new()?.block_on(insert(file, database))?,
        [] => return Ok(()), // `cargo test --all-targets` runs every bench once
        _ => return Err("usage: raw write-wide|write-training|read|insert …".into()),
    };
    println!("{{\"count\": {count}, \"ms\": {}}}", begun.elapsed().as_millis());
    Ok(())
}
