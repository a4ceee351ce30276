//! What an accident came from, and who wrote it down: two things by which leaders cut figures.
use crate::kernel::keys;
use serde::{Deserialize, Serialize};

/// The class of the direct cause.
///
/// Source: GB/T 13861-2022 生产过程危险和有害因素分类与代码, the four classes of its first level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// 人的因素: mental, physical, behaviour.
    Human,
    /// 物的因素: machines, chemicals, biology.
    Object,
    /// 环境因素: inside and outside the workplace.
    Environment,
    /// 管理因素: rules, organisation, money.
    Management,
}

keys!(Cause { Human = "human", Object = "object", Environment = "environment", Management = "management" });

/// Who recorded an accident first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recorder {
    Union,
    Emergency,
    Health,
    Enterprise,
}

keys!(Recorder { Union = "union", Emergency = "emergency", Health = "health", Enterprise = "enterprise" });

/// What the sums of the tally tell apart besides enterprise and day: `type/cause/recorder`, each blank where it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits<'a> {
    /// The code of the type on either list.
    pub code: Option<&'a str>,
    pub cause: &'a str,
    pub recorder: &'a str,
}

impl<'a> Traits<'a> {
    pub fn read(written: &'a str) -> Traits<'a> {
        let mut parts = written.split('/');
        let mut next = || parts.next().unwrap_or_default();
        let (code, cause, recorder) = (next(), next(), next());
        Traits { code: Some(code).filter(|code| !code.is_empty()), cause, recorder }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back() {
        assert!(Cause::ALL.iter().all(|cause| Cause::parse(cause.key()) == Some(*cause)));
        assert!(Recorder::ALL.iter().all(|who| Recorder::parse(who.key()) == Some(*who)));
        assert_eq!(Cause::parse("luck"), None);
    }

    #[test]
    fn traits_are_read_from_a_tallys_kind() {
        let whole = Traits::read("WSA10001/human/union");
        assert_eq!((whole.code, whole.cause, whole.recorder), (Some("WSA10001"), "human", "union"));
        let blank = Traits::read("//");
        assert_eq!((blank.code, blank.cause, blank.recorder), (None, "", ""));
        assert_eq!(Traits::read("").cause, "");
    }
}
