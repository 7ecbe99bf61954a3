//! What is open and what is wrong: flows, undetermined households and what they lack, data problems by kind, sources.

use super::charts::{Fill, Named, signed, steps};
use super::communes::open_box;
use super::content::{Figure, Flow, PageContent, StepKind};
use super::html::{Html, escaped};
use super::words::Words;

/// What became of the poor and the near-poor since the review before.
pub(super) fn flows(html: &mut Html, content: &PageContent, words: Words) {
    html.raw("<section id=\"flows\" aria-labelledby=\"flows-head\">").line();
    html.element("h2 id=\"flows-head\"", words.pick("Diễn biến so với kỳ trước", "Changes since the review before"))
        .line();
    if content.flows.is_empty() {
        let text = words.pick(
            "Không có danh sách của kỳ rà soát trước nên không lập được diễn biến.",
            "There is no list of the review before, so changes cannot be told.",
        );
        html.element("p class=\"note\"", text).line().raw("</section>").line();
        return;
    }
    html.element(
        "p class=\"note\"",
        words.pick(
            "Số hộ đầu kỳ, trừ các hộ ra khỏi nhóm, còn lại hộ giữ nguyên; cộng các hộ mới vào nhóm, thành số hộ cuối kỳ.",
            "Households at the start, less those who left, are those who stayed; with those who came they are the households at the end.",
        ),
    )
    .line();
    html.raw("<ul class=\"legend\">");
    for (fill, text) in [
        (Fill::Slate, words.pick("đầu kỳ, giữ nguyên, cuối kỳ", "start, stayed, end")),
        (Fill::Left, words.pick("ra khỏi nhóm", "left")),
        (Fill::Solid, words.pick("vào nhóm", "came")),
    ] {
        html.raw("<li>").raw(&fill.swatch()).raw(" ").element("span", text).raw("</li>");
    }
    html.raw("</ul>").line().raw("<div class=\"pair\">").line();
    for (at, flow) in content.flows.iter().enumerate() {
        let title = words.title(&flow.title);
        html.raw("<figure>").element("h3", title).line();
        let sentences = flow.steps.iter().map(|step| format!("{}: {}", words.title(&step.title), signed(step, words)));
        let description = sentences.collect::<Vec<_>>().join("; ");
        let name = words.pick(format!("Diễn biến: {title}"), format!("Changes: {title}"));
        let id = format!("flow-{}", at + 1);
        steps(html, Named { id: &id, title: &name, description: &description }, &flow.steps, words);
        html.raw("</figure>").line();
    }
    html.raw("</div>").line();
    html.raw("<details>").element("summary", words.pick("Bảng số liệu của biểu đồ", "The numbers of the chart")).line();
    html.raw("<div class=\"pair\">").line();
    content.flows.iter().for_each(|flow| numbers(html, flow, words));
    html.raw("</div></details>").line().raw("</section>").line();
}

fn numbers(html: &mut Html, flow: &Flow, words: Words) {
    let title = words.title(&flow.title);
    open_box(html, title, flow.steps.len());
    html.raw("<table>").element("caption", title).raw("<thead><tr>");
    html.element("th scope=\"col\"", words.pick("Diễn biến", "Change"));
    html.element("th scope=\"col\" class=\"n\"", words.pick("Số hộ", "Households")).raw("</tr></thead><tbody>");
    for step in &flow.steps {
        let class = match step.kind {
            StepKind::Out | StepKind::In => "n",
            StepKind::Start | StepKind::Stay | StepKind::End => "n key",
        };
        html.raw("<tr>").element("th scope=\"row\"", words.title(&step.title));
        html.element(&format!("td class=\"{class}\""), &signed(step, words)).raw("</tr>");
    }
    html.raw("</tbody></table></div>").line();
}

/// Households whose class is open, and what they lack.
pub(super) fn undetermined(html: &mut Html, content: &PageContent, words: Words) {
    let open = &content.undetermined;
    html.raw("<section id=\"undetermined\" aria-labelledby=\"undetermined-head\">").line();
    let title = words.pick("Chưa xác định và vì sao", "Undetermined, and why");
    html.element("h2 id=\"undetermined-head\"", title).line();
    let households = match open.households {
        Figure::Count(households) if households > 0 => households,
        Figure::Count(_) => {
            let text = words.pick("Mọi hộ đều đã được phân loại.", "Every household is classified.");
            html.element("p class=\"note\"", text).line().raw("</section>").line();
            return;
        }
        other => {
            let number = words.figure(other, 0);
            let text =
                words.pick(format!("Số hộ chưa xác định: {number}"), format!("Undetermined households: {number}"));
            html.element("p class=\"note\"", &text).line().raw("</section>").line();
            return;
        }
    };
    let class = |class: &usize| content.classes.get(*class).map_or(String::new(), |class| words.within(&class.title));
    html.element(
        "p class=\"note\"",
        &words.pick(
            format!("{} thiếu câu trả lời nên có thể thuộc nhiều nhóm. Thiếu câu trả lời là chưa biết, không phải là “không”.", words.households(households)),
            format!("{} lack answers and may be of several classes. A missing answer is unknown, never “no”.", words.households(households)),
        ),
    )
    .line();
    html.raw("<div class=\"pair\">").line().raw("<div>");
    html.element("h3", words.pick("Có thể là", "They may be")).raw("<ul class=\"plain\">").line();
    for (classes, households) in &open.open {
        let titles = words.any(&classes.iter().map(class).collect::<Vec<_>>());
        html.raw("<li><b>").text(&words.count(*households)).raw("</b> <span>");
        let none = words.pick("không phân loại nào áp dụng được", "no class applies");
        html.text(if titles.is_empty() { none } else { &titles }).raw("</span></li>");
    }
    html.raw("</ul>").line();
    let bounds = content.classes.iter().zip(&content.total.classes).zip(&open.bounds);
    // what is hidden above is not told here
    let told = bounds.filter(|((_, (count, _)), (least, most))| least < most && *count != Figure::Hidden);
    let mut told = told.peekable();
    let any = told.peek().is_some();
    if any {
        html.element("h3", words.pick("Ít nhất và nhiều nhất", "At least and at most"))
            .raw("<ul class=\"plain\">")
            .line();
    }
    for ((of, _), (least, most)) in told {
        let (least, most) = (words.count(*least), words.count(*most));
        html.raw("<li><b>").text(&format!("{least}–{most}")).raw("</b> <span>").text(&words.within(&of.title));
        html.raw("</span></li>");
    }
    html.raw(if any { "</ul></div>" } else { "</div>" }).line().raw("<div>");
    html.element("h3", words.pick("Câu trả lời còn thiếu", "Answers that are missing")).line();
    let caption = words.pick("Câu trả lời còn thiếu của các hộ chưa xác định", "What undetermined households lack");
    open_box(html, caption, open.missing.len());
    html.raw("<table>").element("caption class=\"vh\"", caption).raw("<thead><tr>");
    html.element("th scope=\"col\"", words.pick("Còn thiếu", "Missing"));
    html.element("th scope=\"col\" class=\"n\"", words.pick("Số hộ", "Households"));
    html.element("th scope=\"col\" class=\"n\"", words.pick("Chỉ thiếu mục này", "Lack only this"));
    html.raw("</tr></thead><tbody>").line();
    for line in &open.missing {
        let title = words.title(&line.title);
        let title = line.number.map_or_else(|| title.to_owned(), |number| format!("{number}. {title}"));
        html.raw("<tr>").element("th scope=\"row\"", &title);
        for count in [line.households, line.alone] {
            html.element("td class=\"n\"", &words.count(count));
        }
        html.raw("</tr>").line();
    }
    html.raw("</tbody></table></div></div></div>").line().raw("</section>").line();
}

/// The data problems by kind.
pub(super) fn problems(html: &mut Html, content: &PageContent, words: Words) {
    html.raw("<section id=\"problems\" aria-labelledby=\"problems-head\">").line();
    html.element("h2 id=\"problems-head\"", words.pick("Vấn đề về dữ liệu", "Data problems")).line();
    if content.problems.is_empty() {
        let text = words.pick("Không tìm thấy vấn đề nào về dữ liệu.", "No data problems were found.");
        html.element("p class=\"note\"", text).line().raw("</section>").line();
        return;
    }
    let all: u64 = content.problems.iter().map(|line| line.count).sum();
    let count = |count: u64| words.count(i64::try_from(count).unwrap_or(i64::MAX));
    let s = if all == 1 { "" } else { "s" };
    let all = count(all);
    html.element(
        "p class=\"note\"",
        &words.pick(
            format!("{all} vấn đề, theo loại. Từng vấn đề với ô dữ liệu của nó ở trong danh sách vấn đề đi kèm."),
            format!(
                "{all} problem{s}, by kind. Each one with its cell is in the list of problems that goes with this page."
            ),
        ),
    )
    .line();
    let title = words.pick("Vấn đề về dữ liệu theo loại", "Data problems by kind");
    open_box(html, title, content.problems.len());
    html.raw("<table>").element("caption class=\"vh\"", title).raw("<thead><tr>");
    html.element("th scope=\"col\"", words.pick("Vấn đề", "Problem"));
    html.element("th scope=\"col\" class=\"n\"", words.pick("Số lần", "Times"));
    html.element("th scope=\"col\"", words.pick("Ở các trường", "Fields"));
    html.element("th scope=\"col\"", words.pick("Nơi đầu tiên", "First place")).raw("</tr></thead><tbody>").line();
    /// How many fields are named.
    const FIELDS: usize = 3;
    for line in &content.problems {
        let mut fields: Vec<&str> = line.fields.iter().take(FIELDS).map(|field| words.title(field)).collect();
        if line.fields.len() > FIELDS {
            fields.push("…");
        }
        html.raw("<tr><th scope=\"row\">").text(words.title(&line.title)).raw(" ");
        html.element("code", &line.code).raw("</th>").element("td class=\"n\"", &count(line.count));
        html.element("td", &fields.join(", ")).element("td class=\"place\"", &line.first).raw("</tr>").line();
    }
    html.raw("</tbody></table></div>").line().raw("</section>").line();
}

/// Where all this comes from.
pub(super) fn sources(html: &mut Html, content: &PageContent, words: Words) {
    html.raw("<section id=\"sources\" aria-labelledby=\"sources-head\">").line();
    html.element("h2 id=\"sources-head\"", words.pick("Nguồn", "Sources")).line();
    let title = words.pick("Các tệp đã đọc", "Files that were read");
    if !content.sources.is_empty() {
        open_box(html, title, content.sources.len());
        html.raw("<table>").element("caption class=\"vh\"", title).raw("<thead><tr>");
        for (class, head) in [
            ("", words.pick("Tệp", "File")),
            ("", words.pick("Là", "What it is")),
            (" class=\"n\"", words.pick("Dung lượng", "Size")),
            ("", "SHA-256"),
        ] {
            html.raw(&format!("<th scope=\"col\"{class}>{}</th>", escaped(head)));
        }
        html.raw("</tr></thead><tbody>").line();
        for source in &content.sources {
            html.raw("<tr>").element("th scope=\"row\"", &source.name);
            html.element("td class=\"role\"", words.title(&source.role))
                .element("td class=\"n\"", &words.size(source.bytes));
            html.raw("<td class=\"hash\">").element("code", &source.sha256).raw("</td></tr>").line();
        }
        html.raw("</tbody></table></div>").line();
    }
    let standard = &content.standard;
    html.raw("<dl class=\"facts\">");
    let mut fact = |name: &str, text: &str| {
        html.raw("<div>").element("dt", name).element("dd", text).raw("</div>");
    };
    fact(words.pick("Chuẩn nghèo", "Standard"), &format!("{} ({})", words.title(&standard.title), standard.id));
    fact(words.pick("Căn cứ", "Reference"), words.title(&standard.reference));
    if !standard.settings.is_empty() {
        fact(words.pick("Lựa chọn khác mặc định", "Settings other than by default"), &standard.settings.join(", "));
    }
    fact(words.pick("Ngày rà soát", "Review date"), &words.day(content.review));
    fact(words.pick("Chương trình", "Program"), &format!("rasoat {}", content.version));
    html.raw("</dl>").line().raw("</section>").line();
}
