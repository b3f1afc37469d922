// Holds the map of an account as it is, as it was and as it would be in one store, and reads each back.

import assert from "node:assert/strict";
import runtime from "relay-runtime";

const { Environment, Network, RecordSource, Store, commitMutation, createOperationDescriptor, fetchQuery } = runtime;

const [address, key, sending] = process.argv.slice(2);

/** What Relay complains of, such as two objects of one id. */
const warnings = [];
console.error = (...said) => warnings.push(said.join(" "));

/** What was answered to each operation, by its name: what the store must answer, too. */
const answers = {};

async function send({ id, name, text }, variables) {
  const asked = sending === "ids" ? { documentId: id } : { query: text };
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
    body: JSON.stringify({ ...asked, operationName: name, variables }),
  });
  const answer = await response.json();
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  answers[name] = answer.data;
  return answer;
}

const environment = new Environment({ network: Network.create(send), store: new Store(new RecordSource()) });

async function compiled(name) {
  return (await import(`./__generated__/${name}.graphql.js`)).default;
}

async function fetched(name, variables) {
  const query = await compiled(name);
  await fetchQuery(environment, query, variables).toPromise();
  return () => environment.lookup(createOperationDescriptor(query, variables).fragment).data;
}

async function committed(changes) {
  const mutation = await compiled("mapsCommitMutation");
  const { commit } = await new Promise((onCompleted, onError) => {
    commitMutation(environment, { mutation, variables: { input: { accountId: key, changes } }, onCompleted, onError });
  });
  assert.deepEqual(commit.errors, []);
  return commit;
}

function named(account) {
  return account.stakeholderMap.nodes.map((node) => node.stakeholder.name).sort();
}

const person = (id, name) => ({ putStakeholder: { id, name } });

const { revision } = await committed([
  { putOrganisation: { id: key, name: "Acme", kind: "CLIENT" } },
  ...["anna", "bela", "cili"].flatMap((id) => [person(id, `${id} I`), { putWorksIn: { from: id, to: key } }]),
  { putReportsTo: { from: "anna", to: "bela" } },
]);
await committed([person("anna", "anna II"), { putReportsTo: { from: "cili", to: "bela" } }]);

const present = await fetched("mapsPresentQuery", { key });
const past = await fetched("mapsPastQuery", { key, revision });
const supposed = await fetched("mapsSupposedQuery", { key, changes: [person("anna", "anna III"), person("bela", "bela III")] });

assert.deepEqual(present(), answers.mapsPresentQuery);
assert.deepEqual(past(), answers.mapsPastQuery);
assert.deepEqual(supposed(), answers.mapsSupposedQuery);

assert.deepEqual(named(present().account), ["anna II", "bela I", "cili I"]);
assert.deepEqual(named(past().account), ["anna I", "bela I", "cili I"]);
assert.deepEqual(named(supposed().whatIf.before), ["anna II", "bela I", "cili I"]);
assert.deepEqual(named(supposed().whatIf.after), ["anna III", "bela III", "cili I"]);
assert.equal(past().account.stakeholderMap.edges.length + 1, present().account.stakeholderMap.edges.length);

// An object of the present is one object wherever it was read; whoever holds an id of the past reads the past again.
assert.deepEqual(supposed().whatIf.before.id, present().account.id);
const was = past().account.stakeholderMap.nodes.find((node) => node.key === "anna").stakeholder.id;
const node = await fetched("mapsNodeQuery", { id: was });
assert.equal(node().node.name, "anna I");

// What a mutation answers is the present: the store shows it there, and neither in the past nor in what was supposed.
await committed([person("anna", "anna IV")]);
assert.deepEqual(named(present().account), ["anna IV", "bela I", "cili I"]);
assert.deepEqual(named(past().account), ["anna I", "bela I", "cili I"]);
assert.deepEqual(named(supposed().whatIf.after), ["anna III", "bela III", "cili I"]);

assert.deepEqual(warnings, []);
console.log("held apart");
