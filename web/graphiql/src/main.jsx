// The GraphiQL page. It asks no other host for anything: editor, workers, fonts and styles are in the bundle.
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./page.css";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { createFetcher } from "./fetcher.js";
import { describe, takeToken } from "./token.js";
import welcome from "./welcome.graphql?raw";

const token = takeToken(window.location, window.history, window.sessionStorage);
const fetcher = createFetcher(token, window.location);

/** Says in the corner whom the page's token speaks for, because a token from the fragment shows nowhere else. */
function Brand() {
  return (
    <span className="cangliu-brand">
      <strong>仓流 Cangliu</strong>
      <small>{token ? holder(describe(token)) : "无令牌 no token"}</small>
    </span>
  );
}

function holder(claims) {
  if (!claims) return "有令牌 token set";
  const who = claims.roles.join(", ") || claims.subject;
  return claims.expires ? `${who} · 至 until ${claims.expires.toLocaleTimeString()}` : who;
}

createRoot(document.getElementById("graphiql")).render(
  <GraphiQL fetcher={fetcher} defaultQuery={welcome} defaultEditorToolsVisibility="headers">
    <GraphiQL.Logo>
      <Brand />
    </GraphiQL.Logo>
  </GraphiQL>,
);
