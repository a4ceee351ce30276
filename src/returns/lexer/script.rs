//! Labels and words in traditional characters: 發生時間 is 发生时间. Texts that people wrote are kept as they wrote them.
use std::borrow::Cow;
use std::sync::LazyLock;

/// Each traditional character with its simplified one, of those that labels, units and choices are written with.
const PAIRS: &str = "\
並并佔占併并來来個个備备傷伤優优兩两冊册別别則则創创劃划動动務务勞劳勢势匯汇區区協协參参員员問问單单國国圍围園园執执報报\
場场塵尘墜坠壓压夾夹學学實实審审寫写將将專专對对導导屆届層层屬属崗岗師师帳账幣币幫帮幹干幾几庫库廠厂張张彙汇後后從从復复\
徵征恆恒態态憑凭應应戶户掛挂採采換换損损搶抢擊击擋挡擔担據据數数斷断時时暫暂曆历書书會会條条棄弃業业構构標标樣样機机檔档\
檢检欄栏權权歲岁歷历殺杀氣气決决沒没沖冲況况洩泄淨净減减測测準准溫温滅灭濟济災灾為为無无煉炼煙烟熱热燒烧燙烫營营爐炉爲为\
狀状現现環环產产當当療疗發发監监眾众確确碼码礦矿種种稱称節节範范築筑簡简簽签紀纪約约級级細细組组結结絕绝統统經经維维線线\
緣缘編编縣县縱纵總总績绩繳缴續续罰罚聯联職职臺台與与舉举萬万著着蓋盖藥药處处號号術术衛卫衝冲裏里補补裝装裡里製制複复見见\
規规覽览觸触訂订計计訓训記记設设診诊註注評评試试話话該该詳详誌志認认誤误說说誰谁課课調调論论證证譯译議议譴谴護护讀读變变\
負负貨货貫贯責责貴贵費费貼贴資资賠赔質质賬账購购贈赠贊赞趕赶車车軌轨軸轴較较輕轻輛辆輸输輻辐辦办辭辞農农進进運运過过達达\
違违遞递遠远適适遲迟選选遺遗邊边郵邮鄉乡醫医醬酱釋释銷销鋼钢錄录錯错鍋锅鎮镇鏈链鐵铁鑑鉴鑒鉴長长門门閃闪閉闭開开間间閥阀\
闆板關关陰阴陳陈陸陆陽阳隊队階阶際际隨随險险隱隐雙双雜杂離离難难電电靜静響响頁页頂顶項项須须預预領领頭头頻频題题額额類类\
顧顾風风飛飞飲饮餘余館馆驗验驟骤體体魚鱼鳥鸟麥麦黃黄點点黨党齊齐齡龄龍龙";

/// Where the Chinese characters of [`PAIRS`] begin, and how many of them there can be.
const FIRST: u32 = 0x4e00;
const ALL: usize = 0x5200;

/// For each Chinese character its simplified one; 0 where it is that itself.
static SIMPLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut simple = vec!['\0'; ALL];
    let mut pairs = PAIRS.chars();
    while let (Some(traditional), Some(plain)) = (pairs.next(), pairs.next()) {
        if let Some(place) = place(traditional).and_then(|at| simple.get_mut(at)) {
            *place = plain;
        }
    }
    simple
});

fn place(c: char) -> Option<usize> {
    usize::try_from(u32::from(c).checked_sub(FIRST)?).ok()
}

/// The simplified form of a character that labels and words are written with; any other as it is.
pub fn simple(c: char) -> char {
    match place(c).and_then(|at| SIMPLE.get(at)) {
        Some('\0') | None => c,
        Some(plain) => *plain,
    }
}

/// A text in simplified characters, for telling what it means.
pub fn simplified(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || text.chars().all(|c| simple(c) == c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(simple).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_labels_are_written_with_is_read_in_both_scripts() {
        assert_eq!(
            simplified("發生時間 死亡人數 直接經濟損失（萬元） 隱患臺賬 備註"),
            "发生时间 死亡人数 直接经济损失（万元） 隐患台账 备注"
        );
        assert_eq!(simplified("2022年三季度"), "2022年三季度");
        assert!(matches!(simplified("发生时间"), Cow::Borrowed(_)));
        let (even, odd): (Vec<_>, Vec<_>) = PAIRS.chars().enumerate().partition(|(at, _)| at % 2 == 0);
        assert_eq!(even.len(), odd.len());
        assert!(
            odd.iter().all(|(_, plain)| simple(*plain) == *plain),
            "a simplified one is no other's traditional one"
        );
    }
}
