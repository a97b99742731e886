// A Firefox page that is closed, where the browser may stop its scripts before they have said that it goes.

import { connect, expect, over, test as base } from "./people.js";
import { inFirefox, launchFirefox, type Place } from "./tab.js";

const test = base.extend<{ hasty: Place }>({
  hasty: async ({ baseURL }, use) => {
    const browser = await launchFirefox({ "dom.abort_script_on_child_shutdown": true });
    await use(await inFirefox(browser, baseURL!));
    await browser.close();
  },
});

test("a page that is closed in a call has hung up, whether it could say so or not", async ({ person, hasty }) => {
  const alice = await person("alice", { reloadGrace: 1_000 }, hasty);
  for (const name of ["bob", "carol", "dave"]) {
    const other = await person(name, {}, hasty);
    await connect(alice, other);
    await other.page.close({ runBeforeUnload: true });
    await over(alice);
    expect(await alice.record()).toMatchObject({ status: "completed", endedBy: name });
  }
});
