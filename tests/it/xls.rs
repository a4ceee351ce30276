//! A workbook as Excel 97 kept it, small enough to be written by hand: no library here writes one.

const EOF: u16 = 0x000a;
const BOUND_SHEET: u16 = 0x0085;
const ROW: u16 = 0x0208;
const HIDDEN: u16 = 0x0020;

/// One record of the workbook's stream.
pub fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("a short record");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), content].concat()
}

/// Numbers of two bytes.
pub fn words(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}

/// A workbook of one sheet of texts, with these 0-based rows hidden.
pub fn book(rows: &[&[&str]], hidden: &[u16]) -> Vec<u8> {
    let globals = |place: u32| {
        let bound = [&place.to_le_bytes()[..], &[0, 0, 2, 0, b'S', b'1']].concat();
        [record(0x0809, &words(&[0x0600, 5, 0, 0, 0, 0, 6, 0])), record(BOUND_SHEET, &bound), record(EOF, &[])].concat()
    };
    let mut sheet = record(0x0809, &words(&[0x0600, 0x10, 0, 0, 0, 0, 6, 0]));
    for (at, cells) in (0_u16..).zip(rows) {
        let flags = if hidden.contains(&at) { HIDDEN } else { 0x0100 };
        let width = u16::try_from(cells.len()).expect("few cells");
        sheet.extend(record(ROW, &words(&[at, 0, width, 255, 0, 0, flags, 15])));
        for (column, text) in (0_u16..).zip(*cells) {
            let wide: Vec<u16> = text.encode_utf16().collect();
            let length = u16::try_from(wide.len()).expect("a short text");
            let content = [words(&[at, column, 0, length]), vec![1], words(&wide)].concat();
            sheet.extend(record(0x0204, &content));
        }
    }
    sheet.extend(record(EOF, &[]));
    let place = u32::try_from(globals(0).len()).expect("short");
    [globals(place), sheet].concat()
}

/// The workbook in its small file system, padded so that its stream lies in large sectors.
pub fn workbook(rows: &[&[&str]], hidden: &[u16]) -> Vec<u8> {
    let mut stream = book(rows, hidden);
    stream.resize(stream.len().max(4_096).next_multiple_of(512), 0);
    let sectors = u32::try_from(stream.len() / 512).expect("short");
    let mut header = vec![0_u8; 512];
    header[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    for (at, value) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        header[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    for (at, value) in [(44, 1_u32), (48, 1), (56, 4_096), (60, 0xffff_fffe), (68, 0xffff_fffe)] {
        header[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    header[76..].fill(0xff);
    header[76..80].fill(0);
    let mut table = vec![0xffff_fffd_u32, 0xffff_fffe];
    table.extend((0..sectors).map(|n| if n + 1 == sectors { 0xffff_fffe } else { n + 3 }));
    table.resize(128, 0xffff_ffff);
    let entry = |name: &str, kind: u8, first: u32, length: usize| {
        let mut entry = vec![0_u8; 128];
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        entry[..wide.len()].copy_from_slice(&wide);
        entry[64..66].copy_from_slice(&u16::try_from(wide.len()).expect("short").to_le_bytes());
        entry[66] = kind;
        entry[67] = 1;
        entry[68..80].fill(0xff);
        entry[116..120].copy_from_slice(&first.to_le_bytes());
        entry[120..124].copy_from_slice(&u32::try_from(length).expect("short").to_le_bytes());
        entry
    };
    let mut root = entry("Root Entry", 5, 0xffff_fffe, 0);
    root[76..80].copy_from_slice(&1_u32.to_le_bytes());
    let folder = [root, entry("Workbook", 2, 2, stream.len()), vec![0; 256]].concat();
    let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
    [header, table, folder, stream].concat()
}
