//! The command line of commonground.
//!
//! It is thin: it turns arguments into settings, lets `commonground-formats` read, `commonground` compute
//! and `commonground-formats` write, and tells people what came out. Results go to standard output, all
//! else to standard error. Each command is a module that reads from top to bottom.

mod args;
mod commands;
mod console;
mod dry_run;
mod failure;
mod interrupt;
mod place;
mod pseudonyms;
mod settings;
mod unit_table;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::Parser;
use clap::error::ErrorKind;
use commonground_formats::read::worker::serve;

use args::{Cli, Command};
use console::{Console, complain};
use failure::{FAILED, Failure, USAGE};
use settings::{READ_ONE_FILE, read_apart};

/// Like [`run`], where the process is this program and nothing else: then it starts itself again to read each Word, Excel,
/// PDF and Parquet file apart, so that none can harm the run.
pub fn run_program(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|argument| argument == READ_ONE_FILE) {
        return read_one_file();
    }
    read_apart();
    run(arguments)
}

/// Runs the command line with these arguments, the first of which is the program's name. Returns the exit
/// code: 0 if all went well, 1 if the work failed, 2 if the arguments are wrong, 130 if it was interrupted.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) if error.kind() == ErrorKind::InvalidUtf8 => {
            let what = "an argument is not valid UTF-8: rename the file, or give the folder that it is in";
            return Failure::Usage(what.to_owned()).tell();
        }
        Err(error) => {
            // Also the way of --help and --version. Nobody may be listening.
            let _ = error.print();
            return if error.use_stderr() { USAGE } else { 0 };
        }
    };
    say_no_more_than_the_place_of_a_panic();
    match catch_unwind(AssertUnwindSafe(|| obey(&cli))) {
        Ok(Ok(())) => 0,
        Ok(Err(failure)) => failure.tell(),
        Err(_) => FAILED,
    }
}

/// Reads the file on standard input for another process of this program. Whatever it meets, it can harm nobody else.
fn read_one_file() -> u8 {
    // The message of a panic may quote a document.
    std::panic::set_hook(Box::new(|_| {}));
    let (mut from, mut to) = (std::io::stdin().lock(), std::io::stdout().lock());
    match serve(&mut from, &mut to) {
        Ok(()) => 0,
        Err(_) => FAILED,
    }
}

/// Runs the command on as many threads as were asked for.
fn obey(cli: &Cli) -> Result<(), Failure> {
    let threads = cli.command.run_args().and_then(|run| run.threads).unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| {
        Failure::Failed(format!("the threads cannot be started ({error}): try fewer --threads"))
    })?;
    let console = Console::new(cli.command.is_quiet());
    interrupt::listen(&console);
    let outcome = pool.install(|| match &cli.command {
        Command::Analyse(args) => commands::analyse::run(args, &console),
        Command::Export(args) => commands::export::run(args, &console),
        Command::Cluster(args) => commands::cluster::run(args, &console),
        Command::Background(args) => commands::background::run(args, &console),
        Command::Code(args) => commands::code::run(args, &console),
        Command::Agreement(args) => commands::agreement::run(args, &console),
        Command::Framework(command) => commands::framework::run(command, &console),
        Command::Study(command) => commands::process::study::run(command, &console),
        Command::Decide(args) => commands::process::decide::run(args, &console),
        Command::Replay(args) => commands::process::replay::run(args, &console),
        Command::Ledger(args) => commands::process::ledger::run(args, &console),
        Command::Prioritise(args) => commands::process::prioritise::run(args, &console),
        Command::Group(args) => commands::process::group::run(args, &console),
        Command::Compare(args) => commands::process::compare::run(args, &console),
        Command::Propose(args) => commands::process::propose::run(args, &console),
        Command::Purge(args) => commands::process::purge::run(args, &console),
    });
    console.clear();
    outcome
}

/// A panic is a fault of ours, and its message may quote a document: only its place is told.
fn say_no_more_than_the_place_of_a_panic() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
        let version = env!("CARGO_PKG_VERSION");
        complain(&format!("error: commonground {version} has a fault{place}: please report this line"));
    }));
}
