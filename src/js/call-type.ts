/** The four kinds of call, with the numbers that existing call kits use. */
export const CallType = { Audio: 0, Video: 1, GroupVideo: 2, GroupAudio: 3 } as const;
export type CallType = 0 | 1 | 2 | 3;

/** By the number that the core has for each. */
export const CHAT_TYPES = ["singleChat", "groupChat", "chatRoom"] as const;
