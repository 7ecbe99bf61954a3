//! The head of the page: what it is, the figures that everybody asks for first with the change on the review before, and one bar of
//! all households by class.

use crate::lang::Exact;
use crate::text::begin_small;

use super::charts::{Fill, Named, strip};
use super::content::{Figure, PageContent};
use super::html::{Html, escaped};
use super::words::{HIDDEN, Words};

/// Title, place, standard and a summary in sentences.
pub(super) fn head(html: &mut Html, content: &PageContent, words: Words) {
    html.raw("<header class=\"top\">").line();
    html.element("p class=\"kicker\"", words.pick("Rà soát hộ nghèo, hộ cận nghèo", "Poverty review")).line();
    html.raw("<h1>").text(&results(content, words));
    if !content.place.is_empty() {
        html.raw(" <span>").text(&content.place).raw("</span>");
    }
    html.raw("</h1>").line();
    let (standard, day) = (words.title(&content.standard.title), words.day(content.review));
    let review = words.pick(format!("Ngày rà soát {day}"), format!("Review date {day}"));
    let standard = if standard.is_empty() { review } else { format!("{standard} · {}", begin_small(&review)) };
    html.element("p class=\"standard\"", &standard).line();
    html.element("p class=\"lede\"", &summary(content, words)).line();
    if let Some(least) = content.hidden_below {
        let least = words.count(least);
        html.element(
            "p class=\"notice\"",
            &words.pick(
                format!("Để không nhận ra hộ nào, các số dưới {least} hộ và những số có thể suy ra chúng được thay bằng “{HIDDEN}”."),
                format!("So that no household is recognised, counts below {least} and those that would tell them are shown as “{HIDDEN}”."),
            ),
        )
        .line();
    }
    if content.total.households == Figure::Count(0) {
        let text = words.pick("Dữ liệu không có hộ nào.", "The survey has no households.");
        html.element("p class=\"notice\"", text).line();
    }
    html.raw("</header>").line();
}

/// The title of the page.
pub(super) fn title(content: &PageContent, words: Words) -> String {
    let results = results(content, words);
    if content.place.is_empty() { results } else { format!("{results}, {}", content.place) }
}

fn results(content: &PageContent, words: Words) -> String {
    let year = content.review.year();
    words.pick(format!("Kết quả rà soát năm {year}"), format!("Results of the {year} review"))
}

fn summary(content: &PageContent, words: Words) -> String {
    let total = &content.total;
    let number = |figure: Figure| words.figure(figure, 0);
    let communes = i64::try_from(content.communes.len()).unwrap_or(i64::MAX);
    let s = if communes == 1 { "" } else { "s" };
    let communes = words.count(communes);
    let households = match total.households {
        Figure::Count(count) => words.households(count),
        other => words.pick(format!("{} hộ", number(other)), format!("{} households", number(other))),
    };
    let persons = match total.persons {
        Figure::Count(count) => {
            let s = if count == 1 { "" } else { "s" };
            let count = words.count(count);
            words.pick(format!(" với {count} nhân khẩu"), format!(" with {count} person{s}"))
        }
        _ => String::new(),
    };
    let mut text = words.pick(
        format!("Đã rà soát {households}{persons} ở {communes} đơn vị cấp xã."),
        format!("The review covers {households}{persons} in {communes} commune{s}."),
    );
    let poverty = content.classes.iter().zip(&total.classes).filter(|(class, _)| class.poverty);
    let poverty: Vec<String> = poverty
        .map(|(class, (count, _))| {
            let count = number(*count);
            let title = words.within(&class.title);
            // "hộ nghèo" has the word for households in it
            words.pick(
                format!("{count} {}", if title.starts_with("hộ ") { title.clone() } else { format!("hộ {title}") }),
                format!("{count} {title}"),
            )
        })
        .collect();
    if !poverty.is_empty() && total.households != Figure::Count(0) {
        let list = poverty.join(words.pick(" và ", " and "));
        let rate = words.figure(total.poverty_rate, 2);
        text.push_str(&words.pick(
            format!(" Có {list}; tỷ lệ nghèo đa chiều là {rate}."),
            format!(" There are {list} households; the multidimensional poverty rate is {rate}."),
        ));
    }
    if let Figure::Count(open @ 1..) = content.undetermined.households {
        let open = words.households(open);
        text.push_str(&words.pick(
            format!(" {open} chưa xác định được vì thiếu câu trả lời."),
            format!(" {open} could not be classified for want of answers."),
        ));
    }
    if content.persons_unknown > 0 {
        let unknown = words.households(content.persons_unknown);
        text.push_str(
            &words.pick(format!(" {unknown} không rõ số nhân khẩu."), format!(" The size of {unknown} is not known.")),
        );
    }
    text
}

/// The headline figures and the bar of classes.
pub(super) fn figures(html: &mut Html, content: &PageContent, words: Words) {
    html.raw("<section id=\"figures\" aria-labelledby=\"figures-head\">").line();
    html.element("h2 id=\"figures-head\" class=\"vh\"", words.pick("Số liệu chính", "Headline figures")).line();
    html.raw("<dl class=\"figures\">").line();
    let total = &content.total;
    let previous = content.previous.as_ref();
    let name = previous.map_or("", |previous| previous.name.as_str());
    // the most that a figure can be with the answers that are missing
    let open = content.undetermined.households.number();
    let mut card = |title: &str, figure: Figure, aside: &str, before: Option<Figure>, most: Option<Exact>| {
        html.raw("<div>").element("dt", title);
        html.element("dd class=\"big\"", &words.figure(figure, 2));
        html.element("dd class=\"aside\"", aside);
        if let Some(change) = before.and_then(|before| change((figure, most), before, name, words)) {
            html.raw("<dd class=\"change\">").raw(&change).raw("</dd>");
        }
        html.raw("</div>").line();
    };
    let persons = words.figure(total.persons, 0);
    let persons = match total.persons {
        Figure::Unknown => words.pick("không rõ số nhân khẩu".to_owned(), "number of persons not known".to_owned()),
        _ => words.pick(format!("{persons} nhân khẩu"), format!("{persons} persons")),
    };
    card(
        words.pick("Hộ dân cư", "Households"),
        total.households,
        &persons,
        previous.map(|before| before.households),
        None,
    );
    for (at, (class, (count, rate))) in content.classes.iter().zip(&total.classes).enumerate() {
        if class.poverty {
            let before = previous.and_then(|previous| previous.classes.get(at).copied());
            let rate = words.figure(*rate, 2);
            let aside = match rate.is_empty() {
                true => String::new(),
                false => words.pick(format!("{rate} số hộ"), format!("{rate} of households")),
            };
            let title = words.pick(words.title(&class.title).to_owned(), {
                let title = words.title(&class.title);
                if title.ends_with("households") { title.to_owned() } else { format!("{title} households") }
            });
            let most = content.undetermined.bounds.get(at).map(|(_, most)| Exact::int(*most));
            card(&title, *count, &aside, before, most);
        }
    }
    let of = words.title(&content.heat.of);
    let share = open.zip(total.households.number()).and_then(|(open, all)| {
        let share = all.checked_recip().and_then(|all| open.checked_mul(all)?.checked_mul(Exact::int(100)));
        total.poverty_rate.number()?.checked_add(share.filter(|share| share.is_finite())?)
    });
    card(
        words.pick("Tỷ lệ nghèo đa chiều", "Multidimensional poverty rate"),
        total.poverty_rate,
        &words.pick(format!("{of} trên tổng số hộ"), format!("{of} among all")),
        previous.map(|before| before.poverty_rate),
        share,
    );
    html.raw("</dl>").line();
    classes(html, content, words);
    html.raw("</section>").line();
}

/// What became of a figure, as markup. With the answers that are missing it can be up to `most`: then the change is from one number to
/// another, and it may be open which way it goes.
fn change((now, most): (Figure, Option<Exact>), before: Figure, name: &str, words: Words) -> Option<String> {
    let before_number = before.number()?.checked_neg()?;
    let least = now.number()?.checked_add(before_number)?;
    let most = most.and_then(|most| most.checked_add(before_number)).filter(|most| *most > least).unwrap_or(least);
    let is_rate = matches!(now, Figure::Rate(_));
    let size = |change: Exact| if change < Exact::ZERO { change.checked_neg() } else { Some(change) };
    let amount = |change: Exact| Some(words.rate(size(change)?, if is_rate { 2 } else { 0 }));
    let unit = if is_rate { words.pick(" điểm phần trăm", " percentage points") } else { "" };
    let (down, up, to) = (words.pick("giảm", "down"), words.pick("tăng", "up"), words.pick("đến", "to"));
    let range = |from: Exact, until: Exact| {
        let (from, until) = (amount(from)?, amount(until)?);
        Some(if from == until { format!("{from}{unit}") } else { format!("{from} {to} {until}{unit}") })
    };
    let (mark, way) = match (least.cmp(&Exact::ZERO), most.cmp(&Exact::ZERO)) {
        (std::cmp::Ordering::Equal, std::cmp::Ordering::Equal) => {
            ("=", words.pick("không đổi", "unchanged").to_owned())
        }
        (_, std::cmp::Ordering::Less | std::cmp::Ordering::Equal) => ("▼", format!("{down} {}", range(most, least)?)),
        (std::cmp::Ordering::Greater | std::cmp::Ordering::Equal, _) => ("▲", format!("{up} {}", range(least, most)?)),
        _ => ("◆", format!("{down} {} {to} {up} {}{unit}", amount(least)?, amount(most)?)),
    };
    let before = words.figure(before, 2);
    let from = match name.is_empty() {
        true => words.pick(format!("kỳ trước: {before}"), format!("before: {before}")),
        false => words.pick(format!("năm {name}: {before}"), format!("{name}: {before}")),
    };
    let (way, from) = (escaped(&way), escaped(&from));
    Some(format!(
        "<span class=\"mark\" aria-hidden=\"true\">{mark}</span> <strong>{way}</strong> <span class=\"from\">{from}</span>"
    ))
}

/// All households by class.
fn classes(html: &mut Html, content: &PageContent, words: Words) {
    let total = &content.total;
    let fills = Fill::of_classes(content.classes.iter().map(|class| class.poverty));
    let titles = content.classes.iter().map(|class| words.title(&class.title).to_owned());
    let figures = total.classes.iter().map(|(count, rate)| (*count, *rate));
    let mut parts: Vec<(Fill, String, Figure, Figure)> =
        titles.zip(figures).zip(fills).map(|((title, (count, rate)), fill)| (fill, title, count, rate)).collect();
    let open = words.pick("Chưa xác định", "Undetermined").to_owned();
    let rate = match (total.undetermined.number(), total.households.number()) {
        (Some(open), Some(all)) => {
            let rate = all.checked_recip().and_then(|all| open.checked_mul(all)?.checked_mul(Exact::int(100)));
            rate.filter(|rate| rate.is_finite()).map_or(Figure::Blank, Figure::Rate)
        }
        _ => total.undetermined,
    };
    parts.push((Fill::Open, open, total.undetermined, rate));
    html.raw("<figure class=\"classes\">").line();
    let numbers: Option<Vec<(Fill, Exact)>> =
        parts.iter().map(|(fill, _, count, _)| Some((*fill, count.number()?))).collect();
    let sentence: Vec<String> = parts
        .iter()
        .map(|(_, title, count, rate)| match words.figure(*rate, 2) {
            rate if rate.is_empty() => format!("{title}: {}", words.figure(*count, 0)),
            rate => format!("{title}: {} ({rate})", words.figure(*count, 0)),
        })
        .collect();
    if let Some(numbers) = numbers {
        let title = words.pick("Các hộ theo phân loại", "Households by class");
        strip(html, Named { id: "classes", title, description: &sentence.join("; ") }, &numbers);
    }
    html.raw("<figcaption><ul class=\"legend\">").line();
    for (fill, title, count, rate) in &parts {
        html.raw("<li>").raw(&fill.swatch()).raw(" <span>").text(title).raw("</span> <b>");
        html.text(&words.figure(*count, 0)).raw("</b> <span class=\"soft\">").text(&words.figure(*rate, 2));
        html.raw("</span></li>").line();
    }
    html.raw("</ul></figcaption></figure>").line();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    const VI: Words = Words { language: Language::Vi };

    #[test]
    fn changes_are_in_words() {
        let text = change((Figure::Count(489), None), Figure::Count(1512), "2021", VI).expect("a change");
        assert!(text.contains("▼") && text.contains("giảm 1.023") && text.contains("năm 2021: 1.512"), "{text}");
        let rate = |hundredths| Figure::Rate(Exact::ratio(hundredths, 100).expect("a fraction"));
        let text = change((rate(3420), None), rate(3300), "", VI).expect("a change");
        assert!(text.contains("tăng 1,20 điểm phần trăm") && text.contains("kỳ trước: 33,00"), "{text}");
        assert!(change((rate(1), None), rate(1), "", VI).expect("none").contains("không đổi"));
    }

    #[test]
    fn what_is_open_may_turn_a_change_round() {
        let told = |now: i64, most: i64, before: i64| {
            let now = (Figure::Count(now), Some(Exact::int(most)));
            change(now, Figure::Count(before), "2021", VI).expect("a change")
        };
        // 164 to 178 households after 170
        assert!(told(164, 178, 170).contains("giảm 6 đến tăng 8"));
        assert!(told(306, 319, 297).contains("tăng 9 đến 22"));
        assert!(told(100, 104, 110).contains("giảm 6 đến 10"));
        assert!(told(100, 100, 110).contains("giảm 10<"));
    }

    #[test]
    fn nothing_is_said_of_what_is_not_known() {
        for before in [Figure::Unknown, Figure::Hidden, Figure::Blank] {
            assert_eq!(change((Figure::Count(1), None), before, "2021", VI), None);
            assert_eq!(change((before, None), Figure::Count(1), "2021", VI), None);
        }
    }
}
