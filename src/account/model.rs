//! Actors, what they are and how far they see.
use crate::i18n::Lang;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The three departments of the alliance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Department {
    Union,
    Emergency,
    Health,
}

impl Department {
    pub const ALL: [Department; 3] = [Department::Union, Department::Emergency, Department::Health];

    pub fn key(self) -> &'static str {
        match self {
            Department::Union => "union",
            Department::Emergency => "emergency",
            Department::Health => "health",
        }
    }

    pub fn parse(key: &str) -> Option<Department> {
        Department::ALL.into_iter().find(|d| d.key() == key)
    }
}

/// Someone who fills in returns for one enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rep {
    enterprise: Uuid,
}

impl Rep {
    pub fn enterprise(&self) -> Uuid {
        self.enterprise
    }
}

/// Someone of a department who records and checks, in one town or the whole district.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Inspector {
    department: Department,
    town: Option<String>,
}

impl Inspector {
    pub fn department(&self) -> Department {
        self.department
    }

    /// `None` is the whole district.
    pub fn town(&self) -> Option<&str> {
        self.town.as_deref()
    }
}

/// Someone who reads, in one town or the whole district.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Leader {
    town: Option<String>,
}

impl Leader {
    pub fn town(&self) -> Option<&str> {
        self.town.as_deref()
    }
}

/// Someone who keeps the accounts; sees no records.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Admin(());

impl Admin {
    /// Whoever may run the program on its own machine.
    pub const OPERATOR: Admin = Admin(());
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Role {
    Rep(Rep),
    Inspector(Inspector),
    Leader(Leader),
    Admin(Admin),
}

impl Role {
    /// Makes a role from the columns of an account; `None` when they do not fit together.
    pub fn of(key: &str, department: Option<&str>, town: Option<String>, enterprise: Option<Uuid>) -> Option<Role> {
        Some(match key {
            "rep" => Role::Rep(Rep { enterprise: enterprise? }),
            "inspector" => Role::Inspector(Inspector { department: Department::parse(department?)?, town }),
            "leader" => Role::Leader(Leader { town }),
            "admin" => Role::Admin(Admin(())),
            _ => return None,
        })
    }

    pub fn key(&self) -> &'static str {
        match self {
            Role::Rep(_) => "rep",
            Role::Inspector(_) => "inspector",
            Role::Leader(_) => "leader",
            Role::Admin(_) => "admin",
        }
    }
}

/// Whoever asks, as of this request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Actor {
    pub id: Uuid,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub lang: Option<Lang>,
}

impl Actor {
    /// How far this actor sees; `None` for those who see no records.
    pub fn scope(&self) -> Option<Scope> {
        match &self.role {
            Role::Rep(rep) => Some(Scope { enterprise: Some(rep.enterprise), town: None }),
            Role::Inspector(Inspector { town, .. }) | Role::Leader(Leader { town }) => {
                Some(Scope { enterprise: None, town: town.clone() })
            }
            Role::Admin(_) => None,
        }
    }
}

/// Which enterprises' records a read may touch. Both parts must hold; neither set is the whole district.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    enterprise: Option<Uuid>,
    town: Option<String>,
}

impl Scope {
    /// For the operator at the command line, and for figures that are the same for everyone.
    pub fn whole() -> Scope {
        Scope::default()
    }

    /// The part of it that is one enterprise. Never wider: a reader of one enterprise stays with their own.
    #[must_use]
    pub fn narrowed(&self, enterprise: Uuid) -> Scope {
        Scope { enterprise: self.enterprise.or(Some(enterprise)), town: self.town.clone() }
    }

    /// The whole district.
    pub fn is_whole(&self) -> bool {
        self.enterprise.is_none() && self.town.is_none()
    }

    pub fn enterprise(&self) -> Option<Uuid> {
        self.enterprise
    }

    pub fn town(&self) -> Option<&str> {
        self.town.as_deref()
    }
}

/// An account as the administrator's list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub id: Uuid,
    pub login: String,
    pub name: String,
    pub role: String,
    pub department: Option<String>,
    pub town: Option<String>,
    pub enterprise: Option<String>,
    pub disabled: bool,
}
