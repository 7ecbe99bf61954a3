//! How long each stage takes by itself, over a made-up survey in memory: `cargo bench --bench stages`. One thread each, so that
//! the stages can be added up.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput};
use rasoat::classify::{Evaluator, Lanes, Outcome, outcome};
use rasoat::io::read::{Block, BlockIndex, Input, Row};
use rasoat::lang::{Entity, check, parse};
use rasoat::rules::{self, ReviewDate, Standard};
use rasoat::sample::{Options, write_csv, write_xlsx};
use rasoat::survey::batch::{Batch, Rows};
use rasoat::survey::codebook::Codebook;
use rasoat::survey::codebook_file::default_codebook;
use rasoat::survey::{Fold, Households, Survey, SurveyError, SurveyOptions};
use rasoat::tabulate::{Grouping, Groups};

/// As many households as the program evaluates at a time.
const BATCH: usize = 1024;

/// A survey as it comes, and by what it is classified.
struct World {
    codebook: Arc<Codebook>,
    standard: Standard,
    csv: [Input; 2],
    csv_bytes: u64,
    workbook: [Input; 1],
    workbook_bytes: u64,
    households: u64,
    members: u64,
}

impl World {
    fn new(households: u64) -> World {
        let codebook = Arc::new(default_codebook().expect("the built-in codebook is good"));
        let options = Options { households, ..Options::default() };
        let (mut of_households, mut of_members, mut book) = (Vec::new(), Vec::new(), Vec::new());
        let written = write_csv(&codebook, &options, &mut of_households, &mut of_members).expect("memory takes all");
        write_xlsx(&codebook, &options, std::io::Cursor::new(&mut book)).expect("memory takes all");
        let built_in = rules::BUILT_IN.iter().find(|built_in| built_in.id == "decree-07-2021");
        let built_in = built_in.expect("the decree is built in");
        let (loaded, _) = rules::load(built_in.source, built_in.text, &codebook);
        let loaded = Arc::new(loaded.expect("the decree is good"));
        let review = ReviewDate { date: rules::review_day(&loaded, options.review_year), fixed: false };
        let standard = Standard::new(loaded, review, &[]).expect("the year is within the decree's validity");
        World {
            codebook,
            standard,
            csv: [open("households.csv", &of_households), open("members.csv", &of_members)],
            csv_bytes: (of_households.len() + of_members.len()) as u64,
            workbook: [open("survey.xlsx", &book)],
            workbook_bytes: book.len() as u64,
            households: written.households,
            members: written.members,
        }
    }

    fn rows(&self) -> u64 {
        self.households + self.members
    }

    fn survey<'a>(&'a self, inputs: &'a [Input]) -> Survey<'a> {
        Survey::open(inputs, &self.codebook, SurveyOptions::default()).expect("the sheets are recognised")
    }

    fn wanted(&self, entity: Entity, field: usize) -> bool {
        self.standard.uses.has(entity, field) || self.codebook.fields(entity)[field].id == "commune"
    }

    /// Every household with its members.
    fn batches(&self) -> Vec<Batch> {
        let mut batches = Vec::new();
        let keep = &mut |batch: Batch, _| {
            batches.push(batch);
            Ok(())
        };
        let survey = self.survey(&self.csv);
        survey
            .read::<SurveyError>(BATCH, &|entity, field| self.wanted(entity, field), keep)
            .expect("memory can be read");
        batches.retain(|batch| !batch.households.is_empty());
        batches
    }

    fn outcomes(&self, batches: &[Batch]) -> Vec<Vec<Outcome>> {
        let of = |batch| Lanes::of_batch(&self.standard, batch).outcomes(&self.standard, &batch.rejected);
        batches.iter().map(of).collect()
    }
}

fn open(name: &str, mut bytes: &[u8]) -> Input {
    Input::from_reader(name, &mut bytes).expect("a file that can be read")
}

/// Finds every record and cell, and how many records there are.
fn by_blocks(input: &Input) -> usize {
    let mut blocks = input.blocks(0).expect("memory can be read").expect("plain text");
    let (separator, usual) = (blocks.separator(), blocks.usual_cells());
    let (mut block, mut index) = (Block::default(), BlockIndex::default());
    let mut records = 0;
    while blocks.next(&mut block).expect("memory can be read") {
        block.index(separator, usual, &[], &mut index);
        records += index.records.len();
        black_box(&index);
    }
    records
}

fn row_by_row(input: &Input, sheet: usize) -> usize {
    let mut rows = input.rows(sheet).expect("memory can be read");
    let (mut row, mut count) = (Row::default(), 0);
    while rows.read(&mut row).expect("memory can be read") {
        count += 1;
        black_box(&row);
    }
    count
}

fn read(criterion: &mut Criterion, world: &World) {
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Bytes(world.csv_bytes));
    group.bench_function("csv by blocks", |bencher| bencher.iter(|| world.csv.each_ref().map(by_blocks)));
    group.bench_function("csv row by row", |bencher| {
        bencher.iter(|| world.csv.each_ref().map(|input| row_by_row(input, 0)));
    });
    group.throughput(Throughput::Bytes(world.workbook_bytes));
    group.bench_function("workbook row by row", |bencher| {
        let [book] = &world.workbook;
        bencher.iter(|| (0..book.sheets().len()).map(|sheet| row_by_row(book, sheet)).sum::<usize>());
    });
    group.finish();
}

/// Takes nothing of members.
struct Nothing;

impl Fold<()> for Nothing {
    fn begin(&mut self, _: usize) {}

    fn add(&mut self, (): ()) {}
}

fn bind(criterion: &mut Criterion, world: &World) {
    let mut group = criterion.benchmark_group("bind");
    // the first rows alone are looked at, so there is no throughput
    group.bench_function("open csv", |bencher| bencher.iter(|| black_box(world.survey(&world.csv)).threads()));
    group
        .bench_function("open workbook", |bencher| bencher.iter(|| black_box(world.survey(&world.workbook)).threads()));
    group.throughput(Throughput::Elements(world.rows()));
    let wanted = |entity, field| world.wanted(entity, field);
    let reduce = |_: &Rows, _: &[u32], _: &Households| ((), Vec::new());
    for (name, inputs) in [("fold csv", &world.csv[..]), ("fold workbook", &world.workbook[..])] {
        let survey = world.survey(inputs);
        group.bench_function(name, |bencher| {
            bencher.iter(|| survey.fold(BATCH, &wanted, &reduce, &mut Nothing).expect("memory can be read"));
        });
    }
    group.finish();
}

fn classify(criterion: &mut Criterion, world: &World, batches: &[Batch]) {
    let standard = &world.standard;
    let mut group = criterion.benchmark_group("classify");
    group.throughput(Throughput::Elements(world.households));
    group.bench_function("lanes", |bencher| bencher.iter(|| world.outcomes(batches)));
    group.bench_function("household by household", |bencher| {
        bencher.iter(|| {
            for batch in batches {
                let mut evaluator = Evaluator::new(standard, batch);
                for (household, rejected) in batch.rejected.iter().enumerate() {
                    evaluator.go_to(household);
                    black_box(outcome(&mut evaluator, standard, *rejected));
                }
            }
        });
    });
    group.finish();
}

fn tabulate(criterion: &mut Criterion, world: &World, batches: &[Batch]) {
    let standard = &world.standard;
    let names = rules::outcome_names(&standard.rules);
    let commune = parse("commune").and_then(|expr| check(&expr, &names, None)).expect("a field of households");
    let grouping = Grouping { shown: vec![("commune".to_owned(), commune)], hidden: Vec::new() };
    let outcomes = world.outcomes(batches);
    let kept = vec![true; BATCH];
    // what is counted by is a column that is read already, so lanes are made anew and not timed
    let lanes = || -> Vec<Lanes<'_>> { batches.iter().map(|batch| Lanes::of_batch(standard, batch)).collect() };
    let mut group = criterion.benchmark_group("tabulate");
    group.throughput(Throughput::Elements(world.households));
    group.bench_function("add and settle", |bencher| {
        bencher.iter_batched(
            lanes,
            |mut lanes| {
                let mut groups = Groups::new(&standard.rules);
                for ((lanes, batch), outcomes) in lanes.iter_mut().zip(batches).zip(&outcomes) {
                    groups.add(&grouping, lanes, &batch.households.places, outcomes, &kept);
                }
                groups.settle(&grouping, &world.codebook.layout);
                groups
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

fn main() {
    // without `--bench` everything is run once, to see that it runs
    let measures =
        std::env::args().any(|argument| argument == "--bench") && std::env::args().all(|argument| argument != "--test");
    let world = World::new(if measures { 4000 } else { 100 });
    let batches = world.batches();
    let criterion = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(3));
    let mut criterion = criterion.warm_up_time(Duration::from_secs(1)).configure_from_args();
    read(&mut criterion, &world);
    bind(&mut criterion, &world);
    classify(&mut criterion, &world, &batches);
    tabulate(&mut criterion, &world, &batches);
    criterion.final_summary();
}
