//! The state directory: small secrets that are made at the first start and read at every later one, by their owner alone.
//! Without a directory they are made up anew each time.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use ring::rand::{SecureRandom, SystemRandom};

/// Where secrets are kept, if anywhere.
#[derive(Debug, Clone)]
pub struct State(Option<PathBuf>);

impl State {
    /// Opens the directory, and makes it where it is missing.
    ///
    /// # Errors
    /// One line saying which directory cannot be used, and why.
    pub fn open(directory: Option<&Path>) -> Result<Self, String> {
        if let Some(directory) = directory {
            fs::create_dir_all(directory).map_err(|cause| format!("the state directory {} cannot be used: {cause}", directory.display()))?;
        }
        Ok(Self(directory.map(Path::to_path_buf)))
    }

    /// The 32 random bytes of this name.
    ///
    /// # Errors
    /// One line saying which file cannot be read or written, and why.
    pub fn secret(&self, name: &str) -> Result<[u8; 32], String> {
        if let Some(text) = self.read(name)? {
            return decode(text.trim()).ok_or_else(|| format!("{} is damaged; remove it to have a new one made", self.place(name)));
        }
        let secret = random();
        self.write(name, &BASE64_STANDARD.encode(secret))?;
        Ok(secret)
    }

    /// What was written under this name, if anything.
    ///
    /// # Errors
    /// One line saying which file cannot be read, and why.
    pub fn read(&self, name: &str) -> Result<Option<String>, String> {
        let Some(directory) = &self.0 else { return Ok(None) };
        match fs::read_to_string(directory.join(name)) {
            Ok(text) => Ok(Some(text)),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(format!("{} cannot be read: {cause}", self.place(name))),
        }
    }

    /// Keeps `text` under this name.
    ///
    /// # Errors
    /// One line saying which file cannot be written, and why.
    pub fn write(&self, name: &str, text: &str) -> Result<(), String> {
        let Some(directory) = &self.0 else { return Ok(()) };
        let fresh = directory.join(format!("{name}.{}", std::process::id()));
        let written = create_private(&fresh)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .and_then(|()| fs::rename(&fresh, directory.join(name)));
        written.map_err(|cause| format!("{} cannot be written: {cause}", self.place(name)))
    }

    fn place(&self, name: &str) -> String {
        self.0.as_deref().unwrap_or(Path::new("")).join(name).display().to_string()
    }
}

fn create_private(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn decode(text: &str) -> Option<[u8; 32]> {
    BASE64_STANDARD.decode(text).ok()?.try_into().ok()
}

fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the system has random numbers: nothing can be kept secret without");
    bytes
}
