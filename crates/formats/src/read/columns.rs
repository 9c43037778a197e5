//! Which columns of a table, or fields of JSON records, hold the text, the id and the metadata.

use std::collections::BTreeSet;

use super::ReadOptions;
use super::names::{is_personal, nearest, plain, words};
use crate::error::{Reason, shown};

/// The columns of one table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) text: Vec<usize>,
    pub(super) id: Option<usize>,
    pub(super) meta: Vec<usize>,
    /// Where senders say what they allow.
    pub(super) consent: Option<usize>,
    /// What the user should know about the choice.
    pub(super) warnings: Vec<String>,
}

/// Headers that plainly mean the text.
const TEXT: [&str; 9] =
    ["text", "answer", "response", "body", "comment", "comments", "submission", "description", "abstract"];

/// Headers that plainly mean the id, the likeliest first.
const ID: [&str; 7] = ["id", "ref", "reference", "response id", "respondent id", "document", "doc id"];

/// The header that plainly means what a sender allowed.
const CONSENT: &str = "consent";

/// Whether a header plainly means the text or the id of a document.
pub(super) fn is_plain(header: &str) -> bool {
    let words = words(header);
    TEXT.contains(&words.as_str()) || ID.contains(&words.as_str())
}

/// Chooses the columns of a table by the options and, where they are silent, by plain headers.
///
/// `elsewhere` are the headers of the metadata table: `--meta` may name those too.
pub(super) fn choose(
    headers: &[String],
    options: &ReadOptions,
    elsewhere: &[String],
) -> Result<Columns, Reason> {
    let named_id = options.id.as_deref().map(|name| find(headers, name, "--id")).transpose()?;
    let named_meta = named_meta(headers, options, elsewhere)?;
    let consent = consent(headers, options, elsewhere)?;
    let text = if options.text.is_empty() {
        let is_taken = |column| [named_id, consent].contains(&Some(column)) || named_meta.contains(&column);
        vec![plain_text(headers, is_taken)?]
    } else {
        options.text.iter().map(|name| find(headers, name, "--text")).collect::<Result<_, _>>()?
    };
    let id = match named_id {
        Some(id) => Some(id),
        None => plain_id(headers, &text)?,
    };
    let mut columns = Columns { text, id, meta: named_meta, consent, warnings: Vec::new() };
    if options.meta.is_empty() {
        columns.take_the_rest_as_metadata(headers);
    }
    Ok(columns)
}

/// The column with what senders allowed: the one that is named, or one that is plainly headed `consent` and not named as
/// anything else.
pub(super) fn consent(
    headers: &[String],
    options: &ReadOptions,
    elsewhere: &[String],
) -> Result<Option<usize>, Reason> {
    let Some(name) = &options.consent else {
        let is_other = |header: &String| {
            let named = options.meta.iter().chain(&options.text).chain(&options.id);
            named.into_iter().any(|name| plain(name) == plain(header))
        };
        let is_consent = |column: &usize| words(&headers[*column]) == CONSENT && !is_other(&headers[*column]);
        let found: Vec<usize> = (0..headers.len()).filter(is_consent).collect();
        return match found[..] {
            [] => Ok(None),
            [only] => Ok(Some(only)),
            [first, ..] => Err(Reason::AmbiguousColumn { name: headers[first].clone() }),
        };
    };
    match find(headers, name, "--consent") {
        Ok(column) => Ok(Some(column)),
        Err(Reason::UnknownColumn { .. }) if find(elsewhere, name, "--consent").is_ok() => Ok(None),
        Err(reason) => Err(reason),
    }
}

/// The id column of the metadata table: the one named for the documents if it has it, or a plain one.
pub(super) fn id_of_metadata(headers: &[String], options: &ReadOptions) -> Result<usize, Reason> {
    let named = options.id.as_deref().and_then(|name| find(headers, name, "--id").ok());
    match named {
        Some(id) => Ok(id),
        None => plain_id(headers, &[])?.ok_or_else(|| Reason::NoIdColumn { headers: headers.to_vec() }),
    }
}

impl Columns {
    /// Makes every column metadata that is neither text nor id, but for those that are likely to
    /// name a person, those without a header, and those whose header occurred before.
    pub(super) fn take_the_rest_as_metadata(&mut self, headers: &[String]) {
        let (mut personal, mut repeated, mut nameless) = (Vec::new(), Vec::new(), Vec::new());
        let mut seen = BTreeSet::new();
        for (column, header) in headers.iter().enumerate() {
            let is_new = seen.insert(header);
            if self.text.contains(&column) || [self.id, self.consent].contains(&Some(column)) {
                continue;
            }
            if header.is_empty() {
                nameless.push((column + 1).to_string());
            } else if is_personal(header) {
                personal.push(format!("{:?}", shown(header)));
            } else if !is_new {
                repeated.push(format!("{:?}", shown(header)));
            } else {
                self.meta.push(column);
            }
        }
        let mut warn = |names: Vec<String>, what: &str| {
            if !names.is_empty() {
                self.warnings.push(format!("not read: {} ({what})", names.join(", ")));
            }
        };
        warn(personal, "they look like personal data; to read them, name all metadata columns with --meta");
        warn(repeated, "the header occurs more than once and only the first is read; rename it");
        warn(nameless, "the number of a column without a header; give it one");
    }
}

/// The columns that `--meta` names, leaving out those that only the metadata table has.
fn named_meta(headers: &[String], options: &ReadOptions, elsewhere: &[String]) -> Result<Vec<usize>, Reason> {
    let mut columns = Vec::with_capacity(options.meta.len());
    for name in &options.meta {
        match find(headers, name, "--meta") {
            Ok(column) => columns.push(column),
            Err(Reason::UnknownColumn { .. }) if find(elsewhere, name, "--meta").is_ok() => {}
            Err(reason) => return Err(reason),
        }
    }
    Ok(columns)
}

/// The one column that plainly holds the text.
fn plain_text(headers: &[String], is_taken: impl Fn(usize) -> bool) -> Result<usize, Reason> {
    let is_text = |column: &usize| TEXT.contains(&words(&headers[*column]).as_str());
    let candidates: Vec<usize> = (0..headers.len()).filter(|c| !is_taken(*c)).filter(is_text).collect();
    match candidates[..] {
        [] => Err(Reason::NoTextColumn { headers: headers.to_vec() }),
        [only] => Ok(only),
        [first, ..] => {
            // Twice the same header cannot be told apart by a flag.
            find(headers, &headers[first], "--text")?;
            let candidates = candidates.iter().map(|&c| headers[c].clone()).collect();
            Err(Reason::SeveralTextColumns { candidates, headers: headers.to_vec() })
        }
    }
}

/// The column that plainly holds the id, if there is one.
fn plain_id(headers: &[String], taken: &[usize]) -> Result<Option<usize>, Reason> {
    for name in ID {
        let is_id = |column: &usize| !taken.contains(column) && words(&headers[*column]) == name;
        let mut candidates = (0..headers.len()).filter(is_id);
        if let Some(first) = candidates.next() {
            return match candidates.find(|&other| headers[other] == headers[first]) {
                Some(_) => Err(Reason::AmbiguousColumn { name: headers[first].clone() }),
                None => Ok(Some(first)),
            };
        }
    }
    Ok(None)
}

/// The column that the user named: by its exact header, or else by case and spaces aside.
fn find(headers: &[String], name: &str, flag: &'static str) -> Result<usize, Reason> {
    let exact: Vec<usize> = (0..headers.len()).filter(|&c| headers[c] == name).collect();
    let matches = match exact[..] {
        [] => (0..headers.len()).filter(|&c| plain(&headers[c]) == plain(name)).collect(),
        _ => exact,
    };
    match matches[..] {
        [only] => Ok(only),
        [] => Err(Reason::UnknownColumn {
            flag,
            name: name.to_owned(),
            near: nearest(name, headers),
            headers: headers.to_vec(),
        }),
        _ => Err(Reason::AmbiguousColumn { name: name.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(line: &str) -> Vec<String> {
        line.split(',').map(str::to_owned).collect()
    }

    fn options(text: &str, id: &str, meta: &str) -> ReadOptions {
        let list = |names: &str| names.split(',').filter(|n| !n.is_empty()).map(str::to_owned).collect();
        let id = Some(id.to_owned()).filter(|id| !id.is_empty());
        ReadOptions { text: list(text), id, meta: list(meta), ..ReadOptions::default() }
    }

    /// Headers, the flags text, id and meta, and the columns that are expected for them.
    type Case<'a> = (&'a str, [&'a str; 3], &'a [usize], Option<usize>, &'a [usize]);

    #[test]
    fn columns_are_chosen_by_flags_and_by_plain_headers() {
        #[rustfmt::skip]
        let cases: &[Case<'_>] = &[
            ("id,text,place",             ["", "", ""],           &[1],    Some(0), &[2]),
            ("TEXT,Ref",                  ["", "", ""],           &[0],    Some(1), &[]),
            ("ResponseId,Comments,Lang",  ["", "", ""],           &[1],    Some(0), &[2]),
            ("doc_id,reference,abstract", ["", "", ""],           &[2],    Some(1), &[0]),
            ("q1,q2,place",               ["q1,Q2", "", ""],      &[0, 1], None,    &[2]),
            ("id,text,place,size",        ["", "", "size"],       &[1],    Some(0), &[3]),
            ("id,answer,description",     ["", "", "description"],&[1],    Some(0), &[2]),
            ("comment,text",              ["", "comment", ""],    &[1],    Some(0), &[]),
            ("text,Text,id",              ["Text", "", ""],       &[1],    Some(2), &[0]),
            ("id,text,Email address",     ["", "", ""],           &[1],    Some(0), &[]),
            ("id,text,Email address",     ["", "", "email address"], &[1], Some(0), &[2]),
            ("id,text,,a,a",              ["", "", ""],           &[1],    Some(0), &[3]),
        ];
        for (line, [text, id, meta], wanted_text, wanted_id, wanted_meta) in cases {
            let columns = choose(&headers(line), &options(text, id, meta), &[]).unwrap();
            assert_eq!(&columns.text, wanted_text, "{line}");
            assert_eq!(&columns.id, wanted_id, "{line}");
            assert_eq!(&columns.meta, wanted_meta, "{line}");
        }
    }

    #[test]
    fn what_cannot_be_chosen_is_an_error_that_lists_the_headers_and_shows_the_flag() {
        #[rustfmt::skip]
        let cases: &[(&str, [&str; 3], &[&str])] = &[
            ("id,question",     ["", "", ""],         &["name it with --text", r#""id", "question""#]),
            ("answer,comments", ["", "", ""],         &[r#"--text "answer""#, r#""answer", "comments""#]),
            ("id,answer",       ["anser", "", ""],    &["--text", r#"did you mean "answer"?"#, r#""id", "answer""#]),
            ("id,text",         ["", "refrence", ""], &[r#"no column "refrence" for --id;"#]),
            ("id,text",         ["", "", "place"],    &[r#"no column "place" for --meta"#]),
            ("id,text,text",    ["", "", ""],         &[r#""text" occurs more than once"#]),
            ("id,text,id",      ["", "", ""],         &[r#""id" occurs more than once"#]),
            ("id,text,a,a",     ["", "", "a"],        &[r#""a" occurs more than once"#]),
        ];
        for (line, [text, id, meta], parts) in cases {
            let message = choose(&headers(line), &options(text, id, meta), &[]).unwrap_err().to_string();
            for part in *parts {
                assert!(message.contains(part), "{line}: {message}");
            }
        }
    }

    #[test]
    fn the_consent_column_is_named_or_plain_and_no_metadata() {
        /// Headers, the flags consent and meta, and the columns that are expected for them.
        type Case<'a> = (&'a str, Option<&'a str>, &'a str, Option<usize>, &'a [usize]);
        #[rustfmt::skip]
        let cases: &[Case<'_>] = &[
            ("id,text,consent",       None,             "",        Some(2), &[]),
            ("id,text,Consent ,size", None,             "",        Some(2), &[3]),
            ("id,text,consent",       None,             "consent", None,    &[2]),
            ("id,text,consent given", None,             "",        None,    &[2]),
            ("id,text,may we?",       Some("May we?"),  "",        Some(2), &[]),
            ("id,text,consent,ok",    Some("ok"),       "",        Some(3), &[2]),
        ];
        for (line, consent, meta, expected, wanted_meta) in cases {
            let options = ReadOptions { consent: consent.map(str::to_owned), ..options("", "", meta) };
            let columns = choose(&headers(line), &options, &[]).unwrap();
            assert_eq!(columns.consent, *expected, "{line}");
            assert_eq!(&columns.meta, wanted_meta, "{line}");
        }
        let wrong = ReadOptions { consent: Some("consnt".to_owned()), ..ReadOptions::default() };
        let message = choose(&headers("id,text,consent"), &wrong, &[]).unwrap_err().to_string();
        assert!(message.contains("--consent") && message.contains("did you mean"), "{message}");
        // It may be in the table of metadata instead.
        let elsewhere = headers("id,consnt");
        assert_eq!(choose(&headers("id,text"), &wrong, &elsewhere).unwrap().consent, None);
        let twice = choose(&headers("id,text,consent,Consent"), &ReadOptions::default(), &[]);
        assert!(twice.unwrap_err().to_string().contains("occurs more than once"));
    }

    #[test]
    fn columns_that_are_left_out_are_named() {
        let columns = choose(&headers("id,text,Mobile,a,a,,Surname"), &ReadOptions::default(), &[]).unwrap();
        let warnings = columns.warnings.join("\n");
        for part in
            [r#""Mobile", "Surname" (they look like personal"#, "--meta", r#"not read: "a" ("#, "not read: 6"]
        {
            assert!(warnings.contains(part), "{warnings}");
        }
    }
}
