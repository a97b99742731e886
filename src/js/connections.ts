export { TabsConnection } from "./connections/tabs.js";
export { WebSocketConnection } from "./connections/websocket.js";
export type { Connection } from "./types.js";
