//! Tables that all threads fill and read together: what one thread has learnt, no other learns again.
//!
//! They only grow, so reading waits for nobody. Where one has become too large, a new one takes its
//! place ([`Home`]) and the old one goes with its last reader. What a table keeps of a key must
//! follow from the key alone: then nothing depends on who was first.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// `N` numbers by hash, at most half of the first `2^BITS` places taken: all of a key stands together.
/// Where a level is full, further keys go to the next.
#[derive(Debug)]
pub(crate) struct Slots<const N: usize, const BITS: usize> {
    levels: [OnceLock<Box<[Slot<N>]>>; LEVELS],
}

/// Each level has four times the slots of the one before it.
const LEVELS: usize = 8;

#[derive(Debug)]
struct Slot<const N: usize> {
    /// 0 while it is free.
    hash: AtomicU64,
    values: [AtomicU64; N],
}

impl<const N: usize> Default for Slot<N> {
    fn default() -> Self {
        Self { hash: AtomicU64::new(0), values: [const { AtomicU64::new(0) }; N] }
    }
}

impl<const N: usize, const BITS: usize> Default for Slots<N, BITS> {
    fn default() -> Self {
        Self { levels: [const { OnceLock::new() }; LEVELS] }
    }
}

impl<const N: usize, const BITS: usize> Slots<N, BITS> {
    /// The values of `hash`.
    #[inline]
    pub(crate) fn find(&self, hash: u64) -> Option<&[AtomicU64; N]> {
        let hash = hash.max(1);
        for level in &self.levels {
            let slots = level.get()?;
            let slot = &slots[place(slots, hash)];
            if slot.hash.load(Acquire) == hash {
                return Some(&slot.values);
            }
        }
        None
    }

    /// Puts in the values of `hash`, which has none yet, behind `count` others. Only one thread may do
    /// so at a time.
    pub(crate) fn insert(&self, hash: u64, values: [u64; N], count: usize) {
        let half = |level: usize| 1usize << (BITS - 1 + 2 * level);
        let (mut level, mut room) = (0, half(0));
        while count >= room && level + 1 < LEVELS {
            level += 1;
            room += half(level);
        }
        let hash = hash.max(1);
        let slots =
            self.levels[level].get_or_init(|| (0..2 * half(level)).map(|_| Slot::default()).collect());
        let slot = &slots[place(slots, hash)];
        slot.values.iter().zip(values).for_each(|(slot, value)| slot.store(value, Relaxed));
        slot.hash.store(hash, Release);
    }
}

/// Where `hash` stands, or the free place where it belongs.
#[inline]
fn place<const N: usize>(slots: &[Slot<N>], hash: u64) -> usize {
    let last = slots.len() - 1;
    let mut at = (hash >> 32) as usize & last;
    loop {
        let known = slots[at].hash.load(Acquire);
        if known == hash || known == 0 {
            return at;
        }
        at = (at + 1) & last;
    }
}

/// Values by number, counted from 0; each is put in once.
#[derive(Debug)]
pub(crate) struct Numbered<T> {
    /// Each part has twice the room of the one before it.
    parts: [OnceLock<Box<[OnceLock<T>]>>; PARTS],
}

const PARTS: usize = 22;
const FIRST_PART: u32 = 10;

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { parts: [const { OnceLock::new() }; PARTS] }
    }
}

impl<T> Numbered<T> {
    /// The value with this number.
    #[inline]
    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        let (part, at) = Self::place(number);
        self.parts[part].get()?[at].get()
    }

    /// Puts in the value with this number.
    pub(crate) fn set(&self, number: u32, value: T) {
        let (part, at) = Self::place(number);
        let room = 1usize << (FIRST_PART as usize + part);
        let part = self.parts[part].get_or_init(|| (0..room).map(|_| OnceLock::new()).collect());
        // Whoever puts values in numbers them.
        let _ = part[at].set(value);
    }

    #[inline]
    fn place(number: u32) -> (usize, usize) {
        let from = u64::from(number) + (1 << FIRST_PART);
        let bits = from.ilog2();
        ((bits - FIRST_PART) as usize, (from - (1 << bits)) as usize)
    }
}

/// Where threads find the table that is filled now.
#[derive(Debug, Default)]
struct Home<T> {
    turn: AtomicU64,
    current: Mutex<(u64, Arc<T>)>,
}

/// One thread's hold on a table that it fills together with others.
#[derive(Debug)]
pub(crate) struct Shared<T> {
    home: Arc<Home<T>>,
    turn: u64,
    table: Arc<T>,
}

impl<T: Default> Default for Shared<T> {
    fn default() -> Self {
        let home = Arc::<Home<T>>::default();
        let table = Arc::clone(&home.current.lock().unwrap_or_else(PoisonError::into_inner).1);
        Self { home, turn: 0, table }
    }
}

impl<T> Shared<T> {
    /// The table.
    pub(crate) fn table(&self) -> &Arc<T> {
        &self.table
    }

    /// For another thread.
    pub(crate) fn another(&self) -> Self {
        Self { home: Arc::clone(&self.home), turn: self.turn, table: Arc::clone(&self.table) }
    }

    /// Goes over to the table that is filled now, which is made by `renew` out of the one before where
    /// this is `full`. Whether it is another than before is returned: its numbers mean other things.
    pub(crate) fn refresh(&mut self, full: impl Fn(&T) -> bool, renew: impl FnOnce(&T) -> T) -> bool {
        if self.turn == self.home.turn.load(Acquire) && !full(&self.table) {
            return false;
        }
        let mut current = self.home.current.lock().unwrap_or_else(PoisonError::into_inner);
        if full(&current.1) {
            *current = (current.0 + 1, Arc::new(renew(&current.1)));
            self.home.turn.store(current.0, Release);
        }
        let changed = self.turn != current.0;
        (self.turn, self.table) = (current.0, Arc::clone(&current.1));
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hash::combine;

    #[test]
    fn all_that_is_put_in_is_found_by_every_thread() {
        let (slots, numbered) = (Slots::<1, 10>::default(), Numbered::default());
        let writer = Mutex::new(0u32);
        let find = |key: u64| slots.find(combine(key, 1)).map(|[number]| number.load(Relaxed) as u32);
        let learn = |key: u64| {
            if find(key).is_none() {
                let mut count = writer.lock().unwrap();
                if find(key).is_none() {
                    numbered.set(*count, key);
                    slots.insert(combine(key, 1), [u64::from(*count)], *count as usize);
                    *count += 1;
                }
            }
            assert_eq!(numbered.get(find(key).unwrap()), Some(&key));
        };
        std::thread::scope(|scope| {
            for thread in 0..4u64 {
                let learn = &learn;
                scope.spawn(move || (0..20_000).for_each(|key| learn(key * (thread + 1) % 30_000)));
            }
        });
        let distinct: std::collections::BTreeSet<u64> =
            (0..4u64).flat_map(|thread| (0..20_000).map(move |key| key * (thread + 1) % 30_000)).collect();
        assert_eq!(*writer.lock().unwrap() as usize, distinct.len());
        assert!(find(30_001).is_none() && numbered.get(60_000).is_none());
    }

    #[test]
    fn a_full_table_gives_way_to_one_for_all() {
        let mut one = Shared::<Vec<u32>>::default();
        let mut other = one.another();
        assert!(!one.refresh(|table| table.len() > 1, |_| vec![1, 2]));
        assert!(one.refresh(Vec::is_empty, |_| vec![1]));
        assert!(other.refresh(Vec::is_empty, |_| vec![2]), "it goes over to the one that is there");
        assert_eq!((&**one.table(), &**other.table()), (&vec![1], &vec![1]));
        assert!(!other.refresh(Vec::is_empty, |_| vec![2]));
    }
}
