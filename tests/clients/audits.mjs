// Prints what graphql-http's audits say of the server at an address: a line of JSON for each.

import { serverAudits } from "graphql-http";

const [address] = process.argv.slice(2);

for (const audit of serverAudits({ url: `${address}/graphql` })) {
  const { status, reason } = await audit.fn();
  console.log(JSON.stringify({ id: audit.id, name: audit.name, status, reason }));
}
