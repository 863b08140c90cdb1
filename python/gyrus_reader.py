"""Networks and runs of gyrus as NumPy arrays. This file needs nothing but NumPy: copy it, or install it with pip.

    import gyrus_reader
    run = gyrus_reader.load('runs/growing-brains-s4')
    run.weights['recurrentWeights']               # [receiving neuron, sending neuron]
    run.metrics['evaluation']['meanAccuracy']     # one number an evaluation
"""

import json
import os
import re
from functools import cached_property

import numpy as np

__version__ = '0.2.0'
__all__ = ['Run', 'load', 'read_metrics', 'read_safetensors']

#: Little-endian, as safetensors are. NumPy has no bfloat16: those 16 bits are the upper half of a float32.
_TYPES = {'F64': '<f8', 'F32': '<f4', 'F16': '<f2', 'BF16': '<u2', 'I64': '<i8', 'I32': '<i4', 'U8': 'u1', 'BOOL': '?'}
#: Tensors that a checkpoint or an exported network has beside the weights; those of a training have a point in their name.
_BESIDE = 'places lastAwake positions inputPositions outputPositions clusters importance preferredTasks'.split()
_BESIDE += ['inputLengths', 'recurrentLengths', 'outputLengths']


class Run:
    """A run, or a network that a folder keeps. What is not there is None.

    path            its folder
    step            training steps that the network has taken
    experiment      the whole configuration, as in experiment.json
    weights         arrays by name: inputWeights [neuron, channel], recurrentWeights [receiving, sending],
                    recurrentBias [neuron], outputWeights [output, neuron], outputBias [output]; of cells with gates more
    places          [neuron]: the place at which the neuron that is now at each place began
    summary         analysis/summary.json, if the analysis is of this step
    details         analysis/details.json, likewise
    tasks           names of the tasks of the analysis
    clusters        [neuron]: functional cluster, counted from 0; -1 = not active
    task_variance   [task, neuron], in squared units of activity; None for an analysis by a version before 0.2.0
    metrics         see `read_metrics`
    activity        act.npz of the folder (`gyrus activity RUN --out RUN/act.npz`), as numpy.load opens it
    """

    def __init__(self, path, step=None):
        """See `load`."""
        self.path = os.fspath(path)
        self.experiment = self._json('experiment.json', needed=True)['experiment']
        tensors, facts = read_safetensors(self._network(step))
        self.step = int(facts['step'])
        self.weights = {name: x for name, x in tensors.items() if name not in _BESIDE and '.' not in name}
        self.places = tensors['places']
        summary = self._json('analysis/summary.json')
        is_of_step = summary is not None and summary['step'] == self.step
        self.summary = summary if is_of_step else None
        self.details = self._json('analysis/details.json') if is_of_step else None
        details = self.details or {}
        self.tasks = details.get('tasks')
        self.clusters = _array(details.get('labels'))
        self.task_variance = _array(details.get('taskVariance'))

    def __repr__(self):
        return f'<gyrus run {self.path}, step {self.step}, {len(self.places)} neurons>'

    @cached_property
    def metrics(self):
        path = os.path.join(self.path, 'metrics.jsonl')
        return read_metrics(path) if os.path.exists(path) else None

    @cached_property
    def activity(self):
        path = os.path.join(self.path, 'act.npz')
        return np.load(path) if os.path.exists(path) else None

    def _json(self, name, needed=False):
        path = os.path.join(self.path, name)
        if not needed and not os.path.exists(path):
            return None
        try:
            with open(path, encoding='utf-8') as file:
                return json.load(file)
        except (FileNotFoundError, NotADirectoryError):
            raise FileNotFoundError(f'{self.path}: is not a run, it has no {name}') from None
        except ValueError as error:
            raise ValueError(f'{path}: is damaged, it is not JSON ({error})') from None

    def _network(self, step):
        """The path of the network of a step, or of the newest."""
        folder = os.path.join(self.path, 'checkpoints')
        names = os.listdir(folder) if os.path.isdir(folder) else []
        matches = [re.fullmatch(r'step-(\d{8,})\.safetensors', name) for name in names]
        found = {int(match[1]): os.path.join(folder, match[0]) for match in matches if match}
        kept = os.path.join(self.path, 'network.safetensors')
        if os.path.exists(kept) and not (found and step is None):
            found.setdefault(int(read_safetensors(kept)[1]['step']), kept)
        if not found:
            raise FileNotFoundError(f'{self.path}: has no checkpoint and no network.safetensors')
        if step is None:
            step = max(found)
        if step not in found:
            steps = ', '.join(str(one) for one in sorted(found))
            raise ValueError(f'{self.path}: has no network of step {step}; it has those of {steps}')
        return found[step]


def load(path, step=None):
    """The run of a folder.

    step: of its network, where it is to be another than the newest
    """
    return Run(path, step)


def read_safetensors(path):
    """The tensors of a safetensors file by name, as arrays, and its metadata (a dict of texts)."""
    with open(path, 'rb') as file:
        length = int.from_bytes(file.read(8), 'little')
        header, values = file.read(min(length, 10**8)), bytearray(file.read())
    try:
        entries = json.loads(header)
        facts = entries.pop('__metadata__', {})
        return {name: _tensor(values, **entry) for name, entry in entries.items()}, facts
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(f'{path}: is damaged, or no safetensors file ({error})') from None


def _tensor(values, dtype, shape, data_offsets):
    array = np.ndarray(shape, _TYPES[dtype], values, data_offsets[0])
    return (array.astype('<u4') << 16).view('<f4') if dtype == 'BF16' else array


def read_metrics(path):
    """The numbers of a file metrics.jsonl: arrays by type of line ('step', 'evaluation', 'swap', ...), then by name.

    A number of each task has the name of the task behind a point, e.g. 'accuracy.go'. What a line lacks is NaN.
    """
    lines = {}
    with open(path, encoding='utf-8') as file:
        for number, text in enumerate(file, 1):
            if not text.endswith('\n'):
                break  # written by a process that was killed meanwhile, or is still at it
            try:
                line = json.loads(text)
            except ValueError:
                raise ValueError(f'{path}: line {number} is damaged, it is not JSON') from None
            lines.setdefault(line.pop('type'), []).append(dict(_numbers(line)))
    return {kind: _columns(rows) for kind, rows in lines.items()}


def _numbers(line):
    for name, value in line.items():
        if isinstance(value, dict):
            yield from ((f'{name}.{key}', number) for key, number in value.items())
        elif isinstance(value, (int, float)):
            yield name, value


def _columns(rows):
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: np.array([row.get(name, np.nan) for row in rows]) for name in names}


def _array(values):
    return None if values is None else np.array(values)
