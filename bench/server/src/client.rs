//! One person's connection, whatever the server speaks.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

use crate::{Kind, mqtt};

// A source address has some 28 000 ports.
const PER_ADDRESS: usize = 10_000;

pub enum Client {
    Web { kind: Kind, socket: Box<WebSocketStream<TcpStream>> },
    Mqtt { stream: TcpStream, read: Vec<u8> },
}

pub fn name(index: usize) -> String {
    format!("person-{index}")
}

impl Client {
    pub async fn open(kind: Kind, address: SocketAddr, index: usize) -> io::Result<Self> {
        let name = name(index);
        let mut stream = connect(address, index).await?;
        if kind == Kind::Mqtt {
            mqtt::sign_in(&mut stream, &name).await?;
            return Ok(Self::Mqtt { stream, read: Vec::new() });
        }
        let (path, hello) = match kind {
            Kind::Callkit => {
                let token = sign_in(&mut stream, address, &name).await?;
                ("/ws".into(), Some(json!({ "type": "hello", "token": token }).to_string()))
            }
            _ => (format!("/peerjs?key=peerjs&id={name}&token=t{index}&version=1.5.5"), None),
        };
        let config = WebSocketConfig::default().read_buffer_size(1024).write_buffer_size(0);
        let (socket, _) = client_async_with_config(format!("ws://{address}{path}"), stream, Some(config))
            .await
            .map_err(io::Error::other)?;
        let mut socket = Box::new(socket);
        if let Some(hello) = hello {
            socket.send(Message::text(hello)).await.map_err(io::Error::other)?;
        }
        match socket.next().await {
            Some(Ok(Message::Text(text))) if text.contains("welcome") || text.contains("OPEN") => Ok(Self::Web { kind, socket }),
            other => Err(io::Error::other(format!("not let in: {other:?}"))),
        }
    }

    pub async fn send(&mut self, to: &str, body: &str) -> io::Result<()> {
        match self {
            Self::Web { kind: Kind::Callkit, socket } => say(socket, &json!({ "type": "send", "to": to, "text": body })).await,
            Self::Web { socket, .. } => say(socket, &json!({ "type": "OFFER", "dst": to, "payload": body })).await,
            Self::Mqtt { stream, .. } => stream.write_all(&mqtt::publish(to, body)).await,
        }
    }

    pub async fn ping(&mut self) -> io::Result<()> {
        match self {
            Self::Web { kind: Kind::Callkit, socket } => say(socket, &json!({ "type": "ping" })).await,
            Self::Web { socket, .. } => say(socket, &json!({ "type": "HEARTBEAT" })).await,
            Self::Mqtt { stream, .. } => stream.write_all(&mqtt::PING).await,
        }
    }

    /// The next message's text. May be dropped while it waits.
    pub async fn next(&mut self) -> io::Result<String> {
        match self {
            Self::Web { socket, .. } => loop {
                match socket.next().await {
                    Some(Ok(Message::Text(text))) => {
                        let told: Value = serde_json::from_str(&text)?;
                        if let Some(body) = told["text"].as_str().or(told["payload"].as_str()) {
                            return Ok(body.into());
                        }
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(io::ErrorKind::ConnectionReset.into()),
                    Some(Ok(_)) => {}
                }
            },
            Self::Mqtt { stream, read } => loop {
                while let Some(packet) = mqtt::take(read) {
                    if let Some(body) = packet {
                        return Ok(body);
                    }
                }
                if stream.read_buf(read).await? == 0 {
                    return Err(io::ErrorKind::ConnectionReset.into());
                }
            },
        }
    }
}

async fn connect(address: SocketAddr, index: usize) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    let source = Ipv4Addr::new(127, 0, 1, 1 + (index / PER_ADDRESS) as u8);
    socket.bind((source, 0).into())?;
    let stream = socket.connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn say(socket: &mut WebSocketStream<TcpStream>, value: &Value) -> io::Result<()> {
    socket.send(Message::text(value.to_string())).await.map_err(io::Error::other)
}

// On the connection that becomes the socket: HTTP keeps it open.
async fn sign_in(stream: &mut TcpStream, address: SocketAddr, name: &str) -> io::Result<String> {
    let body = json!({ "userId": name }).to_string();
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await?;
    let mut read = Vec::new();
    loop {
        if stream.read_buf(&mut read).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let text = String::from_utf8_lossy(&read);
        if let Some(answer) = text.split("\r\n\r\n").nth(1).and_then(|body| serde_json::from_str::<Value>(body).ok()) {
            return answer["token"].as_str().map(Into::into).ok_or_else(|| io::Error::other(answer.to_string()));
        }
    }
}
