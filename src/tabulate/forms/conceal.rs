//! Which numbers of forms are not shown where counts under a limit are hidden: those, and as many others as it takes for no sum on any
//! form to give one away. A quantity of a unit is hidden on all forms or on none, its persons exactly where its households are.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::table::TableCell;
use crate::survey::codebook::Title;
use crate::tabulate::Unit;
use crate::tabulate::conceal::{Counted, Hidden, Quantity, Sum, conceal};

use super::definition::{Column, FlowsOf, Form};
use super::filled::{Filled, FilledForm};
use super::identity::{Cell, Key, key};

/// What a column counts on a line. Columns that count the same on several forms are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Asked<'f> {
    Condition {
        line: Option<&'f str>,
        when: &'f str,
        amount: Option<&'f str>,
        /// The column of a people.
        by: Option<&'f str>,
    },
    /// A flow or a sum, by its form and column.
    Own { form: usize, column: usize, line: Option<&'f str> },
}

impl<'f> Asked<'f> {
    fn new((number, form): (usize, &'f Form), column: usize, line: usize) -> Asked<'f> {
        let own = &form.columns[column];
        let line = form.lines.get(line).and_then(|line| line.when.as_deref());
        match (own.when.as_deref(), line) {
            (None, _) => Asked::Own { form: number, column, line },
            (Some("true"), Some(when)) => {
                Asked::Condition { line: None, when, amount: own.amount.as_deref(), by: None }
            }
            (Some(when), _) => Asked::Condition {
                line,
                when,
                amount: own.amount.as_deref(),
                by: own.by.as_ref().map(|_| own.id.as_str()),
            },
        }
    }

    /// The households of which it sums a number.
    fn households(self) -> Option<Asked<'f>> {
        match self {
            Asked::Condition { line, when, amount: Some(_), by } => {
                Some(Asked::Condition { line, when, amount: None, by })
            }
            _ => None,
        }
    }
}

/// Where the counts of all forms stand among each other.
#[derive(Debug, Default)]
struct Places<'f> {
    /// By form, row and column; none of rates.
    of: Vec<Vec<Vec<Option<usize>>>>,
    index: BTreeMap<(Asked<'f>, Key<'f>), usize>,
    counts: Vec<i64>,
    /// From here on are sums that stand on no form.
    made: usize,
    sums: Vec<Sum>,
    known: BTreeSet<(usize, Vec<usize>)>,
}

impl<'f> Places<'f> {
    fn new(filled: &'f Filled) -> Places<'f> {
        let mut places = Places::default();
        let mut persons = Vec::new();
        for (number, own) in filled.forms.iter().enumerate() {
            let form = &own.form;
            let mut rows = Vec::new();
            for row in &own.rows {
                let place = |(column, cell): (usize, &TableCell)| {
                    if form.columns[column].rate.is_some() {
                        return None;
                    }
                    let asked = Asked::new((number, form), column, row.line);
                    let next = places.counts.len();
                    let place = *places.index.entry((asked, key(row, 0))).or_insert(next);
                    if place == next {
                        places.counts.push(0);
                        persons.push(0);
                    }
                    if let TableCell::Count(count) = cell {
                        let counts =
                            if counts_persons(form, column, row.line) { &mut persons } else { &mut places.counts };
                        counts[place] = *count;
                    }
                    Some(place)
                };
                rows.push(row.cells.iter().enumerate().map(place).collect());
            }
            places.of.push(rows);
        }
        // persons who left households that stay, or came to them, are of no household
        let none = places.counts.iter_mut().zip(&persons).filter(|(count, _)| **count == 0);
        none.for_each(|(count, persons)| *count = *persons);
        places.made = places.counts.len();
        // what few households have is of few, however much it is
        let few = places.index.iter().filter_map(|((asked, unit), place)| {
            let households = *places.index.get(&(asked.households()?, *unit))?;
            Some((*place, places.counts[households].max(1)))
        });
        let few: Vec<(usize, i64)> = few.collect();
        few.into_iter().for_each(|(place, households)| places.counts[place] = places.counts[place].min(households));
        places
    }

    /// What of them other tables may have too, by place.
    fn quantities(&self, filled: &Filled) -> Vec<(usize, Quantity)> {
        let of = |((asked, (level, upper, commune, ..)), place): (&(Asked<'_>, Key<'_>), &usize)| {
            let unit = match *level {
                "commune" => Some(Unit { upper: (*upper).to_owned(), commune: (*commune).to_owned() }),
                "total" => None,
                _ => return None,
            };
            let of = match asked {
                Asked::Condition { line: None, when, amount: None, by: None } => Counted::When((*when).to_owned()),
                Asked::Own { form, column, line: None } => {
                    let form = &filled.forms[*form].form;
                    let near_poor = form.flows? == FlowsOf::NearPoor;
                    Counted::Flow { near_poor, flow: form.columns[*column].flow? }
                }
                _ => return None,
            };
            Some((*place, Quantity { unit, of }))
        };
        self.index.iter().filter_map(of).collect()
    }

    fn at(&self, cell: Cell) -> Option<usize> {
        self.of.get(cell.form)?.get(cell.row)?.get(cell.column).copied().flatten()
    }

    /// That two sums are the same.
    fn equal(&mut self, sum: &[Cell], with: &[Cell]) {
        let all = |cells: &[Cell]| cells.iter().map(|cell| self.at(*cell)).collect::<Option<Vec<usize>>>();
        let (Some(sum), Some(with)) = (all(sum), all(with)) else { return };
        match (&sum[..], &with[..]) {
            ([], _) | (_, []) => {}
            (_, [total]) => self.add(*total, sum),
            ([total], _) => self.add(*total, with),
            _ => {
                // what both come to stands nowhere, but can be told where all of one side is shown
                self.counts.push(sum.iter().map(|part| self.counts[*part]).sum());
                let both = self.counts.len() - 1;
                self.add(both, sum);
                self.add(both, with);
            }
        }
    }

    fn add(&mut self, total: usize, mut parts: Vec<usize>) {
        parts.sort_unstable();
        if !parts.contains(&total) && self.known.insert((total, parts.clone())) {
            self.sums.push(Sum { total, parts });
        }
    }

    /// What of a line is computed of others on it, or of the unit's other lines.
    fn within(&mut self, number: usize, own: &FilledForm) {
        let form = &own.form;
        let at = |id: &String| form.columns.iter().position(|column| column.id == *id);
        let columns = |ids: &[String]| ids.iter().filter_map(at).collect::<Vec<usize>>();
        let computed = |(column, own): (usize, &Column)| {
            if own.less.is_none() && own.add.is_none() {
                return None;
            }
            let (first, less) = own.less.as_deref().and_then(<[String]>::split_first).unzip();
            let mut whole = columns(first.map_or(&[], std::slice::from_ref));
            whole.extend(columns(own.add.as_deref().unwrap_or_default()));
            let mut parts = columns(less.unwrap_or_default());
            parts.push(column);
            Some((whole, parts))
        };
        let computed: Vec<_> = form.columns.iter().enumerate().filter_map(computed).collect();
        let by_class = form.lines.len() > 1 && form.lines.iter().all(|line| line.when.is_some());
        for row in 0..own.rows.len() {
            let cell = |column: &usize| Cell { form: number, row, column: *column };
            let cells = |columns: &[usize]| columns.iter().map(cell).collect::<Vec<Cell>>();
            computed.iter().for_each(|(whole, parts)| self.equal(&cells(parts), &cells(whole)));
            if by_class && own.rows[row].line == 0 {
                for column in 0..form.columns.len() {
                    let of = (1..form.lines.len()).map(|line| Cell { form: number, row: row + line, column });
                    self.equal(&of.collect::<Vec<Cell>>(), &[Cell { form: number, row, column }]);
                }
            }
        }
    }
}

/// Whether a cell counts persons.
fn counts_persons(form: &Form, column: usize, line: usize) -> bool {
    let own = &form.columns[column];
    own.amount.is_none() && (own.persons || form.lines.get(line).is_some_and(|line| line.persons))
}

impl Filled {
    /// Hides counts of less than `least` households, or children, and others by which these could be told, on all forms; with the
    /// rates that have a hidden number; so is what other tables have `already`. What has to hold between the numbers can only be
    /// seen before.
    pub fn conceal(&mut self, least: i64, already: &Hidden) {
        let (hidden, _) = self.hidden(least, already);
        for (own, hidden) in self.forms.iter_mut().zip(hidden) {
            for (row, hidden) in own.rows.iter_mut().zip(hidden) {
                let cells = row.cells.iter_mut().zip(&own.form.columns).zip(hidden);
                for ((cell, column), _) in cells.filter(|(_, hidden)| *hidden) {
                    // a count that is not known says nothing anyway; that a rate is blank says that its second number is zero
                    if *cell != TableCell::Empty || column.rate.is_some() {
                        *cell = TableCell::Hidden;
                    }
                }
            }
        }
    }

    /// What these forms hide of what other tables may have too, where those have some `already`.
    pub fn hidden_quantities(&self, least: i64, already: &Hidden) -> Hidden {
        self.hidden(least, already).1
    }

    /// By form, row and column what is hidden; and what of it other tables may have too.
    fn hidden(&self, least: i64, already: &Hidden) -> (Vec<Vec<Vec<bool>>>, Hidden) {
        let mut places = Places::new(self);
        for (_, check) in self.checks() {
            if check.at_least.is_none() {
                places.equal(&check.sum, &check.with);
            }
        }
        let title = Title::default();
        self.sums(&title).iter().for_each(|check| places.equal(&check.sum, &check.with));
        self.forms.iter().enumerate().for_each(|(number, own)| places.within(number, own));
        let quantities = places.quantities(self);
        let known: BTreeSet<usize> =
            quantities.iter().filter(|own| already.contains(&own.1)).map(|own| own.0).collect();
        let is_shown = |at| at < places.made;
        let hidden = conceal(&places.counts, &places.sums, least, is_shown, |at| known.contains(&at));
        let of_form = |(number, own): (usize, &FilledForm)| {
            let columns = &own.form.columns;
            let at = |id: &String| columns.iter().position(|column| column.id == *id);
            let rates: Vec<Option<[Option<usize>; 2]>> =
                columns.iter().map(|column| column.rate.as_ref().map(|rate| rate.each_ref().map(at))).collect();
            let of_row = |row: usize| {
                let is_hidden =
                    |column: usize| places.at(Cell { form: number, row, column }).is_some_and(|place| hidden[place]);
                let of = rates.iter().enumerate().map(|(column, rate)| match rate {
                    Some(rate) => rate.iter().flatten().any(|column| is_hidden(*column)),
                    None => is_hidden(column),
                });
                of.collect()
            };
            (0..own.rows.len()).map(of_row).collect()
        };
        let of = quantities.into_iter().filter(|(place, _)| hidden[*place]).map(|(_, quantity)| quantity).collect();
        (self.forms.iter().enumerate().map(of_form).collect(), of)
    }

    /// Whether a cell is not shown.
    pub fn is_hidden(&self, cell: Cell) -> bool {
        let row = self.forms.get(cell.form).and_then(|own| own.rows.get(cell.row));
        row.and_then(|row| row.cells.get(cell.column)) == Some(&TableCell::Hidden)
    }
}

impl FilledForm {
    /// Whether any of its numbers is not shown.
    pub fn hides_any(&self) -> bool {
        let shown: Vec<bool> = self.form.columns.iter().map(|column| !column.hidden).collect();
        let cells = self.rows.iter().flat_map(|row| row.cells.iter().zip(&shown));
        cells.into_iter().any(|(cell, shown)| *shown && *cell == TableCell::Hidden)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::count::Counts;
    use super::super::definition::{Layout, built_in};
    use super::super::table::{Area, CountedForm, FormUnit, rows};
    use super::*;
    use crate::tabulate::Unit;

    /// Forms of a layout as they are in the file, of communes in which a function of area, commune and quantity says how many households
    /// there are, of three persons each; quantities are numbered as they are first met, with their condition.
    fn filled(
        ids: &[&str],
        layout: Layout,
        communes: &[Option<Area>],
        count: &dyn Fn(usize, usize, &str) -> i64,
    ) -> Filled {
        let all = built_in().expect("forms");
        let forms: Vec<Form> = all
            .forms
            .into_iter()
            .filter(|form| ids.contains(&form.id.as_str()) && form.layout.is_none_or(|own| own == layout))
            .collect();
        let mut known: Vec<(Asked<'_>, &str)> = Vec::new();
        let mut counted = Vec::new();
        for (number, form) in forms.iter().enumerate() {
            let mut quantities = Vec::new();
            for (at, column) in form.columns.iter().enumerate() {
                let Some(when) = column.when.as_deref() else { continue };
                for line in 0..form.lines.len() {
                    let asked = Asked::new((number, form), at, line);
                    let quantity = known.iter().position(|(own, _)| *own == asked).unwrap_or(known.len());
                    if quantity == known.len() {
                        known.push((asked, when));
                    }
                    quantities.push((column.id.clone(), line, quantity));
                }
            }
            counted.push(CountedForm { form: form.clone(), quantities });
        }
        let unit = |(at, area): (usize, &Option<Area>)| {
            let of = |(quantity, (_, when)): (usize, &(Asked<'_>, &str))| {
                let households = count(at, quantity, when);
                Counts { households, persons: 3 * households, amount: 2 * households, ..Counts::default() }
            };
            let upper = if at % 3 == 0 { "U" } else { "V" };
            FormUnit {
                unit: Unit { upper: upper.into(), commune: format!("C{at}") },
                area: *area,
                counts: Some(known.iter().enumerate().map(of).collect()),
                flows: None,
            }
        };
        let units: Vec<FormUnit> = communes.iter().enumerate().map(unit).collect();
        let of = |counted: CountedForm| {
            let rows = rows(&counted, &units, layout);
            FilledForm { form: counted.form, rows, open: Vec::new(), without_persons: 0 }
        };
        let forms = counted.into_iter().map(of).collect();
        Filled { layout, forms, identities: all.identities, charts: Vec::new(), mixed: Vec::new() }
    }

    fn shown(filled: &Filled, form: usize, column: &str, line: usize) -> Vec<String> {
        let own = &filled.forms[form];
        let at = own.form.columns.iter().position(|own| own.id == column).expect("a column");
        let cell = |cell: &TableCell| match cell {
            TableCell::Count(count) => count.to_string(),
            TableCell::Rate(rate) => rate.to_fixed(0),
            TableCell::Hidden => "…".to_owned(),
            _ => String::new(),
        };
        own.rows.iter().filter(|row| row.line == line).map(|row| cell(&row.cells[at])).collect()
    }

    /// Three communes, one of them urban, have 2, 9 and 20 poor households. 2 are hidden, and with them all of the urban area, which are
    /// the same 2. The total of 31 less 29 in rural areas would tell them, so the rural sum goes; 29 is then no longer told, and 9 and 20
    /// must not both be shown: the 9 go. Of the minority there are 2, 9 and 15: the same again. That 20 − 15 = 5 others are in the third
    /// commune is shown, as is all that has zeros.
    #[test]
    fn a_small_count_is_hidden_wherever_it_stands() {
        let (urban, rural) = (Some(Area::Urban), Some(Area::Rural));
        let count = |commune: usize, _: usize, when: &str| match when {
            "true" => [40, 30, 60][commune],
            "class = 'poor'" => [2, 9, 20][commune],
            when if when.starts_with("class = 'poor' and coalesce(ethnic_minority") => [2, 9, 15][commune],
            _ => 0,
        };
        let mut forms = filled(&["1", "8"], Layout::Ministry, &[urban, rural, rural], &count);
        assert_eq!(shown(&forms, 0, "poor", 0), ["2", "2", "29", "9", "20", "31"]);
        forms.conceal(5, &Hidden::new());
        assert_eq!(shown(&forms, 0, "households", 0), ["40", "40", "90", "30", "60", "130"]);
        let hidden = ["…", "…", "…", "…", "20", "31"];
        assert_eq!(shown(&forms, 0, "poor", 0), hidden);
        assert_eq!(shown(&forms, 0, "poor_persons", 0), ["…", "…", "…", "…", "60", "93"]);
        assert_eq!(shown(&forms, 0, "poor_rate", 0), ["…", "…", "…", "…", "33", "24"]);
        assert_eq!(shown(&forms, 0, "near_poor", 0), ["0"; 6]);
        assert_eq!(shown(&forms, 1, "poor", 0), hidden);
        assert_eq!(shown(&forms, 1, "poor", 1), ["…", "…", "…", "…", "60", "93"]);
        assert_eq!(shown(&forms, 1, "poor_minority", 0), ["…", "…", "…", "…", "15", "26"]);
        assert_eq!(shown(&forms, 1, "poor_other", 0), ["0", "0", "5", "0", "5", "5"]);
        assert!(forms.forms.iter().all(FilledForm::hides_any));
        // nothing is small, nothing is hidden
        let mut forms = filled(&["1", "8"], Layout::Ministry, &[urban, rural, rural], &count);
        forms.conceal(2, &Hidden::new());
        assert!(!forms.forms.iter().any(FilledForm::hides_any));
    }

    /// 4 poor households have 8 children: as many as 4 households have are not shown.
    #[test]
    fn children_of_few_households_are_hidden() {
        let count =
            |commune: usize, _: usize, when: &str| if when == "class = 'poor'" { [4, 6, 9][commune] } else { 50 };
        let mut forms = filled(&["1", "11"], Layout::Province, &[None; 3], &count);
        assert_eq!(shown(&forms, 1, "poor_children", 0), ["8", "8", "30", "12", "18", "38"]);
        forms.conceal(5, &Hidden::new());
        // the first is alone in its upper unit
        assert_eq!(shown(&forms, 1, "poor_children", 0), ["…", "…", "…", "…", "18", "38"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn no_sum_on_any_form_gives_a_hidden_count_away(
            numbers in prop::collection::vec(prop_oneof![Just(0i64), 0i64..9, 5i64..60], 97),
            areas in prop::collection::vec(prop_oneof![Just(Some(Area::Urban)), Just(Some(Area::Rural)), Just(None)], 1..6),
            province in any::<bool>(), least in 2i64..8,
        ) {
            let layout = if province { Layout::Province } else { Layout::Ministry };
            let ids = ["1", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"];
            let count = |commune: usize, quantity: usize, _: &str| numbers[(commune * 31 + quantity) % numbers.len()];
            let counted = filled(&ids, layout, &areas, &count);
            let mut concealed = counted.clone();
            concealed.conceal(least, &Hidden::new());
            let number = |cell: Cell| counted.count(cell).expect("all is known");
            let hidden = |cell: Cell| concealed.is_hidden(cell);
            // every relation of the forms: sums of units, identities, columns and lines that are computed
            let title = Title::default();
            let checks = counted.checks().into_iter().map(|(_, check)| check).filter(|check| check.at_least.is_none());
            let mut relations: Vec<(Cell, Vec<Cell>)> = Vec::new();
            for check in checks.chain(counted.sums(&title)) {
                match (&check.sum[..], &check.with[..]) {
                    (parts, [total]) => relations.push((*total, parts.to_vec())),
                    _ => prop_assert!(false, "an identity with two sums"),
                }
            }
            for (form, own) in counted.forms.iter().enumerate() {
                let at = |id: &String| own.form.columns.iter().position(|column| column.id == *id).expect("a column");
                for (row, line) in own.rows.iter().enumerate() {
                    let cell = |column: usize| Cell { form, row, column };
                    for (column, of) in own.form.columns.iter().enumerate() {
                        match (&of.less, &of.add, &of.rate) {
                            (Some(less), None, None) => {
                                let parts = less[1..].iter().map(|id| cell(at(id))).chain([cell(column)]);
                                relations.push((cell(at(&less[0])), parts.collect()));
                            }
                            (None, Some(add), None) => {
                                relations.push((cell(column), add.iter().map(|id| cell(at(id))).collect()));
                            }
                            (None, None, Some(rate)) => {
                                let any = rate.iter().any(|id| hidden(cell(at(id))));
                                prop_assert_eq!(any, hidden(cell(column)));
                            }
                            (None, None, None) => {
                                let is_small = (1..least).contains(&number(cell(column)));
                                prop_assert!(!is_small || hidden(cell(column)), "{} {}", own.form.id, of.id);
                            }
                            _ => prop_assert!(false, "a flow"),
                        }
                    }
                    if own.form.id == "10" && layout == Layout::Ministry && line.line == 0 {
                        for column in 0..own.form.columns.len() {
                            let parts = [1, 2].map(|more| Cell { form, row: row + more, column });
                            relations.push((cell(column), parts.to_vec()));
                        }
                    }
                }
            }
            prop_assert!(relations.len() > 100);
            for (total, parts) in relations.iter().filter(|(_, parts)| !parts.is_empty()) {
                let own = &counted.forms[total.form];
                let persons = counts_persons(&own.form, total.column, own.rows[total.row].line);
                let of_parts: Vec<i64> = parts.iter().filter(|part| hidden(**part)).map(|part| number(*part)).collect();
                let together = of_parts.iter().sum::<i64>();
                let enough = if persons { together.div_euclid(3) } else { together };
                let is_told = match hidden(*total) {
                    true => of_parts.is_empty(),
                    false => !of_parts.is_empty() && (of_parts.len() < 2 || enough < least),
                };
                prop_assert!(!is_told, "{:?} {:?} {:?}", total, parts, of_parts);
            }
        }
    }
}
