//! The words of `rasoat fields`, for programs and for people.

use crate::cli::arguments::Surroundings;
use crate::lang::Entity;
use crate::survey::codebook_file::entity_name;
use crate::survey::contents::Sample;
use crate::survey::layout::SheetUse;
use crate::survey::shape::plan::{Derived, ToldBy};
use crate::text::Language;

pub(super) fn use_word(used: SheetUse) -> String {
    match used {
        SheetUse::Household => "household".into(),
        SheetUse::Member => "member".into(),
        SheetUse::List => "list".into(),
        SheetUse::Nested => "nested".into(),
        SheetUse::Empty => "empty".into(),
        SheetUse::NotKnown => "not_known".into(),
        SheetUse::Ignored => "ignored".into(),
        SheetUse::NotChosen(entity) => format!("not_chosen_{}", entity_name(entity)),
        SheetUse::NoKey(entity) => format!("no_key_{}", entity_name(entity)),
    }
}

pub(super) fn use_words(used: SheetUse, surroundings: &Surroundings) -> String {
    let whose = |entity| match entity {
        Entity::Household => surroundings.pick("hộ", "households"),
        Entity::Member => surroundings.pick("thành viên", "members"),
    };
    let pick = |vi: &str, en: &str| surroundings.pick(vi, en).to_owned();
    match used {
        SheetUse::Household => whose(Entity::Household).to_owned(),
        SheetUse::Member => whose(Entity::Member).to_owned(),
        SheetUse::List => pick("hộ và thành viên", "households with their members"),
        SheetUse::Nested => pick("không dùng: bảng con của bảng con", "not used: a repeat within a repeat"),
        SheetUse::Empty => pick("trống", "empty"),
        SheetUse::Ignored => pick("không dùng: theo tệp ánh xạ", "not used: the map says so"),
        SheetUse::NotKnown => pick("không dùng: không nhận ra tiêu đề cột nào", "not used: no known header"),
        SheetUse::NotChosen(entity) => {
            let whose = whose(entity);
            surroundings.pick(
                format!("không dùng: trang tính khác hợp với danh sách {whose} hơn"),
                format!("not used: another sheet fits {whose} better"),
            )
        }
        SheetUse::NoKey(entity) => {
            let whose = whose(entity);
            surroundings.pick(
                format!("không dùng: giống danh sách {whose} nhưng không có cột mã hộ"),
                format!("not used: looks like {whose} but has no household id"),
            )
        }
    }
}

/// What a derived column is made from.
pub(super) fn derived_word(from: &Derived) -> &'static str {
    match from {
        Derived::Text(_, by) => by.name(),
        Derived::Group(_) => "group_rows",
        Derived::Chosen(_) => "one_of_columns",
        Derived::Filled(_) => "filled_column",
        Derived::Holds { .. } => "answers_in_one_cell",
        Derived::Joined(_) => "joined_columns",
    }
}

/// How a column was recognised: the machine word for programs and in English, Vietnamese words for people.
pub(super) fn how_words(how: &str, surroundings: &Surroundings, people: bool) -> String {
    if !people {
        return how.to_owned();
    }
    if let Some(other) = how.strip_prefix("clashes_with ") {
        return surroundings.pick(
            format!("trùng tiêu đề với cột {other}: không đọc cột nào"),
            format!("same header as {other}: neither is read"),
        );
    }
    if surroundings.language == Language::En {
        return if how == "leaf" { "spelling".to_owned() } else { how.replace('_', " ") };
    }
    match how {
        "spelling" | "leaf" => "tiêu đề".into(),
        "id" | "exact_id" => "mã trường".into(),
        "map" => "tệp ánh xạ".into(),
        "part" => "cùng cột khác".into(),
        "no_header" => "không có tiêu đề".into(),
        "not_used" => "không dùng".into(),
        "joins" => "nối các bảng".into(),
        "ignored" => "bỏ qua".into(),
        "ambiguous" => "không rõ trường nào".into(),
        "group_rows" => "dòng nhóm".into(),
        "one_of_columns" => "mỗi câu trả lời một cột".into(),
        "filled_column" => "cột có ghi".into(),
        "answers_in_one_cell" => "nhiều câu trả lời trong ô".into(),
        "joined_columns" => "ghép các cột".into(),
        _ if how == ToldBy::Title.name() => "dòng tựa đề".into(),
        _ if how == ToldBy::Sheet.name() => "tên trang tính".into(),
        _ if how == ToldBy::File.name() => "tên tệp".into(),
        _ => how.replace("repeats", "lặp lại cột"),
    }
}

/// Samples in one line; those that could be of persons only by what they are.
pub(super) fn samples(samples: &[Sample], surroundings: &Surroundings, people: bool) -> String {
    let pick = |vi: &str, en: &str| if people { surroundings.pick(vi, en) } else { en }.to_owned();
    let each = samples.iter().map(|sample| match sample {
        Sample::Text(text) | Sample::Shape(text) => text.clone(),
        Sample::Name => pick("(tên)", "(name)"),
        Sample::Words => pick("(chữ)", "(words)"),
        Sample::Number => pick("(số)", "(number)"),
    });
    each.collect::<Vec<_>>().join(" | ")
}

/// Kinds of rows without data, for people: `3 title`.
pub(in crate::cli) fn kind_words(kind: crate::survey::shape::row_kind::RowKind, language: Language) -> &'static str {
    use crate::survey::shape::row_kind::RowKind::{
        Group, Header, Legend, Map, Note, Numbers, RepeatedHeader, Title, Total,
    };
    match (kind, language) {
        (Title, Language::En) => "title",
        (Header, Language::En) => "header",
        (Numbers, Language::En) => "column numbers",
        (Legend, Language::En) => "legend",
        (Note, Language::En) => "note",
        (Group, Language::En) => "group",
        (Total, Language::En) => "total",
        (RepeatedHeader, Language::En) => "repeated header",
        (Map, Language::En) => "by the map",
        (Title, Language::Vi) => "tựa đề",
        (Header, Language::Vi) => "tiêu đề cột",
        (Numbers, Language::Vi) => "số thứ tự cột",
        (Legend, Language::Vi) => "giải thích mã",
        (Note, Language::Vi) => "ghi chú",
        (Group, Language::Vi) => "nhóm",
        (Total, Language::Vi) => "tổng cộng",
        (RepeatedHeader, Language::Vi) => "tiêu đề lặp lại",
        (Map, Language::Vi) => "theo tệp ánh xạ",
    }
}
