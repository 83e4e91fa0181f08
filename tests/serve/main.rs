//! `nabra serve` from outside, over real connections.

#![cfg(feature = "serve")]
#![allow(clippy::expect_used, reason = "a helper that fails is a test that fails")]

mod api;
mod guard;
mod hostile;
mod openapi;
mod page;
mod stop;
mod support;
