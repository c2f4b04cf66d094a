//! The matrix on a console.

use super::{Defect, Matrix, Outcome, Trouble, Variant};
use crate::console::paint::clean;
use std::fmt::Write as _;

/// A few lines: how many of everything.
#[must_use]
pub fn summary(matrix: &Matrix) -> String {
    let counts = matrix.counts();
    let mut out = String::new();
    let parts: Vec<String> = Outcome::ALL
        .iter()
        .filter_map(|outcome| {
            let many = counts.get(outcome)?;
            Some(format!("{many} {}", outcome.name()))
        })
        .collect();
    let _ = writeln!(
        out,
        "defects:  {}: {}",
        matrix.defects.len(),
        listed(&parts)
    );
    if !matrix.variants.is_empty() {
        let pass = matrix.variants.iter().filter(|one| one.passes()).count();
        let many = matrix.variants.len();
        let _ = writeln!(out, "variants: {many}: {pass} pass, {} do not", many - pass);
    }
    let killers = matrix.kills().len();
    let purposes = matrix.cases.iter().filter(|case| case.purpose.is_some());
    let _ = writeln!(
        out,
        "cases:    {}: {killers} find a defect, {} say what else they are for",
        matrix.cases.len(),
        purposes.count(),
    );
    out
}

/// What wants a look: defects that are not found as they should be, right locks that fail.
#[must_use]
pub fn troubles(matrix: &Matrix) -> String {
    let mut out = String::new();
    for defect in &matrix.defects {
        if defect.outcome != Outcome::Killed {
            of_defect(defect, &mut out);
        }
    }
    for variant in &matrix.variants {
        if !variant.passes() || !variant.unjudged.is_empty() {
            of_variant(variant, &mut out);
        }
    }
    out
}

fn of_defect(defect: &Defect, out: &mut String) {
    let _ = writeln!(
        out,
        "{} {} ({})",
        defect.outcome.name(),
        clean(&defect.name),
        defect.breaks.join(", ")
    );
    if !defect.sentence.is_empty() {
        let _ = writeln!(out, "    {}", clean(&defect.sentence));
    }
    for case in defect.noted.iter().take(SHOWN) {
        let _ = writeln!(out, "    finding {case}");
    }
    lines(&defect.other, out);
    lines(&defect.unjudged, out);
}

fn of_variant(variant: &Variant, out: &mut String) {
    let how = if variant.passes() {
        "not all judged"
    } else {
        "false alarm"
    };
    let _ = writeln!(out, "{how} {}", clean(&variant.name));
    lines(&variant.failed, out);
    lines(&variant.unjudged, out);
}

fn lines(troubles: &[Trouble], out: &mut String) {
    for one in troubles.iter().take(SHOWN) {
        let how = if one.verdict.is_empty() {
            "fail"
        } else {
            &one.verdict
        };
        let against = one.against.join(", ");
        let _ = writeln!(out, "    {how} {} {against}", one.case);
        let _ = writeln!(out, "        {}", clean(&one.reason));
    }
    if troubles.len() > SHOWN {
        let _ = writeln!(out, "    and {} more", troubles.len() - SHOWN);
    }
}

fn listed(parts: &[String]) -> String {
    if parts.is_empty() {
        "none".to_owned()
    } else {
        parts.join(", ")
    }
}

/// How many cases are shown of each row.
const SHOWN: usize = 4;
