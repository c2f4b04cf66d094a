//! The program.

fn main() -> std::process::ExitCode {
    strikeplate::program()
}
