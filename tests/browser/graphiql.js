// Opens GraphiQL as the line printed by `make run` tells a newcomer to, at a desk and on a telephone, in both
// languages; runs the first query, reads the documentation, and keeps what it looks like in docs/screenshots.
// Run it through tests/with-server.sh.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "./chromium.js";

const { CANGLIU_URL: address, CANGLIU_TOKEN_AUDITOR: token } = process.env;
assert.ok(address && token, "run this through tests/with-server.sh");
const shots = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));
mkdirSync(shots, { recursive: true });

const DESK = { width: 1280, height: 800 };
const TELEPHONE = { width: 390, height: 844 };
const WORDS = { zh: { title: "仓流 · GraphiQL", role: "审计员" }, en: { title: "Cangliu · GraphiQL", role: "auditor" } };

/** The page in a language and a size, as a newcomer meets it. `name` is what its pictures are called. */
async function visit(browser, language, viewport, name) {
  const context = await browser.newContext({ viewport, locale: language === "zh" ? "zh-CN" : "en-GB" });
  const page = await context.newPage();
  const outside = [];
  const faults = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== address) outside.push(request.url());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  const picture = (suffix) => page.screenshot({ path: `${shots}${name}${suffix}.png` });
  const room = async (selector) => {
    const box = await page.locator(selector).first().boundingBox();
    const fits = box && box.x >= 0 && box.x + box.width <= viewport.width + 1 && box.y + box.height <= viewport.height + 1;
    assert.ok(fits, `${selector} does not fit into ${name}: ${JSON.stringify(box)}`);
    return box;
  };

  await page.goto(`${address}/graphiql#token=${token}`);
  await page.locator(".graphiql-query-editor .view-lines", { hasText: "TURNOVER-1" }).waitFor();
  assert.equal(await page.title(), WORDS[language].title);
  assert.ok(!page.url().includes(token), "the token stays in the address");
  assert.ok((await page.locator(".cangliu-brand").innerText()).includes(WORDS[language].role));
  await room(".cangliu-brand");
  await picture("");

  await page.locator(".graphiql-execute-button").click();
  await page.locator(".graphiql-response .view-lines", { hasText: "numerator" }).waitFor();
  for (const pane of [".graphiql-query-editor", ".graphiql-response"]) {
    const box = await room(pane);
    assert.ok(box.width >= 250 && box.height >= 250, `${pane} is too small in ${name}: ${JSON.stringify(box)}`);
  }
  await picture("-answer");

  // Documentation appears only once the schema has been read through introspection.
  await page.getByLabel("Show Documentation Explorer").click();
  await page.getByText("Root Types", { exact: false }).waitFor();
  await room(".graphiql-plugin");
  await picture("-documentation");

  assert.deepEqual(outside, [], "the page asked another host");
  assert.deepEqual(faults, [], "the page threw");
  await context.close();
}

const browser = await launch();
try {
  await visit(browser, "zh", DESK, "graphiql");
  await visit(browser, "en", DESK, "graphiql-en");
  await visit(browser, "zh", TELEPHONE, "graphiql-telephone");
  await visit(browser, "en", TELEPHONE, "graphiql-telephone-en");
  console.log(`GraphiQL works and asks nobody else; screenshots are in ${shots}`);
} finally {
  await browser.close();
}
