//! Work on several threads whose results come in the order of the work, whatever the number of threads.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError};
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
    let senders: Vec<_> = senders.into_iter().map(|sender| Mutex::new(Some(sender))).collect();
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

/// Portions that were cut and not yet taken, for each worker.
const AHEAD: usize = 3;

/// What the workers of [`staged`] share.
struct Shared<'c, C> {
    cut: &'c mut (dyn FnMut() -> Option<C> + Send),
    /// How many portions were cut, and how many of their results were taken.
    cuts: usize,
    taken: usize,
    /// Workers that wait for results to be taken.
    waiting: usize,
    /// Whether no more are wanted.
    ended: bool,
}

impl<C> Shared<'_, C> {
    /// The next portion with its number, or why there is none now.
    fn next(&mut self, ahead: usize) -> Next<C> {
        if self.ended {
            return Next::Ended;
        }
        if self.cuts - self.taken >= ahead {
            return Next::Later;
        }
        match (self.cut)() {
            Some(portion) => {
                self.cuts += 1;
                Next::Portion(self.cuts - 1, portion)
            }
            None => {
                self.ended = true;
                Next::Ended
            }
        }
    }
}

enum Next<C> {
    Portion(usize, C),
    /// Results have to be taken first.
    Later,
    Ended,
}

/// Cuts work into portions, one at a time, does them on `workers` threads, the calling one among them, and takes the results on
/// the calling one, in the order of the portions, until `take` wants no more (false). `cut` ends with `None`; `begin` makes what
/// a worker works with. Whoever cuts a portion also works on it, while it is still at hand.
pub(crate) fn staged<C: Send, P: Send, W: FnMut(C) -> P>(
    workers: usize,
    cut: &mut (dyn FnMut() -> Option<C> + Send),
    begin: &(dyn Fn() -> W + Sync),
    take: &mut dyn FnMut(P) -> bool,
) {
    let workers = workers.max(1);
    let ahead = AHEAD * workers;
    let shared = Mutex::new(Shared { cut, cuts: 0, taken: 0, waiting: 0, ended: false });
    let changed = Condvar::new();
    let lock = || shared.lock().unwrap_or_else(PoisonError::into_inner);
    thread::scope(|scope| {
        let (give, results) = channel::<(usize, P)>();
        for _ in 1..workers {
            let give = give.clone();
            let (lock, changed) = (&lock, &changed);
            scope.spawn(move || {
                let mut work = begin();
                let mut own = lock();
                loop {
                    match own.next(ahead) {
                        Next::Portion(number, portion) => {
                            drop(own);
                            if give.send((number, work(portion))).is_err() {
                                return;
                            }
                            own = lock();
                        }
                        Next::Later => {
                            own.waiting += 1;
                            own = changed.wait(own).unwrap_or_else(PoisonError::into_inner);
                            own.waiting -= 1;
                        }
                        Next::Ended => return,
                    }
                }
            });
        }
        drop(give);
        // whatever happens here, nobody waits for it any more
        let _end = Ending(&shared, &changed);
        let mut work = begin();
        // results that came before those of earlier portions
        let mut early: BTreeMap<usize, P> = BTreeMap::new();
        let mut next = 0;
        loop {
            early.extend(results.try_iter());
            while let Some(result) = early.remove(&next) {
                next += 1;
                if !take(result) {
                    return;
                }
                let mut own = lock();
                own.taken = next;
                // a call to the system, mostly for nobody
                if own.waiting > 0 {
                    changed.notify_all();
                }
            }
            let portion = lock().next(ahead);
            match portion {
                Next::Portion(number, portion) => {
                    early.insert(number, work(portion));
                }
                Next::Later | Next::Ended => match results.recv() {
                    Ok((number, result)) => {
                        early.insert(number, result);
                    }
                    Err(_) if early.contains_key(&next) => {}
                    Err(_) => return,
                },
            }
        }
    });
}

/// Ends the work of all when it is dropped.
struct Ending<'e, 'c, C>(&'e Mutex<Shared<'c, C>>, &'e Condvar);

impl<C> Drop for Ending<'_, '_, C> {
    fn drop(&mut self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).ended = true;
        self.1.notify_all();
    }
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
                let begin = || |portion: usize| portion;
                let mut taken = Vec::new();
                staged(workers, &mut cut, &begin, &mut |portion| {
                    taken.push(portion);
                    taken.len() < wanted
                });
                assert_eq!(taken, (1..=portions.min(wanted)).collect::<Vec<_>>());
            }
        }
    }
}
