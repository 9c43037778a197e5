//! The key of pseudonyms: read, or made, and kept apart from what is given away.

use std::path::{Path, absolute};

use commonground_formats::read::PseudonymKey;

use crate::args::ReadArgs;
use crate::console::{Console, complain};
use crate::failure::Failure;

/// The key that was asked for. It is made if it is not there, but for a run that writes nothing.
///
/// # Errors
/// If it lies where others would get it with the results, or would be read as a text; or cannot be read or made.
pub(crate) fn key(
    args: &ReadArgs,
    inputs: &[String],
    out: &str,
    is_dry: bool,
    console: &Console,
) -> Result<Option<PseudonymKey>, Failure> {
    let Some(name) = &args.pseudonyms else { return Ok(None) };
    let path = Path::new(name);
    if let Some(folder) = inputs.iter().map(String::as_str).chain([out]).find(|folder| lies_in(path, folder))
    {
        let what = format!(
            "{name}: the key of pseudonyms may not lie in {folder}: keep it apart, in a folder of its own"
        );
        return Err(Failure::Usage(what));
    }
    if let Some(key) = PseudonymKey::load(path)? {
        return Ok(Some(key));
    }
    if is_dry {
        let random = PseudonymKey::random();
        return random.map(Some).map_err(|error| Failure::Failed(format!("no key can be made ({error})")));
    }
    let key = PseudonymKey::make(path)?;
    if !console.is_quiet() {
        complain(&format!("made the key {name}: keep it, and keep it apart from the results"));
    }
    Ok(Some(key))
}

/// Refuses tables of codes beside pseudonyms: they name the documents by ids, which would come out in warnings.
pub(crate) fn check_codes<'a>(
    args: &ReadArgs,
    codes: impl Iterator<Item = &'a String>,
) -> Result<(), Failure> {
    if args.pseudonyms.is_some() && codes.count() > 0 {
        let what = "tables of codes name documents by their ids, so they do not go with --pseudonyms: leave one of them out";
        return Err(Failure::Usage(what.to_owned()));
    }
    Ok(())
}

/// A key that has to be there, because what it is for was made with it.
pub(crate) fn known_key(args: &ReadArgs) -> Result<Option<PseudonymKey>, Failure> {
    let Some(name) = &args.pseudonyms else { return Ok(None) };
    let key = PseudonymKey::load(Path::new(name))?;
    let missing = || Failure::Failed(format!("{name}: there is no such key: give the one of the analysis"));
    key.map(Some).ok_or_else(missing)
}

/// Whether a file, which need not exist, is this one or lies in this folder, which need not exist either.
fn lies_in(path: &Path, folder: &str) -> bool {
    let whole = |path: &Path| {
        let path = absolute(path).ok()?;
        let known = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)))?;
        path.strip_prefix(known.0).ok().map(|rest| known.1.join(rest))
    };
    folder != "-"
        && whole(path).zip(whole(Path::new(folder))).is_some_and(|(path, folder)| path.starts_with(folder))
}
