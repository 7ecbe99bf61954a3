use std::path::Path;

use super::*;
use crate::lang::Exact;
use crate::survey::codebook::Title;

fn title(vi: &str, en: &str) -> Title {
    Title { vi: vi.into(), en: en.into() }
}

const HOSTILE: &str = "</td><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u{202e}";

/// A line of so many households: a fifth poor, a tenth near-poor, all others not.
fn line(upper: &str, name: &str, households: i64) -> CommuneLine {
    let rate =
        |part: i64| Exact::ratio(i128::from(part) * 100, i128::from(households)).map_or(Figure::Blank, Figure::Rate);
    let (poor, near) = (households / 5, households / 10);
    let class = |part: i64| (Figure::Count(part), rate(part));
    CommuneLine {
        upper: upper.into(),
        name: name.into(),
        households: Figure::Count(households),
        persons: Figure::Count(households * 4),
        classes: vec![class(poor), class(near), class(households - poor - near)],
        undetermined: Figure::Count(0),
        poverty_rate: rate(poor + near),
    }
}

/// What a page of these communes says, with nothing else.
fn of_communes(communes: Vec<CommuneLine>) -> PageContent {
    let households = communes.iter().filter_map(|line| line.households.number()?.as_int()).sum();
    let class = |id: &str, vi: &str, en: &str, poverty| PageClass {
        id: id.into(),
        title: title(vi, en),
        short: title(vi, en),
        poverty,
    };
    let heat_line = |line: &CommuneLine| HeatLine {
        upper: line.upper.clone(),
        name: line.name.clone(),
        households: line.households,
        rates: vec![line.poverty_rate, Figure::Unknown],
    };
    let total = line("", "", households);
    let rate = Figure::Rate(Exact::int(40));
    let deprivation = Deprivation {
        count: Figure::Count(4),
        rate,
        unknown: Figure::Count(1),
        unknown_rate: Figure::Rate(Exact::int(10)),
    };
    PageContent {
        review: jiff::civil::date(2022, 9, 1),
        place: String::new(),
        standard: PageStandard::default(),
        version: "0.0.0".into(),
        classes: vec![
            class("poor", "Hộ nghèo", "Poor", true),
            class("near_poor", "Hộ cận nghèo", "Near-poor", true),
            class("other", "Hộ không nghèo", "Non-poor", false),
        ],
        indicators: vec![
            PageIndicator {
                number: 1,
                title: title("Việc làm", "Employment"),
                short: title("Việc làm", "Employment"),
                dimension: title("Việc làm", "Employment"),
            },
            PageIndicator {
                number: 2,
                title: title(HOSTILE, HOSTILE),
                short: title(HOSTILE, HOSTILE),
                dimension: title(HOSTILE, HOSTILE),
            },
        ],
        heat: Heat {
            of: title("hộ nghèo và hộ cận nghèo", "poor and near-poor households"),
            communes: communes.iter().map(heat_line).collect(),
            total: heat_line(&total),
        },
        total,
        communes,
        persons_unknown: 0,
        rejected: 1,
        previous: None,
        deprivations: vec![Deprivations {
            title: title("Hộ nghèo", "Poor"),
            households: Figure::Count(10),
            indicators: vec![deprivation; 2],
        }],
        flows: Vec::new(),
        undetermined: Undetermined::default(),
        problems: Vec::new(),
        sources: Vec::new(),
        hidden_below: None,
    }
}

/// Where pages are written for the test that looks at them in a browser.
#[allow(clippy::disallowed_methods, reason = "writes below the build folder")]
fn write(name: &str, text: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/page");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join(name), text).expect("a file");
}

/// The tags of a page in their order, those without an end left out; panics where one is closed that is not open.
fn check_nesting(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').expect("a tag ends");
        let (tag, after) = rest.split_at(end);
        rest = &after[1..];
        let name = tag.trim_start_matches('/').split([' ', '/', '\n']).next().expect("a name");
        if tag.starts_with('!') || tag.ends_with('/') || ["meta", "link", "br", "img"].contains(&name) {
            continue;
        }
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "closed in {}", &html[..html.len() - rest.len()]);
            continue;
        }
        open.push(name);
        // what stands in these is no markup
        if ["style", "script"].contains(&name) {
            rest = &rest[rest.find(&format!("</{name}>")).expect("it ends")..];
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

#[test]
fn data_cannot_break_out() {
    let mut content = of_communes(vec![line(HOSTILE, HOSTILE, 10), line("", "", 0)]);
    content.place = HOSTILE.into();
    content.version = HOSTILE.into();
    content.standard.id = HOSTILE.into();
    content.standard.settings = vec![HOSTILE.into()];
    content.problems = vec![ProblemLine {
        code: HOSTILE.into(),
        title: title(HOSTILE, HOSTILE),
        count: 3,
        fields: vec![title(HOSTILE, HOSTILE); 5],
        first: HOSTILE.into(),
    }];
    content.sources =
        vec![Source { role: title(HOSTILE, HOSTILE), name: HOSTILE.into(), bytes: u64::MAX, sha256: HOSTILE.into() }];
    content.undetermined = Undetermined {
        households: Figure::Count(2),
        open: vec![(vec![0, 1, 99], 2)],
        missing: vec![MissingLine { number: None, title: title(HOSTILE, HOSTILE), households: 2, alone: 1 }],
        bounds: vec![(1, 2), (0, 1), (3, 3)],
    };
    content.flows = vec![Flow {
        title: title(HOSTILE, HOSTILE),
        steps: vec![FlowStep { title: title(HOSTILE, HOSTILE), kind: StepKind::Start, households: Figure::Count(1) }],
    }];
    for language in [Language::Vi, Language::En] {
        let text = page(&content, language);
        check_nesting(&text);
        assert!(!text.contains("<img") && !text.contains("<script>alert") && !text.contains('\u{202e}'));
        assert_eq!(text.matches("<script").count(), 1);
        assert_eq!(text.matches("</script>").count(), 1);
    }
    write("hostile.html", &page(&content, Language::En));
}

#[test]
fn no_household_no_number_that_is_none() {
    for communes in [Vec::new(), vec![line("", "Xã A", 0)]] {
        let mut content = of_communes(communes);
        content.deprivations.clear();
        let text = page(&content, Language::Vi);
        check_nesting(&text);
        assert!(!text.contains("NaN") && text.contains("Dữ liệu không có hộ nào."));
        // a rate over zero is blank and cannot be sorted by
        assert!(text.contains("<td class=\"n\"></td>"), "{text}");
        write("empty.html", &text);
    }
}

#[test]
fn hundreds_of_communes_with_figures_that_are_not_shown() {
    let names = ["Đắk R’Lấp", "Ân Thi", "An Bình", "Đa Kao", "Dân Chủ", "Ẳng Cang", "Ăng Tở"];
    let commune = |at: i64| {
        let name = format!("{} {}", names[at as usize % names.len()], at);
        let mut line = line(if at % 2 == 0 { "Huyện A" } else { "Huyện B" }, &name, at * 3);
        if at % 10 == 0 {
            (line.classes[0], line.poverty_rate) = ((Figure::Hidden, Figure::Hidden), Figure::Hidden);
        }
        if at % 11 == 0 {
            line.persons = Figure::Unknown;
        }
        line
    };
    let mut content = of_communes((0..400).map(commune).collect());
    content.hidden_below = Some(5);
    let step = |kind, households| FlowStep { title: title("Bước", "Step"), kind, households };
    content.flows = vec![Flow {
        title: title("Hộ nghèo", "Poor"),
        steps: vec![
            step(StepKind::Start, Figure::Count(10)),
            step(StepKind::Out, Figure::Hidden),
            step(StepKind::Stay, Figure::Hidden),
            step(StepKind::End, Figure::Count(9)),
        ],
    }];
    let text = page(&content, Language::Vi);
    check_nesting(&text);
    assert!(text.contains("các số dưới 5 hộ") && text.contains("chưa rõ") && text.contains("không hiển thị"));
    assert!(text.contains("Đơn vị cấp trên") && !text.contains("NaN"));
    write("many.html", &text);
}

#[test]
fn the_same_content_gives_the_same_bytes_and_needs_nothing_else() {
    let content = of_communes(vec![line("", "Xã A", 10)]);
    let text = page(&content, Language::Vi);
    assert_eq!(text, page(&content, Language::Vi));
    assert!(text.starts_with("<!doctype html>\n<html lang=\"vi\">"));
    assert!(page(&content, Language::En).contains("<html lang=\"en\">"));
    for outside in ["http:", "https:", "//", "@import", "url(h", " src=\""] {
        let found = text.match_indices(outside).map(|(at, _)| &text[at.saturating_sub(40)..at + 20]);
        // comments of the script are no addresses
        let found: Vec<&str> = found.filter(|part| !part.contains("  // ")).collect();
        assert_eq!(found, Vec::<&str>::new(), "{outside}");
    }
}

#[test]
fn a_review_before_that_is_not_known_is_not_spoken_of() {
    let mut content = of_communes(vec![line("", "Xã A", 10)]);
    assert!(!page(&content, Language::Vi).contains("class=\"change\""));
    content.previous = Some(Previous {
        name: "2021".into(),
        households: Figure::Unknown,
        classes: vec![Figure::Count(3), Figure::Count(1), Figure::Unknown],
        poverty_rate: Figure::Unknown,
    });
    let text = page(&content, Language::Vi);
    // 2 poor of 10 now and 3 before; 1 near-poor, before and now
    assert_eq!(text.matches("class=\"change\"").count(), 2);
    assert!(text.contains("giảm 1") && text.contains("năm 2021: 3") && text.contains("không đổi"));
}
