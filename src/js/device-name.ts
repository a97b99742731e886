// What a user agent string holds, and what people call it; the first that fits counts.
const BROWSERS = [["Edg", "Edge"], ["OPR", "Opera"], ["Firefox"], ["FxiOS", "Firefox"], ["Chrome"], ["CriOS", "Chrome"], ["Safari"]];
const SYSTEMS = [["Android"], ["iPhone"], ["iPad"], ["Windows"], ["Mac OS", "macOS"], ["CrOS", "ChromeOS"], ["Linux"]];

/** What other people are told this device is, as in "Chrome on Linux". */
export function deviceName(userAgent: string): string {
  const [browser = "Browser", system] = [BROWSERS, SYSTEMS].map((table) => {
    const [mark, name = mark] = table.find(([mark]) => userAgent.includes(mark!)) ?? [];
    return name;
  });
  return system ? `${browser} on ${system}` : browser;
}
