// The GraphiQL page. It asks no other host for anything: editor, workers, fonts and styles are in the bundle.
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./page.css";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { createFetcher } from "./fetcher.js";
import { describe, takeToken } from "./token.js";
import welcome from "./welcome.graphql?raw";
import { holder, languageOf, wordsOf } from "./word.js";

const token = takeToken(window.location, window.history, window.sessionStorage);
const fetcher = createFetcher(token, window.location);
const language = languageOf(window.location, window.navigator);
const words = wordsOf(language);
document.documentElement.lang = language === "en" ? "en" : "zh-CN";
document.title = words.title;
const first = [words.note, ...(token ? [] : [words.howToToken]), "", welcome].join("\n");

/** Says in the corner whom the page's token speaks for, because a token from the fragment shows nowhere else. */
function Brand() {
  return (
    <span className="cangliu-brand">
      <strong>仓流 Cangliu</strong>
      <small>{holder(words, Boolean(token), token && describe(token), language)}</small>
    </span>
  );
}

createRoot(document.getElementById("graphiql")).render(
  <GraphiQL fetcher={fetcher} defaultQuery={first} defaultEditorToolsVisibility={token ? false : "headers"}>
    <GraphiQL.Logo>
      <Brand />
    </GraphiQL.Logo>
  </GraphiQL>,
);
