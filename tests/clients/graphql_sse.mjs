// Follow an account with graphql-sse: node graphql_sse.mjs ADDRESS ACCOUNT LAST
// Each revision is a line, up to the last; the connection may break in between.
import { createClient } from "graphql-sse";

const [address, accountId, last] = process.argv.slice(2);
const client = createClient({
  url: `${address}/graphql`,
  retryAttempts: 100,
  retry: () => new Promise((done) => setTimeout(done, 20)),
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
for await (const answer of client.iterate({ query: "{ nonsense }" })) console.log(answer.errors[0].message);
client.dispose();
