//! The few packets of MQTT 3.1.1 that two people need: connect, subscribe to one's own topic, publish at quality 0, ping.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub async fn sign_in(stream: &mut TcpStream, name: &str) -> std::io::Result<()> {
    let mut connect = text("MQTT");
    connect.extend([4, 2, 0, 120]);
    connect.extend(text(name));
    stream.write_all(&packet(0x10, &connect)).await?;
    let mut answer = [0; 4];
    stream.read_exact(&mut answer).await?;

    let mut subscribe = vec![0, 1];
    subscribe.extend(text(&format!("u/{name}")));
    subscribe.push(0);
    stream.write_all(&packet(0x82, &subscribe)).await?;
    let mut answer = [0; 5];
    stream.read_exact(&mut answer).await?;
    Ok(())
}

pub fn publish(to: &str, body: &str) -> Vec<u8> {
    let mut publish = text(&format!("u/{to}"));
    publish.extend(body.as_bytes());
    packet(0x30, &publish)
}

pub const PING: [u8; 2] = [0xc0, 0];

/// Takes one packet from the front of what was read: the message's text, or nothing of interest.
pub fn take(read: &mut Vec<u8>) -> Option<Option<String>> {
    let (mut length, mut index) = (0, 1);
    loop {
        let byte = *read.get(index)?;
        length |= usize::from(byte & 0x7f) << (7 * (index - 1));
        index += 1;
        if byte & 0x80 == 0 {
            break;
        }
    }
    if read.len() < index + length {
        return None;
    }
    let whole: Vec<u8> = read.drain(..index + length).collect();
    let body = &whole[index..];
    let message = (whole[0] & 0xf0 == 0x30).then(|| {
        let topic = usize::from(u16::from_be_bytes([body[0], body[1]]));
        String::from_utf8_lossy(&body[2 + topic..]).into_owned()
    });
    Some(message)
}

fn text(text: &str) -> Vec<u8> {
    let mut bytes = (text.len() as u16).to_be_bytes().to_vec();
    bytes.extend(text.as_bytes());
    bytes
}

fn packet(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut packet = vec![kind];
    let mut length = body.len();
    loop {
        let byte = (length % 128) as u8;
        length /= 128;
        packet.push(if length > 0 { byte | 0x80 } else { byte });
        if length == 0 {
            break;
        }
    }
    packet.extend(body);
    packet
}
