//! Logarithms, fast and with the same bits everywhere.

/// x ln x for finite x ≥ 0 (0 at 0), to a relative error of about 1e-13 in the logarithm.
///
/// Only additions, multiplications and one division, which IEEE 754 rounds alike on every machine,
/// and no branch, so that the compiler can do several at once: the Jensen–Shannon geometry spends
/// nearly all of its time here. With x = m · 2^e and m in [√½, √2), ln x = e ln 2 + 2 artanh s for
/// s = (m − 1) / (m + 1); the series of artanh converges fast because |s| < 0.172.
#[inline(always)]
pub(in crate::cluster) fn x_ln_x(x: f64) -> f64 {
    // The bits of √½: taking them off first puts m into [√½, √2) rather than [1, 2).
    const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    let safe = x.max(f64::MIN_POSITIVE);
    let shifted = safe.to_bits().wrapping_sub(SQRT_HALF);
    // Arithmetic shift: the exponent with its sign.
    let exponent = f64::from(((shifted as i64) >> 52) as i32);
    let mantissa = f64::from_bits((shifted & ((1 << 52) - 1)) + SQRT_HALF);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let z = s * s;
    let series = 1.0
        + z * (1.0 / 3.0
            + z * (1.0 / 5.0
                + z * (1.0 / 7.0 + z * (1.0 / 9.0 + z * (1.0 / 11.0 + z * (1.0 / 13.0 + z / 15.0))))));
    x * (exponent * std::f64::consts::LN_2 + 2.0 * s * series)
}

/// ln x for finite x ≥ 0 in single precision, to about 10⁻⁷ of it or of 1 (a finite number at 0).
///
/// As above, but with a polynomial (minimax, by Lawson's iteration) in place of the division:
/// ln (1 + y) = y − y²/2 + y³ p(y) for 1 + y in [√½, √2).
#[inline(always)]
pub(super) fn ln(x: f32) -> f32 {
    const SQRT_HALF: u32 = 0x3f35_04f3;
    let safe = if x > f32::MIN_POSITIVE { x } else { f32::MIN_POSITIVE };
    let shifted = safe.to_bits().wrapping_sub(SQRT_HALF);
    let exponent = ((shifted as i32) >> 23) as f32;
    let y = f32::from_bits((shifted & ((1 << 23) - 1)) + SQRT_HALF) - 1.0;
    let p = 0.333_334_03
        + y * (-0.250_011_3
            + y * (0.199_862_38
                + y * (-0.165_834_5 + y * (0.146_461_05 + y * (-0.142_018_66 + y * 0.095_013_16)))));
    exponent * std::f32::consts::LN_2 + (y - y * y * (0.5 - y * p))
}

#[cfg(test)]
mod tests {
    use super::{ln, x_ln_x};
    use proptest::prelude::*;

    #[test]
    fn zero_and_one() {
        assert_eq!(x_ln_x(0.0), 0.0);
        assert_eq!(x_ln_x(1.0), 0.0);
    }

    proptest! {
        #[test]
        fn it_agrees_with_libm(mantissa in 0.5f64..2.0, exponent in -200i32..200) {
            let x = mantissa * 2f64.powi(exponent);
            let expected = x * libm::log(x);
            prop_assert!((x_ln_x(x) - expected).abs() <= 1e-12 * expected.abs().max(x), "{x}");
        }
    }

    #[test]
    fn it_agrees_with_libm_in_single_precision() {
        for i in 1..4000 {
            let x = (i * i) as f32 * 1.7e-4;
            let (found, expected) = (f64::from(ln(x)), libm::log(f64::from(x)));
            assert!((found - expected).abs() < 1.5e-7 * expected.abs().max(1.0), "{x}: {found} {expected}");
        }
        assert!(ln(0.0).is_finite() && ln(1.0) == 0.0);
    }
}
