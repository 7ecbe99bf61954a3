//! The sortable table of communes, and what all tables of the page share.

use crate::text::sort_key_by_value;

use super::content::{CommuneLine, Figure, PageContent};
use super::html::{Html, escaped};
use super::words::{HIDDEN, Words};

/// More lines than this scroll under their heading.
pub(super) const LONG: usize = 40;

/// Opens the box in which a wide table scrolls; it can be reached and moved by keyboard.
pub(super) fn open_box(html: &mut Html, label: &str, rows: usize) {
    let long = if rows > LONG { " long" } else { "" };
    let label = escaped(label);
    html.raw(&format!("<div class=\"scroll{long}\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\">")).line();
}

/// A cell with a figure; `decimals` are those of rates, whose sign stands in the heading.
pub(super) fn cell(html: &mut Html, class: &str, figure: Figure, decimals: u32, words: Words) {
    let sorts = figure.number().map_or(String::new(), |number| format!(" data-v=\"{}\"", number.to_fixed(6)));
    html.raw(&format!("<td class=\"{class}\"{sorts}>"));
    match figure {
        Figure::Count(count) => html.text(&words.count(count)),
        Figure::Rate(rate) if rate.is_finite() => html.text(&words.rate(rate, decimals)),
        Figure::Rate(_) | Figure::Blank => html,
        Figure::Unknown => html.raw("<span class=\"soft\">").text(words.unknown()).raw("</span>"),
        Figure::Hidden => html
            .raw("<span aria-hidden=\"true\">")
            .text(HIDDEN)
            .raw("</span><span class=\"vh\">")
            .text(words.hidden())
            .raw("</span>"),
    };
    html.raw("</td>");
}

/// The poverty rate, with a bar before it.
fn rate_cell(html: &mut Html, rate: Figure, words: Words) {
    let Some(number) = rate.number() else { return cell(html, "n key", rate, 2, words) };
    let (sorts, length) = (number.to_fixed(6), number.to_fixed(2));
    html.raw(&format!("<td class=\"n key\" data-v=\"{sorts}\">"));
    html.raw("<svg class=\"meter\" width=\"72\" height=\"10\" aria-hidden=\"true\" focusable=\"false\">");
    html.raw(&format!(
        "<rect class=\"track\" width=\"100%\" height=\"10\"/><rect class=\"f-bar\" width=\"{length}%\" height=\"10\"/></svg>"
    ));
    html.element("span class=\"number\"", &words.rate(number, 2)).raw("</td>");
}

/// Whether units above communes have to be told: there are several.
pub(super) fn several_uppers<'u>(uppers: impl Iterator<Item = &'u str>) -> bool {
    let mut uppers = uppers;
    let first = uppers.next();
    uppers.any(|upper| Some(upper) != first)
}

/// For each name its place in the order of a Vietnamese dictionary; equal names have the same.
fn places<'n>(names: impl Iterator<Item = &'n str>) -> Vec<usize> {
    let keys: Vec<Vec<u32>> = names.map(sort_key_by_value).collect();
    let mut sorted: Vec<&Vec<u32>> = keys.iter().collect();
    sorted.sort();
    sorted.dedup();
    keys.iter().map(|key| sorted.partition_point(|other| *other < key)).collect()
}

struct Column {
    title: String,
    /// Above this column and its neighbours.
    group: String,
    text: bool,
}

fn columns(content: &PageContent, uppers: bool, words: Words) -> Vec<Column> {
    let mut columns = Vec::new();
    let mut add = |title: &str, group: &str, text: bool| {
        columns.push(Column { title: title.to_owned(), group: group.to_owned(), text });
    };
    add(words.pick("Xã", "Commune"), "", true);
    if uppers {
        add(words.pick("Đơn vị cấp trên", "Upper unit"), "", true);
    }
    add(words.pick("Số hộ", "Households"), "", false);
    add(words.pick("Nhân khẩu", "Persons"), "", false);
    for class in &content.classes {
        let title = words.title(if class.poverty { &class.title } else { &class.short });
        let count = words.pick("Hộ", "No.");
        if class.poverty {
            add(count, title, false);
            add("%", title, false);
        } else {
            add(title, "", false);
        }
    }
    add(words.pick("Chưa xác định", "Undetermined"), "", false);
    add(words.pick("Nghèo đa chiều %", "Poverty rate %"), "", false);
    columns
}

/// The table of communes.
pub(super) fn communes(html: &mut Html, content: &PageContent, words: Words) {
    html.raw("<section id=\"communes\" aria-labelledby=\"communes-head\">").line();
    html.element("h2 id=\"communes-head\"", words.pick("Các xã", "Communes")).line();
    html.element(
        "p class=\"note screen\"",
        words.pick(
            "Bấm vào tiêu đề cột để sắp xếp; bấm lần thứ ba để về thứ tự ban đầu.",
            "Press a column heading to sort; a third press restores the first order.",
        ),
    )
    .line();
    html.raw("<p class=\"vh\" role=\"status\" aria-live=\"polite\" id=\"sorted\"></p>").line();
    let uppers = several_uppers(content.communes.iter().map(|line| line.upper.as_str()));
    let columns = columns(content, uppers, words);
    let title = words.pick("Phân loại hộ theo xã", "Classification of households by commune");
    open_box(html, title, content.communes.len());
    html.raw("<table class=\"sortable\">").element("caption class=\"vh\"", title).line();
    head(html, &columns);
    html.raw("<tbody>").line();
    let names = places(content.communes.iter().map(|line| words.commune(&line.name)));
    let upper_places = places(content.communes.iter().map(|line| line.upper.as_str()));
    for (line, (name, upper)) in content.communes.iter().zip(names.into_iter().zip(upper_places)) {
        html.raw(&format!("<tr><th scope=\"row\" data-v=\"{name}\">")).text(words.commune(&line.name)).raw("</th>");
        if uppers {
            html.raw(&format!("<td class=\"upper\" data-v=\"{upper}\">")).text(&line.upper).raw("</td>");
        }
        cells(html, line, content, words);
        html.raw("</tr>").line();
    }
    html.raw("</tbody>").line().raw("<tfoot><tr>");
    html.element("th scope=\"row\"", words.pick("Tổng cộng", "Total"));
    if uppers {
        html.raw("<td></td>");
    }
    cells(html, &content.total, content, words);
    html.raw("</tr></tfoot>").line().raw("</table></div>").line();
    if content.rejected > 0 {
        let rejected = words.count(content.rejected);
        let s = if content.rejected == 1 { "" } else { "s" };
        html.element(
            "p class=\"note\"",
            &words.pick(
                format!("{rejected} dòng của dữ liệu bị loại và không được tính là hộ."),
                format!("{rejected} row{s} of the survey cannot be used and count as no household."),
            ),
        )
        .line();
    }
    html.raw("</section>").line();
}

fn cells(html: &mut Html, line: &CommuneLine, content: &PageContent, words: Words) {
    let mut number = |figure| cell(html, "n", figure, 2, words);
    number(line.households);
    number(line.persons);
    for (class, (count, rate)) in content.classes.iter().zip(&line.classes) {
        number(*count);
        if class.poverty {
            number(*rate);
        }
    }
    number(line.undetermined);
    rate_cell(html, line.poverty_rate, words);
}

/// The heading: one row, or two where columns have a heading together.
fn head(html: &mut Html, columns: &[Column]) {
    let two = columns.iter().any(|column| !column.group.is_empty());
    html.raw("<thead><tr>");
    let button = |html: &mut Html, column: &Column, rows: usize| {
        let class = if column.text { "" } else { " class=\"n\"" };
        let rows = if rows > 1 { format!(" rowspan=\"{rows}\"") } else { String::new() };
        html.raw(&format!("<th scope=\"col\"{rows}{class} aria-sort=\"none\"><button type=\"button\">"));
        html.text(&column.title);
        html.raw("<span class=\"arrow\" aria-hidden=\"true\"></span></button></th>");
    };
    let mut at = 0;
    while let Some(column) = columns.get(at) {
        if column.group.is_empty() {
            button(html, column, if two { 2 } else { 1 });
            at += 1;
            continue;
        }
        let wide = columns[at..].iter().take_while(|other| other.group == column.group).count();
        html.element(&format!("th scope=\"colgroup\" class=\"group\" colspan=\"{wide}\""), &column.group);
        at += wide;
    }
    html.raw("</tr>").line();
    if two {
        html.raw("<tr>");
        columns.iter().filter(|column| !column.group.is_empty()).for_each(|column| button(html, column, 1));
        html.raw("</tr>").line();
    }
    html.raw("</thead>").line();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_places_of_a_dictionary() {
        // a ă â, d đ: Dao before Đào; equal names have one place
        assert_eq!(places(["Đào", "Ân", "Dao", "Ăn", "An", "Dao"].into_iter()), [4, 2, 3, 1, 0, 3]);
        assert_eq!(places(["Phường 10", "Phường 2", "Phường 1"].into_iter()), [2, 1, 0]);
    }

    #[test]
    fn one_upper_unit_need_not_be_told() {
        assert!(!several_uppers(["A", "A"].into_iter()));
        assert!(!several_uppers(std::iter::empty()));
        assert!(several_uppers(["A", "B"].into_iter()));
    }
}
