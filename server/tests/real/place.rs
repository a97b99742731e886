//! Starts the program on a free port, and speaks to it as a browser would: HTTP and WebSocket, nothing of the server's own code.

use std::{
    fmt::Debug,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};

/// Nothing here takes this long, unless it never comes.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Place {
    child: Child,
    pub address: SocketAddr,
}

pub struct Socket(pub WebSocketStream<TcpStream>);

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

pub fn command(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callkit-server"));
    command.args(flags).env_clear().stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Place {
    pub fn start(flags: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", flags)
    }

    pub fn start_at(address: &str, flags: &[&str]) -> Self {
        let mut child = command(&[&["--listen", address, "--log-level", "debug"], flags].concat()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        if line.is_empty() {
            let mut told = String::new();
            child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
            panic!("it did not start: {told}");
        }
        let address = line
            .trim()
            .rsplit("//")
            .next()
            .unwrap()
            .parse()
            .unwrap_or_else(|_| panic!("no address in {line:?}"));
        Self { child, address }
    }

    pub async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let mut text = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n",
            self.address,
            body.len()
        );
        for (name, value) in headers {
            text += &format!("{name}: {value}\r\n");
        }
        stream.write_all(format!("{text}\r\n{body}").as_bytes()).await.unwrap();
        let mut read = Vec::new();
        soon(stream.read_to_end(&mut read)).await.unwrap();
        let text = String::from_utf8_lossy(&read);
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_lowercase(),
            body: body.into(),
        }
    }

    /// The head of an answer after which the connection may stay open.
    pub async fn request_head(&self, path: &str, headers: &[(&str, &str)]) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let fields: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let text = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\n{fields}\r\n", self.address);
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut read = Vec::new();
        while !read.windows(4).any(|end| end == b"\r\n\r\n") {
            assert_ne!(soon(stream.read_buf(&mut read)).await.unwrap(), 0);
        }
        String::from_utf8_lossy(&read).into_owned()
    }

    /// A request whose body the server waits for, and of which nothing comes.
    pub async fn unfinished(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let text = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 20\r\nExpect: 100-continue\r\n\r\n",
            self.address
        );
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut read = [0; 25];
        soon(stream.read_exact(&mut read)).await.unwrap();
        assert_eq!(&read, b"HTTP/1.1 100 Continue\r\n\r\n");
        stream
    }

    pub async fn post(&self, path: &str, token: Option<&str>, body: Value) -> (u16, Value) {
        let bearer = format!("Bearer {}", token.unwrap_or_default());
        let mut headers = vec![("Content-Type", "application/json")];
        headers.extend(token.map(|_| ("Authorization", bearer.as_str())));
        let answer = self.request("POST", path, &headers, &body.to_string()).await;
        (answer.status, serde_json::from_str(&answer.body).unwrap_or(Value::Null))
    }

    pub async fn token(&self, user: &str) -> String {
        let (status, answer) = self.post("/sign-in", None, json!({ "userId": user })).await;
        assert_eq!(status, 200, "{answer}");
        answer["token"].as_str().unwrap().into()
    }

    /// A socket that has not said who it is.
    pub async fn connect(&self) -> Socket {
        let stream = TcpStream::connect(self.address).await.unwrap();
        Socket(soon(client_async(format!("ws://{}/ws", self.address), stream)).await.unwrap().0)
    }

    pub async fn sign_in(&self, user: &str) -> Socket {
        self.sign_in_with(&self.token(user).await, user).await
    }

    pub async fn sign_in_with(&self, token: &str, user: &str) -> Socket {
        let mut socket = self.connect().await;
        socket.hello(token).await;
        let welcome = socket.next().await;
        assert_eq!((&welcome["type"], &welcome["userId"]), (&json!("welcome"), &json!(user)));
        socket
    }

    pub async fn metric(&self, name: &str) -> f64 {
        let answer = self.request("GET", "/metrics", &[], "").await;
        let line = answer.body.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map_or(0.0, |value| value.parse().unwrap())
    }

    /// Waits until a counter satisfies `fits`.
    pub async fn until(&self, name: &str, fits: impl Fn(f64) -> bool) {
        let reached = async { while !fits(self.metric(name).await) {} };
        timeout(PATIENCE, reached).await.unwrap_or_else(|_| panic!("{name} never gets there"));
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }

    /// How it ended.
    pub async fn ended(&mut self) -> ExitStatus {
        let mut waited = Duration::ZERO;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(waited < PATIENCE, "it does not end");
            // A process of which only its end can be asked.
            tokio::time::sleep(Duration::from_millis(10)).await;
            waited += Duration::from_millis(10);
        }
    }

    /// Ends it, and returns all it wrote to its log.
    pub async fn log(mut self) -> String {
        self.signal("-TERM");
        self.ended().await;
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Socket {
    pub async fn say(&mut self, value: Value) {
        self.0.send(Message::text(value.to_string())).await.unwrap();
    }

    pub async fn hello(&mut self, token: &str) {
        self.say(json!({ "type": "hello", "token": token })).await;
    }

    pub async fn send(&mut self, to: &str, text: &str) {
        self.say(json!({ "type": "send", "to": to, "text": text })).await;
    }

    /// The next frame's object.
    pub async fn next(&mut self) -> Value {
        match soon(self.0.next()).await {
            Some(Ok(Message::Text(text))) => serde_json::from_str(&text).unwrap(),
            other => panic!("expected a text, got {other:?}"),
        }
    }

    /// Shows that everything said so far was heard, and nothing else has come.
    pub async fn nothing_came(&mut self) {
        self.say(json!({ "type": "ping" })).await;
        assert_eq!(self.next().await, json!({ "type": "pong" }));
    }

    /// The code that the server closes with, whatever it says before.
    pub async fn closed(&mut self) -> u16 {
        loop {
            match soon(self.0.next()).await {
                Some(Ok(Message::Close(frame))) => return frame.expect("a code").code.into(),
                Some(Ok(_)) => {}
                other => panic!("expected a close frame, got {other:?}"),
            }
        }
    }

    /// Writes bytes past the WebSocket, as only a broken or malicious client does.
    pub async fn raw(&mut self, bytes: &[u8]) {
        self.0.get_mut().write_all(bytes).await.unwrap();
    }
}

pub async fn soon<T: Debug>(future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.expect("it never came")
}

/// A directory of this test's own.
pub fn directory() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("callkit-server-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&path).unwrap();
    path
}
