// Audits a running server against GraphQL over HTTP: every MUST and every SHOULD has to be met.
// Takes CANGLIU_URL and CANGLIU_TOKEN_ADMINISTRATOR from the environment, as tests/with-server.sh sets them.
import { serverAudits } from "graphql-http";

const { CANGLIU_URL: address, CANGLIU_TOKEN_ADMINISTRATOR: token } = process.env;
if (!address || !token) {
  console.error("CANGLIU_URL and CANGLIU_TOKEN_ADMINISTRATOR must be set; run this through tests/with-server.sh");
  process.exit(2);
}
const url = `${address}/graphql`;

/** Sends what the audit sends, as a signed-in user. */
const fetchFn = (target, init = {}) =>
  fetch(target, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });

/** The one SHOULD the suite names but leaves to us, because it cannot know how we refuse. */
const unauthorised = {
  id: "BC58",
  name: "SHOULD use 401 or 403 status codes when the request is not permitted",
  async fn() {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
      body: JSON.stringify({ query: "{ __typename }" }),
    });
    const ok = response.status === 401 || response.status === 403;
    return { id: this.id, name: this.name, status: ok ? "ok" : "warn", reason: `Response status code is ${response.status}`, response };
  },
};

const required = (name) => !name.startsWith("MAY");
const audits = [...serverAudits({ url, fetchFn }), unauthorised].filter(({ name }) => required(name));
let failed = 0;
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status === "ok") {
    console.log(`ok      ${result.id} ${result.name}`);
    continue;
  }
  failed += 1;
  console.log(`FAILED  ${result.id} ${result.name}\n        ${result.reason}`);
  console.log(`        ${result.response.status} ${result.response.headers.get("content-type")}`);
}
console.log(`GraphQL over HTTP: ${audits.length - failed} of ${audits.length} MUST and SHOULD are met`);
process.exit(failed === 0 ? 0 : 1);
