//! A chart as a picture: SVG put into dots with the fonts of the machine.
use anyhow::Context;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};
use std::sync::{Arc, LazyLock};

/// Dots to a pixel of the drawing: sharp in print at the width of a page.
const SCALE: f32 = 2.0;
/// Names by which fonts with Chinese characters are known.
const CHINESE: [&str; 9] = [
    "CJK",
    "Noto Sans SC",
    "Noto Serif SC",
    "Source Han",
    "WenQuanYi",
    "PingFang",
    "YaHei",
    "SimSun",
    "Droid Sans Fallback",
];

/// Read once, when a picture is first spoken of: the list of the machine's fonts, not the fonts.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    Arc::new(fonts)
});

/// Whether the machine has a font with Chinese characters: without one a picture would show boxes. Reads the disk.
pub(super) fn has_fonts() -> bool {
    FONTS.faces().any(|face| face.families.iter().any(|(name, _)| CHINESE.iter().any(|known| name.contains(known))))
}

/// The SVG as PNG. Takes a while: run it where waiting is allowed.
///
/// # Errors
/// The text is no SVG, or the picture could not be made.
pub(super) fn png(svg: &str) -> anyhow::Result<Vec<u8>> {
    let options = Options { fontdb: FONTS.clone(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).context("read the drawing")?;
    let size = tree.size();
    let side = |length: f32| (length * SCALE).ceil() as u32;
    let mut picture = Pixmap::new(side(size.width()), side(size.height())).context("a picture of no size")?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut picture.as_mut());
    picture.encode_png().context("write the picture")
}
