// What one report of a peer connection says (W3C Identifiers for WebRTC's Statistics API), in the few numbers that matter here.

/** Totals since the path is up, and what is true now. Times in milliseconds, `null` where the browser does not say. */
export interface Sample {
  rtt: number | null;
  /** Of what arrives: the worst of sound and picture. */
  jitter: number | null;
  received: Traffic;
  /** What the other side says of ours. */
  sent: Traffic;
  framesShown: number;
  framesSent: number;
  /** RTCIceCandidateType and transport protocol of our end of the path. */
  path: "host" | "srflx" | "prflx" | "relay" | null;
  protocol: "udp" | "tcp" | null;
}

export interface Traffic { packets: number; lost: number; bytes: number }

type Entry = Record<string, any>;

/** Reads a report. */
export function sample(report: RTCStatsReport): Sample {
  const entries = [...(report as unknown as Map<string, Entry>).values()];
  const of = (type: string) => entries.filter((entry) => entry["type"] === type);
  const [transport] = of("transport");
  const pair = report.get(transport?.["selectedCandidatePairId"] ?? "") as Entry | undefined
    // Firefox marks the pair itself.
    ?? of("candidate-pair").find((pair) => pair["selected"] || (pair["nominated"] && pair["state"] === "succeeded"));
  const local = report.get(pair?.["localCandidateId"] ?? "") as Entry | undefined;
  const [inbound, outbound, remote] = [of("inbound-rtp"), of("outbound-rtp"), of("remote-inbound-rtp")];
  const times = (list: Entry[], name: string) => worst(list.map((entry) => entry[name])) ;
  return {
    rtt: milliseconds(pair?.["currentRoundTripTime"] ?? times(remote, "roundTripTime")),
    jitter: milliseconds(times(inbound, "jitter")),
    received: traffic(inbound, inbound, "packetsReceived", "bytesReceived"),
    sent: traffic(outbound, remote, "packetsSent", "bytesSent"),
    framesShown: sum(inbound, "framesDecoded"),
    framesSent: sum(outbound, "framesEncoded"),
    path: local?.["candidateType"] ?? null,
    protocol: local?.["relayProtocol"] === "udp" || local?.["protocol"] === "udp" ? "udp" : local ? "tcp" : null,
  };
}

function traffic(counted: Entry[], losing: Entry[], packets: string, bytes: string): Traffic {
  return { packets: sum(counted, packets), lost: sum(losing, "packetsLost"), bytes: sum(counted, bytes) };
}

const sum = (list: Entry[], name: string) => list.reduce((total, entry) => total + (entry[name] ?? 0), 0);
const milliseconds = (seconds: number | null | undefined) => (seconds == null ? null : seconds * 1000);
const worst = (list: (number | undefined)[]) => list.reduce<number | null>((most, one) => (one === undefined ? most : Math.max(most ?? 0, one)), null);
