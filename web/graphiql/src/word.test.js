import assert from "node:assert/strict";
import { test } from "node:test";
import { holder, languageOf, wordsOf } from "./word.js";

test("the page speaks the language asked for, else the browser's, else Chinese", () => {
  const browser = (...languages) => ({ languages });
  assert.equal(languageOf({ search: "?lang=en" }, browser("zh-CN")), "en");
  assert.equal(languageOf({ search: "?lang=zh" }, browser("en-GB")), "zh");
  assert.equal(languageOf({ search: "" }, browser("en-GB", "zh")), "en");
  assert.equal(languageOf({ search: "" }, browser("fr")), "zh");
});

test("both languages have the same words", () => {
  const [zh, en] = [wordsOf("zh"), wordsOf("en")];
  assert.deepEqual(Object.keys(zh), Object.keys(en));
  assert.deepEqual(Object.keys(zh.roles), Object.keys(en.roles));
});

test("the corner names roles, not codes", () => {
  const claims = { subject: "dev:auditor", roles: ["auditor"], expires: null };
  assert.equal(holder(wordsOf("zh"), true, claims, "zh"), "审计员");
  assert.equal(holder(wordsOf("en"), true, claims, "en"), "auditor");
  assert.equal(holder(wordsOf("en"), false, null, "en"), "no token");
  assert.equal(holder(wordsOf("zh"), true, null, "zh"), "有令牌");
});
