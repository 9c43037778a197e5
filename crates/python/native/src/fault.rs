//! Errors as Python's exceptions, whose classes are in `commonground.exceptions`.

use commonground::Error;
use commonground_formats::{FormatError, Reason};
use pyo3::PyErr;

/// The exceptions, in a module of Python so that they can be pickled.
mod exceptions {
    pyo3::import_exception!(commonground.exceptions, CodesError);
    pyo3::import_exception!(commonground.exceptions, ColumnError);
    pyo3::import_exception!(commonground.exceptions, FrameworkError);
    pyo3::import_exception!(commonground.exceptions, InputError);
    pyo3::import_exception!(commonground.exceptions, InternalError);
    pyo3::import_exception!(commonground.exceptions, MissingFileError);
    pyo3::import_exception!(commonground.exceptions, ModelError);
    pyo3::import_exception!(commonground.exceptions, OutputError);
    pyo3::import_exception!(commonground.exceptions, ReadError);
    pyo3::import_exception!(commonground.exceptions, SettingError);
}

/// Why there is no result.
#[derive(Debug)]
pub(crate) enum Fault {
    Core(Error),
    Formats(FormatError),
    /// A setting that the library does not have, or of another form.
    Settings(String),
    /// A column that the frame does not have or that holds something else.
    Column(String),
    /// Something given from memory that does not fit.
    Input(String),
    /// A saved study or model that cannot be read.
    Model(String),
    Threads(String),
    Panic,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault::Core(error)
    }
}

impl From<FormatError> for Fault {
    fn from(error: FormatError) -> Self {
        match error {
            FormatError::Core(error) => Fault::Core(error),
            error => Fault::Formats(error),
        }
    }
}

impl From<Fault> for PyErr {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Core(error) => of_core(&error),
            Fault::Formats(error) => of_formats(&error),
            Fault::Settings(what) => exceptions::SettingError::new_err(what),
            Fault::Column(what) => exceptions::ColumnError::new_err(what),
            Fault::Input(what) => exceptions::InputError::new_err(what),
            Fault::Model(what) => exceptions::ModelError::new_err(what),
            Fault::Threads(what) => exceptions::InternalError::new_err(format!(
                "the threads cannot be started ({what}): try fewer threads"
            )),
            Fault::Panic => exceptions::InternalError::new_err(
                "commonground has a fault: please report the place that it told on standard error",
            ),
        }
    }
}

fn of_core(error: &Error) -> PyErr {
    let what = in_python(&error.to_string());
    match error {
        Error::InvalidSetting { .. } => exceptions::SettingError::new_err(what),
        Error::Framework(_) => exceptions::FrameworkError::new_err(what),
        Error::Codes { .. } => exceptions::CodesError::new_err(what),
        Error::Model { .. } => exceptions::ModelError::new_err(what),
        _ => exceptions::InputError::new_err(what),
    }
}

fn of_formats(error: &FormatError) -> PyErr {
    let what = in_python(&error.to_string());
    match error {
        FormatError::Unreadable { reason, .. } => match **reason {
            Reason::Missing => exceptions::MissingFileError::new_err(what),
            Reason::NoTextColumn { .. } | Reason::UnknownColumn { .. } | Reason::NoIdColumn { .. } => {
                exceptions::ColumnError::new_err(what)
            }
            _ => exceptions::ReadError::new_err(what),
        },
        FormatError::DamagedLog { .. } => exceptions::ReadError::new_err(what),
        FormatError::Unwritable { .. } => exceptions::OutputError::new_err(what),
        _ => exceptions::InputError::new_err(what),
    }
}

/// Remedies name the flags of the command; in Python they are arguments.
fn in_python(message: &str) -> String {
    let flags = [
        ("--max-file-bytes", "max_file_bytes="),
        ("--metadata", "metadata="),
        ("--meta", "meta="),
        ("--text", "text="),
        ("--id", "id="),
        ("each with --settles", "in settles="),
        ("--voter", "voter="),
        ("--choices", "choices="),
        ("--form ", "form="),
        ("--why TEXT", "why="),
        ("--by NAME", "by="),
        ("--device", "device="),
        ("--by", "by="),
        ("--mix ", "mix="),
        ("--across", "across="),
        ("`commonground study init`", "StudyFolder.create"),
        ("`study status` and the ledger have", "decisions() has"),
        ("as `decide --sheet` wrote it", "as the sheet had it"),
        ("another --out", "another path"),
        ("add --force", "give overwrite=True"),
    ];
    flags.iter().fold(with_list(message), |message, (flag, argument)| message.replace(flag, argument))
}

/// `--settles A --settles B` as the list that it is in Python.
fn with_list(message: &str) -> String {
    const FLAG: &str = "--settles ";
    let mut told = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, after)) = rest.split_once(FLAG) {
        told.push_str(before);
        let (one, behind) = after.split_once(' ').unwrap_or((after, ""));
        let Some(second) = behind.strip_prefix(FLAG) else { return message.to_owned() };
        let end = second.find(char::is_whitespace).unwrap_or(second.len());
        told += &format!("settles=[{one:?}, {:?}]", &second[..end]);
        rest = &second[end..];
    }
    told + rest
}
