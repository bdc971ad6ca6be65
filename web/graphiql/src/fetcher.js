// How GraphiQL talks to the server it came from: queries and mutations over HTTP, subscriptions over graphql-ws.
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { withToken } from "./token.js";

/**
 * @param {string | null} token the page's token, used where the user typed no Authorization header
 * @param {{ protocol: string, host: string }} location
 */
export function createFetcher(token, { protocol, host }) {
  const fetcher = createGraphiQLFetcher({
    url: `${protocol}//${host}/graphql`,
    // Browsers cannot set headers on a WebSocket: the toolkit sends them as the payload of `connection_init`.
    subscriptionUrl: `${protocol === "https:" ? "wss:" : "ws:"}//${host}/graphql`,
    enableIncrementalDelivery: false,
  });
  return (params, options) => fetcher(params, { ...options, headers: withToken(token, options?.headers) });
}
