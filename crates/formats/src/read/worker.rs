//! Parsing in a process of its own, which may die, hang or eat memory without harm to the run.
//!
//! The parent starts the program again with an argument that nobody types, writes the task and the file to its standard
//! input, and reads an answer of limited length from its standard output. The child limits its own memory and computing
//! time before it reads; the parent stops it when its time is over, or when the user asks for an end.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use commonground::Progress;

use super::file::check;
use super::limits::Limits;
use super::parsed::{Fault, Parsed, Task, parse};
use crate::error::Result as FormatResult;

/// How to start the program that reads one file: it has to call [`serve`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
}

/// Begins every answer, so that the output of another program is not taken for one.
const MARK: &[u8] = b"commonground read 1\n";
/// So often the parent looks whether the child is done or the user wants an end.
const LOOK: Duration = Duration::from_millis(25);

/// Parses a file in a process of its own. The outer error is that of the user, who may ask for an end.
pub(super) fn parse_apart(
    worker: &Worker,
    task: &Task,
    bytes: &[u8],
    progress: &dyn Progress,
) -> FormatResult<Result<Parsed, Fault>> {
    let started = Command::new(&worker.program)
        .args(&worker.arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => return Ok(Err(Fault::NoWorker { what: error.kind().to_string() })),
    };
    let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(mut to), Some(from), Some(complaints)) = pipes else {
        end(&mut child);
        return Ok(Err(Fault::NoWorker { what: "no pipes".to_owned() }));
    };
    let limits = &task.limits;
    // What is found is at most what is unpacked; written as JSON it may be longer.
    let longest = limits.unpacked_bytes.saturating_mul(2).saturating_add(1 << 20);
    thread::scope(|scope| {
        let answer = listen(scope, from, longest);
        let complaint = listen(scope, complaints, 1 << 12);
        scope.spawn(move || {
            // A child that ends early does not read it all.
            let header = serde_json::to_vec(task).unwrap_or_default();
            let _ =
                to.write_all(&header).and_then(|()| to.write_all(b"\n")).and_then(|()| to.write_all(bytes));
        });
        let begun = Instant::now();
        let answer = loop {
            match answer.recv_timeout(LOOK) {
                Ok(answer) => break answer,
                Err(RecvTimeoutError::Disconnected) => break Vec::new(),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if let Err(cancelled) = check(progress) {
                end(&mut child);
                return Err(cancelled);
            }
            if begun.elapsed() > Duration::from_secs(limits.seconds) {
                end(&mut child);
                return Ok(Err(Fault::Seconds { limit: limits.seconds }));
            }
        };
        if answer.len() as u64 > longest {
            end(&mut child);
            return Ok(Err(Fault::Unpacked { limit: limits.unpacked_bytes }));
        }
        let status = child.wait();
        let complaint = complaint.recv().unwrap_or_default();
        // Ctrl-C reaches the child as well.
        check(progress)?;
        let json = answer.strip_prefix(MARK).and_then(|json| std::str::from_utf8(json).ok());
        let told = json.and_then(|json| serde_json::from_str(json).ok());
        Ok(match (status, told) {
            (Ok(status), Some(told)) if status.success() => told,
            (Ok(status), _) => Err(why_died(status, &complaint, limits)),
            (Err(error), _) => Err(Fault::NoWorker { what: error.kind().to_string() }),
        })
    })
}

/// Reads all that a pipe has, but not much more than `longest`.
fn listen<'scope>(
    scope: &'scope thread::Scope<'scope, '_>,
    pipe: impl Read + Send + 'scope,
    longest: u64,
) -> Receiver<Vec<u8>> {
    let (to, heard) = channel();
    scope.spawn(move || {
        let mut bytes = Vec::new();
        // What came before a pipe broke is not whole either way.
        let _ = pipe.take(longest + 1).read_to_end(&mut bytes);
        let _ = to.send(bytes);
    });
    heard
}

fn end(child: &mut Child) {
    // It may have ended by itself in the meantime.
    let _ = child.kill();
    let _ = child.wait();
}

fn why_died(status: ExitStatus, complaint: &[u8], limits: &Limits) -> Fault {
    const OUT_OF_MEMORY: &[u8] = b"memory allocation of";
    if complaint.windows(OUT_OF_MEMORY.len()).any(|window| window == OUT_OF_MEMORY) {
        return Fault::Memory { limit: limits.memory };
    }
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return if signal == CPU_TIME_IS_OVER {
            Fault::Seconds { limit: limits.seconds }
        } else {
            Fault::Died { how: format!("signal {signal}") }
        };
    }
    Fault::Died { how: status.code().map_or("no exit code".to_owned(), |code| format!("exit code {code}")) }
}

/// SIGXCPU, which has this number on Linux and macOS.
#[cfg(unix)]
const CPU_TIME_IS_OVER: i32 = 24;

/// What the process of a [`Worker`] does: reads a task and a file from `from`, and writes the answer to `to`.
///
/// # Errors
/// If the task is none, or the pipes break.
pub fn serve(from: &mut dyn Read, to: &mut dyn Write) -> std::io::Result<()> {
    let task: Task = serde_json::from_slice(&line(from)?)?;
    limit_this_process(&task.limits);
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes)?;
    let answer = parse(&task, &bytes);
    drop(bytes);
    to.write_all(MARK)?;
    let mut to = std::io::BufWriter::new(to);
    serde_json::to_writer(&mut to, &answer)?;
    to.flush()
}

/// Reads to the end of a line and not a byte further.
fn line(from: &mut dyn Read) -> std::io::Result<Vec<u8>> {
    const LONGEST: usize = 1 << 16;
    let (mut line, mut byte) = (Vec::new(), [0]);
    while line.len() < LONGEST && from.read(&mut byte)? == 1 && byte != *b"\n" {
        line.push(byte[0]);
    }
    Ok(line)
}

/// Where the system can, it holds this process to its limits of memory and computing time.
fn limit_this_process(limits: &Limits) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let at_most = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
        // A limit that is already lower stays.
        let _ = setrlimit(Resource::As, at_most(limits.memory));
        let _ = setrlimit(
            Resource::Cpu,
            Rlimit { current: Some(limits.seconds), maximum: Some(limits.seconds + 1) },
        );
        let _ = setrlimit(Resource::Core, at_most(0));
    }
    #[cfg(not(unix))]
    let _ = limits;
}
