//! How the tables of the roll are set aside before a return changes them.
use crate::db::aside::{Aside, Kind};

pub const ENTERPRISE: Aside = Aside {
    table: "enterprise",
    key: &["id"],
    columns: &[
        ("id", Kind::Id),
        ("uscc", Kind::Text),
        ("name", Kind::Text),
        ("pinyin", Kind::Text),
        ("initials", Kind::Text),
        ("town", Kind::Text),
        ("industry", Kind::Text),
        ("size", Kind::Text),
        ("above_scale", Kind::Flag),
        ("has_union", Kind::Flag),
        ("pilot", Kind::Flag),
        ("high_risk", Kind::Flag),
        ("safety_officer", Kind::Text),
        ("phone", Kind::Text),
        ("headcount", Kind::Whole),
        ("version", Kind::Whole),
        ("created_at", Kind::Instant),
        ("updated_at", Kind::Instant),
    ],
    title: "name",
    day: None,
    parts: &[],
};

pub const FORMER_NAME: Aside = Aside {
    table: "former_name",
    key: &["enterprise_id", "name"],
    columns: &[("enterprise_id", Kind::Id), ("name", Kind::Text), ("until", Kind::Day)],
    title: "name",
    day: None,
    parts: &[],
};

pub const EXPOSURE: Aside = Aside {
    table: "exposure",
    key: &["enterprise_id", "period"],
    columns: &[
        ("enterprise_id", Kind::Id),
        ("period", Kind::Text),
        ("year", Kind::Whole),
        ("headcount", Kind::Whole),
        ("hours_centi", Kind::Whole),
        ("from_roll", Kind::Flag),
        ("filing_id", Kind::Id),
        ("source_sheet", Kind::Text),
        ("source_row", Kind::Whole),
        ("version", Kind::Whole),
        ("updated_at", Kind::Instant),
    ],
    title: "period",
    day: None,
    parts: &[],
};
