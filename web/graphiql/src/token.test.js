import assert from "node:assert/strict";
import { test } from "node:test";
import { describe, takeToken, withToken } from "./token.js";

const page = (hash) => {
  const kept = new Map();
  return {
    location: { hash, pathname: "/graphiql/", search: "?a=1" },
    history: { replaceState: (_state, _title, url) => (page.shown = url) },
    storage: { setItem: (key, value) => kept.set(key, value), getItem: (key) => kept.get(key) ?? null },
  };
};

test("a token in the fragment is used and leaves the address", () => {
  const { location, history, storage } = page("#token=a.b.c");
  assert.equal(takeToken(location, history, storage), "a.b.c");
  assert.equal(page.shown, "/graphiql/?a=1");
});

test("a reload without the fragment still has the token", () => {
  const { location, history, storage } = page("#token=a.b.c");
  takeToken(location, history, storage);
  assert.equal(takeToken({ ...location, hash: "" }, history, storage), "a.b.c");
});

test("a page without a token has none", () => {
  const { location, history, storage } = page("");
  assert.equal(takeToken(location, history, storage), null);
});

test("the page's token becomes a bearer header", () => {
  assert.deepEqual(withToken("t", { "X-A": "1" }), { "X-A": "1", Authorization: "Bearer t" });
});

test("a typed header wins over the page's token in any case of letters", () => {
  assert.deepEqual(withToken("t", { authorization: "Bearer mine" }), { authorization: "Bearer mine" });
});

test("without a token nothing is added", () => {
  assert.deepEqual(withToken(null, {}), {});
  assert.deepEqual(withToken(null), {});
});

test("a token tells its subject, roles and end", () => {
  const body = Buffer.from(JSON.stringify({ sub: "管理员", roles: ["administrator"], exp: 1 })).toString("base64url");
  assert.deepEqual(describe(`h.${body}.s`), { subject: "管理员", roles: ["administrator"], expires: new Date(1000) });
});

test("what is no token describes nobody", () => {
  assert.equal(describe("nonsense"), null);
  assert.equal(describe(null), null);
});
