//! Threaded comments of a sheet. On a cell with a thread of the sender's, Excel shows the thread and no note, so ours is a
//! reply in it; replies of an earlier round go. Nothing that somebody else wrote is ever touched.
use super::notes::{AUTHOR, Notes};
use super::xml::{attribute, children, escape, odd, splice, tag_of, text_of};
use crate::returns::cell::{column_number, place};
use crate::returns::marks::NOTE;
use std::collections::{BTreeMap, HashSet};
use std::io;
use std::ops::Range;
use uuid::Uuid;

const MAIN: &str = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments";

/// Who replies: an entry of the workbook's list of persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    /// Where the list stands.
    pub part: String,
    /// The list with us in it.
    pub list: String,
    pub id: String,
}

/// The workbook's persons with us among them; as we are known there already from an earlier round.
///
/// # Errors
/// The part is not what it should be.
pub(super) fn person(part: String, list: String) -> io::Result<Person> {
    let known = children(&list)?.items.into_iter().filter_map(|range| tag_of(&list[range]));
    let known = known.filter(|tag| attribute(tag, "displayName").as_deref() == Some(AUTHOR));
    if let Some(id) = known.filter_map(|tag| attribute(&tag, "id")).next() {
        return Ok(Person { part, list, id });
    }
    let id = guid();
    let us = format!(
        "<person xmlns=\"{MAIN}\" displayName=\"{AUTHOR}\" id=\"{id}\" userId=\"{AUTHOR}\" providerId=\"None\"/>"
    );
    let close = children(&list)?.close;
    let list = splice(&list, vec![(close..close, us)]);
    Ok(Person { part, list, id })
}

fn guid() -> String {
    format!("{{{}}}", Uuid::now_v7().to_string().to_uppercase())
}

/// What became of a sheet's threads.
pub(super) struct Threaded {
    pub part: String,
    /// Cells with a thread: 0-based column and the sheet's row number.
    pub cells: HashSet<(u16, u32)>,
    /// Whether a reply was added: the workbook must then know who we are.
    pub replied: bool,
}

/// One thread: its first comment, and where its last one ends.
struct Thread {
    root: String,
    last: Range<usize>,
    /// When its last comment was written.
    at: String,
}

/// The part with a reply of ours in each thread on a cell of `notes`, and without those of an earlier round. `at` is the
/// moment that they bear.
///
/// # Errors
/// The part is not what it should be.
pub(super) fn threads(text: &str, notes: &Notes, person: &str, at: &str) -> io::Result<Threaded> {
    let mut pieces: Vec<(Range<usize>, String)> = Vec::new();
    let mut threads: BTreeMap<(u32, u16), Thread> = BTreeMap::new();
    for range in children(text)?.items {
        let raw = &text[range.clone()];
        let tag = tag_of(raw).ok_or_else(|| odd("a comment that is no tag"))?;
        let of = |name| attribute(&tag, name).unwrap_or_default();
        let cell = of("ref");
        let Some((letters, row)) = place(&cell) else { continue };
        let Some(column) = column_number(letters) else { continue };
        let reply = !of("parentId").is_empty();
        if reply && (of("personId") == person || text_of(raw).trim_start().starts_with(NOTE)) {
            pieces.push((range, String::new()));
        } else if let Some(thread) = threads.get_mut(&(row, column)) {
            (thread.last, thread.at) = (range, of("dT"));
        } else if !reply {
            threads.insert((row, column), Thread { root: of("id"), last: range, at: of("dT") });
        }
    }
    let cells: HashSet<(u16, u32)> = threads.keys().map(|(row, column)| (*column, *row)).collect();
    let mut replied = false;
    for (place, thread) in threads {
        let Some(note) = notes.get(&place).filter(|_| !thread.root.is_empty()) else { continue };
        let end = thread.last.end;
        pieces.push((end..end, reply(text, &thread, person, (at, note))?));
        replied = true;
    }
    Ok(Threaded { part: splice(text, pieces), cells, replied })
}

/// Our words as a reply.
fn reply(text: &str, thread: &Thread, person: &str, (at, note): (&str, &str)) -> io::Result<String> {
    let last = tag_of(&text[thread.last.clone()]).ok_or_else(|| odd("a comment that is no tag"))?;
    let cell = attribute(&last, "ref").unwrap_or_default();
    // Replies are shown in the order of their moments: never before what we reply to.
    let at = if at > thread.at.as_str() { at } else { &thread.at };
    Ok(format!(
        "<threadedComment xmlns=\"{MAIN}\" ref=\"{}\" dT=\"{}\" personId=\"{}\" id=\"{}\" parentId=\"{}\"><text>{}</text></threadedComment>",
        escape(&cell),
        escape(at),
        escape(person),
        guid(),
        escape(&thread.root),
        escape(&format!("{NOTE}{note}"))
    ))
}

/// The old-style copy of a thread that Excel keeps for programs without threads, without our replies in it. Each reply there
/// is a line that says so, in the language of that Excel, and then its words.
pub(super) fn copy_without_ours(raw: &str) -> String {
    let mut raw = raw.to_owned();
    while let Some((start, end)) = ours(&raw) {
        raw.replace_range(start..end, "");
    }
    raw
}

/// From the end of what stands before our reply to its own end.
fn ours(raw: &str) -> Option<(usize, usize)> {
    for (at, _) in raw.match_indices(NOTE) {
        // What we add to the copy ourselves is a run of its own, not lines within the sender's.
        let text = raw[..at].rfind('>')? + 1;
        let Some(line) = raw[text..at].rfind('\n').map(|place| text + place) else { continue };
        let Some(label) = raw[text..line].rfind('\n').map(|place| text + place) else { continue };
        let said = raw[label..line].trim();
        if said.is_empty() || raw[line..at].trim() != "" {
            continue;
        }
        let close = raw[at..].find('<').map_or(raw.len(), |place| at + place);
        let next = raw[at..close].find(&format!("\n{said}")).map_or(close, |place| at + place);
        return Some((label, next));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREADS: &str = r#"<ThreadedComments xmlns="t" xmlns:x="m"><threadedComment ref="B2" dT="2026-03-01T10:15:00.00" personId="{P1}" id="{T1}"><text>日期 &amp; 时间？</text></threadedComment><threadedComment ref="B2" dT="2026-03-01T11:00:00.00" personId="{P2}" id="{R1}" parentId="{T1}"><text>回头查</text></threadedComment><threadedComment ref="C3" dT="2026-03-02T08:00:00.00" personId="{P1}" id="{T2}" done="1"><text>好了</text></threadedComment></ThreadedComments>"#;
    const AT: &str = "2026-11-05T01:00:00.00";

    fn notes(of: &[(u32, u16, &str)]) -> Notes {
        of.iter().map(|(row, column, text)| ((*row, *column), (*text).to_owned())).collect()
    }

    #[test]
    fn our_replies_come_and_go_and_nobody_elses_word_is_touched() {
        let first =
            threads(THREADS, &notes(&[(2, 1, "没有<这一天>"), (9, 9, "没有讨论")]), "{US}", AT).expect("replied");
        assert!(first.replied);
        assert_eq!(first.cells, HashSet::from([(1, 2), (2, 3)]));
        let reply = format!(r#"ref="B2" dT="{AT}" personId="{{US}}" id="{{"#);
        assert!(first.part.contains(&reply), "{}", first.part);
        assert!(first.part.contains(
            r#"parentId="{T1}"><text>【促安】没有&lt;这一天&gt;</text></threadedComment><threadedComment ref="C3""#
        ));
        assert!(!first.part.contains("没有讨论"));
        // The sender answers below ours; the next round takes ours away and nothing else.
        let answer = r#"<threadedComment ref="B2" dT="2027-01-01T00:00:00.00" personId="{P1}" id="{R2}" parentId="{T1}"><text>改了</text></threadedComment></ThreadedComments>"#;
        let answered = first.part.replace("</ThreadedComments>", answer);
        let second = threads(&answered, &notes(&[]), "{US}", AT).expect("read");
        assert_eq!(second.part, THREADS.replace("</ThreadedComments>", answer));
        assert!(!second.replied);
        let third = threads(&answered, &notes(&[(2, 1, "还是不对")]), "{US}", AT).expect("replied");
        assert_eq!(third.part.matches("【促安】").count(), 1);
        assert!(
            third.part.contains(r#"dT="2027-01-01T00:00:00.00" personId="{US}""#),
            "after what it answers: {}",
            third.part
        );
        // Another program may have given us another number: our words are known by what they begin with.
        assert_eq!(threads(&first.part, &notes(&[]), "{OTHER}", AT).expect("read").part, THREADS);
        assert!(threads("<html>", &notes(&[]), "{US}", AT).is_err());
    }

    #[test]
    fn we_are_one_person_of_the_workbook() {
        let list =
            r#"<personList xmlns="t"><person displayName="王" id="{P1}" userId="w" providerId="None"/></personList>"#;
        let first = person("p.xml".into(), list.into()).expect("listed");
        assert!(first.list.contains("displayName=\"王\"") && first.list.contains(&format!("id=\"{}\"", first.id)));
        let again = person("p.xml".into(), first.list.clone()).expect("known");
        assert_eq!(again, first);
        assert!(person("p.xml".into(), "no list".into()).is_err());
    }

    #[test]
    fn our_replies_go_from_the_copy_for_older_programs() {
        let copy = |replies: &str| {
            format!(
                "<comment ref=\"B2\"><text><t>[Threaded comment]\n\n说明……\n\n注释:\n    日期？{replies}</t></text></comment>"
            )
        };
        let before = copy("\n答复:\n    回头查");
        let with = copy("\n答复:\n    回头查\n答复:\n    【促安】没有这一天\n另一行\n答复:\n    改了");
        assert_eq!(copy_without_ours(&with), copy("\n答复:\n    回头查\n答复:\n    改了"));
        assert_eq!(copy_without_ours(&copy("\n答复:\n    回头查\n答复:\n    【促安】没有这一天")), before);
        assert_eq!(copy_without_ours(&before), before);
        let run = before.replace("</text>", "<r><t>\n【促安】没有</t></r></text>");
        assert_eq!(copy_without_ours(&run), run, "a run of its own is not ours to find");
    }
}
