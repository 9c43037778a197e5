//! Numbers and lists in plain words.

/// A number with commas between thousands.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut told = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            told.push(',');
        }
        told.push(digit);
    }
    told
}

/// "1 passage", "1,200 passages".
pub(crate) fn counted(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// A share (0–1) in whole per cent; neither nothing nor everything unless it is.
pub(crate) fn percent(share: f64) -> String {
    match share {
        s if s > 0.0 && s < 0.005 => "under 1%".to_owned(),
        s if (0.995..1.0).contains(&s) => "over 99%".to_owned(),
        s => format!("{:.0}%", s * 100.0),
    }
}

/// A part of a whole in per cent; of nothing it is nothing.
pub(crate) fn percent_of(part: usize, whole: usize) -> String {
    percent(if whole == 0 { 0.0 } else { part as f64 / whole as f64 })
}

/// "a", "a and b", "a, b and c".
pub(crate) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The first `few` of a list, and how many more there are.
pub(super) fn listed_in_short(items: &[String], few: usize) -> String {
    if items.len() <= few {
        return listed(items);
    }
    format!("{} and {} more", items[..few].join(", "), grouped(items.len() - few))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_agree_with_their_nouns() {
        assert_eq!(
            [0, 999, 1000, 10_555, 1_234_567].map(grouped),
            ["0", "999", "1,000", "10,555", "1,234,567"]
        );
        assert_eq!([0, 1, 2].map(|n| counted(n, "theme")), ["0 themes", "1 theme", "2 themes"]);
    }

    #[test]
    fn percentages_do_not_round_to_nothing_or_everything() {
        assert_eq!(
            [0.0, 0.001, 0.116, 0.999, 1.0].map(percent),
            ["0%", "under 1%", "12%", "over 99%", "100%"]
        );
        assert_eq!(percent_of(0, 0), "0%");
    }

    #[test]
    fn lists_read_as_english() {
        let items = ["a", "b", "c"].map(String::from);
        assert_eq!(listed(&items[..1]), "a");
        assert_eq!(listed(&items), "a, b and c");
        assert_eq!(listed_in_short(&items, 2), "a, b and 1 more");
    }
}
