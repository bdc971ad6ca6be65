// The bearer token of this page: taken from the fragment, kept for the tab, never sent but as a header.

const KEY = "cangliu.graphiql.token";

/**
 * Takes the token from `#token=…` and clears the fragment, so that neither a bookmark
 * nor a screenshot of the address shows it; a reload finds it in the tab's own storage.
 *
 * @param {Location} location
 * @param {History} history
 * @param {Storage} storage
 * @returns {string | null}
 */
export function takeToken(location, history, storage) {
  const given = new URLSearchParams(location.hash.replace(/^#/, "")).get("token");
  if (given) {
    storage.setItem(KEY, given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return given || storage.getItem(KEY);
}

/**
 * Adds the page's token to headers typed in the editor. What the user typed wins,
 * in whatever case it is spelled.
 *
 * @param {string | null} token
 * @param {Record<string, string>} typed
 * @returns {Record<string, string>}
 */
export function withToken(token, typed = {}) {
  const typedOwn = Object.keys(typed).some((name) => name.toLowerCase() === "authorization");
  return token && !typedOwn ? { ...typed, Authorization: `Bearer ${token}` } : typed;
}

/**
 * Reads whom a token speaks for. Only for showing: the server alone checks a token.
 *
 * @param {string | null} token
 * @returns {{ subject: string, roles: string[], expires: Date | null } | null}
 */
export function describe(token) {
  try {
    const [, body] = token.split(".");
    const bytes = Uint8Array.from(atob(body.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes));
    return {
      subject: String(claims.sub ?? ""),
      roles: Array.isArray(claims.roles) ? claims.roles.map(String) : [],
      expires: Number.isFinite(claims.exp) ? new Date(claims.exp * 1000) : null,
    };
  } catch {
    return null;
  }
}
