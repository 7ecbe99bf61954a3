//! The page to look at: one html file that needs nothing else, opens without a network and prints to A4. Takes plain data
//! ([`PageContent`]) and knows nothing of how it came about. The same content gives the same bytes.
//!
//! Style and script stand in files of their own beside this one and are put into the page.

mod charts;
mod communes;
mod content;
mod deprivations;
mod findings;
mod headline;
mod html;
mod words;

#[cfg(test)]
mod tests;

pub use content::{
    CommuneLine, Deprivation, Deprivations, Figure, Flow, FlowStep, Heat, HeatLine, MissingLine, PageClass,
    PageContent, PageIndicator, PageStandard, Previous, ProblemLine, Source, StepKind, Undetermined,
};

use crate::text::Language;

use html::Html;
use words::Words;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Nothing may be loaded from anywhere, whatever a text of the data says.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// The page in a language, as the text of an html file.
pub fn page(content: &PageContent, language: Language) -> String {
    let words = Words { language };
    let mut html = Html::default();
    html.raw("<!doctype html>\n<html lang=\"").raw(words.pick("vi", "en")).raw("\">\n<head>\n");
    html.raw("<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"").raw(POLICY);
    html.raw("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<meta name=\"generator\" content=\"rasoat ").text(&content.version).raw("\">\n");
    html.raw("<link rel=\"icon\" href=\"data:,\">\n").element("title", &headline::title(content, words));
    html.raw("\n<style>\n").raw(STYLE).raw("</style>\n</head>\n<body>\n").raw(charts::PATTERNS);
    html.raw("<a class=\"skip\" href=\"#figures\">").text(words.pick("Đến số liệu", "To the figures")).raw("</a>\n");
    html.raw("<div class=\"page\">\n");
    headline::head(&mut html, content, words);
    contents(&mut html, words);
    html.raw("<main>\n");
    headline::figures(&mut html, content, words);
    communes::communes(&mut html, content, words);
    deprivations::deprivations(&mut html, content, words);
    deprivations::heat(&mut html, content, words);
    findings::flows(&mut html, content, words);
    findings::undetermined(&mut html, content, words);
    findings::problems(&mut html, content, words);
    findings::sources(&mut html, content, words);
    html.raw("</main>\n</div>\n");
    html.raw(&format!("<script data-sorted=\"{}\">\n", html::escaped(words.pick("sắp xếp theo", "sorted by"))));
    html.raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
    html.into_string()
}

/// The sections, to jump to.
fn contents(html: &mut Html, words: Words) {
    let label = words.pick("Các phần của trang", "Parts of the page");
    html.raw(&format!("<nav aria-label=\"{label}\"><ul>"));
    for (id, title) in [
        ("communes", words.pick("Các xã", "Communes")),
        ("deprivations", words.pick("Chỉ số thiếu hụt", "Deprivations")),
        ("heat", words.pick("Thiếu hụt theo xã", "By commune")),
        ("flows", words.pick("Diễn biến", "Changes")),
        ("undetermined", words.pick("Chưa xác định", "Undetermined")),
        ("problems", words.pick("Vấn đề dữ liệu", "Data problems")),
        ("sources", words.pick("Nguồn", "Sources")),
    ] {
        html.raw(&format!("<li><a href=\"#{id}\">")).text(title).raw("</a></li>");
    }
    html.raw("</ul></nav>\n");
}
