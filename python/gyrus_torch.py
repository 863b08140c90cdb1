"""Networks of gyrus in PyTorch: what `gyrus export RUN --format pytorch` writes, as a module. Needs gyrus_reader and torch.

    from gyrus_torch import load
    network = load('network.safetensors')
    logits, activity = network(inputs)  # [time, batch, channel] -> [time, batch, output], [time, batch, neuron]
"""

import json
import math

import torch
from gyrus_reader import read_safetensors
from torch import nn

ACTIVATIONS = {
    'relu': torch.relu,
    'tanh': torch.tanh,
    'softplus': nn.functional.softplus,
    'retanh': lambda pre: torch.relu(torch.tanh(pre)),
    'relu2': lambda pre: torch.relu(pre) ** 2,
}


class Leaky(nn.Module):
    """h = (1 - alpha) h + alpha f(W h + U x + b + noise), or with f around the whole sum."""

    def __init__(self, input_size, hidden_size, activation, alpha, form, noise):
        super().__init__()
        self.input = nn.Linear(input_size, hidden_size)
        self.recurrent = nn.Linear(hidden_size, hidden_size, bias=False)
        self.f, self.alpha, self.form, self.noise = ACTIVATIONS[activation], alpha, form, noise

    def forward(self, inputs):  # [time, batch, input]
        drive = self.input(inputs)
        drive = drive + math.sqrt(2 / self.alpha) * self.noise * torch.randn_like(drive)
        h, activity = torch.zeros_like(drive[0]), []
        for current in drive:
            pre, kept = self.recurrent(h) + current, (1 - self.alpha) * h
            h = kept + self.alpha * self.f(pre) if self.form == 'inside' else self.f(kept + self.alpha * pre)
            activity.append(h)
        return torch.stack(activity), h


class Network(nn.Module):
    """A recurrent network, `rnn`, and what its outputs read of it, `readout`."""

    def __init__(self, rnn, hidden_size, outputs):
        super().__init__()
        self.rnn, self.readout = rnn, nn.Linear(hidden_size, outputs)

    def forward(self, inputs):  # [time, batch, input]
        activity, _ = self.rnn(inputs)
        return self.readout(activity), activity


def load(path):
    """The network of a file that gyrus exported."""
    arrays, facts = read_safetensors(path)
    if 'module' not in facts:
        raise ValueError(f'{path}: is not what `gyrus export --format pytorch` writes, its metadata name no module')
    settings = json.loads(facts['settings'])
    rnn = Leaky if facts['module'] == 'Leaky' else getattr(nn, facts['module'])
    network = Network(rnn(**settings), settings['hidden_size'], len(arrays['readout.bias']))
    network.load_state_dict({name: torch.from_numpy(array) for name, array in arrays.items()})
    return network
