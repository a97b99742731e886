//! One socket's life: it says who it is, sends and is sent to, and ends for a reason that it is told.

use std::{
    convert::Infallible,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    select,
    time::{Instant, Sleep, sleep, timeout},
};
use tokio_tungstenite::tungstenite::{
    Error, Message, Utf8Bytes,
    error::{CapacityError, ProtocolError},
    protocol::{CloseFrame, frame::coding::CloseCode},
};
use tracing::{debug, info};

use crate::{
    frame::{Fault, Said, Told},
    limits,
    metrics::{Code, Reason},
    outbox::Outbox,
    pace::{Pace, Verdict},
    people::{Seat, Sent},
    server::{Ending, Server},
    session::Session,
    upgrade::Socket,
};

/// Why a socket ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum End {
    /// The client closed it with this code, or with 1006 just went.
    Left(u16),
    Broken,
    NotUtf8,
    TooBig,
    Restart,
    Full,
    NoHello,
    TokenRefused,
    TooManyOfOnePerson,
    Idle,
    TooSlow,
    Flooding,
}

/// Lives until one side ends it.
pub async fn live(mut socket: Socket, server: Arc<Server>, mut ending: Ending) {
    let Some(_slot) = server.slot() else {
        debug!("full");
        return leave(&mut socket, &server, End::Full).await;
    };
    let end = course(&mut socket, &server, pin!(ending.told())).await;
    leave(&mut socket, &server, end).await;
}

async fn course(socket: &mut Socket, server: &Server, mut ending: Pin<&mut impl Future<Output = ()>>) -> End {
    let limits = &server.options.limits;
    let mut alarm = pin!(sleep(limits.hello_timeout));
    let session = select! {
        hello = hello(socket, server) => match hello {
            Ok(session) => session,
            Err(end) => return end,
        },
        () = &mut alarm => return End::NoHello,
        () = &mut ending => return End::Restart,
    };

    let outbox = Arc::new(Outbox::new(limits));
    let welcome = Told::Welcome {
        user_id: &session.user,
        expires_at: session.expires_at,
    };
    outbox.push(&welcome.text());
    let Some(seat) = server.people.enter(&session.user, &outbox) else {
        return End::TooManyOfOnePerson;
    };
    info!(user = seat.user(), "signed in");
    let end = talk(socket, server, &seat, &outbox, session.left(), alarm, ending).await;
    info!(user = seat.user(), ?end, "gone");
    end
}

async fn hello(socket: &mut Socket, server: &Server) -> Result<Session, End> {
    let text = loop {
        match heard(socket.next().await)? {
            Heard::Text(text) => break text,
            Heard::Binary => return Err(End::NoHello),
            Heard::Control => {}
        }
    };
    match Said::read(&text) {
        Ok(Said::Hello { token }) => server.sessions.read(&token).ok_or(End::TokenRefused),
        _ => Err(End::NoHello),
    }
}

async fn talk(
    socket: &mut Socket,
    server: &Server,
    seat: &Seat<'_>,
    outbox: &Outbox,
    session: Duration,
    alarm: Pin<&mut Sleep>,
    ending: Pin<&mut impl Future<Output = ()>>,
) -> End {
    let (sink, frames) = socket.split();
    // Who sends may have to wait for a receiver, and is written to meanwhile.
    select! {
        end = hear(frames, server, seat, outbox, session, alarm) => end,
        end = write(sink, outbox) => end,
        never = list(seat, outbox) => match never {},
        () = outbox.stalled() => End::TooSlow,
        () = ending => End::Restart,
    }
}

async fn hear(mut frames: SplitStream<&mut Socket>, server: &Server, seat: &Seat<'_>, outbox: &Outbox, session: Duration, mut alarm: Pin<&mut Sleep>) -> End {
    let limits = &server.options.limits;
    let mut pace = Pace::new(limits.rate, limits.burst, Instant::now().into_std());
    let mut last = Instant::now();
    let expiry = last + session;
    alarm.as_mut().reset(expiry.min(last + limits.idle_timeout));
    loop {
        select! {
            frame = frames.next() => {
                last = Instant::now();
                let heard = match heard(frame) {
                    Ok(heard) => heard,
                    Err(end) => return end,
                };
                match pace.take(heard.cost(), last.into_std()) {
                    Verdict::Pass => take(&heard, server, seat, outbox).await,
                    Verdict::Refuse => refuse(server, outbox, Fault::RateLimited, "Messages come too fast; this one and those that follow at once are lost.").await,
                    Verdict::Ignore => {}
                    Verdict::Flood => return End::Flooding,
                }
            }
            () = &mut alarm => {
                let now = Instant::now();
                if now >= expiry {
                    return End::TokenRefused;
                }
                if now >= last + limits.idle_timeout {
                    return End::Idle;
                }
                alarm.as_mut().reset(expiry.min(last + limits.idle_timeout));
            }
        }
    }
}

async fn write(mut sink: SplitSink<&mut Socket, Message>, outbox: &Outbox) -> End {
    loop {
        outbox.filled().await;
        while let Some(text) = outbox.take() {
            match sink.feed(Message::Text(text)).await {
                Ok(()) => {}
                // Of pongs that it does not read.
                Err(Error::WriteBufferFull(_)) => return End::TooSlow,
                Err(_) => return End::Left(1006),
            }
        }
        if sink.flush().await.is_err() {
            return End::Left(1006);
        }
    }
}

async fn list(seat: &Seat<'_>, outbox: &Outbox) -> Infallible {
    loop {
        outbox.outdated().await;
        sleep(limits::LIST).await;
        seat.list();
    }
}

async fn take(heard: &Heard, server: &Server, seat: &Seat<'_>, outbox: &Outbox) {
    let text = match heard {
        Heard::Text(text) => text,
        Heard::Binary => return refuse(server, outbox, Fault::InvalidMessage, "Frames are text, not binary.").await,
        Heard::Control => return,
    };
    match Said::read(text) {
        Ok(Said::Send { text, .. }) if text.len() > server.options.limits.max_message as usize => {
            refuse(server, outbox, Fault::TooLarge, "send.text is longer than this server's --max-message.").await;
        }
        Ok(Said::Send { to, text }) => send(&to, &text, server, seat, outbox).await,
        Ok(Said::Ping) => tell(outbox, Told::Pong).await,
        Ok(Said::Watch) => {
            if seat.watch().is_err() {
                refuse(
                    server,
                    outbox,
                    Fault::TooManyWatchers,
                    "As many sockets watch as this server's --watchers allows.",
                )
                .await;
            }
        }
        Ok(Said::Hello { .. }) => refuse(server, outbox, Fault::InvalidMessage, "hello is the first frame, and comes once.").await,
        Err((fault, remedy)) => refuse(server, outbox, fault, remedy).await,
    }
}

async fn send(to: &str, text: &str, server: &Server, seat: &Seat<'_>, outbox: &Outbox) {
    let metrics = &server.metrics;
    metrics.received.inc();
    metrics.received_bytes.inc_by(text.len() as u64);
    let sent = seat.send(to, text).await;
    metrics.delivered.inc_by(sent.taken as u64);
    if sent == Sent::default() {
        metrics.undeliverable.inc();
    }
    if sent.refused > 0 {
        refuse(
            server,
            outbox,
            Fault::ReceiverBusy,
            "A device of send.to reads more slowly than it is sent to, and did not get this text: send it again later.",
        )
        .await;
    }
}

async fn refuse(server: &Server, outbox: &Outbox, fault: Fault, remedy: &str) {
    server.metrics.refused.get_or_create(&Reason { reason: fault.name() }).inc();
    let error = Told::Error {
        code: fault.name(),
        message: remedy,
    };
    tell(outbox, error).await;
}

// Who does not read its own answers goes without.
async fn tell(outbox: &Outbox, told: Told<'_>) {
    outbox.put(&told.text(), Instant::now() + limits::ROOM).await;
}

enum Heard {
    Text(Utf8Bytes),
    Binary,
    Control,
}

impl Heard {
    fn cost(&self) -> usize {
        match self {
            Self::Text(text) => 1 + text.len() / limits::BYTES_PER_COST,
            Self::Binary | Self::Control => 1,
        }
    }
}

fn heard(frame: Option<Result<Message, Error>>) -> Result<Heard, End> {
    match frame {
        Some(Ok(Message::Text(text))) => Ok(Heard::Text(text)),
        Some(Ok(Message::Binary(_))) => Ok(Heard::Binary),
        Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Ok(Heard::Control),
        Some(Ok(Message::Close(frame))) => Err(End::Left(frame.map_or(1005, |frame| frame.code.into()))),
        Some(Err(Error::Capacity(CapacityError::MessageTooLong { .. }))) => Err(End::TooBig),
        Some(Err(Error::Utf8(_))) => Err(End::NotUtf8),
        Some(Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake))) => Err(End::Left(1006)),
        Some(Err(Error::Protocol(_))) => Err(End::Broken),
        Some(Err(_)) => Err(End::Left(1006)),
        None => Err(End::Left(1006)),
    }
}

// A client that still sends would have its last words cut off by a reset; so what it sends is read for a moment, and thrown away.
async fn leave(socket: &mut Socket, server: &Server, end: End) {
    server.metrics.closed.get_or_create(&Code { code: end.code().into() }).inc();
    let farewell = async {
        let Some(frame) = end.frame() else {
            // The answer to its close frame is in the buffer.
            let _ = socket.flush().await;
            return;
        };
        if socket.close(Some(frame)).await.is_ok() {
            let mut scrap = [0; 1024];
            let raw = socket.get_mut();
            // The client waits for this side to end first (RFC 6455, section 7.1.1).
            let _ = raw.shutdown().await;
            while matches!(raw.read(&mut scrap).await, Ok(1..)) {}
        }
    };
    let _ = timeout(limits::FAREWELL, farewell).await;
}

impl End {
    /// The close code, as sent or as heard (RFC 6455, section 7.4; the server's own from 4000 on).
    pub fn code(self) -> u16 {
        match self {
            Self::Left(code) => code,
            Self::Broken => 1002,
            Self::NotUtf8 => 1007,
            Self::TooBig => 1009,
            Self::Restart => 1012,
            Self::Full => 1013,
            Self::NoHello => 4000,
            Self::TokenRefused => 4001,
            Self::TooManyOfOnePerson => 4002,
            Self::Idle => 4003,
            Self::TooSlow => 4004,
            Self::Flooding => 4005,
        }
    }

    fn frame(self) -> Option<CloseFrame> {
        let reason = match self {
            Self::Left(_) => return None,
            Self::Broken => "not a WebSocket frame",
            Self::NotUtf8 => "text that is not UTF-8",
            Self::TooBig => "frame too big",
            Self::Restart => "the server restarts: connect again",
            Self::Full => "the server is full: try again later",
            Self::NoHello => "the first frame must be hello with a token, in time",
            Self::TokenRefused => "token invalid, expired or not for this server: ask for another",
            Self::TooManyOfOnePerson => "too many connections of this person",
            Self::Idle => "nothing was heard: send ping",
            Self::TooSlow => "too slow: its queue was full and did not move",
            Self::Flooding => "messages came too fast for too long",
        };
        Some(CloseFrame {
            code: CloseCode::from(self.code()),
            reason: reason.into(),
        })
    }
}
