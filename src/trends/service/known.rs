//! A year's frozen baseline, ready to be asked.
use super::Asked;
use crate::baseline;
use crate::baseline::model::{Baseline, Document, Flag, Line, Resolution, Row};
use crate::figures::model::Cut;
use crate::trends::rule::past::Source;
use std::collections::HashMap;
use uuid::Uuid;

/// What the records tell of the rows of a baseline.
#[derive(Default)]
pub(super) struct Told {
    /// Of each enterprise its part of the cut, and whether it is among the same senders.
    pub(super) traits: HashMap<Uuid, (String, bool)>,
    /// Of each accident its part, where the cut tells accidents apart.
    pub(super) causes: Option<HashMap<Uuid, String>>,
}

/// One year's frozen baseline, ready to be asked.
pub(super) struct Known {
    pub(super) document: Document,
    pub(super) flags: Vec<Flag>,
    pub(super) lines: Vec<Line>,
    pub(super) rows: Vec<Row>,
    pub(super) parts: Vec<Option<String>>,
    pub(super) among: Option<Vec<Option<bool>>>,
    pub(super) by_industry: bool,
}

impl Known {
    pub(super) fn new(document: Document, lines: Vec<Line>, told: &Told, asked: &Asked) -> Known {
        let of = |line: &Line| line.enterprise.as_ref().and_then(|(id, _)| told.traits.get(id));
        let part = |line: &Line| match &told.causes {
            Some(causes) => line.incident.and_then(|id| causes.get(&id)).cloned(),
            None => of(line).map(|(part, _)| part.clone()),
        };
        let by_industry = asked.cut == Some(Cut::Industry);
        let mut parts: Vec<Option<String>> = lines.iter().map(part).collect();
        let among = asked.same_senders.then(|| lines.iter().map(|line| of(line).map(|(_, among)| *among)).collect());
        let mut rows: Vec<Row> = lines.iter().map(|line| line.row.clone()).collect();
        if by_industry && document.baseline.resolution != Resolution::Day {
            rows = baseline::rule::sectioned(&rows);
            let section = |row: &Row| row.industry.clone().filter(|name| name.len() < 2);
            parts = rows.iter().map(section).collect();
        }
        Known { document, flags: Vec::new(), lines, rows, parts, among, by_industry }
    }

    pub(super) fn baseline(&self) -> &Baseline {
        &self.document.baseline
    }

    pub(super) fn source(&self) -> Source<'_> {
        let (baseline, rows, parts) = (self.baseline(), &self.rows, &self.parts);
        Source::Baseline { baseline, rows, parts, among: self.among.as_deref(), by_industry: self.by_industry }
    }
}
