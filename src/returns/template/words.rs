//! The keys of choices and the words people write for them.
use super::Word;

const fn word(key: &'static str, zh: &'static str, en: &'static str, also: &'static [&'static str]) -> Word {
    Word { key, zh, en, also }
}

/// Size of an enterprise.
pub const SIZE_WORDS: &[Word] = &[
    word("large", "大型", "large", &["大", "大型企业", "特大型", "大企业"]),
    word("medium", "中型", "medium", &["中", "中型企业", "中企业"]),
    word("small", "小型", "small", &["小", "小型企业", "小企业"]),
    word("micro", "微型", "micro", &["微", "微型企业", "微企业"]),
];

/// Level of a hazard.
pub const LEVEL_WORDS: &[Word] = &[
    word(
        "ordinary",
        "一般",
        "ordinary",
        &["一般隐患", "一般事故隐患", "一般安全隐患", "一般级", "一般性隐患", "general"],
    ),
    word("major", "重大", "major", &["重大隐患", "重大事故隐患", "重大安全隐患", "重大级", "重大生产安全事故隐患"]),
];

/// Kind of a training.
pub const KIND_WORDS: &[Word] = &[
    word(
        "induction",
        "三级教育",
        "induction",
        &[
            "三级",
            "三级安全教育",
            "三级安全教育培训",
            "三级教育培训",
            "三级安全培训",
            "新员工",
            "新员工培训",
            "新员工教育",
            "新员工三级教育",
            "新员工三级安全教育",
            "新员工入职培训",
            "新员工安全培训",
            "新职工",
            "新职工培训",
            "新工人",
            "新工人培训",
            "新进员工",
            "新进员工培训",
            "新入职",
            "新入职员工",
            "新入职培训",
            "岗前",
            "岗前培训",
            "岗前教育",
            "岗前安全培训",
            "上岗前",
            "上岗前培训",
            "入职",
            "入职培训",
            "入厂教育",
            "入厂培训",
            "厂级教育",
            "new employee",
        ],
    ),
    word(
        "refresher",
        "再培训",
        "refresher",
        &[
            "复训",
            "年度再培训",
            "每年再培训",
            "再教育",
            "再培训教育",
            "继续教育",
            "复训培训",
            "年度复训",
            "定期再培训",
            "安全再培训",
            "retraining",
        ],
    ),
    word(
        "special",
        "特种作业",
        "special",
        &[
            "特种作业人员",
            "特种作业培训",
            "特种作业人员培训",
            "特种",
            "特种作业操作",
            "特殊工种",
            "特种工",
            "special operation",
            "special operations",
        ],
    ),
    word(
        "principal",
        "主要负责人",
        "principal",
        &["企业主要负责人", "单位主要负责人", "主要负责人培训", "企业负责人", "企业负责人培训", "单位负责人"],
    ),
    word(
        "manager",
        "安全管理人员",
        "manager",
        &[
            "安全员",
            "安全生产管理人员",
            "安管人员",
            "安全管理员",
            "专职安全员",
            "兼职安全员",
            "安全管理人员培训",
            "安全生产管理人员培训",
            "安全员培训",
            "安管人员培训",
            "safety officer",
            "safety manager",
        ],
    ),
    word("other", "其他", "other", &["其它", "其他培训", "其它培训", "其他人员", "其他类", "其他类别"]),
];
