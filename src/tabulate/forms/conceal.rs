//! Which numbers of forms are not shown where counts under a limit are hidden: those, and as many others as it takes for no sum on any
//! form to give one away. A quantity of a unit is hidden on all forms or on none, its persons exactly where its households are.

use std::collections::BTreeMap;

use crate::report::table::TableCell;
use crate::survey::codebook::Title;
use crate::tabulate::Unit;
use crate::tabulate::conceal::{CountOf, Counted, Quantity, Together};

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

/// Where the counts of forms stand among all that are shown together.
#[derive(Debug, Default)]
pub struct FormPlaces {
    /// By form, row and column; none of rates.
    of: Vec<Vec<Vec<Option<usize>>>>,
}

/// What forms count, each once.
#[derive(Debug, Default)]
struct Quantities<'f> {
    index: BTreeMap<(Asked<'f>, Key<'f>), usize>,
    counts: Vec<i64>,
}

impl<'f> Quantities<'f> {
    /// And where each cell has its own.
    fn new(filled: &'f Filled) -> (Quantities<'f>, FormPlaces) {
        let mut own = Quantities::default();
        let mut persons = Vec::new();
        let mut places = FormPlaces::default();
        for (number, filled) in filled.forms.iter().enumerate() {
            let form = &filled.form;
            let mut rows = Vec::new();
            for row in &filled.rows {
                let place = |(column, cell): (usize, &TableCell)| {
                    if form.columns[column].rate.is_some() {
                        return None;
                    }
                    let asked = Asked::new((number, form), column, row.line);
                    let next = own.counts.len();
                    let place = *own.index.entry((asked, key(row, 0))).or_insert(next);
                    if place == next {
                        own.counts.push(0);
                        persons.push(0);
                    }
                    if let TableCell::Count(count) = cell {
                        let counts =
                            if counts_persons(form, column, row.line) { &mut persons } else { &mut own.counts };
                        counts[place] = *count;
                    }
                    Some(place)
                };
                rows.push(row.cells.iter().enumerate().map(place).collect());
            }
            places.of.push(rows);
        }
        // persons who left households that stay, or came to them, are of no household; and of a difference of households that are
        // counted twice there may be fewer persons
        for (count, persons) in own.counts.iter_mut().zip(&persons) {
            if *persons > 0 && (*count <= 0 || persons < count) {
                *count = *persons;
            }
        }
        // what few households have is of few, however much it is
        let few = own.index.iter().filter_map(|((asked, unit), place)| {
            let households = *own.index.get(&(asked.households()?, *unit))?;
            Some((*place, own.counts[households].max(1)))
        });
        let few: Vec<(usize, i64)> = few.collect();
        few.into_iter().for_each(|(place, households)| own.counts[place] = own.counts[place].min(households));
        (own, places)
    }

    /// Puts them among others; where each stands there.
    fn put(self, filled: &Filled, together: &mut Together) -> Vec<usize> {
        let mut named: Vec<Option<Quantity>> = vec![None; self.counts.len()];
        for ((asked, unit), place) in &self.index {
            named[*place] = quantity(filled, asked, unit);
        }
        named.into_iter().zip(self.counts).map(|(named, count)| together.put(named, count, CountOf::Somebody)).collect()
    }
}

/// What of a unit other tables may have too.
fn quantity(filled: &Filled, asked: &Asked<'_>, (level, upper, commune, ..): &Key<'_>) -> Option<Quantity> {
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
    Some(Quantity { unit, of })
}

impl FormPlaces {
    fn at(&self, cell: Cell) -> Option<usize> {
        self.of.get(cell.form)?.get(cell.row)?.get(cell.column).copied().flatten()
    }

    /// That two sums are the same.
    fn equal(&self, together: &mut Together, sum: &[Cell], with: &[Cell]) {
        let all = |cells: &[Cell]| cells.iter().map(|cell| self.at(*cell)).collect::<Option<Vec<usize>>>();
        let (Some(sum), Some(with)) = (all(sum), all(with)) else { return };
        match (&sum[..], &with[..]) {
            ([], _) | (_, []) => {}
            (_, [total]) => together.add(*total, sum),
            ([total], _) => together.add(*total, with),
            _ => {
                let both = sum.iter().map(|part| together.count(*part)).sum();
                let both = together.put(None, both, CountOf::Step);
                together.add(both, sum);
                together.add(both, with);
            }
        }
    }

    /// What of a line is computed of others on it, or of the unit's other lines.
    fn within(&self, together: &mut Together, number: usize, own: &FilledForm) {
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
            computed.iter().for_each(|(whole, parts)| self.equal(together, &cells(parts), &cells(whole)));
            if by_class && own.rows[row].line == 0 {
                for column in 0..form.columns.len() {
                    let of = (1..form.lines.len()).map(|line| Cell { form: number, row: row + line, column });
                    self.equal(together, &of.collect::<Vec<Cell>>(), &[Cell { form: number, row, column }]);
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
    /// Puts what forms count among what other tables show, with all that has to hold between the numbers: this can only be seen before
    /// any of them is hidden.
    pub fn put(&self, together: &mut Together) -> FormPlaces {
        let (quantities, mut places) = Quantities::new(self);
        let put = quantities.put(self, together);
        let cells = places.of.iter_mut().flatten().flatten().flatten();
        cells.for_each(|place| *place = put[*place]);
        for (_, check) in self.checks() {
            if check.at_least.is_none() {
                places.equal(together, &check.sum, &check.with);
            }
        }
        let title = Title::default();
        self.sums(&title).iter().for_each(|check| places.equal(together, &check.sum, &check.with));
        self.forms.iter().enumerate().for_each(|(number, own)| places.within(together, number, own));
        places
    }

    /// Hides counts of households, or of children, and the rates that have a hidden number.
    pub fn conceal(&mut self, places: &FormPlaces, hidden: &[bool]) {
        for (form, own) in self.forms.iter_mut().enumerate() {
            let columns = &own.form.columns;
            let at = |id: &String| columns.iter().position(|column| column.id == *id);
            // a rate is hidden with either of its numbers
            let numbers: Vec<Vec<usize>> = columns
                .iter()
                .enumerate()
                .map(|(column, own)| {
                    own.rate.as_ref().map_or(vec![column], |rate| rate.iter().filter_map(at).collect())
                })
                .collect();
            for (row, line) in own.rows.iter_mut().enumerate() {
                let is_hidden =
                    |column: &usize| places.at(Cell { form, row, column: *column }).is_some_and(|place| hidden[place]);
                for ((cell, column), numbers) in line.cells.iter_mut().zip(columns).zip(&numbers) {
                    // a count that is not known says nothing anyway; that a rate is blank says that its second number is zero
                    if numbers.iter().any(is_hidden) && (*cell != TableCell::Empty || column.rate.is_some()) {
                        *cell = TableCell::Hidden;
                    }
                }
            }
        }
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
    use crate::tabulate::conceal::audit;

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

    fn conceal(filled: &mut Filled, least: i64) {
        let mut together = Together::new(least);
        let places = filled.put(&mut together);
        filled.conceal(&places, &together.hidden());
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
        conceal(&mut forms, 5);
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
        conceal(&mut forms, 2);
        assert!(!forms.forms.iter().any(FilledForm::hides_any));
    }

    /// 4 poor households have 8 children: as many as 4 households have are not shown.
    #[test]
    fn children_of_few_households_are_hidden() {
        let count =
            |commune: usize, _: usize, when: &str| if when == "class = 'poor'" { [4, 6, 9][commune] } else { 50 };
        let mut forms = filled(&["1", "11"], Layout::Province, &[None; 3], &count);
        assert_eq!(shown(&forms, 1, "poor_children", 0), ["8", "8", "30", "12", "18", "38"]);
        conceal(&mut forms, 5);
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
            conceal(&mut concealed, least);
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
            // households and their persons are hidden together, and less is told of the persons
            let mut places: BTreeMap<(Asked<'_>, Key<'_>), usize> = BTreeMap::new();
            let mut place = |cell: Cell| {
                let own = &counted.forms[cell.form];
                let row = &own.rows[cell.row];
                let asked = Asked::new((cell.form, &own.form), cell.column, row.line);
                let next = places.len();
                *places.entry((asked, key(row, 0))).or_insert(next)
            };
            let terms = |(total, parts): &(Cell, Vec<Cell>)| -> Vec<(usize, i64)> {
                let terms = parts.iter().map(|part| (*part, 1)).chain([(*total, -1)]);
                terms.filter(|(cell, _)| hidden(*cell)).map(|(cell, factor)| (place(cell), factor)).collect()
            };
            let told = audit::determined(relations.iter().filter(|(_, parts)| !parts.is_empty()).map(terms));
            for (total, parts) in relations {
                for cell in parts.into_iter().chain([total]) {
                    let own = &counted.forms[cell.form];
                    if hidden(cell) && !counts_persons(&own.form, cell.column, own.rows[cell.row].line) {
                        let is_small = (1..least).contains(&number(cell));
                        prop_assert!(!is_small || !told.contains(&place(cell)), "{:?} {}", cell, number(cell));
                    }
                }
            }
        }
    }
}
