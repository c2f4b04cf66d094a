//! Whether a case can be run at all, decided before anything runs.

use crate::suite::Case;
use boundary::{Capabilities, Clock};
use scenario::check_for;
use scenario::run::Profile;

/// Why the case does not apply to a lock and a link like these; none when it does.
pub(crate) fn obstacle(
    case: Case<'_>,
    capabilities: &Capabilities,
    profile: &Profile,
) -> Option<String> {
    case.applicable(capabilities, &profile.claims).err()
}

/// Why the link's clock cannot tell what the case asks; none when it can.
pub(crate) fn too_fine(case: Case<'_>, clock: Clock) -> Option<String> {
    let Clock::Real { uncertainty } = clock else {
        return None;
    };
    let first = check_for(&case.scenario, uncertainty).into_iter().next()?;
    Some(format!("line {}: {}", first.span.line, first.message))
}
