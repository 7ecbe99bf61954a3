//! Survey files as the field writes them, through the readers, the codebook that is compiled in and the survey stage.

use std::collections::BTreeSet;

use rasoat::io::read::Input;
use rasoat::lang::{Entity, Exact, Interval, Truth, Value};
use rasoat::survey::batch::{Batch, Members};
use rasoat::survey::codebook::Codebook;
use rasoat::survey::codebook_file::default_codebook;
use rasoat::survey::layout::ColumnUse;
use rasoat::survey::problem::Problem;
use rasoat::survey::{Counts, ReviewYears, Survey, SurveyError, SurveyOptions};

const HOUSEHOLDS: &str = "\
Mã hộ;Xã;Thôn/Bản;Khu vực;Chủ hộ;Dân tộc;Số nhân khẩu;Thu nhập bình quân (nghìn đồng/người/tháng);Diện tích nhà ở (m2);Nguồn nước;Ngày rà soát;Ghi gì đó
01;Chiềng Hặc;Bản Huổi Pù;Nông thôn;Lò Văn A;Thái;3;1.450,5;45,5;Giếng khoan;01/10/2022;
02;Chiềng Hặc;Bản Huổi Pù;Nông thôn;Hà Thị B;Thái;2;900;;Nước mưa;02/10/2022;x
";
const MEMBERS: &str = "\
Mã hộ,STT thành viên,Họ và tên,Giới tính,Ngày sinh,Quan hệ với chủ hộ,BHYT
02,1,Hà Thị B,Nữ,1960,Chủ hộ,Có
01,1,Lò Văn A,Nam,1/2/1980,Chủ hộ,Có
01,2,Lò Thị C,Nữ,3/1985,Vợ,Không
01,3,Lò Văn D,Nam,2015-05-06,Con,
02,2,Hà Văn E,Nam,,Con,?
";

fn codebook() -> Codebook {
    default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false)))
}

fn input(name: &str, text: &str) -> Input {
    Input::from_reader(name, &mut text.as_bytes()).expect("a csv")
}

fn read(survey: &Survey<'_>) -> (Vec<Batch>, Vec<Problem>, Counts) {
    let (mut batches, mut problems) = (Vec::new(), Vec::new());
    let mut on_batch = |batch: Batch, found: Vec<Problem>| -> Result<(), SurveyError> {
        batches.push(batch);
        problems.extend(found);
        Ok(())
    };
    let counts = survey.read(4096, &|_, _| true, &mut on_batch).expect("reads");
    (batches, problems, counts)
}

#[test]
fn two_csv_files_are_one_survey() {
    let codebook = codebook();
    let inputs = [input("members.csv", MEMBERS), input("households.csv", HOUSEHOLDS)];
    let survey = Survey::open(&inputs, &codebook, SurveyOptions::default()).expect("opens");
    let (batches, problems, counts) = read(&survey);
    assert_eq!(problems, []);
    assert_eq!((counts.household_rows, counts.member_rows, counts.joined_members, counts.rejected), (2, 5, 5, 0));
    assert_eq!(survey.review_years(), Some(ReviewYears { first: 2022, last: 2022, main: Some(2022), whole: true }));

    let batch = &batches[0];
    let household = |row: usize, id: &str| {
        let index = codebook.position(Entity::Household, id).expect("a field");
        batch.households.value(row, index, &codebook.household[index])
    };
    let number = |num, den| Value::Number(Interval::point(Exact::ratio(num, den).expect("a number")));
    assert_eq!(household(0, "household_id"), Value::Text(Some("01")));
    assert_eq!(household(0, "income_person_month"), number(1_450_500, 1));
    assert_eq!(household(1, "income_person_month"), number(900_000, 1));
    assert_eq!(household(0, "floor_area"), number(91, 2));
    assert_eq!(household(1, "village"), Value::Text(Some("Bản Huổi Pù")));
    assert_eq!(batch.of_household, [Members::Listed { start: 0, end: 3 }, Members::Listed { start: 3, end: 5 }]);
    let insured = codebook.position(Entity::Member, "insured").expect("a field");
    let insured: Vec<Truth> =
        (0..5).map(|row| batch.members.value(row, insured, &codebook.member[insured]).truth()).collect();
    assert_eq!(insured, [Truth::True, Truth::False, Truth::Unknown, Truth::True, Truth::Unknown]);

    let layout = survey.sheets_of(Entity::Household).next().expect("a sheet");
    let unused = layout.columns.iter().filter(|column| column.household == Some(ColumnUse::NotUsed));
    let unused: Vec<String> = unused.map(|column| column.header.to_string()).collect();
    assert_eq!(unused, ["Ghi gì đó"]);
}

#[test]
fn ids_of_the_codebook_are_taken_as_headers() {
    let codebook = codebook();
    for entity in [Entity::Household, Entity::Member] {
        let header: Vec<&str> = codebook.fields(entity).iter().map(|field| field.id.as_str()).collect();
        let source = input("a.csv", &(header.join(",") + "\n"));
        let households = input("h.csv", "household_id,area\n");
        let inputs = if entity == Entity::Household { vec![source] } else { vec![households, source] };
        let survey = Survey::open(&inputs, &codebook, SurveyOptions::default()).expect("opens");
        let layout = survey.sheets_of(entity).next().expect("a sheet");
        for (column, field) in layout.columns.iter().zip(0..) {
            assert!(
                matches!(column.used(entity), Some(ColumnUse::Field { field: known, .. }) if *known == field),
                "{}: {:?}",
                column.header,
                column.used(entity)
            );
        }
    }
}

/// A header that fits two fields of an entity is never taken, so such a spelling would be of no use.
#[test]
fn every_spelling_of_the_codebook_leads_to_its_field_alone() {
    use rasoat::survey::headers::HeaderIndex;
    let codebook = codebook();
    let index = HeaderIndex::new(&codebook, None);
    let mut astray = BTreeSet::new();
    for entity in [Entity::Household, Entity::Member] {
        for field in codebook.fields(entity) {
            for word in [&field.title.vi, &field.title.en].into_iter().chain(&field.spellings) {
                let found = index.find(entity, word);
                let ids: Vec<&str> = found.fields.iter().map(|f| codebook.fields(entity)[*f].id.as_str()).collect();
                if ids != [field.id.as_str()] {
                    astray.insert(format!("{word}: {}", ids.join(", ")));
                }
            }
        }
    }
    assert_eq!(astray, BTreeSet::new());
}

/// Every header of this list could head a list of households too; that ids repeat says that its rows are members.
#[test]
fn a_list_whose_ids_repeat_is_of_members() {
    let codebook = default_codebook().expect("the codebook is good");
    let input = |name: &str, text: &str| Input::from_reader(name, &mut text.as_bytes()).expect("a csv");
    let households = input("h.csv", "Mã hộ,Xã,Khu vực,TNBQ\nA,Xã Bịa,NT,1000000\nB,Xã Bịa,NT,900000\n");
    let list = "Mã hộ,STT,Họ và tên,Năm sinh,Giới tính,Dân tộc,BHYT,Việc làm\n\
                A,1,Người Bịa,1980,Nam,Kinh,có,có\nA,2,Người Giả,1982,Nữ,Kinh,không,có\n\
                B,1,Người Không Có,1970,Nữ,Thái,có,có\nB,2,Người Nào,1975,Nam,Thái,có,có\n";
    let sources = [households, input("m.csv", list)];
    let survey = Survey::open(&sources, &codebook, SurveyOptions::default()).expect("opens");
    assert!(survey.has_members());
    let mut members = 0;
    let counts = survey
        .read::<SurveyError>(10, &|_, _| true, &mut |batch, _| {
            members += batch.members.len();
            Ok(())
        })
        .expect("reads");
    assert_eq!((counts.household_rows, counts.member_rows, members), (2, 4, 4));
}
