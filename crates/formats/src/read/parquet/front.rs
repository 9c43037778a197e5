//! Bytes from the front: what all layers of the format are read by.

/// Takes some bytes, if there are as many.
pub(super) fn cut<'b>(rest: &mut &'b [u8], length: impl TryInto<usize>) -> Option<&'b [u8]> {
    let (taken, after) = rest.split_at_checked(length.try_into().ok()?)?;
    *rest = after;
    Some(taken)
}

/// Takes a whole number of seven bits a byte.
pub(super) fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}
