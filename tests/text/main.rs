//! The text room from outside: folding, tokens, clitics, sentences and voices.
//!
//! Tables of cases are read from the folder `$NABRA_SHARED` or `../shared`; a test that finds
//! no such folder says so and passes.

#[cfg(test)]
mod connotations;
#[cfg(test)]
mod foreign;
#[cfg(test)]
mod merge;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod speakers;
#[cfg(test)]
mod support;
#[cfg(test)]
mod unicode;
#[cfg(test)]
mod voices;
