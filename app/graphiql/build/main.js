// Start-up code of the GraphiQL page: reads what index.html configures and
// renders GraphiQL into #graphiql. build.mjs bundles it into ../graphiql.js.
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

import "graphiql/style.css";
import "./page.css";

const PREFIX = "graphiql:";
const HISTORY = new Set([`${PREFIX}queries`, `${PREFIX}favorites`]);

// Tokens are typed into the headers editor, and GraphiQL writes the headers of
// each query into its history: keep them out of the browser's local storage.
const storage = {
  get length() {
    return ownKeys().length;
  },
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, HISTORY.has(key) ? withoutHeaders(value) : value),
  removeItem: (key) => localStorage.removeItem(key),
  clear: () => ownKeys().forEach((key) => localStorage.removeItem(key)),
};

function ownKeys() {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
}

function withoutHeaders(value) {
  return JSON.stringify(JSON.parse(value), (key, part) => (key === "headers" ? undefined : part));
}

function addresses() {
  const meta = document.querySelector('meta[name="graphql-endpoint"]');
  const url = new URL(meta?.content || "graphql", document.baseURI);
  const subscriptionUrl = new URL(url);
  subscriptionUrl.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return { url: url.href, subscriptionUrl: subscriptionUrl.href };
}

function defaultQuery() {
  const text = document.getElementById("default-query")?.content.textContent.trim();
  return text ? `${text}\n` : undefined;
}

const parameters = new URLSearchParams(location.search);

createRoot(document.getElementById("graphiql")).render(
  createElement(GraphiQL, {
    fetcher: createGraphiQLFetcher(addresses()),
    defaultQuery: defaultQuery(),
    query: parameters.get("query") || undefined,
    variables: parameters.get("variables") || undefined,
    shouldPersistHeaders: false,
    storage,
  }),
);
