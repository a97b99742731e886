//! The real program, spoken to over real sockets.

mod floods;
mod frames;
mod messages;
mod pages;
mod people;
mod place;
mod restart;
mod slow;
mod start;
mod tokens;
