// The carrier that the libraries share which bring none.

/** Resolves when connected. */
export function connect(url, name, hear) {
  const socket = new WebSocket(`${url}/?${encodeURIComponent(name)}`);
  socket.onmessage = ({ data }) => {
    const { from, text } = JSON.parse(data);
    hear(from, text);
  };
  const send = (to, text) => socket.send(JSON.stringify({ to, text }));
  return new Promise((resolve, reject) => {
    socket.onopen = () => resolve({ send });
    socket.onerror = reject;
  });
}
