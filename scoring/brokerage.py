"""Who has contacts that have little to do with each other?"""

from collections.abc import Sequence
from math import isnan

import networkx as nx
import numpy as np
from scipy.sparse import csr_array, diags_array

from scoring.network import Network

__all__ = ["constraint", "effective_size"]


def constraint(network: Network) -> Sequence[float | None]:
    """How much each person's contacts are each other's, so that there is nothing to be had by standing between them.

    Definition (networkx's `constraint` of `listening`, by `weight`), a_ij being what joins i and j both ways together::

        c(i) = Σ_j (p_ij + Σ_q p_iq p_qj)²      p_ij = a_ij / Σ_k a_ik

    over the contacts j of i, and all q.

    Returns
    -------
    One number a person, in their order: 1/n with n contacts apart from each other who matter the same, 1.125 of three
    who are all tied. None for who is tied to nobody.

    Notes
    -----
    A product of sparse matrices (scipy, within networkx): linear in the pairs of ties that share a person.

    Examples
    --------
    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> constraint(network(Snapshot("empty"), date(2026, 1, 1)))
    []

    References
    ----------
    Burt, R. S. (1992). Structural Holes: The Social Structure of Competition. Harvard University Press.
    Burt, R. S. (2004). Structural holes and good ideas. American Journal of Sociology 110, 349-399.
    """
    if not network.listening.number_of_edges():
        return [None] * len(network.people)
    found = nx.constraint(network.listening, weight="weight")
    return [None if isnan(found[who]) else float(found[who]) for who in network.listening]


def effective_size(network: Network) -> Sequence[float | None]:
    """How many contacts each person has, less what these have to do with each other.

    Definition (networkx's `effective_size` of `listening`, by `weight`), with a_ij and p_ij as of `constraint`::

        e(i) = Σ_j (1 - Σ_q p_iq m_jq)      m_jq = a_jq / max_k a_jk

    over the contacts j of i, and all q.

    Returns
    -------
    One number a person, in their order, from 1 up to how many contacts they have. None for who is tied to nobody.

    Notes
    -----
    A product of sparse matrices (scipy): linear in the pairs of ties that share a person. networkx's own has a dense
    matrix of people by people.

    Examples
    --------
    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> effective_size(network(Snapshot("empty"), date(2026, 1, 1)))
    []

    References
    ----------
    Burt, R. S. (1992). Structural Holes: The Social Structure of Competition. Harvard University Press.
    """
    if not network.listening.number_of_edges():
        return [None] * len(network.people)
    one_way = csr_array(nx.to_scipy_sparse_array(network.listening, weight="weight"))
    mutual = csr_array(one_way + one_way.T)
    contacts = np.diff(mutual.indptr)
    shares = diags_array(1 / np.where(contacts, mutual.sum(axis=1), 1.0)) @ mutual
    marginal = diags_array(1 / np.where(contacts, mutual.max(axis=1).toarray().ravel(), 1.0)) @ mutual
    joined = csr_array((np.ones(mutual.nnz), mutual.indices, mutual.indptr), shape=mutual.shape)
    sizes = contacts - (joined @ marginal).multiply(shares).sum(axis=1)
    return [float(size) if each else None for size, each in zip(sizes.tolist(), contacts.tolist(), strict=True)]
