//! The schema over a real node: real log, real views, real people store in a directory of its own.

mod account;
mod allocation;
mod approval;
mod bad_argument;
mod batch;
mod city;
mod disposal;
mod document;
mod errand;
mod figure;
mod following;
mod loan;
mod need;
mod office;
mod page;
mod paper;
mod post;
mod race;
mod repeat;
mod sight;
mod stocktake;
mod upload;
mod waste;
