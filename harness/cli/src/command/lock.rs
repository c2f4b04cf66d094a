//! `lock`: serves the reference lock to others.

use crate::{Exit, Surroundings, reference};
use clap::ArgGroup;
use links::SimChoice;
use links::serve::{ListenAddress, Listener, serve_stdio};
use wire::Api;

/// Serve the reference lock on the attached-lock protocol
#[derive(clap::Args)]
#[command(after_help = "The first run over a process boundary:\n  \
strikeplate run --lock 'exec:strikeplate lock --exec'")]
#[group(skip)]
#[command(group(ArgGroup::new("how").required(true).args(["exec", "listen", "ble", "help_settings", "help_defects"])))]
pub(crate) struct Lock {
    /// Speak on standard input and output, as a child of the harness
    #[arg(long)]
    exec: bool,
    /// Listen for harnesses on HOST:PORT or unix:PATH; each connection meets a lock of its own
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<ListenAddress>,
    /// Be a real peripheral through BlueZ, on that adapter or the default one
    #[arg(long, value_name = "ADAPTER", num_args = 0..=1, default_missing_value = "")]
    ble: Option<String>,
    /// Where the hands of a lock on the air listen: HOST:PORT or unix:PATH
    #[arg(long, value_name = "ADDRESS", requires = "ble")]
    hands: Option<ListenAddress>,
    /// List the settings and variants
    #[arg(long)]
    help_settings: bool,
    /// List the defects
    #[arg(long)]
    help_defects: bool,
    /// Build a named fault in
    #[arg(long, value_name = "NAME")]
    defect: Option<String>,
    /// A named group of settings: a lock that somebody could buy
    #[arg(long, value_name = "NAME")]
    variant: Vec<String>,
    /// One setting; may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE")]
    settings: Vec<String>,
    /// The API version that it claims
    #[arg(long, value_name = "VERSION")]
    api: Option<Api>,
    /// What its randomness follows from; chance when left out
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

impl Lock {
    /// Runs the command.
    pub(crate) fn run(self, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
        if self.help_settings || self.help_defects {
            let all = if self.help_settings {
                reference::settings_help()
            } else {
                reference::defects_help()
            };
            write!(around.out, "{all}")?;
            return Ok(Exit::Passed);
        }
        let seed = match self.seed {
            Some(seed) => seed,
            None => links::clock::random_seed()?,
        };
        let setup = match self
            .choice()
            .and_then(|choice| reference::setup(&choice, seed))
        {
            Ok(setup) => setup,
            Err(why) => return around.usage(why),
        };
        let mut make = reference::maker(setup);
        if let Some(adapter) = self.ble {
            return on_air(make, adapter, self.hands, around);
        }
        match self.listen {
            None => serve_stdio(make())?,
            Some(address) => {
                let listener = Listener::bind(&address)?;
                writeln!(around.out, "listening: --lock {}", listener.address())?;
                around.out.flush()?;
                listener.serve(make)?;
            }
        }
        Ok(Exit::Passed)
    }

    /// All options in the form that `sim:` has, later ones over earlier ones.
    fn choice(&self) -> Result<SimChoice, String> {
        let mut choice = SimChoice::default();
        let mut put = |name: &str, value: &str| choice.settings.push((name.into(), value.into()));
        if let Some(api) = self.api {
            put("api", api.name());
        }
        for variant in &self.variant {
            put("variant", variant);
        }
        for text in &self.settings {
            let (name, value) = text
                .split_once('=')
                .ok_or_else(|| format!("expected NAME=VALUE, got `{text}`"))?;
            put(name, value);
        }
        if let Some(defect) = &self.defect {
            put("defect", defect);
        }
        Ok(choice)
    }
}

/// Serves the lock on the air until the bench breaks.
#[cfg(feature = "ble")]
fn on_air(
    make: links::MakePeer,
    adapter: String,
    hands: Option<ListenAddress>,
    around: &mut Surroundings<'_>,
) -> anyhow::Result<Exit> {
    let options = links::OnAirOptions {
        adapter: Some(adapter).filter(|name| !name.is_empty()),
        hands,
    };
    let mut told = Ok(());
    links::serve_on_air(make, &options, |how| {
        told = writeln!(around.out, "{how}").and_then(|()| around.out.flush());
    })?;
    told?;
    Ok(Exit::Passed)
}

/// As above, in a program without BlueZ.
#[cfg(not(feature = "ble"))]
fn on_air(
    _make: links::MakePeer,
    _adapter: String,
    _hands: Option<ListenAddress>,
    around: &mut Surroundings<'_>,
) -> anyhow::Result<Exit> {
    around.usage("this program is built without BlueZ: build it with `--features ble`")
}
