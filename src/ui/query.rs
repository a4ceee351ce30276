//! The part of an address after `?`: what a list is filtered and sorted by, and which page of it is shown.
use crate::kernel::Typed;
use crate::server::Ctx;

/// The path and the query of the page being shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    path: String,
    fields: Typed,
}

impl Query {
    /// Of the request being answered.
    pub fn here() -> Query {
        Query::parse(&Ctx::here().here)
    }

    pub fn parse(here: &str) -> Query {
        let (path, query) = here.split_once('?').unwrap_or((here, ""));
        let fields = Typed(form_urlencoded::parse(query.as_bytes()).into_owned().collect());
        Query { path: path.to_owned(), fields }
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    /// The fields as a form would have typed them.
    pub fn fields(&self) -> &Typed {
        &self.fields
    }

    /// The first value of `name`, empty when it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    /// The same address with `name` set to `value`; from the first page again, unless the page is what is set.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut changed = self.kept(name);
        changed.push((name.to_owned(), value.to_owned()));
        self.write(&changed)
    }

    /// The same address without `name`.
    #[must_use]
    pub fn without(&self, name: &str) -> String {
        self.write(&self.kept(name))
    }

    fn kept(&self, changed: &str) -> Vec<(String, String)> {
        let stays = |name: &str| name != changed && name != "page" && name != "done";
        self.fields.0.iter().filter(|(name, value)| stays(name) && !value.is_empty()).cloned().collect()
    }

    /// What narrows the list, as `?name=value&…`; empty when nothing does.
    pub fn search(&self) -> String {
        let fields = self.kept("");
        self.write(&fields).strip_prefix(&self.path).unwrap_or_default().to_owned()
    }

    fn write(&self, fields: &[(String, String)]) -> String {
        if fields.is_empty() {
            return self.path.clone();
        }
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        format!("{}?{query}", self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn a_change_of_filter_or_order_begins_at_the_first_page() {
        let query = Query::parse("/enterprises?q=gang+cheng&town=&page=3&done=saved");
        assert_eq!(query.get("q"), "gang cheng");
        assert_eq!(query.with("sort", "-name"), "/enterprises?q=gang+cheng&sort=-name");
        assert_eq!(query.with("page", "4"), "/enterprises?q=gang+cheng&page=4");
        assert_eq!(query.without("q"), "/enterprises");
    }

    #[test]
    fn what_a_reader_types_stays_one_value() {
        let query = Query::parse("/x?q=a%26b%3Dc%22%3E");
        assert_eq!(query.get("q"), "a&b=c\">");
        assert_eq!(query.with("page", "2"), "/x?q=a%26b%3Dc%22%3E&page=2");
    }
}
