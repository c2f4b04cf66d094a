//! The YAML language and the sans-IO run.
