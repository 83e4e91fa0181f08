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

    /// Number of keys.
    pub(super) fn len(&self) -> usize {
        self.taken
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

/// An upper bound of how often each key occurs, in one byte a slot: small enough for the cache,
/// it keeps the many keys that are rare out of a [`Counter`].
pub(super) struct Sketch {
    slots: Vec<u8>,
    shift: u32,
}

impl Sketch {
    /// A sketch for `occurrences` occurrences of keys: four of them a slot, up to 4 MB.
    pub(super) fn new(occurrences: usize) -> Self {
        let bits = (occurrences / 4).next_power_of_two().trailing_zeros().clamp(8, 22);
        Self { slots: vec![0; 1 << bits], shift: 64 - bits }
    }

    /// Counts one occurrence.
    #[inline]
    pub(super) fn add(&mut self, key: u64) {
        let at = self.place(key);
        self.slots[at] = self.slots[at].saturating_add(1);
    }

    /// Adds the counts of another sketch for as many occurrences.
    pub(super) fn absorb(&mut self, other: &Self) {
        for (slot, more) in self.slots.iter_mut().zip(&other.slots) {
            *slot = slot.saturating_add(*more);
        }
    }

    /// Whether `key` may occur `least` times; false means that it does not.
    #[inline]
    pub(super) fn may_reach(&self, key: u64, least: u32) -> bool {
        u32::from(self.slots[self.place(key)]) >= least.min(u32::from(u8::MAX))
    }

    #[inline]
    fn place(&self, key: u64) -> usize {
        (key.wrapping_mul(SPREAD) >> self.shift) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sketch_never_counts_too_low() {
        let mut sketch = Sketch::new(100);
        for key in 0..300u64 {
            (0..=key).for_each(|_| sketch.add(key));
        }
        assert!((0..300u32).all(|key| sketch.may_reach(u64::from(key), key + 1)));
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
        assert_eq!(sum.len(), whole.iter().count());
        assert_eq!(sorted(&whole)[0], (0, 2000));
    }
}
