//! callkit-server carries messages between signed-in people, serves the demo, and issues tokens for calls.
//! It knows nothing of what the messages say; media never passes through it.

pub mod call_token;
pub mod frame;
pub mod http;
pub mod limits;
pub mod listen;
pub mod metrics;
pub mod options;
pub mod origin;
pub mod outbox;
pub mod pace;
pub mod people;
pub mod reply;
pub mod server;
pub mod session;
pub mod socket;
pub mod state;
pub mod tls;
pub mod turn;
pub mod upgrade;
