//! What the reports look like, on a run made by hand.

use crate::sample;

use reports::{Context, Format, Run, console};

fn written(name: &str, run: &Run, context: &Context) -> String {
    let format = Format::named(name).expect("the table has it");
    let mut out = Vec::new();
    (format.write)(run, context, &mut out).expect("memory takes it");
    String::from_utf8(out).expect("a report is UTF-8")
}

fn assert_golden(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../golden");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn the_console_shows_one_screen_per_failure() {
    let context = Context {
        observations: true,
        ..sample::context()
    };
    assert_golden("console", &written("console", &sample::run(), &context));
}

#[test]
fn junit_is_in_the_dialect() {
    let context = Context {
        attachments: vec!["out/run.journal".into()],
        ..sample::context()
    };
    assert_golden("junit", &written("junit", &sample::run(), &context));
}

#[test]
fn json_holds_every_case() {
    assert_golden("json", &written("json", &sample::run(), &sample::context()));
}

#[test]
fn html_is_one_page() {
    let page = written("html", &sample::run(), &sample::context());
    assert!(!page.contains("<script"), "no script");
    assert!(
        !page.contains("http://") && !page.contains("https://"),
        "no network"
    );
    assert!(
        page.contains("nonce/table#a&#60;b"),
        "what comes from outside is escaped"
    );
    assert_golden("html", &page);
}

#[test]
fn the_json_report_fits_its_schema() {
    let schema = serde_json::from_str(&reports::json::schema()).expect("the schema is JSON");
    let text = written("json", &sample::run(), &sample::context());
    let report = serde_json::from_str(&text).expect("the report is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let errors: Vec<String> = validator
        .iter_errors(&report)
        .map(|e| e.to_string())
        .collect();
    assert_eq!(errors, [""; 0]);
}

#[test]
fn a_screen_fits_a_screen() {
    let run = sample::run();
    let failed = &run.cases[1];
    let screen = console::screen(&run, failed, &sample::context());
    assert!(screen.lines().count() <= 40, "{screen}");
    assert!(
        screen.lines().all(|row| row.chars().count() <= 110),
        "{screen}"
    );
    assert!(
        !screen.contains('\u{1b}'),
        "no control character from outside"
    );
}

#[test]
fn colours_come_only_when_asked_for() {
    let run = sample::run();
    let plain = console::whole(&run, &sample::context());
    let coloured = console::whole(
        &run,
        &Context {
            colour: true,
            ..sample::context()
        },
    );
    assert!(!plain.contains('\u{1b}'));
    assert!(coloured.contains("\u{1b}[1;31mFAIL"));
}
