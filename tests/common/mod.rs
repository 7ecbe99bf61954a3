//! A batch as the two tables that printed SQL reads.

use rasoat::lang::{DateSpan, Truth};
use rasoat::survey::batch::{Batch, Column, Members, Rows};
use rasoat::survey::codebook::{Codebook, Field};
use rusqlite::types::ToSql;

/// Batches as tables. Households are numbered through all of them, from 0.
pub fn database(batches: &[&Batch], codebook: &Codebook) -> rusqlite::Connection {
    let db = rusqlite::Connection::open_in_memory().expect("a database");
    create(&db, "households", &codebook.household);
    create(&db, "members", &codebook.member);
    let mut first = 0;
    for batch in batches {
        fill(&db, "households", &codebook.household, &batch.households, &|row| first + row);
        let owner = |row: usize| {
            let has = |members: &Members| match members {
                Members::Listed { start, end } => (*start as usize..*end as usize).contains(&row),
                Members::NotListed => false,
            };
            first + batch.of_household.iter().position(has).expect("every member has a household")
        };
        fill(&db, "members", &codebook.member, &batch.members, &owner);
        first += batch.households.len();
    }
    db
}

fn create(db: &rusqlite::Connection, table: &str, fields: &[Field]) {
    let names: Vec<String> = fields
        .iter()
        .map(|field| match field.id.as_str() {
            "household_id" => "household_id_recorded".to_owned(),
            id => format!("\"{id}\""),
        })
        .collect();
    db.execute(&format!("CREATE TABLE {table} (household_id, {})", names.join(", ")), []).expect("a table");
}

fn fill(db: &rusqlite::Connection, table: &str, fields: &[Field], rows: &Rows, owner: &dyn Fn(usize) -> usize) {
    let marks = vec!["?"; fields.len() + 1].join(", ");
    let mut insert = db.prepare_cached(&format!("INSERT INTO {table} VALUES ({marks})")).expect("an insertion");
    for row in 0..rows.len() {
        let mut cells: Vec<Box<dyn ToSql>> = vec![Box::new(owner(row) as i64)];
        cells.extend(fields.iter().enumerate().map(|(i, field)| cell(rows, field, i, row)));
        insert.execute(rusqlite::params_from_iter(cells)).expect("a row");
    }
}

fn cell(rows: &Rows, field: &Field, index: usize, row: usize) -> Box<dyn ToSql> {
    let Some(column) = rows.columns[index].as_ref() else { return Box::new(None::<i64>) };
    match column {
        Column::Bool(v) => Box::new(match v[row] {
            Truth::Unknown => None,
            truth => Some(truth.certain()),
        }),
        Column::Code(v) => Box::new((v[row] != Column::NO_CODE).then(|| field.codes[usize::from(v[row])].id.clone())),
        Column::Number(v) => Box::new(v.get(row).map(|n| n.numerator() as f64 / n.denominator() as f64)),
        Column::Date(v) => Box::new(v.get(row).and_then(DateSpan::known).map(|day| day.to_string())),
        Column::Text(v) => Box::new(v.get(row).map(str::to_owned)),
    }
}
