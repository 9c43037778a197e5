//! The order in which people sort names: runs of digits count by their value.

use std::cmp::Ordering;

/// Compares two ids with digit runs by value; ids that differ only in leading zeros are ordered
/// by their bytes, so that the order is total and equal only for equal strings.
pub fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.as_bytes(), b.as_bytes());
    while let (Some(&x), Some(&y)) = (left.first(), right.first()) {
        let order = if x.is_ascii_digit() && y.is_ascii_digit() {
            let (p, q) = (take_digits(&mut left), take_digits(&mut right));
            p.len().cmp(&q.len()).then(p.cmp(q))
        } else {
            (left, right) = (&left[1..], &right[1..]);
            x.cmp(&y)
        };
        if order.is_ne() {
            return order;
        }
    }
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

/// Takes the leading digits off `rest` and returns them without leading zeros.
fn take_digits<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let len = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, tail) = rest.split_at(len);
    *rest = tail;
    let zeros = digits.iter().take_while(|&&b| b == b'0').count();
    &digits[zeros..]
}

#[cfg(test)]
mod tests {
    use super::natural_order;
    use proptest::prelude::*;
    use std::cmp::Ordering;

    #[test]
    fn numbers_count_by_value() {
        let mut ids = ["a10", "a2", "a02", "a", "b1", "a2b", "10", "9", ""];
        ids.sort_by(|x, y| natural_order(x, y));
        assert_eq!(ids, ["", "9", "10", "a", "a02", "a2", "a2b", "a10", "b1"]);
    }

    proptest! {
        #[test]
        fn the_order_is_total(a in "[a0-2]{0,5}", b in "[a0-2]{0,5}", c in "[a0-2]{0,5}") {
            prop_assert_eq!(natural_order(&a, &b), natural_order(&b, &a).reverse());
            prop_assert_eq!(natural_order(&a, &b) == Ordering::Equal, a == b);
            let mut one = [&a, &b, &c];
            let mut other = [&c, &a, &b];
            one.sort_by(|x, y| natural_order(x, y));
            other.sort_by(|x, y| natural_order(x, y));
            prop_assert_eq!(one, other);
        }
    }
}
