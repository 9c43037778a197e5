//! How a strength is shaded. The number stands in every cell: the shade only helps the eye.

/// How many shades there are; the stylesheet has a class `s1` … for each.
pub(super) const SHADES: usize = 5;

/// The class of the shade for a strength between `least` (the score from which an area is given) and 1.
pub(super) fn shade(strength: f64, least: f64) -> String {
    let share = ((strength - least) / (1.0 - least).max(f64::EPSILON)).clamp(0.0, 1.0);
    format!("s{}", ((share * SHADES as f64) as usize).min(SHADES - 1) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSS: &str = include_str!("templates/report.css");

    /// The value of a custom property of the stylesheet, as red, green and blue.
    fn colour(name: &str) -> [f64; 3] {
        let (_, rest) = CSS.split_once(&format!("--{name}: #")).unwrap_or_else(|| panic!("no --{name}"));
        let channel = |at: usize| f64::from(u8::from_str_radix(&rest[at..at + 2], 16).unwrap()) / 255.0;
        [channel(0), channel(2), channel(4)]
    }

    /// WCAG 2.2, "contrast ratio".
    fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
        let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        let luminance =
            |c: [f64; 3]| 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]) + 0.05;
        let (a, b) = (luminance(a), luminance(b));
        a.max(b) / a.min(b)
    }

    #[test]
    fn a_strength_gets_a_shade_between_the_least_score_and_one() {
        assert_eq!([0.5, 0.59, 0.61, 0.99, 1.0].map(|s| shade(s, 0.5)), ["s1", "s1", "s2", "s5", "s5"]);
        assert_eq!(shade(1.0, 1.0), "s1");
    }

    #[test]
    fn text_on_every_shade_and_ground_has_enough_contrast() {
        let mut pairs: Vec<(String, String)> =
            (1..=SHADES).map(|n| (format!("s{n}"), format!("on-s{n}"))).collect();
        for ground in ["paper", "tint", "mark", "warm"] {
            for text in ["ink", "quiet", "link", "accent"] {
                pairs.push((ground.to_owned(), text.to_owned()));
            }
        }
        for (ground, text) in pairs {
            let ratio = contrast(colour(&ground), colour(&text));
            assert!(ratio >= 4.5, "--{text} on --{ground}: {ratio:.2}");
        }
    }

    #[test]
    fn marks_and_the_focus_ring_stand_out_from_the_page() {
        for mark in ["link", "accent", "bar", "focus", "edge"] {
            let ratio = contrast(colour("paper"), colour(mark));
            assert!(ratio >= 3.0, "--{mark}: {ratio:.2}");
        }
    }
}
