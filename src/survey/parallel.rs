//! Work on several threads whose results come in the order of the work, whatever the number of threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

/// How many results of a job may wait.
const WAITING: usize = 2;

/// What does a job: takes its number and hands its pieces over until it is told that no more are wanted (false).
pub(super) type Produce<'p, T> = dyn Fn(usize, &mut dyn FnMut(T) -> bool) + Sync + 'p;

/// Runs `jobs` jobs on at most `threads` threads. `produce` hands over what a job gives, piece by piece, until it is told
/// that no more is wanted (false); `consume` takes the pieces on the calling thread, in the order of jobs and pieces.
///
/// # Errors
/// The first that `consume` gives; the rest of the work is then dropped.
pub(super) fn in_order<T: Send, E>(
    jobs: usize,
    threads: usize,
    produce: &Produce<'_, T>,
    consume: &mut dyn FnMut(usize, T) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads.min(jobs);
    if threads < 2 {
        for job in 0..jobs {
            let mut result = Ok(());
            produce(job, &mut |piece| {
                result = consume(job, piece);
                result.is_ok()
            });
            result?;
        }
        return Ok(());
    }
    let next = AtomicUsize::new(0);
    let (senders, receivers): (Vec<_>, Vec<_>) = (0..jobs).map(|_| sync_channel::<T>(WAITING)).unzip();
    let senders: Vec<_> = senders.into_iter().map(|sender| std::sync::Mutex::new(Some(sender))).collect();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let job = next.fetch_add(1, Ordering::Relaxed);
                    let Some(sender) = senders.get(job) else { return };
                    let sender = sender.lock().ok().and_then(|mut sender| sender.take());
                    let Some(sender) = sender else { return };
                    produce(job, &mut |piece| sender.send(piece).is_ok());
                }
            });
        }
        // dropping a receiver ends the work of its job
        for (job, receiver) in receivers.into_iter().enumerate() {
            for piece in receiver {
                consume(job, piece)?;
            }
        }
        Ok(())
    })
}

/// Cuts work into portions on one thread, does them on `workers` others and takes the results on the calling one, in the order
/// of the portions, until `take` wants no more (false). `cut` ends with `None`; `begin` makes what a worker works with.
pub(crate) fn staged<C: Send, P: Send, W: FnMut(C) -> P>(
    workers: usize,
    cut: &mut (dyn FnMut() -> Option<C> + Send),
    begin: &(dyn Fn() -> W + Sync),
    take: &mut dyn FnMut(P) -> bool,
) {
    let workers = workers.max(1);
    thread::scope(|scope| {
        // portion after portion goes to worker after worker, and so do the results come
        let (portions, results): (Vec<_>, Vec<_>) = (0..workers)
            .map(|_| {
                let (to_worker, portions) = sync_channel::<C>(WAITING);
                let (to_taker, results) = sync_channel::<P>(WAITING);
                scope.spawn(move || {
                    let mut work = begin();
                    for portion in portions {
                        if to_taker.send(work(portion)).is_err() {
                            return;
                        }
                    }
                });
                (to_worker, results)
            })
            .unzip();
        scope.spawn(move || {
            for to_worker in portions.iter().cycle() {
                let Some(portion) = cut() else { return };
                if to_worker.send(portion).is_err() {
                    return;
                }
            }
        });
        for results in results.iter().cycle() {
            let Ok(result) = results.recv() else { return };
            if !take(result) {
                return;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order() {
        for threads in [1, 2, 5] {
            let mut found = Vec::new();
            let produce = |job: usize, give: &mut dyn FnMut(usize) -> bool| {
                let _ = (0..job * 3).all(|piece| give(job * 100 + piece));
            };
            let result: Result<(), ()> = in_order(7, threads, &produce, &mut |job, piece| {
                assert_eq!(piece / 100, job);
                found.push(piece);
                Ok(())
            });
            assert_eq!(result, Ok(()));
            assert_eq!(found.len(), 3 * (1 + 2 + 3 + 4 + 5 + 6));
            assert!(found.is_sorted());
        }
    }

    #[test]
    fn the_first_error_ends_the_work() {
        for threads in [1, 3] {
            let produce = |job: usize, give: &mut dyn FnMut(usize) -> bool| while give(job) {};
            let mut taken = 0;
            let result = in_order(5, threads, &produce, &mut |job, _| {
                taken += 1;
                if taken > 10 { Err(job) } else { Ok(()) }
            });
            assert_eq!(result, Err(0));
        }
    }

    #[test]
    fn stages_keep_the_order() {
        for workers in [1, 2, 5] {
            for (portions, wanted) in [(0, 9), (1, 9), (23, 99), (500, 40)] {
                let mut next = 0;
                let mut cut = || {
                    next += 1;
                    (next <= portions).then_some(next)
                };
                let begin = || {
                    let mut done = 0;
                    move |portion: usize| {
                        done += 1;
                        (portion, done)
                    }
                };
                let mut taken = Vec::new();
                staged(workers, &mut cut, &begin, &mut |(portion, done)| {
                    // each worker keeps what it works with
                    assert_eq!(done, (portion - 1) / workers + 1);
                    taken.push(portion);
                    taken.len() < wanted
                });
                assert_eq!(taken, (1..=portions.min(wanted)).collect::<Vec<_>>());
            }
        }
    }
}
