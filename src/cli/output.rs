//! Where data goes: standard output, or a file that appears only once it is whole.

use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io::{self, Stdout, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, Once, PoisonError};

use flate2::write::GzEncoder;
use tempfile::{Builder, NamedTempFile};

use super::CliError;

const ZSTD_LEVEL: i32 = 3;
/// The exit code of a program that Ctrl-C stopped.
const INTERRUPTED: i32 = 130;

/// An output under way. Dropped before [`finish`](Self::finish) it leaves nothing behind, and a file
/// that was there before stays as it is.
pub(crate) struct Output {
    name: String,
    packer: Packer,
    /// Where the finished file goes.
    place: Option<PathBuf>,
}

enum Packer {
    Plain(Raw),
    Gzip(GzEncoder<Raw>),
    Zstd(zstd::Encoder<'static, Raw>),
}

enum Raw {
    Stdout(Stdout),
    /// A device or a pipe, which cannot be replaced.
    Device(File),
    File(NamedTempFile),
}

impl Output {
    /// Prepares to write to `path`, by default and for `-` to standard output. The endings `.gz` and
    /// `.zst` compress.
    pub(crate) fn create(path: Option<&Path>) -> Result<Self, CliError> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            return Ok(Self {
                name: "stdout".to_owned(),
                packer: Packer::Plain(Raw::Stdout(io::stdout())),
                place: None,
            });
        };
        let name = path.display().to_string();
        let fail = |source| CliError::Write { name: name.clone(), source };
        let (raw, place) = open(path).map_err(fail)?;
        let packer = match path.extension().and_then(OsStr::to_str) {
            Some("gz") => Packer::Gzip(GzEncoder::new(raw, flate2::Compression::default())),
            Some("zst") => Packer::Zstd(zstd::Encoder::new(raw, ZSTD_LEVEL).map_err(fail)?),
            _ => Packer::Plain(raw),
        };
        Ok(Self { name, packer, place })
    }

    /// Writes all of it.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        let outcome = match &mut self.packer {
            Packer::Plain(raw) => raw.write_all(bytes),
            Packer::Gzip(encoder) => encoder.write_all(bytes),
            Packer::Zstd(encoder) => encoder.write_all(bytes),
        };
        outcome.map_err(|source| self.fail(source))
    }

    /// Completes the output; a file stands in its place from now on.
    pub(crate) fn finish(self) -> Result<(), CliError> {
        let Self { name, packer, place } = self;
        let complete = || -> io::Result<()> {
            let mut raw = match packer {
                Packer::Plain(raw) => raw,
                Packer::Gzip(encoder) => encoder.finish()?,
                Packer::Zstd(encoder) => encoder.finish()?,
            };
            raw.flush()?;
            if let (Raw::File(file), Some(place)) = (raw, place) {
                file.as_file().sync_all()?;
                file.persist(place)?;
            }
            Ok(())
        };
        complete().map_err(|source| CliError::Write { name, source })
    }

    fn fail(&self, source: io::Error) -> CliError {
        CliError::Write { name: self.name.clone(), source }
    }
}

impl Write for Raw {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(stdout) => stdout.write(bytes),
            Self::Device(file) => file.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.flush(),
            Self::Device(file) => file.flush(),
            Self::File(file) => file.flush(),
        }
    }
}

/// A file beside the one that it becomes, or the thing itself where it is no file.
fn open(path: &Path) -> io::Result<(Raw, Option<PathBuf>)> {
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory; name a file in it"));
    }
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return Ok((Raw::Device(File::options().write(true).open(path)?), None));
    }
    // The file that a link stands for is replaced, not the link.
    let place = if old.is_some() { fs::canonicalize(path)? } else { path.to_owned() };
    let directory = match place.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !directory.is_dir() {
        let reason = format!("there is no directory {}", directory.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, reason));
    }
    let file = match old.map(|old| old.permissions()) {
        Some(permissions) if permissions.readonly() => {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file there is read-only"));
        }
        Some(permissions) => {
            let file = builder().tempfile_in(directory)?;
            file.as_file().set_permissions(permissions)?;
            file
        }
        None => match usual_permissions() {
            Some(permissions) => builder().permissions(permissions).tempfile_in(directory)?,
            None => builder().tempfile_in(directory)?,
        },
    };
    remove_on_interrupt(file.path());
    Ok((Raw::File(file), Some(place)))
}

/// Unfinished files of this run.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Takes an unfinished file away when the run is stopped with Ctrl-C or a signal; a finished one has
/// another name by then.
pub(super) fn remove_on_interrupt(path: &Path) {
    static HANDLER: Once = Once::new();
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
    HANDLER.call_once(|| {
        // Where no handler can be set, the file is left behind.
        let _ = ctrlc::set_handler(|| {
            for path in UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
                let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            }
            process::exit(INTERRUPTED);
        });
    });
}

/// Hidden, so that a directory that is read and written at once does not read its own output.
fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".nabra-").suffix(".part");
    builder
}

/// What a new file may be, before the user's mask.
#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "other systems have none")]
fn usual_permissions() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn usual_permissions() -> Option<Permissions> {
    None
}
