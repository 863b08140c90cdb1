#!/bin/sh
# One symmetric matrix with self-connections has two modularities: networkx counts a loop of an undirected graph twice.
#
# networkx 2.8.8, igraph 0.10.2 (Debian 12: python3-networkx, python3-igraph), NumPy, Python 3.11, Linux x64.
# Four neurons in two clusters; the weights are symmetric, and two neurons have a connection to themselves. The formula for a
# weighted matrix A, with k the sums of its rows and m half of its sum, is Q = Σ over pairs of one cluster of
# (A_ij − k_i k_j / 2m) / 2m.
#
# Guessed: whether such a matrix is read as a graph or as a directed graph, Q is that of the formula.
# Seen:    networkx, DiGraph: .364, the formula's. networkx, Graph: .389, the formula's for a matrix whose diagonal is
#          doubled. igraph, directed: .364; undirected: .389 with loops="once", the default, and .364 with loops="twice",
#          which halves the weight of a loop as it is read. So a recurrent network is more modular by .025 here for being
#          read as undirected, although no weight differs: whoever compares values leaves self-connections out first.
#
# Exits with 0 if it is so still, with 1 and what has changed if not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
if ! /usr/bin/python3 -c 'import igraph, networkx, numpy' 2>/dev/null; then
  apt-get install -qy --no-install-recommends python3-igraph python3-networkx python3-numpy >/dev/null
fi
/usr/bin/python3 - <<'PY'
import sys
import igraph, networkx, numpy

A = numpy.array([[2, 2, 0, 0.5], [2, 0, 0.5, 0], [0, 0.5, 1, 3], [0.5, 0, 3, 0]])
clusters = [0, 0, 1, 1]
sets = [{0, 1}, {2, 3}]
same = numpy.equal.outer(clusters, clusters)


def formula(matrix):
    k = matrix.sum(axis=1)
    return float(((matrix - numpy.outer(k, k) / k.sum()) * same).sum() / k.sum())


def in_networkx(kind):
    return networkx.community.modularity(networkx.from_numpy_array(A, create_using=kind), sets)


def in_igraph(mode, loops):
    graph = igraph.Graph.Weighted_Adjacency(A.tolist(), mode=mode, attr='weight', loops=loops)
    return graph.modularity(clusters, weights='weight')


plain, doubled = formula(A), formula(A + numpy.diag(A.diagonal()))
found = {
    'networkx, DiGraph': (in_networkx(networkx.DiGraph), plain),
    'networkx, Graph': (in_networkx(networkx.Graph), doubled),
    'igraph, directed': (in_igraph('directed', 'once'), plain),
    'igraph, undirected, loops once': (in_igraph('undirected', 'once'), doubled),
    'igraph, undirected, loops twice': (in_igraph('undirected', 'twice'), plain),
}
print('igraph', igraph.__version__, 'networkx', networkx.__version__)
print(f'formula {plain:.3f}, with the diagonal doubled {doubled:.3f}')
for name, (value, _) in found.items():
    print(f'{name}: {value:.3f}')
as_stated = plain != doubled and all(abs(value - expected) < 1e-12 for value, expected in found.values())
print('as stated' if as_stated else 'changed')
sys.exit(0 if as_stated else 1)
PY
