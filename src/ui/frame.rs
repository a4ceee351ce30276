//! What stands around every page: the rail of the reader's role, or a plain head for those who are not signed in.
use super::Words;
use super::icon::{Draw, Icon, Mark};
use crate::account::model::Role;
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::t;
use leptos::prelude::*;

/// How many entries stand in the phone's bar beside "more".
const IN_BAR: usize = 3;

struct Entry {
    href: &'static str,
    key: &'static str,
    icon: Icon,
    /// The pages of a group, the first being the entry's own; none for a single page.
    within: &'static [(&'static str, &'static str)],
}

const fn entry(href: &'static str, key: &'static str, icon: Icon) -> Entry {
    Entry { href, key, icon, within: &[] }
}

/// What concerns workers: their congress, their training, their health.
const WORKERS: Entry = Entry {
    href: "/congress",
    key: "ui.rail.workers",
    icon: Icon::People,
    within: &[("/congress", "ui.rail.congress"), ("/training", "ui.rail.training"), ("/health", "ui.rail.health")],
};

/// How enterprises do their duties, and what the alliance owes.
const DUTIES: Entry = Entry {
    href: "/compliance",
    key: "ui.rail.duties",
    icon: Icon::Grid,
    within: &[
        ("/compliance", "ui.rail.board"),
        ("/compliance/alliance", "ui.rail.alliance"),
        ("/compliance/talks", "ui.rail.talks"),
        ("/compliance/calendar", "ui.rail.calendar"),
    ],
};

/// The same for inspectors, with the comparison, which is the leaders' first page.
const DISTRICT: Entry = Entry {
    href: "/compliance",
    key: "ui.rail.duties",
    icon: Icon::Grid,
    within: &[
        ("/compliance", "ui.rail.board"),
        ("/compliance/alliance", "ui.rail.alliance"),
        ("/compliance/talks", "ui.rail.talks"),
        ("/compliance/calendar", "ui.rail.calendar"),
        ("/trends", "ui.rail.trends"),
    ],
};

/// What is recorded, for those who read it.
const RECORDS: Entry = Entry {
    href: "/incidents",
    key: "ui.rail.records",
    icon: Icon::Alert,
    within: &[
        ("/incidents", "ui.rail.incidents"),
        ("/hazards", "ui.rail.hazards"),
        ("/congress", "ui.rail.congress"),
        ("/training", "ui.rail.training"),
        ("/health", "ui.rail.health"),
    ],
};

const REP: [Entry; 7] = [
    entry("/", "ui.rail.owe", Icon::Inbox),
    entry("/returns", "ui.rail.returns", Icon::Upload),
    entry("/incidents", "ui.rail.incidents", Icon::Alert),
    entry("/hazards", "ui.rail.hazards", Icon::Shield),
    WORKERS,
    entry("/templates", "ui.rail.templates", Icon::Download),
    entry("/compliance/calendar", "ui.rail.calendar", Icon::Clock),
];
const INSPECTOR: [Entry; 7] = [
    entry("/", "ui.rail.today", Icon::Clock),
    entry("/incidents", "ui.rail.incidents", Icon::Alert),
    entry("/hazards", "ui.rail.hazards", Icon::Shield),
    entry("/enterprises", "ui.rail.enterprises", Icon::Building),
    entry("/returns", "ui.rail.returns", Icon::Inbox),
    WORKERS,
    DISTRICT,
];
const LEADER: [Entry; 6] = [
    entry("/trends", "ui.rail.trends", Icon::Chart),
    DUTIES,
    entry("/enterprises", "ui.rail.enterprises", Icon::Building),
    RECORDS,
    entry("/returns/rates", "ui.rail.rates", Icon::Inbox),
    entry("/baselines", "ui.rail.baselines", Icon::Book),
];
const ADMIN: [Entry; 2] =
    [entry("/accounts", "ui.rail.accounts", Icon::People), entry("/account", "ui.rail.account", Icon::User)];

fn entries(role: &Role) -> &'static [Entry] {
    match role {
        Role::Rep(_) => &REP,
        Role::Inspector(_) => &INSPECTOR,
        Role::Leader(_) => &LEADER,
        Role::Admin(_) => &ADMIN,
    }
}

/// `page` on the entry's own page, `true` on those below it. The first entry is what `/` shows.
fn current(here: &str, href: &str, first: bool) -> Option<&'static str> {
    let path = here.split('?').next().unwrap_or_default();
    if path == href || (first && path == "/") {
        return Some("page");
    }
    (href != "/" && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'))).then_some("true")
}

impl Entry {
    /// As [`current`]; a group is on any of its pages, the mark of the page itself is on the page's own link.
    fn current(&self, here: &str, first: bool) -> Option<&'static str> {
        if self.within.is_empty() {
            return current(here, self.href, first);
        }
        self.within.iter().any(|(href, _)| current(here, href, false).is_some()).then_some("true")
    }

    /// The mark of one of its pages: only the nearest page above the present one is on.
    fn current_within(&self, here: &str, href: &str) -> Option<&'static str> {
        let on = |of: &str| current(here, of, false);
        let nearest = self.within.iter().filter(|(of, _)| on(of).is_some()).map(|(of, _)| of.len()).max();
        on(href).filter(|_| nearest == Some(href.len()))
    }
}

/// Around every page.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let signed_in = ctx.actor.is_some();
    let class = if signed_in { "frame" } else { "frame frame-plain" };
    view! {
        <a class="skip" href="#main">{t!(lang, "ui.skip")}</a>
        <div class=class>
            {if signed_in { view! { <Rail/> }.into_any() } else { view! { <PlainTop/> }.into_any() }}
            <main class="main" id="main" tabindex="-1">{children()}</main>
        </div>
        <Keys lang/>
    }
}

/// The keys that `public/keys.js` knows; shown by `?`.
#[component]
fn Keys(lang: Lang) -> impl IntoView {
    let key = |key: &'static str, words: Words| view! { <dt><kbd>{key}</kbd></dt> <dd>{words}</dd> };
    view! {
        <dialog class="keys" id="keys" aria-labelledby="keys-title">
            <h2 id="keys-title">{t!(lang, "ui.keys.title")}</h2>
            <dl class="kv">
                {key("/", t!(lang, "ui.keys.search"))}
                {key("j", t!(lang, "ui.keys.next"))}
                {key("k", t!(lang, "ui.keys.last"))}
                {key("← →", t!(lang, "ui.keys.points"))}
                {key("?", t!(lang, "ui.keys.list"))}
            </dl>
            <form method="dialog"><button type="submit" class="button">{t!(lang, "ui.keys.close")}</button></form>
        </dialog>
    }
}

#[component]
fn Brand(lang: Lang) -> impl IntoView {
    view! {
        <a class="brand" href="/">
            <Mark/>
            <span class="brand-name">{t!(lang, "ui.brand")}<small>{t!(lang, "ui.alliance")}</small></span>
        </a>
    }
}

#[component]
fn Rail() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let entries = ctx.actor.as_ref().map_or(&[] as &[Entry], |actor| entries(&actor.role));
    let here = ctx.here.clone();
    let of_group = ctx.here.clone();
    let within = move |entry: &'static Entry| {
        let here = of_group.clone();
        let one = move |(href, key): &'static (&'static str, &'static str)| {
            view! { <li><a class="rail-page" href=*href aria-current=entry.current_within(&here, href)>{i18n::words(lang, key)}</a></li> }
        };
        (!entry.within.is_empty())
            .then(|| view! { <ul class="rail-within">{entry.within.iter().map(one).collect_view()}</ul> })
    };
    let link = move |at: usize, entry: &'static Entry, again: bool| {
        let on = entry.current(&here, at == 0);
        let class = (at >= IN_BAR && !again).then_some("rail-rest");
        view! {
            <li class=class>
                <a class="rail-link" href=entry.href aria-current=on>
                    <Draw icon=entry.icon/>
                    <span>{i18n::words(lang, entry.key)}</span>
                </a>
                {(again || on.is_some()).then(|| within(entry))}
            </li>
        }
    };
    let in_order: Vec<_> = entries.iter().enumerate().map(|(at, entry)| link(at, entry, false)).collect();
    let rest: Vec<_> = entries.iter().enumerate().skip(IN_BAR).map(|(at, entry)| link(at, entry, true)).collect();
    view! {
        <nav class="rail" aria-label=t!(lang, "ui.nav")>
            <Brand lang/>
            <ul class="rail-list">
                {in_order}
                <li class="rail-more">
                    <details>
                        <summary><Draw icon=Icon::Menu/><span>{t!(lang, "ui.more")}</span></summary>
                        <div class="rail-sheet"><ul class="rail-others">{rest}</ul><RailFoot/></div>
                    </details>
                </li>
            </ul>
            <RailFoot/>
        </nav>
    }
}

/// Who is signed in, and the switches.
#[component]
fn RailFoot() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let who = ctx.actor.as_ref().map(|actor| {
        let role = i18n::words(lang, &format!("account.role.{}", actor.role.key()));
        let reach: Option<Words> = match &actor.role {
            Role::Inspector(inspector) => inspector.town().map(|t| t.to_owned().into()),
            Role::Leader(leader) => leader.town().map(|t| t.to_owned().into()),
            _ => None,
        };
        view! { <p class="who"><a href="/account"><b>{actor.name.clone()}</b></a>{role}{reach.map(|r| format!(" · {r}"))}</p> }
    });
    view! {
        <div class="rail-foot">
            {who}
            <div class="switches">
                <Switches/>
                <form method="post" action="/sign-out"><button type="submit" class="link-button">{t!(lang, "ui.sign-out")}</button></form>
            </div>
        </div>
    }
}

/// Language and theme: plain forms, so that they work without JavaScript.
#[component]
fn Switches() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let other = if lang == Lang::Zh { Lang::En } else { Lang::Zh };
    let (theme, word) =
        if ctx.theme == Some("dark") { ("light", t!(lang, "ui.light")) } else { ("dark", t!(lang, "ui.dark")) };
    let here = ctx.here.to_string();
    view! {
        <form method="post" action="/preferences">
            <input type="hidden" name="next" value=here.clone()/>
            <button type="submit" class="link-button" name="lang" value=other.tag() lang=other.tag()>{t!(lang, "ui.other-language")}</button>
        </form>
        <form method="post" action="/preferences">
            <input type="hidden" name="next" value=here/>
            <button type="submit" class="link-button" name="theme" value=theme>{word}</button>
        </form>
    }
}

/// The head of pages for those who are not signed in.
#[component]
fn PlainTop() -> impl IntoView {
    let lang = Ctx::here().lang;
    view! {
        <header class="plain-top">
            <Brand lang/>
            <div class="switches"><Switches/></div>
        </header>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_current_on_its_page_and_on_those_below() {
        assert_eq!(current("/incidents?town=x", "/incidents", false), Some("page"));
        assert_eq!(current("/incidents/new", "/incidents", false), Some("true"));
        assert_eq!(current("/incidents", "/", true), None);
        assert_eq!(current("/accounts", "/account", false), None);
        assert_eq!(current("/", "/trends", true), Some("page"));
    }

    #[test]
    fn no_rail_has_more_than_seven_entries_and_every_word_is_known() {
        for list in [&REP[..], &INSPECTOR, &LEADER, &ADMIN] {
            assert!(list.len() <= 7);
        }
        for entry in REP.iter().chain(&INSPECTOR).chain(&LEADER).chain(&ADMIN) {
            assert!(i18n::knows(entry.key), "{}", entry.key);
            assert!(entry.within.iter().all(|(_, key)| i18n::knows(key)), "{}", entry.key);
        }
    }

    #[test]
    fn a_group_is_on_while_one_of_its_pages_is() {
        for here in ["/congress", "/training?show=coverage", "/health/new"] {
            assert_eq!(WORKERS.current(here, false), Some("true"), "{here}");
        }
        assert_eq!(WORKERS.current("/hazards", false), None);
    }

    #[test]
    fn of_a_group_only_the_nearest_page_is_on() {
        let on = |here: &str| {
            let marked = DUTIES.within.iter().filter(|(href, _)| DUTIES.current_within(here, href).is_some());
            marked.map(|(href, _)| *href).collect::<Vec<_>>()
        };
        assert_eq!(on("/compliance?year=2025"), ["/compliance"]);
        assert_eq!(on("/compliance/alliance"), ["/compliance/alliance"]);
        assert_eq!(on("/compliance/enterprises?town=x"), ["/compliance"]);
        assert_eq!(on("/trends"), [""; 0]);
    }
}
