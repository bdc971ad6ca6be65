// Asks the server every query that a page shows a newcomer, so that no page keeps one that stopped working.
// Run it through tests/with-server.sh; it needs nothing but Node.
const assert = require("node:assert/strict");
const { existsSync, readFileSync } = require("node:fs");
const path = require("node:path");

const { CANGLIU_URL: address, CANGLIU_TOKEN_ADMINISTRATOR: token } = process.env;
assert.ok(address && token, "run this through tests/with-server.sh");
const root = path.join(__dirname, "..");

const PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].filter((page) => existsSync(path.join(root, page)));
const GRAPHIQL_WELCOME = "web/graphiql/src/welcome.graphql";

/** The fenced queries of a page; what it shows of mutations needs ids that only its reader has. */
function queriesOf(page) {
  const blocks = readFileSync(path.join(root, page), "utf8").matchAll(/^```graphql\n(.*?)^```/gms);
  return [...blocks].map(([, text]) => text).filter((text) => /^\s*(query\b|\{)/.test(text));
}

async function ask(page, query) {
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const { errors } = await response.json();
  if (errors) throw new Error(`${page} shows a query that fails:\n${query}\n${JSON.stringify(errors, null, 2)}`);
}

async function main() {
  const shown = [[GRAPHIQL_WELCOME, readFileSync(path.join(root, GRAPHIQL_WELCOME), "utf8")]];
  for (const page of PAGES) for (const query of queriesOf(page)) shown.push([page, query]);
  for (const [page, query] of shown) await ask(page, query);
  console.log(`${shown.length} documented queries answer without an error`);
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
