//! The deprivations: bars of all indicators for each class that counts as poverty, and the rates commune by indicator.

use crate::lang::Exact;

use super::charts::{Bar, Fill, Named, bars, scale};
use super::communes::{cell, open_box, several_uppers};
use super::content::{Deprivation, Deprivations, Figure, HeatLine, PageContent};
use super::html::{Html, escaped};
use super::words::Words;

/// The bars, with all their numbers in a table.
pub(super) fn deprivations(html: &mut Html, content: &PageContent, words: Words) {
    html.raw("<section id=\"deprivations\" aria-labelledby=\"deprivations-head\">").line();
    html.element("h2 id=\"deprivations-head\"", words.pick("Các chỉ số thiếu hụt", "Deprivations")).line();
    html.element(
        "p class=\"note\"",
        words.pick(
            "Tỷ lệ hộ thiếu hụt trong mỗi nhóm hộ. Trong ngoặc là tỷ lệ hộ chưa rõ có thiếu hụt hay không.",
            "Share of each group's households that are deprived. In brackets the share of which it is not known.",
        ),
    )
    .line();
    let fills = Fill::of_classes(content.deprivations.iter().map(|_| true));
    let has_unknown = |of: &Deprivations| {
        of.indicators.iter().any(|one| one.unknown.number().is_some_and(|unknown| unknown > Exact::ZERO))
    };
    html.raw("<ul class=\"legend\">").line();
    for (of, fill) in content.deprivations.iter().zip(&fills) {
        html.raw("<li>").raw(&fill.swatch()).raw(" <span>").text(words.title(&of.title)).raw("</span> ");
        let households = match of.households {
            Figure::Count(count) => words.households(count),
            other => words.figure(other, 0),
        };
        html.element("span class=\"soft\"", &households).raw("</li>").line();
    }
    if content.deprivations.iter().any(has_unknown) {
        html.raw("<li>").raw(&Fill::Open.swatch()).raw(" <span>").text(words.unknown()).raw("</span></li>").line();
    }
    html.raw("</ul>").line();
    charts(html, content, &fills, words);
    html.raw("<details class=\"numbers\">")
        .element("summary", words.pick("Bảng số liệu của biểu đồ", "The numbers of the chart"))
        .line();
    numbers(html, content, words);
    html.raw("</details>").line().raw("</section>").line();
}

/// Two charts beside each other where there is room, with one scale.
fn charts(html: &mut Html, content: &PageContent, fills: &[Fill], words: Words) {
    let all = content.deprivations.iter().flat_map(|of| &of.indicators);
    let ends = all.filter_map(|one| {
        let rate = one.rate.number()?;
        rate.checked_add(one.unknown_rate.number().unwrap_or(Exact::ZERO))
    });
    let scale = scale(ends);
    let half = content.indicators.len().div_ceil(2).max(1);
    html.raw("<div class=\"pair\">").line();
    for (part, indicators) in content.indicators.chunks(half).enumerate() {
        let first = part * half;
        let mut rows = Vec::new();
        let mut sentences = Vec::new();
        for (at, indicator) in indicators.iter().enumerate() {
            let title = words.title(&indicator.title);
            let own = content.deprivations.iter().filter_map(|of| Some((of, of.indicators.get(first + at)?)));
            let row = own.clone().zip(fills);
            let row = row.map(|((_, one), fill)| Bar { fill: *fill, rate: one.rate, unknown: one.unknown_rate });
            rows.push((format!("{}. {title}", indicator.number), row.collect::<Vec<Bar>>()));
            let rates = own.map(|(of, one)| format!("{} {}", words.within(&of.title), words.figure(one.rate, 1)));
            sentences.push(format!("{title}: {}", rates.collect::<Vec<_>>().join(", ")));
        }
        let (from, to) = match indicators {
            [first, .., last] => (first.number, last.number),
            [only] => (only.number, only.number),
            [] => continue,
        };
        let title = words.pick(
            format!("Tỷ lệ hộ thiếu hụt, chỉ số {from} đến {to}"),
            format!("Share of households deprived, indicators {from} to {to}"),
        );
        let id = format!("bars-{}", part + 1);
        html.raw("<figure>");
        bars(html, Named { id: &id, title: &title, description: &sentences.join("; ") }, &rows, scale, words);
        html.raw("</figure>").line();
    }
    html.raw("</div>").line();
}

fn numbers(html: &mut Html, content: &PageContent, words: Words) {
    let title = words.pick("Số hộ thiếu hụt theo chỉ số", "Households deprived by indicator");
    open_box(html, title, content.indicators.len());
    html.raw("<table>").element("caption class=\"vh\"", title).raw("<thead><tr>");
    html.element("th scope=\"col\" rowspan=\"2\"", words.pick("Chỉ số", "Indicator"));
    for of in &content.deprivations {
        html.element("th scope=\"colgroup\" class=\"group\" colspan=\"3\"", words.title(&of.title));
    }
    html.raw("</tr><tr>");
    for _ in &content.deprivations {
        for head in [words.pick("Thiếu hụt", "Deprived"), "%", words.pick("Chưa rõ", "Unknown")] {
            html.element("th scope=\"col\" class=\"n\"", head);
        }
    }
    html.raw("</tr></thead><tbody>").line();
    for (at, indicator) in content.indicators.iter().enumerate() {
        let title = words.title(&indicator.title);
        html.raw("<tr>").element("th scope=\"row\"", &format!("{}. {title}", indicator.number));
        for of in &content.deprivations {
            let blank = Figure::Blank;
            let none = Deprivation { count: blank, rate: blank, unknown: blank, unknown_rate: blank };
            let one = of.indicators.get(at).unwrap_or(&none);
            [one.count, one.rate, one.unknown].into_iter().for_each(|figure| cell(html, "n", figure, 2, words));
        }
        html.raw("</tr>").line();
    }
    html.raw("</tbody></table></div>").line();
}

/// The shade of a rate: 0 for none to 5.
fn shade(rate: Exact) -> usize {
    let limits = [0, 15, 30, 50, 70].map(Exact::int);
    limits.iter().filter(|limit| rate > **limit).count()
}

/// The shades in words.
const SHADES: [&str; 6] = ["0", "≤ 15", "≤ 30", "≤ 50", "≤ 70", "> 70"];

/// The rates commune by indicator, each cell with its number.
pub(super) fn heat(html: &mut Html, content: &PageContent, words: Words) {
    let heat = &content.heat;
    let of = words.title(&heat.of);
    html.raw("<section id=\"heat\" aria-labelledby=\"heat-head\">").line();
    html.element("h2 id=\"heat-head\"", words.pick("Thiếu hụt theo xã", "Deprivations by commune")).line();
    html.element(
        "p class=\"note\"",
        &words.pick(
            format!("Tỷ lệ phần trăm {of} thiếu hụt từng chỉ số. Ô trống: xã không có hộ nào thuộc nhóm này; “?”: chưa rõ."),
            format!("Percentage of {of} deprived in each indicator. Blank: the commune has no such household; “?”: not known."),
        ),
    )
    .line();
    html.raw("<ul class=\"legend shades\">");
    for (at, shade) in SHADES.iter().enumerate() {
        html.raw(&format!("<li><span class=\"shade s{at}\">")).text(shade).raw("</span></li>");
    }
    html.raw("</ul>").line();
    let title = words.pick("Tỷ lệ thiếu hụt theo xã và chỉ số", "Deprivation rates by commune and indicator");
    open_box(html, title, heat.communes.len());
    html.raw("<table class=\"heat\">").element("caption class=\"vh\"", title).line().raw("<thead><tr>");
    html.element("th scope=\"col\"", words.pick("Xã", "Commune"));
    html.element("th scope=\"col\" class=\"n\"", words.pick("Số hộ", "Households"));
    for indicator in &content.indicators {
        let full = escaped(words.title(&indicator.title));
        html.raw(&format!("<th scope=\"col\" title=\"{full}\"><b>")).text(&indicator.number.to_string());
        html.raw("</b> <span>").text(words.title(&indicator.short)).raw("</span></th>");
    }
    html.raw("</tr></thead>").line().raw("<tbody>").line();
    let uppers = several_uppers(heat.communes.iter().map(|line| line.upper.as_str()));
    for line in &heat.communes {
        html.raw("<tr><th scope=\"row\">").text(words.commune(&line.name));
        if uppers && !line.upper.is_empty() {
            html.raw(" <span class=\"soft\">").text(&line.upper).raw("</span>");
        }
        html.raw("</th>");
        rates(html, line, words);
        html.raw("</tr>").line();
    }
    html.raw("</tbody>").line().raw("<tfoot><tr>");
    html.element("th scope=\"row\"", words.pick("Tổng cộng", "Total"));
    rates(html, &heat.total, words);
    html.raw("</tr></tfoot></table></div>").line().raw("</section>").line();
}

fn rates(html: &mut Html, line: &HeatLine, words: Words) {
    cell(html, "n", line.households, 0, words);
    for rate in &line.rates {
        match rate {
            Figure::Unknown => {
                html.raw("<td class=\"c\"><span aria-hidden=\"true\">?</span><span class=\"vh\">");
                html.text(words.unknown()).raw("</span></td>");
            }
            Figure::Rate(number) if number.is_finite() => {
                cell(html, &format!("c s{}", shade(*number)), *rate, 1, words);
            }
            other => cell(html, "c", *other, 1, words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_begin_above_their_limits() {
        let tenths = |tenths| Exact::ratio(tenths, 10).expect("a fraction");
        for (rate, expected) in [(0, 0), (1, 1), (150, 1), (151, 2), (300, 2), (500, 3), (700, 4), (701, 5), (1000, 5)]
        {
            assert_eq!(shade(tenths(rate)), expected, "{rate}");
        }
    }
}
