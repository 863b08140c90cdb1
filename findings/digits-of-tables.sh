#!/bin/sh
# pandas does not read numbers of JSON lines and CSV as they were written, unless it is told to.
#
# pandas 1.5.3 (Debian 12: python3-pandas), Python 3.11, Linux x64.
# 10,000 positive numbers in 64 bits, from 1e-6 to 1e3, written with the shortest digits that give the number back (json.dumps
# and repr of Python, as JavaScript and most others write them), read with pandas' defaults and with its exact ways.
#
# Guessed: read_json cuts digits at the end, so that half of the numbers are off by a relative 1e-15; read_csv is off by one
#          in the last bit for a quarter of them.
# Seen:    read_json: more than half are off, up to a relative 9e-12, 69,155 times the distance to the next number.
#          read_csv: four in ten are off, up to 9e-13, 7,241 times that distance; float_precision='high' is the same.
#          Exact are read_json(precise_float=True) and read_csv(float_precision='round_trip').
#
# Exits with 0 if it is so still, with 1 and what has changed if not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
if ! /usr/bin/python3 -c 'import pandas' 2>/dev/null; then
  apt-get install -qy --no-install-recommends python3-pandas >/dev/null
fi
/usr/bin/python3 - <<'PY'
import json
import random
import sys

import numpy as np
import pandas as pd

random.seed(1)
numbers = [random.random() * 10 ** random.randint(-6, 3) for _ in range(10_000)]
with open('table.jsonl', 'w') as file:
    file.writelines(json.dumps({'x': number}) + '\n' for number in numbers)
with open('table.csv', 'w') as file:
    file.write('x\n' + ''.join(f'{number!r}\n' for number in numbers))
ways = {
    'read_json': pd.read_json('table.jsonl', lines=True),
    'read_json precise_float': pd.read_json('table.jsonl', lines=True, precise_float=True),
    'read_csv': pd.read_csv('table.csv'),
    "read_csv 'high'": pd.read_csv('table.csv', float_precision='high'),
    "read_csv 'round_trip'": pd.read_csv('table.csv', float_precision='round_trip'),
}
print('pandas', pd.__version__)
written = np.array(numbers)
seen = {}
for name, table in ways.items():
    off = np.abs(table.x.to_numpy() - written)
    seen[name] = ((off > 0).mean(), (off / written).max())
    print(f'{name}: {seen[name][0]:.1%} off, up to {seen[name][1]:.1e} of the number')
as_stated = (
    seen['read_json'][0] > 0.5
    and seen['read_json'][1] > 1e-12
    and seen['read_csv'][0] > 0.3
    and seen['read_csv'][1] > 1e-13
    and seen["read_csv 'high'"] == seen['read_csv']
    and seen['read_json precise_float'][0] == 0
    and seen["read_csv 'round_trip'"][0] == 0
)
print('as stated' if as_stated else 'changed')
sys.exit(0 if as_stated else 1)
PY
