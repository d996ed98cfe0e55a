//! Writes the inputs that the fuzz targets begin with: `seeds FOLDER` makes a folder for each target.

use std::{env, fs, io, path::Path};

use sealpost_fuzz::seeds;

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).ok_or_else(|| io::Error::other("usage: seeds FOLDER"))?;
    for (target, inputs) in seeds::all() {
        let folder = Path::new(&folder).join(target);
        fs::create_dir_all(&folder)?;
        for (name, bytes) in inputs {
            fs::write(folder.join(name), bytes)?;
        }
    }
    Ok(())
}
