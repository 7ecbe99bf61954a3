use std::path::{Path, PathBuf};

use super::*;
use crate::cli::arguments::{Surroundings, SurveyArguments};
use crate::cli::listed::{self, Side};
use crate::cli::opened::Opened;
use crate::cli::summary::grouping;
use crate::report::page::{StepKind, page};
use crate::tabulate::Tally;
use crate::tabulate::conceal::{CountOf, Counted, Quantity, Together};
use crate::tabulate::flows::{Earlier, Lists, pairs};

fn survey(files: &[&str]) -> SurveyArguments {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    SurveyArguments {
        input: files.iter().map(|file| root.join(file)).collect(),
        rules: None,
        date: None,
        year: None,
        settings: Vec::new(),
        map: None,
        number_format: None,
        filter: None,
        threads: Some(1),
        strict: false,
        problems: None,
        beyond_validity: false,
    }
}

fn quiet() -> Surroundings {
    let mut surroundings = Surroundings::without_arguments(Language::En);
    surroundings.quiet = true;
    surroundings
}

/// Counts a sample as a whole review does, and gives what the page says with what it was counted from.
fn counted(files: &[&str], before: Option<&str>) -> (PageContent, Tally, Vec<Tally>) {
    counted_hiding(files, before, None)
}

/// The same with counts hidden that are below a number.
fn counted_hiding(files: &[&str], before: Option<&str>, below: Option<i64>) -> (PageContent, Tally, Vec<Tally>) {
    let surroundings = quiet();
    let arguments = survey(files);
    let opened = Opened::new(&arguments, &surroundings).expect("the sample is there");
    let mut session = Session::open_silently(&opened, &arguments, &surroundings).expect("a survey");
    let grouping = grouping("commune", &session).expect("communes");
    grouping.names().for_each(|(_, name)| session.uses.add(name));
    let standard = &session.standard;
    let mut groups = Groups::new(&standard.rules);
    let mut missing = MissingAnswers::default();
    let asked: Vec<&crate::lang::Typed> = grouping.names().map(|(_, name)| name).collect();
    let reading = session
        .read(
            &grouping,
            &asked,
            &|own: &mut Option<(Groups, MissingAnswers)>, lanes, grouping, batch, outcomes, kept| {
                let own = own.get_or_insert_with(|| (Groups::new(&standard.rules), MissingAnswers::default()));
                own.0.add(grouping, lanes, &batch.households.places, outcomes, kept);
                own.1.add(lanes, batch, outcomes, kept);
            },
            &mut |own| {
                if let Some((counted, lacking)) = own {
                    groups.merge(counted);
                    missing.merge(&lacking);
                }
                Ok(())
            },
        )
        .expect("a reading");
    groups.settle(&grouping, &session.survey.codebook().layout);

    let compared = before.map(|before| {
        let mut lists = [(&[before][..], Side::Earlier), (files, Side::Current)]
            .map(|(files, side)| listed::read(&survey(files), side, &surroundings).expect("a list"));
        lists.iter_mut().for_each(|list| list.settle_upper(None));
        let [previous, current] = lists;
        let found = pairs(&previous.households, &current.households, false);
        let whole = Lists { previous_is_whole: previous.is_whole(), current_is_whole: true, with_history: false };
        let earlier = vec![Earlier::default(); found.len()];
        let (balances, _) =
            Balances::between(&previous.households, &current.households, &current.gone, &found, whole, &earlier);
        let households = previous.is_whole().then(|| i64::try_from(previous.households.len()).expect("a count"));
        (balances, households)
    });
    let role = Title { vi: "Dữ liệu kỳ này".into(), en: "Survey of this review".into() };
    let source = |file: &&str| Source {
        role: role.clone(),
        name: (*file).to_owned(),
        bytes: std::fs::metadata(&arguments.input[0]).map_or(0, |data| data.len()),
        sha256: "0123456789abcdef".repeat(4),
    };
    let balances = compared.as_ref().map(|(balances, _)| balances);
    let hiding = below.map(|below| {
        let mut together = Together::new(below);
        let places = PagePlaces::put(
            &standard.rules,
            (&grouping, &groups),
            balances,
            (&[], &session.survey.codebook().layout),
            &mut together,
        );
        places.hiding(below, &together.hidden())
    });
    let content = content(&Gathered {
        session: &session,
        reading: &reading,
        grouping: &grouping,
        groups: &groups,
        missing: &missing,
        of_lists: &[],
        previous: compared.as_ref().map(|(balances, households)| PreviousReview {
            name: "2021".into(),
            households: *households,
            balances,
            with_history: false,
        }),
        sources: files.iter().map(source).collect(),
        hiding: hiding.as_ref(),
    });
    (content, groups.total(), groups.groups.into_iter().map(|(_, tally)| tally).collect())
}

/// Where pages are written for the test that looks at them in a browser.
#[allow(clippy::disallowed_methods, reason = "writes below the build folder")]
fn write(name: &str, text: &str) {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/page");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join(name), text).expect("a file");
}

/// What the cells of a row say.
fn cells(row: &str) -> Vec<String> {
    let texts = row.split("<td").skip(1).map(|cell| {
        let mut text = String::new();
        let mut is_tag = true;
        for c in cell.chars() {
            match c {
                '<' => is_tag = true,
                '>' => is_tag = false,
                c if !is_tag => text.push(c),
                _ => {}
            }
        }
        text
    });
    texts.collect()
}

#[test]
fn the_page_has_the_figures_of_the_groups() {
    let (content, total, groups) = counted(&["yen-chau-2022.xlsx"], Some("yen-chau-2021-list.csv"));
    assert_eq!((content.communes.len(), groups.len()), (15, 15));
    assert_eq!(content.total.households, Figure::Count(1500));
    assert_eq!(content.total.persons, Figure::Count(total.persons));
    for (line, tally) in content.communes.iter().zip(&groups) {
        assert_eq!((line.households, line.persons), (Figure::Count(tally.households), Figure::Count(tally.persons)));
        let counts: Vec<Figure> = line.classes.iter().map(|(count, _)| *count).collect();
        assert_eq!(counts, tally.classes.iter().copied().map(Figure::Count).collect::<Vec<_>>());
        assert_eq!(line.undetermined, Figure::Count(tally.undetermined));
    }
    // the classes of Decree 07: poor first, near-poor next
    for (of, tally) in content.deprivations.iter().zip(&total.deprived) {
        assert_eq!(of.households, Figure::Count(tally.households));
        let counts: Vec<Figure> = of.indicators.iter().map(|one| one.count).collect();
        assert_eq!(counts, tally.certain.iter().copied().map(Figure::Count).collect::<Vec<_>>());
    }
    let both = total.deprived[0].households + total.deprived[1].households;
    assert_eq!(content.heat.total.households, Figure::Count(both));
    for (name, language) in [("report-vi.html", Language::Vi), ("report-en.html", Language::En)] {
        let text = page(&content, language);
        let lines = text.lines().filter(|line| line.starts_with("<tr><th scope=\"row\" data-v=")).map(cells);
        let told: Vec<Vec<String>> = lines.collect();
        let expected = groups.iter().map(|tally| {
            let count = |count: &i64| crate::report::words::count(*count, language);
            let [poor, near, average, non_poor] = [0, 1, 2, 3].map(|class| count(&tally.classes[class]));
            [count(&tally.households), count(&tally.persons), poor, near, average, non_poor, count(&tally.undetermined)]
        });
        let expected: Vec<Vec<String>> = expected.map(Vec::from).collect();
        // the counts alone: behind those of poor and near-poor and at the end stand rates
        let counts = |line: &Vec<String>| [0, 1, 2, 4, 6, 7, 8].map(|at| line[at].clone()).to_vec();
        assert_eq!(told.iter().map(counts).collect::<Vec<_>>(), expected);
        assert!(!text.contains("NaN"), "no number that is none");
        write(name, &text);
    }
}

#[test]
fn where_only_points_are_told_indicators_are_unknown_and_not_zero() {
    let (content, total, _) = counted(&["yen-chau-2022-points.csv"], None);
    for (of, tally) in content.deprivations.iter().zip(&total.deprived) {
        assert!(tally.households > 0);
        let unknown = Deprivation {
            count: Figure::Unknown,
            rate: Figure::Unknown,
            unknown: Figure::Count(tally.households),
            unknown_rate: Figure::Blank,
        };
        assert!(of.indicators.iter().all(|one| *one == unknown), "{of:?}");
    }
    assert!(content.heat.total.rates.iter().all(|rate| *rate == Figure::Unknown));
    // above the line points alone do not tell the average living standard
    let missing: Vec<&str> = content.undetermined.missing.iter().map(|line| line.title.en.as_str()).collect();
    assert_eq!(missing.first(), Some(&"Income per person per month"), "{missing:?}");
    let text = page(&content, Language::Vi);
    assert!(text.contains(">?</span>") && !text.contains("NaN"));
    write("unknown.html", &text);
}

#[test]
fn every_undetermined_household_lacks_something() {
    let (content, total, _) = counted(&["yen-chau-2022.xlsx"], None);
    let open = &content.undetermined;
    let all = total.undetermined;
    assert!(all > 0 && open.households == Figure::Count(all));
    assert_eq!(open.open.iter().map(|(_, households)| households).sum::<i64>(), all);
    // nobody lacks nothing: who lacks one thing alone and the others together are all
    let alone: i64 = open.missing.iter().map(|line| line.alone).sum();
    let with_others: i64 = open.missing.iter().map(|line| line.households - line.alone).sum();
    assert!(alone <= all && with_others >= 2 * (all - alone), "{open:?}");
    for line in &open.missing {
        assert!(line.households <= all && !line.title.vi.is_empty(), "{line:?}");
    }
    assert!(content.flows.is_empty() && content.previous.is_none());
}

#[test]
fn flows_lead_from_the_start_to_the_end() {
    let (content, total, _) = counted(&["yen-chau-2022.xlsx"], Some("yen-chau-2021-list.csv"));
    for (at, flow) in content.flows.iter().enumerate() {
        let number = |kind| {
            let of = flow.steps.iter().filter(move |step| step.kind == kind);
            of.map(|step| match step.households {
                Figure::Count(count) => count,
                other => panic!("{other:?}"),
            })
        };
        let sum = |kind| number(kind).sum::<i64>();
        let (start, stayed, end) = (sum(StepKind::Start), sum(StepKind::Stay), sum(StepKind::End));
        assert_eq!(start - sum(StepKind::Out), stayed);
        assert_eq!(stayed + sum(StepKind::In), end);
        assert_eq!(end, total.classes[at]);
        let before = content.previous.as_ref().expect("a review before").classes[at];
        assert_eq!(before, Figure::Count(start));
    }
}

#[test]
fn small_counts_are_hidden_everywhere() {
    const BELOW: i64 = 5;
    let (content, total, groups) = counted_hiding(&["yen-chau-2022.xlsx"], Some("yen-chau-2021-list.csv"), Some(BELOW));
    let is_small = |figure: Figure| matches!(figure, Figure::Count(count) if (1..BELOW).contains(&count));
    let mut hidden = 0;
    for (line, tally) in content.communes.iter().zip(&groups) {
        for ((count, rate), own) in line.classes.iter().zip(&tally.classes) {
            assert!(!is_small(*count), "{line:?}");
            assert_eq!(*count == Figure::Hidden, *rate == Figure::Hidden);
            assert!(*count == Figure::Hidden || *count == Figure::Count(*own));
            hidden += usize::from(*count == Figure::Hidden);
        }
    }
    assert!(hidden > 1);
    for of in &content.deprivations {
        assert!(of.indicators.iter().all(|one| !is_small(one.count)));
    }
    for line in &content.heat.communes {
        // a rate of few would tell how many
        let few = is_small(line.households);
        assert!(!few || line.rates.iter().all(|rate| *rate == Figure::Hidden), "{line:?}");
    }
    let steps = content.flows.iter().flat_map(|flow| &flow.steps);
    assert!(steps.clone().count() > 0 && steps.clone().all(|step| !is_small(step.households)));
    assert!(content.undetermined.bounds.is_empty() && total.undetermined > 0);
    let text = page(&content, Language::Vi);
    assert!(text.contains("không hiển thị") && !text.contains("Ít nhất và nhiều nhất"));
    write("hidden.html", &text);
}

#[test]
fn a_hidden_flow_cannot_be_told_from_the_others() {
    // 20 poor: 2 became near-poor, 6 left, 12 stayed, 5 came newly; 30 near-poor: 10 left, 20 stayed, those 2 came
    let listed = |id: usize, class: &str| crate::tabulate::flows::Listed {
        id: id.to_string(),
        class: class.into(),
        persons: Some(1),
        ..Default::default()
    };
    let list = |parts: &[(usize, &str)]| {
        let mut id = 0;
        let mut all = Vec::new();
        for (number, class) in parts {
            for _ in 0..*number {
                all.push(listed(id, class));
                id += 1;
            }
        }
        all
    };
    let previous = list(&[(20, "poor"), (30, "near_poor"), (5, "average")]);
    let current =
        list(&[(2, "near_poor"), (6, "average"), (12, "poor"), (10, "average"), (20, "near_poor"), (5, "poor")]);
    let found = pairs(&previous, &current, false);
    let whole = Lists { previous_is_whole: true, current_is_whole: true, with_history: false };
    let earlier = vec![Earlier::default(); found.len()];
    let (balances, _) = Balances::between(&previous, &current, &[], &found, whole, &earlier);
    let sums = sums(&balances);
    let poor_now = Quantity { unit: None, of: Counted::When("class = 'poor'".into()) };
    // beside a table that has the poor, some others, and both together
    let beside = |least: i64, others: i64| {
        let mut together = Together::new(least);
        let mut put = |quantity, count| together.put(quantity, count, CountOf::Somebody);
        let (poor, both) = (put(Some(poor_now.clone()), 17), put(None, 17 + others));
        let others = put(None, others);
        together.add(both, [poor, others]);
        let places = FlowPlaces::put(&sums, &mut together);
        let hidden = together.hidden();
        let figures = flow_figures(&sums, &flow_lines(&sums, true), Some(&places.of(&hidden)));
        (figures, [poor, others, both].map(|place| hidden[place]))
    };
    let shown = |least: Option<i64>| {
        let mut together = Together::new(least.unwrap_or(0));
        let places = FlowPlaces::put(&sums, &mut together);
        let hidden = places.of(&together.hidden());
        flow_figures(&sums, &flow_lines(&sums, true), least.map(|_| &hidden))
    };
    let count = Figure::Count;
    let hidden = Figure::Hidden;
    // start, near-poor now, neither now, other, stayed, from near-poor, fallen back, newly, other, end
    let all = [20, 2, 6, 0, 12, 0, 0, 5, 0, 17].map(count);
    assert_eq!(shown(None)[0], all);
    // 2 is hidden, and 6 with it, which 20 and 12 would tell it by
    let mut expected = all;
    (expected[1], expected[2]) = (hidden, hidden);
    assert_eq!(shown(Some(5))[0], expected);
    // the same 2 came to the near-poor: hidden there, with those who stayed, and so with one who left
    let near = [count(30), hidden, count(0), count(0), hidden, hidden, count(0), count(0), count(0), count(22)];
    assert_eq!(shown(Some(5))[1], near);
    // beside 20 others in 37 nothing else is hidden
    assert_eq!(beside(5, 20), (shown(Some(5)), [false; 3]));
    // 2 others in 19 would be told by the 17 poor, and these by the 12 and 5 of the flows: the 19 are hidden
    assert_eq!(beside(5, 2), (shown(Some(5)), [false, true, true]));
}

#[test]
fn nobody_is_on_the_page() {
    let (content, ..) = counted(&["yen-chau-2022.xlsx"], None);
    let text = page(&content, Language::Vi);
    let file = &survey(&["yen-chau-2022-households.csv"]).input[0];
    let mut reader = csv::Reader::from_path(file).expect("the sample is there");
    let headers = reader.headers().expect("a header").clone();
    let at = |wanted: &str| headers.iter().position(|header| header.trim_start_matches('\u{feff}') == wanted);
    let id = at("Mã hộ").expect("ids");
    let name = headers.iter().position(|header| header.contains("chủ hộ"));
    let mut seen = 0;
    for record in reader.records() {
        let record = record.expect("a row");
        for value in [Some(id), name].into_iter().flatten().filter_map(|at| record.get(at)) {
            assert!(value.is_empty() || !text.contains(value), "{value}");
            seen += 1;
        }
    }
    assert!(seen >= 1500);
}

#[test]
fn problems_are_counted_by_kind() {
    let (content, ..) = counted(&["defects-households.csv", "defects-members.csv"], None);
    // written by hand beside the sample
    let file = &survey(&["defects-problems.csv"]).input[0];
    let mut expected: BTreeMap<String, u64> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(file).expect("the sample is there");
    let at = reader.headers().expect("a header").iter().position(|header| header == "code").expect("codes");
    for record in reader.records() {
        *expected.entry(record.expect("a row")[at].to_owned()).or_default() += 1;
    }
    let own = |code: &str| content.problems.iter().find(|line| line.code == code).map(|line| line.count);
    // fields that no rule asks for are read only where all problems are asked for
    let told: Vec<&String> = expected.keys().filter(|code| own(code).is_some()).collect();
    assert!(told.len() > 10, "{told:?}");
    for line in &content.problems {
        assert!(!line.title.vi.is_empty() && !line.title.en.is_empty() && !line.first.is_empty(), "{line:?}");
        assert!(line.count <= expected[&line.code], "{line:?}");
    }
    assert!(content.problems.is_sorted_by_key(|line| Reverse(line.count)));
    write("defects.html", &page(&content, Language::Vi));
}

#[test]
#[allow(clippy::disallowed_methods, reason = "writes a survey of its own")]
fn what_households_lack_is_what_their_class_hangs_on() {
    // each with its area, its income and what is recorded of the twelve indicators: yes, no or nothing
    let households = [
        // 3 deprivations: poor
        ("Nông thôn", "1000000", "xxxoooooooo."),
        // 2, and a third that is open: that one decides
        ("Nông thôn", "1000000", "xx.ooooooooo"),
        // 2, and two that are open: both do
        ("Nông thôn", "1000000", "xx..oooooooo"),
        // between the lines of rural and urban areas
        ("", "1700000", "oooooooooooo"),
        // no income
        ("Nông thôn", "", "oooooooooooo"),
        // no income, and an indicator that would matter
        ("Nông thôn", "", "xxo.oooooooo"),
        // above every line: no indicator matters
        ("Nông thôn", "5000000", "xx.ooooooooo"),
        // below every line: the area does not matter
        ("", "1000000", "oooooooooooo"),
        // 1 and an open one are fewer than 3
        ("Nông thôn", "1000000", "x.oooooooooo"),
    ];
    let titles = "Việc làm,Người phụ thuộc trong hộ gia đình,Dinh dưỡng,Bảo hiểm y tế,Trình độ giáo dục của người lớn,Tình trạng đi học của trẻ em,Chất lượng nhà ở,Diện tích nhà ở bình quân đầu người,Nguồn nước sinh hoạt,Nhà tiêu hợp vệ sinh,Sử dụng dịch vụ viễn thông,Phương tiện phục vụ tiếp cận thông tin";
    let mut text = format!("Mã hộ,Xã,Khu vực,Số nhân khẩu,Thu nhập bình quân đầu người/tháng,{titles},Năm rà soát\n");
    for (at, (area, income, deprived)) in households.iter().enumerate() {
        let answer = |c| match c {
            'x' => "có,",
            'o' => "không,",
            _ => ",",
        };
        let deprived: String = deprived.chars().map(answer).collect();
        text.push_str(&format!("H{at},Tú Nang,{area},4,{income},{deprived}2022\n"));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("survey.csv");
    std::fs::write(&file, text).expect("a file");
    let (content, ..) = counted(&[file.to_str().expect("a path")], None);
    let open = &content.undetermined;
    assert_eq!(open.households, Figure::Count(5));
    let mut missing: Vec<(&str, i64, i64)> =
        open.missing.iter().map(|line| (line.title.en.as_str(), line.households, line.alone)).collect();
    missing.sort_unstable();
    assert_eq!(
        missing,
        [("Area", 1, 1), ("Health insurance", 2, 0), ("Income per person per month", 2, 1), ("Nutrition", 2, 1),]
    );
}
