//! Numbers as a sheet shows them: dates and times by their format, all others without the noise of binary fractions.

use super::super::day::date;

/// How numbers of a style are shown, as far as it changes what they mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shape {
    has_date: bool,
    has_time: bool,
}

impl Shape {
    /// Of a format that every program knows by number.
    pub(super) fn of_id(id: u32) -> Self {
        match id {
            14..=17 | 27..=31 | 34..=36 | 50..=54 | 57..=58 => Shape { has_date: true, has_time: false },
            18..=21 | 32..=33 | 45..=47 | 55..=56 => Shape { has_date: false, has_time: true },
            22 => Shape { has_date: true, has_time: true },
            _ => Shape::default(),
        }
    }

    /// Of a format code such as `dd/mm/yyyy hh:mm`. Text in quotes, in brackets and behind a backslash is none of it.
    pub(super) fn of_code(code: &str) -> Self {
        let mut shape = Shape::default();
        let mut has_month = false;
        let mut chars = code.chars();
        while let Some(c) = chars.next() {
            match c.to_ascii_lowercase() {
                '"' => while chars.next().is_some_and(|c| c != '"') {},
                // [h] counts hours beyond a day, [Red] is a colour.
                '[' => while chars.next().is_some_and(|c| c != ']') {},
                '\\' | '_' | '*' => drop(chars.next()),
                'y' | 'd' => shape.has_date = true,
                'h' | 's' => shape.has_time = true,
                'm' => has_month = true,
                ';' => break,
                _ => {}
            }
        }
        shape.has_date |= has_month && !shape.has_time;
        if code.to_ascii_lowercase().starts_with("general") { Shape::default() } else { shape }
    }
}

/// A number of a cell, as it is read.
pub(super) fn shown_number(written: &str, shape: Shape, from_1904: bool) -> String {
    let Some(number) = written.parse::<f64>().ok().filter(|number| number.is_finite()) else {
        return written.to_owned();
    };
    let is_moment = (shape.has_date || shape.has_time) && (0.0..2_958_466.0).contains(&number);
    if is_moment { moment(number, shape, from_1904) } else { plain(number) }
}

/// A number with the fifteen digits that Excel keeps.
fn plain(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}")
}

/// A date, a time, or both: 2026-03-02 10:11:12.
fn moment(number: f64, shape: Shape, from_1904: bool) -> String {
    let seconds = (number * 86_400.0).round() as i64;
    let (day, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let time = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    if !shape.has_date {
        // A duration may have more hours than a day.
        return if day == 0 { time } else { plain(number) };
    }
    // Excel counts a 29 February 1900 that never was.
    let since_1970 = match (from_1904, day) {
        (true, _) => day - 24_107,
        (false, ..60) => day - 25_568,
        (false, _) => day - 25_569,
    };
    let (year, month, of_month) = date(since_1970);
    let date = format!("{year:04}-{month:02}-{of_month:02}");
    if shape.has_time && second != 0 { format!("{date} {time}") } else { date }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_shown() {
        #[rustfmt::skip]
        let cases = [
            ("3", "General", "3"),
            ("0.30000000000000004", "General", "0.3"),
            ("1E3", "0.00", "1000"),
            ("-2.5", "dd/mm/yyyy", "-2.5"),
            ("46083", "dd/mm/yyyy", "2026-03-02"),
            ("46083.5", "dd/mm/yyyy hh:mm", "2026-03-02 12:00:00"),
            ("46083", "m/d/yy h:mm", "2026-03-02"),
            ("0.25", "hh:mm", "06:00:00"),
            ("46083", "[Red]0", "46083"),
            ("46083", "\"days\" 0", "46083"),
            ("46083", "mmm yyyy", "2026-03-02"),
            ("60", "d", "1900-02-28"),
            ("61", "d", "1900-03-01"),
            ("1", "d", "1900-01-01"),
            ("what", "d", "what"),
        ];
        for (written, code, expected) in cases {
            // The day that never was is the one before it.
            assert_eq!(shown_number(written, Shape::of_code(code), false), expected, "{written} as {code}");
        }
        assert_eq!(shown_number("44621", Shape::of_id(14), true), "2026-03-02");
    }
}
