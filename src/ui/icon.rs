//! Our own small icons: one path each on a 24 × 24 ground, drawn with the colour of the text.
use leptos::prelude::*;

/// What an icon shows. An icon never stands without a word; readers are not told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    Alert,
    Book,
    Building,
    Cap,
    Chart,
    Check,
    Clock,
    Cross,
    Download,
    Grid,
    Inbox,
    Info,
    Late,
    Menu,
    Minus,
    Page,
    People,
    Plus,
    Print,
    Search,
    Shield,
    Upload,
    User,
}

impl Icon {
    /// Every icon, for the page that shows them all.
    pub const ALL: [Icon; 23] = [
        Icon::Alert,
        Icon::Book,
        Icon::Building,
        Icon::Cap,
        Icon::Chart,
        Icon::Check,
        Icon::Clock,
        Icon::Cross,
        Icon::Download,
        Icon::Grid,
        Icon::Inbox,
        Icon::Info,
        Icon::Late,
        Icon::Menu,
        Icon::Minus,
        Icon::Page,
        Icon::People,
        Icon::Plus,
        Icon::Print,
        Icon::Search,
        Icon::Shield,
        Icon::Upload,
        Icon::User,
    ];

    fn path(self) -> &'static str {
        match self {
            Icon::Alert => "M12 3.5l9.5 16.5h-19zM12 10v4.5M12 17.3v.2",
            Icon::Book => "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11",
            Icon::Building => "M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3",
            Icon::Cap => "M2.5 9L12 4.5 21.5 9 12 13.5zM6.5 11v5c2.5 2.5 8.5 2.5 11 0v-5M21.5 9v5.5",
            Icon::Chart => "M4 4v16h16M7.5 15.500l3.5-4 3 2 5-6.5",
            Icon::Check => "M4.5 12.500l5 5 10-11",
            Icon::Clock => "M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.500V12l3 2",
            Icon::Cross => "M6 6l12 12M18 6L6 18",
            Icon::Download => "M12 4v12M7 11l5 5 5-5M4 20h16",
            Icon::Grid => "M4 4h16v16H4zM4 9.300h16M4 14.700h16M9.3 4v16M14.7 4v16",
            Icon::Inbox => "M4 13l2.5-8h11L20 13v6H4zM4 13h4.500l1.5 2.500h4l1.5-2.500H20",
            Icon::Info => "M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5.500M12 7.800v.2",
            Icon::Late => "M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.500v5.500M12 16.200v.2",
            Icon::Menu => "M4 7h16M4 12h16M4 17h16",
            Icon::Minus => "M6 12h12",
            Icon::Page => "M6 3.500h8.500L18.5 8v12.500H6zM14 3.500V8.500h4.500M9 12.500h6.500M9 16h6.5",
            Icon::People => {
                "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.500a3.3 3.3 0 0 1 0 6.300M18 14.500c2 .8 3.2 2.6 3.5 5.5"
            }
            Icon::Plus => "M12 5v14M5 12h14",
            Icon::Print => "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
            Icon::Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.500L20.5 20.5",
            Icon::Shield => "M12 3l8 3v6c0 4.5-3.3 7.5-8 9-4.7-1.5-8-4.5-8-9V6zM9 12l2.2 2.200L15.5 10",
            Icon::Upload => "M12 16V4M7 9l5-5 5 5M4 16v4h16v-4",
            Icon::User => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.500c.7-4.2 3.5-6 7.5-6s6.8 1.8 7.5 6",
        }
    }
}

/// Draws one icon: `<Draw icon=Icon::Check/>`.
#[component]
pub fn Draw(icon: Icon) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=icon.path()></path></svg> }
}

/// The mark before the name: a shield with a tick.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path class="mark-shield" d="M16 1.500l13 4.800v9.200c0 7.4-5.3 12.4-13 15C8.3 27.9 3 22.9 3 15.500V6.300z"></path>
            <path class="mark-tick" d="M9.5 16.500l4.5 4.5 8.5-9.5"></path>
        </svg>
    }
}
