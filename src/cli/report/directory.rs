//! A folder that appears only once it is whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempDir};

use crate::cli::CliError;
use crate::cli::output::remove_on_interrupt;

/// A folder under way. Dropped before [`finish`](Self::finish) it leaves nothing behind.
pub(super) struct Directory {
    name: String,
    place: PathBuf,
    partial: TempDir,
}

impl Directory {
    /// Prepares a new folder, or one that is there and empty.
    pub(super) fn create(place: &Path) -> Result<Self, CliError> {
        let name = place.display().to_string();
        let fail = |source| CliError::Write { name: name.clone(), source };
        let refuse = |kind, reason: String| fail(io::Error::new(kind, reason));
        match fs::read_dir(place).map(|mut entries| entries.next().is_none()) {
            Ok(true) => {}
            Ok(false) => {
                let reason = "the folder is not empty; name a new one with -o, or remove it first";
                return Err(refuse(io::ErrorKind::AlreadyExists, reason.to_owned()));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(fail(error)),
        }
        let parent = match place.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        if !parent.is_dir() {
            let reason = format!("there is no directory {}", parent.display());
            return Err(refuse(io::ErrorKind::NotFound, reason));
        }
        let mut builder = Builder::new();
        builder.prefix(".nabra-").suffix(".part");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o777));
        }
        let partial = builder.tempdir_in(parent).map_err(fail)?;
        remove_on_interrupt(partial.path());
        for folder in ["articles", "factions"] {
            fs::create_dir(partial.path().join(folder)).map_err(fail)?;
        }
        Ok(Self { name, place: place.to_owned(), partial })
    }

    /// Writes a file; `name` is below the folder.
    pub(super) fn put(&self, name: &str, content: &str) -> Result<(), CliError> {
        fs::write(self.partial.path().join(name), content).map_err(|source| self.fail(source))
    }

    /// Completes the folder; it stands in its place from now on.
    pub(super) fn finish(self) -> Result<(), CliError> {
        let Self { name, place, partial } = self;
        if place.is_dir() {
            // It is empty; some systems rename nothing onto a folder.
            fs::remove_dir(&place).map_err(|source| CliError::Write { name: name.clone(), source })?;
        }
        // An empty folder is left out rather than shown.
        let _ = fs::remove_dir(partial.path().join("articles"));
        fs::rename(partial.path(), &place).map_err(|source| CliError::Write { name, source })?;
        // Nothing is left under the old name to take away.
        let _ = partial.keep();
        Ok(())
    }

    fn fail(&self, source: io::Error) -> CliError {
        CliError::Write { name: self.name.clone(), source }
    }
}
