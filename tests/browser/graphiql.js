// Opens GraphiQL as the line printed by `make run` tells a newcomer to, runs the first query, and keeps
// what it looks like in docs/screenshots. Run it through tests/with-server.sh.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "./chromium.js";

const { CANGLIU_URL: address, CANGLIU_TOKEN_ADMINISTRATOR: token } = process.env;
assert.ok(address && token, "run this through tests/with-server.sh");
const shots = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));
mkdirSync(shots, { recursive: true });

const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const outside = [];
  const faults = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== address) outside.push(request.url());
  });
  page.on("pageerror", (error) => faults.push(error.message));

  await page.goto(`${address}/graphiql#token=${token}`);
  await page.locator(".graphiql-query-editor .view-lines").waitFor();
  assert.equal(await page.title(), "仓流 Cangliu · GraphiQL");
  assert.ok(!page.url().includes(token), "the token stays in the address");
  await page.screenshot({ path: `${shots}graphiql.png` });

  await page.locator(".graphiql-execute-button").click();
  await page.locator(".graphiql-response .view-lines", { hasText: '"data"' }).waitFor();
  await page.screenshot({ path: `${shots}graphiql-answer.png` });

  // Documentation appears only once the schema has been read through introspection.
  await page.getByLabel("Show Documentation Explorer").click();
  await page.getByText("Root Types", { exact: false }).waitFor();
  await page.screenshot({ path: `${shots}graphiql-documentation.png` });

  assert.deepEqual(outside, [], "the page asked another host");
  assert.deepEqual(faults, [], "the page threw");
  console.log(`GraphiQL works and asks nobody else; screenshots are in ${shots}`);
} finally {
  await browser.close();
}
