// Compiles where what the package declares and what `contract.d.ts` promises fit each other, both ways.

import type * as Contract from "./contract.js";
import type * as Connections from "../../src/js/connections.js";
import type * as Package from "../../src/js/index.js";

type Fits<A, B> = [A] extends [B] ? true : false;
type Same<A, B> = [Fits<A, B>, Fits<B, A>];
// A class with private fields takes only its own instances; what people see of it is its public face. The package types
// removeEventListener, too, as the contract types addEventListener, and adds what the call window sets.
type Added = "removeEventListener" | "ringingSource";
type Face<T> = Omit<T, Added>;

// What a user of the contract writes compiles with the package.
type Values = [
  ...Same<typeof Package.CallType, typeof Contract.CallType>,
  Fits<typeof Package.CallKit, typeof Contract.CallKit>,
  Fits<typeof Package.default, typeof Contract.default>,
  Fits<typeof Package.CallKitError, typeof Contract.CallKitError>,
  Fits<typeof Connections.TabsConnection, typeof Contract.TabsConnection>,
  Fits<typeof Connections.WebSocketConnection, typeof Contract.WebSocketConnection>,
  ...Same<Face<Package.CallKit>, Face<Contract.CallKit>>,
  ...Same<Exclude<keyof Package.CallKit, Added>, Exclude<keyof Contract.CallKit, Added>>,
  ...Same<Package.CallKitError, Contract.CallKitError>,
];

type Types = [
  ...Same<Package.UserId, Contract.UserId>,
  ...Same<Package.DeviceId, Contract.DeviceId>,
  ...Same<Package.CallId, Contract.CallId>,
  ...Same<Package.Channel, Contract.Channel>,
  ...Same<Package.CallType, Contract.CallType>,
  ...Same<Package.ChatType, Contract.ChatType>,
  ...Same<Package.CallState, Contract.CallState>,
  ...Same<Package.MediaType, Contract.MediaType>,
  ...Same<Package.CallKitErrorCode, Contract.CallKitErrorCode>,
  ...Same<Package.CallKitEvents, Contract.CallKitEvents>,
  ...Same<Package.CallKitOptions, Contract.CallKitOptions>,
  ...Same<Package.StartCallOptions, Contract.StartCallOptions>,
  ...Same<Package.AnswerOptions, Contract.AnswerOptions>,
  ...Same<Package.JoinCallOptions, Contract.JoinCallOptions>,
  ...Same<Package.Invite, Contract.Invite>,
  ...Same<Package.AddPerson, Contract.AddPerson>,
  ...Same<Package.StateChange, Contract.StateChange>,
  ...Same<Package.CallInfo, Contract.CallInfo>,
  ...Same<Package.Member, Contract.Member>,
  ...Same<Package.CallRecord, Contract.CallRecord>,
  ...Same<Package.NetworkQuality, Contract.NetworkQuality>,
  ...Same<Package.Volume, Contract.Volume>,
  ...Same<Package.CallWarning, Contract.CallWarning>,
  ...Same<Package.MediaDevice, Contract.MediaDevice>,
  ...Same<Package.PeerStats, Contract.PeerStats>,
  ...Same<Package.CallTimings, Contract.CallTimings>,
  ...Same<Package.Connection, Contract.Connection>,
  ...Same<Connections.Connection, Contract.Connection>,
  // An option that one side has and the other has not would fit both ways, where it is optional.
  ...Same<keyof Package.CallKitOptions, keyof Contract.CallKitOptions>,
  ...Same<keyof Package.StartCallOptions, keyof Contract.StartCallOptions>,
  ...Same<keyof Package.AnswerOptions, keyof Contract.AnswerOptions>,
  ...Same<keyof Package.JoinCallOptions, keyof Contract.JoinCallOptions>,
  ...Same<keyof Package.Invite, keyof Contract.Invite>,
  ...Same<keyof Package.CallInfo, keyof Contract.CallInfo>,
  ...Same<keyof Package.CallRecord, keyof Contract.CallRecord>,
  ...Same<keyof Package.Connection, keyof Contract.Connection>,
];

type AllTrue<T extends readonly unknown[]> = [T[number]] extends [true] ? true : never;
export const kept: [values: AllTrue<Values>, types: AllTrue<Types>] = [true, true];
