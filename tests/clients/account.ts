// Writes an account and reads it back, with types and documents that graphql-codegen has made.

import { graphql } from "./generated/gql.js";
import type { ChangeInput, TypedDocumentString } from "./generated/graphql.js";

declare const process: { argv: string[] };

const [, , address = "", key = "", sending = ""] = process.argv;

const Commit = graphql(`
  mutation Commit($account: ID!, $changes: [ChangeInput!]!) {
    commit(input: { accountId: $account, changes: $changes }) {
      revision
      errors {
        __typename
        message
        path
      }
    }
  }
`);

const Account = graphql(`
  query Account($id: ID!) {
    account(id: $id) {
      name
      stakeholders(first: 10) {
        nodes {
          name
          seniority
          joinedOn
          power {
            value
            reason
          }
        }
      }
    }
  }
`);

async function ask<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const asked = sending === "ids" ? { documentId: document.__meta__?.["hash"] } : { query: document.toString() };
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
    body: JSON.stringify({ ...asked, variables }),
  });
  const answer = (await response.json()) as { data?: Result | null; errors?: unknown };
  if (answer.errors !== undefined || !answer.data) {
    throw new Error(`${response.status}: ${JSON.stringify(answer.errors)}`);
  }
  return answer.data;
}

const changes: ChangeInput[] = [
  { putOrganisation: { id: key, name: "Acme", kind: "CLIENT" } },
  { putStakeholder: { id: "anna", name: "Anna", seniority: "VP", joinedOn: "2020-01-31" } },
  { putWorksIn: { from: "anna", to: key } },
];
const { commit } = await ask(Commit, { account: key, changes });
if (commit.errors.length > 0) {
  throw new Error(JSON.stringify(commit.errors));
}
const { account } = await ask(Account, { id: key });
const [anna] = account?.stakeholders.nodes ?? [];
const power: number | null | undefined = anna?.power.value;
console.log(JSON.stringify({ revision: commit.revision, account: account?.name, ...anna, power: power ?? anna?.power.reason }));
