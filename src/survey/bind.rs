//! Columns to fields: headers of several parts, and what all headers of a sheet together make of each. Never by the cells.

use std::borrow::Cow;

use crate::lang::{Entity, Unit};
use crate::text::fold;

use super::codebook::FieldType;
use super::headers::{HeaderIndex, HeaderMatch, MatchedBy, is_unit, spellings, unit_part};
use super::layout::ColumnUse;
use super::shape::choices::groups;
use super::shape::path::HeaderPath;
use super::shape::remark::{is_note, is_number_in_brackets, without_front_number, without_legend, without_remark};
use super::shape::words::Heading;

/// The most candidates that are named for a column.
const CANDIDATES: usize = 3;

impl HeaderIndex<'_> {
    /// The fields of an entity that a column's header fits. A part above the column's own never stands for it alone.
    pub fn find_path(&self, entity: Entity, path: &HeaderPath) -> HeaderMatch {
        self.match_path(entity, path).0
    }

    /// The fields, and how many parts of the header were needed to find them.
    pub(super) fn match_path(&self, entity: Entity, path: &HeaderPath) -> (HeaderMatch, usize) {
        if path.is_empty() {
            return (HeaderMatch::default(), 0);
        }
        if let Some(found) = self.mapped(entity, path) {
            return (found, 1);
        }
        if let Some([upper, lower]) = path.alternatives() {
            let (upper, above) = self.match_path(entity, &upper);
            let (lower, below) = self.match_path(entity, &lower);
            return (one_of(upper, lower), above.max(below));
        }
        self.match_parts(entity, path.parts())
    }

    fn mapped(&self, entity: Entity, path: &HeaderPath) -> Option<HeaderMatch> {
        let map = self.map?;
        let whole = path.to_string();
        let alternatives = path.alternatives();
        let leaves = alternatives.iter().flatten().flat_map(|path| [Cow::Owned(path.to_string()), path.leaf().into()]);
        let words = [Cow::Borrowed(whole.as_str())].into_iter().chain(leaves).chain([Cow::Borrowed(path.leaf())]);
        let mut known = words.filter(|word| map.column(entity, word).is_some());
        known.next().map(|word| self.find(entity, &word))
    }

    fn match_parts(&self, entity: Entity, parts: &[String]) -> (HeaderMatch, usize) {
        let Some((leaf, above)) = parts.split_last() else { return (HeaderMatch::default(), 0) };
        if above.is_empty() {
            return (self.find(entity, leaf), 1);
        }
        let headings: Vec<&Heading> = above.iter().rev().filter_map(|part| self.heading(part)).collect();
        if headings.iter().any(|heading| heading.entity.is_some_and(|whose| whose != entity)) {
            return (HeaderMatch::default(), 0);
        }
        let found = |found: HeaderMatch, parts: usize| (!found.fields.is_empty()).then_some((found, parts));
        let plain: Vec<&str> = parts.iter().map(|part| plain(part)).collect();
        let own = plain[plain.len() - 1];
        // the whole, what is left of it from the top, and the ends of it
        let joins = (0..above.len()).map(|from| (from..parts.len()).collect::<Vec<_>>());
        let ends = (0..above.len()).rev().map(|from| vec![from, above.len()]);
        for join in joins.chain(ends) {
            let forms = [
                with_unit_last(join.iter().map(|at| parts[*at].as_str())),
                with_unit_last(join.iter().map(|at| plain[*at])),
            ];
            if let Some(found) = forms.iter().find_map(|form| found(self.find(entity, form), join.len())) {
                return found;
            }
        }
        // `Tên` under `Chủ hộ`
        for part in plain[..above.len()].iter().rev() {
            if let Some(found) = found(self.find_spelled(entity, &format!("{own} {part}")), 2) {
                return found;
            }
        }
        for reads_as in headings.iter().filter_map(|heading| heading.reads_as.as_deref()) {
            for form in [format!("{reads_as} {leaf}"), format!("{reads_as} {own}"), format!("{own} {reads_as}")] {
                if let Some(found) = found(self.find(entity, &form), 2) {
                    return found;
                }
            }
        }
        if is_note(leaf) || is_number_in_brackets(leaf) || is_unit(leaf) {
            let mut shorter = above.to_vec();
            if is_unit(leaf)
                && let Some(last) = shorter.last_mut()
            {
                *last = format!("{last} ({})", leaf.trim_matches(['(', ')', '[', ']']));
            }
            let (found, used) = self.match_parts(entity, &shorter);
            return (found, used + usize::from(is_unit(leaf)));
        }
        if self.is_weak(own) {
            return (HeaderMatch::default(), 0);
        }
        let mut found = self.find(entity, leaf);
        let recorded = headings.iter().filter(|heading| heading.entity.is_none());
        let mut families = recorded.filter_map(|heading| heading.reads_as.as_deref()).map(fold);
        if families.any(|family| found.fields.iter().any(|field| !self.may_stand_under(entity, *field, &family))) {
            return (HeaderMatch::default(), 0);
        }
        found.by = found.by.map(|by| if by == MatchedBy::Map { by } else { MatchedBy::Leaf });
        // `Diện hộ` under `Kết quả năm trước` is this year's class or the last one's
        if let ([own], FieldType::Code(list)) =
            (&found.fields[..], found.fields.first().map_or(&FieldType::Text, |field| &self.field(entity, *field).ty))
        {
            let above = above.iter().flat_map(|part| self.find(entity, part).fields);
            let rival = above.filter(|field| field != own).find(
                |field| matches!(&self.field(entity, *field).ty, FieldType::Code(other) if other.codes == list.codes),
            );
            if let Some(rival) = rival {
                found.fields = vec![(*own).min(rival), (*own).max(rival)];
            }
        }
        (found, 1)
    }

    fn find_spelled(&self, entity: Entity, words: &str) -> HeaderMatch {
        let found = self.find(entity, words);
        if found.by == Some(MatchedBy::Spelling) { found } else { HeaderMatch::default() }
    }

    /// The heading over several columns that a part is.
    pub(super) fn heading(&self, part: &str) -> Option<&Heading> {
        self.heading_of(part).or_else(|| self.heading_of(plain(part)))
    }

    /// Whether a field that is no `Thiếu hụt …` can stand under the heading `Thiếu hụt`: a column there with an answer or an
    /// area would be the recorded deprivation, not the answer itself.
    fn may_stand_under(&self, entity: Entity, field: usize, family: &str) -> bool {
        let field = self.field(entity, field);
        let other = matches!(field.ty, FieldType::Bool | FieldType::Code(_) | FieldType::Number(Unit::Area));
        !other || spellings(field).any(|word| fold(word).starts_with(family))
    }

    /// What each column of a sheet is in an entity's rows.
    pub fn bind(&self, entity: Entity, paths: &[HeaderPath]) -> Vec<ColumnUse> {
        let paths = &self.in_groups(entity, paths);
        let mut uses: Vec<ColumnUse> = paths
            .iter()
            .map(|path| {
                if path.is_empty() {
                    return ColumnUse::NoHeader;
                }
                if self.map.is_some_and(|map| map.ignores(path.leaf()) || map.ignores(&path.to_string())) {
                    return ColumnUse::Ignored;
                }
                let found = self.find_path(entity, path);
                match (found.fields.as_slice(), found.by) {
                    ([field], Some(by)) => ColumnUse::Field { field: *field, by, scale: found.scale },
                    ([], _) | (_, None) => ColumnUse::NotUsed,
                    _ => ColumnUse::Ambiguous { fields: found.fields },
                }
            })
            .collect();
        let groups = groups(self, entity, paths);
        for column in groups.iter().flat_map(|group| &group.columns) {
            if uses[*column] != ColumnUse::Ignored {
                uses[*column] = ColumnUse::NotUsed;
            }
        }
        self.settle_claims(entity, &mut uses);
        for group in &groups {
            let has = |wanted: usize| {
                uses.iter().any(|used| match used {
                    ColumnUse::Field { field, .. } => *field == wanted,
                    ColumnUse::Part { fields } => fields.contains(&wanted),
                    _ => false,
                })
            };
            let fields: Vec<usize> = group.fields.iter().map(|made| made.field).filter(|field| !has(*field)).collect();
            for column in group.columns.iter().filter(|_| !fields.is_empty()) {
                if uses[*column] == ColumnUse::NotUsed {
                    uses[*column] = ColumnUse::Part { fields: fields.clone() };
                }
            }
        }
        uses
    }

    /// Of several columns with one field the surest, or none.
    fn settle_claims(&self, entity: Entity, uses: &mut [ColumnUse]) {
        for field in 0..self.codebook.fields(entity).len() {
            let claims: Vec<(usize, MatchedBy)> = uses
                .iter()
                .enumerate()
                .filter_map(|(column, used)| match used {
                    ColumnUse::Field { field: known, by, .. } if *known == field => Some((column, *by)),
                    _ => None,
                })
                .collect();
            let Some(best) = claims.iter().map(|(_, by)| *by).max().filter(|_| claims.len() > 1) else { continue };
            let mut winners = claims.iter().filter(|(_, by)| *by == best).map(|(column, _)| *column);
            let (first, second) = (winners.next().unwrap_or(0), winners.next());
            let taken = second.is_none() || best == MatchedBy::ExactId;
            for (column, _) in &claims {
                if taken && *column == first {
                    continue;
                }
                let other = if *column == first { second.unwrap_or(first) } else { first };
                uses[*column] = ColumnUse::Repeated { field, other, other_taken: taken };
            }
        }
    }

    /// Headers with their groups in front as headers of several parts: `Thông tin hộ/Mã hộ`, where several columns are of
    /// that group.
    pub(super) fn in_groups<'p>(&self, entity: Entity, paths: &'p [HeaderPath]) -> Cow<'p, [HeaderPath]> {
        let group = |path: &'p HeaderPath| match path.parts() {
            [header] => header.rsplit_once('/').map(|(group, _)| group.trim()),
            _ => None,
        };
        let groups: Vec<Option<&str>> = paths.iter().map(group).collect();
        if groups.iter().all(Option::is_none) {
            return Cow::Borrowed(paths);
        }
        let mut counts: rustc_hash::FxHashMap<&str, usize> = rustc_hash::FxHashMap::default();
        for group in groups.iter().flatten() {
            *counts.entry(group).or_default() += 1;
        }
        let of_group = |(path, group): (&HeaderPath, &Option<&str>)| {
            let shared = group.is_some_and(|group| counts.get(group).is_some_and(|count| *count > 1));
            if shared && self.find_path(entity, path).fields.is_empty() {
                HeaderPath::new(path.leaf().split('/'))
            } else {
                path.clone()
            }
        };
        Cow::Owned(paths.iter().zip(&groups).map(of_group).collect())
    }

    /// The fields of an entity that a header without one comes nearest to, each with its spelling, nearest first: those it
    /// fits equally, else those whose spelling differs by few letters or is a part of it.
    pub fn candidates(&self, entity: Entity, path: &HeaderPath) -> Vec<(usize, String)> {
        let title = |field: usize| self.field(entity, field).title.vi.clone();
        let found = self.find_path(entity, path).fields;
        if !found.is_empty() {
            return found.into_iter().map(|field| (field, title(field))).collect();
        }
        let mut forms: Vec<(String, Vec<String>)> = [path.parts().join(" ").as_str(), path.leaf(), plain(path.leaf())]
            .map(|form| (fold(form), form.split(|c: char| !c.is_alphanumeric()).map(fold).collect()))
            .to_vec();
        forms.dedup();
        let mut near: Vec<(usize, usize, &str)> = Vec::new();
        for (number, field) in self.codebook.fields(entity).iter().enumerate() {
            let words = std::iter::once(field.id.as_str()).chain(spellings(field));
            let distances = words.filter_map(|word| {
                let known = fold(word);
                let distances = forms.iter().filter_map(|(form, words)| distance(form, words, &known));
                distances.min().map(|distance| (distance, word))
            });
            near.extend(distances.min().map(|(distance, word)| (distance, number, word)));
        }
        near.sort_unstable();
        near.into_iter().take(CANDIDATES).map(|(_, field, word)| (field, word.to_owned())).collect()
    }
}

/// How far a header is from a spelling, both folded, if not too far; `words` are the header's, which a spelling in it is made of.
fn distance(header: &str, words: &[String], known: &str) -> Option<usize> {
    let (length, known_length) = (header.chars().count(), known.chars().count());
    if known_length < 4 || length < 4 || known_length.max(length) < 5 {
        return None;
    }
    let limit = (length / 4).max(1);
    if length.abs_diff(known_length) <= limit {
        let distance = strsim::osa_distance(header, known);
        return (distance <= limit).then_some(distance);
    }
    // `Họ tên chủ hộ (theo CCCD)` holds `Họ tên chủ hộ`; `Phương tiện` does not hold `Phường`
    let holds = known_length > 5 && header.contains(known) && {
        let mut runs = (0..words.len()).flat_map(|from| (from..words.len()).map(move |to| &words[from..=to]));
        runs.any(|run| run.concat() == known)
    };
    holds.then(|| length - known_length)
}

/// A part without what people add to it.
pub(super) fn plain(part: &str) -> &str {
    let part = without_front_number(part).unwrap_or(part);
    let part = without_legend(part).unwrap_or(part);
    without_remark(part).unwrap_or(part)
}

/// Parts as one header: a unit of one of them stands at the end.
fn with_unit_last<'p>(parts: impl Iterator<Item = &'p str>) -> String {
    let (mut words, mut last) = (Vec::new(), None);
    for part in parts {
        match unit_part(part) {
            Some(unit) => {
                words.push(unit.base);
                last = Some(part[unit.base.len()..].trim_start().trim_start_matches(','));
            }
            None => words.push(part),
        }
    }
    let joined = words.join(" ");
    match last {
        Some(unit) => format!("{joined} ({})", unit.trim().trim_matches(['(', ')', '[', ']', '-', ' '])),
        None => joined,
    }
}

/// What two headers that each say what the column is make of it: a field's very id wins, else both must agree.
fn one_of(upper: HeaderMatch, lower: HeaderMatch) -> HeaderMatch {
    if upper.fields.is_empty() || upper.fields == lower.fields {
        let scale = lower.scale.or(upper.scale);
        return HeaderMatch { scale, by: lower.by.max(upper.by), ..lower };
    }
    if lower.fields.is_empty() {
        return upper;
    }
    let sure = |found: &HeaderMatch| found.by.is_some_and(|by| by >= MatchedBy::ExactId);
    match (sure(&upper), sure(&lower)) {
        (true, false) => return upper,
        (false, true) => return lower,
        _ => {}
    }
    let both: Vec<usize> = upper.fields.iter().copied().filter(|field| lower.fields.contains(field)).collect();
    if let [field] = both[..] {
        return HeaderMatch { fields: vec![field], by: upper.by.min(lower.by), scale: lower.scale.or(upper.scale) };
    }
    let mut fields: Vec<usize> = upper.fields.into_iter().chain(lower.fields).collect();
    fields.sort_unstable();
    fields.dedup();
    HeaderMatch { fields, by: upper.by.max(lower.by), scale: None }
}

#[cfg(test)]
#[path = "bind_tests.rs"]
mod tests;
