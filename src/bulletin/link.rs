//! Addresses of a bulletin's pages, files and numbers.
use super::model::{Cut, Key};
use form_urlencoded::Serializer;
use uuid::Uuid;

pub fn one(id: Uuid) -> String {
    format!("/bulletins/{id}")
}

/// The page with exactly the records behind a number.
pub fn records(id: Uuid, key: Key, cut: &Cut) -> String {
    let start = format!("/bulletins/{id}/records?");
    let length = start.len();
    let mut query = Serializer::for_suffix(start, length);
    query.append_pair("of", &key.text());
    if let Some(town) = &cut.town {
        query.append_pair("town", town);
    }
    if let Some(group) = cut.group {
        query.append_pair("category", group.key());
    }
    if let Some(industry) = &cut.industry {
        query.append_pair("industry", industry);
    }
    query.finish()
}

/// Where a record itself is.
pub fn record(record: &super::model::Record) -> String {
    use super::model::Noun;
    match record.what.noun() {
        Noun::Incident => format!("/incidents/{}", record.id),
        Noun::Congress => format!("/congress/{}", record.id),
        Noun::Hazard => format!("/hazards/{}", record.id),
        Noun::Training => format!("/training/{}", record.id),
        Noun::Filed => format!("/enterprises/{}", record.id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulletin::model::{Measure, Was};
    use crate::bulletin::service::Asked;
    use crate::incident::group::Group;
    use crate::kernel::Typed;

    #[test]
    fn a_number_reads_back_from_its_address() {
        let cut = Cut { town: Some("云溪镇".to_owned()), group: Some(Group::Fire), industry: Some(String::new()) };
        let key = Key::new(Was::ToDateLast, Measure::Deaths);
        let address = records(Uuid::nil(), key, &cut);
        let query = address.split_once('?').map(|(_, query)| query).unwrap_or_default();
        let typed = Typed(form_urlencoded::parse(query.as_bytes()).into_owned().collect());
        assert_eq!(Asked::read(&typed), Some(Asked { key, cut }));
        assert_eq!(Asked::read(&Typed(vec![("of".to_owned(), "nothing".to_owned())])), None);
    }
}
