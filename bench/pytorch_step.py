"""One training step of the same network in PyTorch, for bench/step.ts. Prints JSON.

The step: 53-400-17 ReLU RNN over 100 steps, cross-entropy on all steps, wiring penalty on three matrices, gradient
clipping, Adam. Written in two ways (--loop): `eager` as one would who needs the loop, nn.Linear in a Python loop over
time with the input projection taken out of it; `rnn` as nn.RNN, whose loop is PyTorch's own, in C++.
"""
import argparse
import json
import statistics
import time

import torch

parser = argparse.ArgumentParser()
for name, default in (("hidden", 400), ("batch", 4), ("time", 100), ("threads", 1), ("steps", 30)):
    parser.add_argument("--" + name, type=int, default=default)
parser.add_argument("--loop", choices=("eager", "rnn"), default="eager")
args = parser.parse_args()
torch.set_num_threads(args.threads)
torch.manual_seed(1)
# Gradients shrink by half in each step back, to numbers so small that most processors are slow with them.
torch.set_flush_denormal(True)

INPUTS, OUTPUTS = 53, 17
WARM_UP = 20
to_output = torch.nn.Linear(args.hidden, OUTPUTS)
if args.loop == "eager":
    to_hidden = torch.nn.Linear(INPUTS, args.hidden)
    recurrent = torch.nn.Linear(args.hidden, args.hidden)
    layers = (to_hidden, recurrent, to_output)
    recurrent_weight = recurrent.weight
    matrices = (to_hidden.weight, recurrent.weight, to_output.weight)
else:
    rnn = torch.nn.RNN(INPUTS, args.hidden, nonlinearity="relu")
    layers = (rnn, to_output)
    recurrent_weight = rnn.weight_hh_l0
    matrices = (rnn.weight_ih_l0, rnn.weight_hh_l0, to_output.weight)
with torch.no_grad():
    recurrent_weight.copy_(0.5 * torch.eye(args.hidden))
costs = [torch.rand_like(matrix) * 2 + 0.5 for matrix in matrices]
parameters = [p for layer in layers for p in layer.parameters()]
optimizer = torch.optim.Adam(parameters, lr=1e-3)
cross_entropy = torch.nn.CrossEntropyLoss()
x = (torch.rand(args.time, args.batch, INPUTS) > 0.8).float()
y = torch.randint(0, OUTPUTS, (args.time, args.batch))



def activity_of(x):
    """[time, batch, input] -> [time, batch, hidden]"""
    if args.loop == "rnn":
        return rnn(x)[0]
    currents = to_hidden(x)
    h = torch.zeros(args.batch, args.hidden)
    activity = []
    for t in range(args.time):
        h = torch.relu(currents[t] + recurrent(h))
        activity.append(h)
    return torch.stack(activity)


times = []
for step in range(WARM_UP + args.steps):
    start = time.perf_counter()
    logits = to_output(activity_of(x))
    loss = cross_entropy(logits.reshape(-1, OUTPUTS), y.reshape(-1))
    loss = loss + 1e-5 * sum((matrix.abs() * cost).sum() for matrix, cost in zip(matrices, costs))
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()
    loss.item()
    if step >= WARM_UP:
        times.append(1e3 * (time.perf_counter() - start))
print(json.dumps({"msPerStep": statistics.median(times), "version": torch.__version__}))
