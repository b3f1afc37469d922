// What relay.mjs asks for, and writes: relay-compiler makes artifacts of it, which are what runs.

import { graphql } from "relay-runtime";

graphql`
  fragment maps_account on Account {
    id
    key
    stakeholderMap {
      revision
      nodes {
        key
        power
        stakeholder {
          id
          name
          leftOn
          power {
            value
            sentence
          }
        }
      }
      edges {
        key
        type
        source
        target
        weight
        claims {
          key
          by
        }
      }
      groups {
        key
        nodes
      }
    }
  }
`;

graphql`
  query mapsPresentQuery($key: ID!) {
    account(id: $key) {
      ...maps_account @relay(mask: false)
    }
  }
`;

graphql`
  query mapsPastQuery($key: ID!, $revision: Int!) {
    account(id: $key, asOf: { revision: $revision }) {
      ...maps_account @relay(mask: false)
    }
  }
`;

graphql`
  query mapsSupposedQuery($key: ID!, $changes: [ChangeInput!]!) {
    whatIf(accountId: $key, changes: $changes) {
      before {
        ...maps_account @relay(mask: false)
      }
      after {
        ...maps_account @relay(mask: false)
      }
    }
  }
`;

graphql`
  query mapsNodeQuery($id: ID!) {
    node(id: $id) {
      id
      ... on Stakeholder {
        name
      }
    }
  }
`;

graphql`
  mutation mapsCommitMutation($input: CommitInput!) {
    commit(input: $input) {
      revision
      changed {
        id
        ... on Stakeholder {
          name
        }
      }
      errors {
        message
      }
    }
  }
`;
