//! Counting in how many rows each key occurs, without keeping the rows.

/// Spreads keys over the slots: odd, so that no two keys become one.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// Row counts by key. Memory: 16 bytes a slot, at most 5 of 8 slots taken.
#[derive(Debug, Clone)]
pub(super) struct Counter {
    slots: Vec<Slot>,
    shift: u32,
    taken: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u64,
    /// 0 in a free slot.
    rows: u32,
    /// The row that was counted last.
    last: u32,
}

impl Default for Counter {
    fn default() -> Self {
        Self::with_bits(12)
    }
}

impl Counter {
    fn with_bits(bits: u32) -> Self {
        Self { slots: vec![Slot::default(); 1 << bits], shift: 64 - bits, taken: 0 }
    }

    /// Counts `key` in `row`, once however often it is told. The tellings of a row must come
    /// without those of another between them.
    #[inline]
    pub(super) fn add(&mut self, key: u64, row: u32) {
        let at = self.find(key);
        let slot = &mut self.slots[at];
        if slot.rows == 0 {
            *slot = Slot { key, rows: 1, last: row };
            self.took_one();
        } else if slot.last != row {
            slot.rows += 1;
            slot.last = row;
        }
    }

    /// Adds the counts of other rows.
    pub(super) fn absorb(&mut self, other: &Self) {
        for (key, rows) in other.iter() {
            let at = self.find(key);
            let slot = &mut self.slots[at];
            let is_new = slot.rows == 0;
            *slot = Slot { key, rows: slot.rows + rows, last: slot.last };
            if is_new {
                self.took_one();
            }
        }
    }

    /// Keys and their row counts, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, u32)> {
        self.slots.iter().filter(|slot| slot.rows > 0).map(|slot| (slot.key, slot.rows))
    }

    #[inline]
    fn find(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (key.wrapping_mul(SPREAD) >> self.shift) as usize;
        while self.slots[at].rows > 0 && self.slots[at].key != key {
            at = (at + 1) & mask;
        }
        at
    }

    #[inline]
    fn took_one(&mut self) {
        self.taken += 1;
        if self.taken * 8 > self.slots.len() * 5 {
            self.grow();
        }
    }

    #[cold]
    fn grow(&mut self) {
        let mut larger = Self::with_bits(64 - self.shift + 1);
        for slot in self.slots.iter().filter(|slot| slot.rows > 0) {
            let at = larger.find(slot.key);
            larger.slots[at] = *slot;
        }
        larger.taken = self.taken;
        *self = larger;
    }
}

/// Numbers for keys that are hashes, and in how many rows each key occurs. Memory: 16 bytes a key
/// and 13 to 26 for finding it.
pub(super) struct Interner {
    /// The lower half of a key, then its number; [`FREE`] where there is none. The place follows
    /// from the key's first bits.
    slots: Vec<u64>,
    shift: u32,
    entries: Vec<Slot>,
}

/// Keys that are looked up side by side.
const AT_ONCE: usize = 16;

/// No number.
const FREE: u32 = u32::MAX;

impl Default for Interner {
    fn default() -> Self {
        Self { slots: vec![u64::from(FREE); 1 << 12], shift: 64 - 12, entries: Vec::new() }
    }
}

impl Interner {
    /// The number of `key`, which is counted in `row` once however often it is told. The tellings
    /// of a row must come without those of another between them.
    #[inline]
    pub(super) fn add(&mut self, key: u64, row: u32) -> u32 {
        let (at, number) = self.find(key);
        if number == FREE {
            return self.insert(at, key, row);
        }
        let entry = &mut self.entries[number as usize];
        entry.rows += u32::from(entry.last != row);
        entry.last = row;
        number
    }

    /// [`Self::add`] for the keys of a row. The places of several keys are read before the first of
    /// them is looked at, so that these readings do not wait for each other.
    pub(super) fn add_all(&mut self, keys: &[u64], row: u32, mut emit: impl FnMut(u32)) {
        for keys in keys.chunks(AT_ONCE) {
            let mut slots = [u64::from(FREE); AT_ONCE];
            for (slot, &key) in slots.iter_mut().zip(keys) {
                *slot = self.slots[(key >> self.shift) as usize];
            }
            for (&slot, &key) in slots.iter().zip(keys) {
                // A slot that names the key's entry does so for good.
                match self.entries.get_mut(slot as u32 as usize).filter(|entry| entry.key == key) {
                    Some(entry) => {
                        entry.rows += u32::from(entry.last != row);
                        entry.last = row;
                        emit(slot as u32);
                    }
                    None => emit(self.add(key, row)),
                }
            }
        }
    }

    /// Number of keys.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Keys and their row counts, by number.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, u32)> {
        self.entries.iter().map(|entry| (entry.key, entry.rows))
    }

    /// The number of a key that is known, and its row count.
    pub(super) fn get(&self, key: u64) -> Option<(usize, u32)> {
        let (_, number) = self.find(key);
        self.entries.get(number as usize).map(|entry| (number as usize, entry.rows))
    }

    /// The place of `key` and its number; [`FREE`] and the place for it where it is not known.
    #[inline]
    fn find(&self, key: u64) -> (usize, u32) {
        let mask = self.slots.len() - 1;
        let mut at = (key >> self.shift) as usize;
        loop {
            let slot = self.slots[at];
            let number = slot as u32;
            let is_here = (slot >> 32) as u32 == key as u32
                && self.entries.get(number as usize).is_some_and(|entry| entry.key == key);
            if is_here || number == FREE {
                return (at, number);
            }
            at = (at + 1) & mask;
        }
    }

    #[cold]
    fn insert(&mut self, at: usize, key: u64, row: u32) -> u32 {
        let number = self.entries.len() as u32;
        self.entries.push(Slot { key, rows: 1, last: row });
        self.slots[at] = (key << 32) | u64::from(number);
        if self.entries.len() * 8 > self.slots.len() * 5 {
            self.grow();
        }
        number
    }

    fn grow(&mut self) {
        self.shift -= 1;
        let mask = self.slots.len() * 2 - 1;
        self.slots.clear();
        self.slots.resize(mask + 1, u64::from(FREE));
        for (number, entry) in self.entries.iter().enumerate() {
            let mut at = (entry.key >> self.shift) as usize;
            while self.slots[at] as u32 != FREE {
                at = (at + 1) & mask;
            }
            self.slots[at] = (entry.key << 32) | number as u64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_and_a_row_counts_once() {
        let mut interner = Interner::default();
        // Keys that share their first bits, their last bits, or neither.
        let key = |i: u64| match i % 3 {
            0 => i,
            1 => i << 40,
            _ => crate::text::hash::combine(i, 1),
        };
        for row in 0..3 {
            let keys: Vec<u64> = (0..9_100).flat_map(|i| [key(i.min(8_999)); 2]).collect();
            let mut at = 0;
            interner.add_all(&keys, row, |number| {
                assert_eq!(number, (at / 2).min(8_999));
                at += 1;
            });
            for i in 0..9_000 {
                assert_eq!(interner.add(key(i), row), i as u32);
            }
        }
        assert_eq!(interner.len(), 9_000);
        assert!(interner.iter().eq((0..9_000).map(|i| (key(i), 3))));
        assert_eq!(interner.get(key(700)), Some((700, 3)));
        assert_eq!(interner.get(key(9_000)), None);
    }

    #[test]
    fn a_row_counts_once_and_counters_add_up() {
        let (mut whole, mut parts) = (Counter::default(), [Counter::default(), Counter::default()]);
        for row in 0..2000u32 {
            for i in 0..20 {
                let key = u64::from(row * i % 7919);
                whole.add(key, row);
                parts[row as usize % 2].add(key, row);
            }
        }
        let [mut sum, other] = parts;
        sum.absorb(&other);
        let sorted = |counter: &Counter| {
            let mut all: Vec<_> = counter.iter().collect();
            all.sort_unstable();
            all
        };
        assert_eq!(sorted(&sum), sorted(&whole));
        assert_eq!(sorted(&whole)[0], (0, 2000));
    }
}
