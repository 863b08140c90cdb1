#!/bin/sh
# What a GraphML file does not say of a node, igraph fills in: a flag becomes False, a text ''. networkx leaves it out.
#
# igraph 0.10.2, networkx 2.8.8 (Debian 12: python3-igraph, python3-networkx), Python 3.11, Linux x64.
# Two nodes and four declared attributes, none with a default: an int, a double, a boolean and a string. The first node has
# all four, the second has none. The GraphML primer has no value for what is neither given nor has a default.
#
# Guessed: igraph, which keeps attributes as columns, has NaN for numbers and None for the flag and the text.
# Seen:    NaN for both numbers (so that the int column comes as floats), False for the flag, '' for the text: a neuron of
#          unknown sign is an inhibitory one. networkx: the second node has no attribute at all.
#
# Exits with 0 if it is so still, with 1 and what has changed if not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
if ! /usr/bin/python3 -c 'import igraph, networkx' 2>/dev/null; then
  apt-get install -qy --no-install-recommends python3-igraph python3-networkx >/dev/null
fi
/usr/bin/python3 - <<'PY'
import math, sys
import igraph, networkx

KEYS = {'cluster': ('int', '3'), 'variance': ('double', '1.5'), 'excitatory': ('boolean', 'true'), 'area': ('string', 'V1')}
keys = ''.join(f'<key id="{name}" for="node" attr.name="{name}" attr.type="{kind}"/>' for name, (kind, _) in KEYS.items())
data = ''.join(f'<data key="{name}">{value}</data>' for name, (_, value) in KEYS.items())
with open('graph.graphml', 'w') as file:
    file.write(
        '<?xml version="1.0" encoding="UTF-8"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        f'{keys}<graph edgedefault="directed"><node id="n0">{data}</node><node id="n1"/>'
        '<edge source="n0" target="n1"/></graph></graphml>'
    )
print('igraph', igraph.__version__, 'networkx', networkx.__version__)
given, missing = (igraph.Graph.Read_GraphML('graph.graphml').vs[i].attributes() for i in (0, 1))
nodes = networkx.read_graphml('graph.graphml').nodes
print('igraph:  ', given, missing)
print('networkx:', nodes['n0'], nodes['n1'])
as_stated = (
    math.isnan(missing['cluster'])
    and math.isnan(missing['variance'])
    and missing['excitatory'] is False
    and missing['area'] == ''
    and isinstance(given['cluster'], float)
    and nodes['n1'] == {}
)
print('as stated' if as_stated else 'changed')
sys.exit(0 if as_stated else 1)
PY
