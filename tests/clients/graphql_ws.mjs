// Follow an account with graphql-ws: node graphql_ws.mjs ADDRESS ACCOUNT LAST
// Each revision is a line, up to the last; the connection may break in between.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [address, accountId, last] = process.argv.slice(2);
const client = createClient({
  url: `${address.replace("http", "ws")}/graphql`,
  webSocketImpl: WebSocket,
  retryAttempts: 100,
  retryWait: () => new Promise((done) => setTimeout(done, 20)),
  shouldRetry: () => true,
});

const query = `subscription ($accountId: ID!, $since: Int) {
  accountChanged(accountId: $accountId, since: $since) { revision }
}`;
const variables = { accountId, since: 0 };
for await (const { data, errors } of client.iterate({ query, variables })) {
  if (errors) throw new Error(JSON.stringify(errors));
  variables.since = data.accountChanged.revision; // from here the client goes on when it has to connect again
  console.log(variables.since);
  if (variables.since === Number(last)) break;
}

const answers = [];
for await (const answer of client.iterate({ query: "{ viewer { subject } }" })) answers.push(answer.data);
console.log(JSON.stringify(answers));
try {
  for await (const _ of client.iterate({ query: "{ nonsense }" }));
} catch (errors) {
  console.log(errors[0].message);
}
await client.dispose();
