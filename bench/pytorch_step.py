"""One training step of the same network in PyTorch eager, for bench/step.ts. Prints JSON.

The step: 53-400-17 ReLU RNN over 100 steps, cross-entropy on all steps, wiring penalty on three matrices, gradient
clipping, Adam. Written as one would: nn.Linear, a Python loop over time, the input projection taken out of it.
"""
import argparse
import json
import statistics
import time

import torch

parser = argparse.ArgumentParser()
for name, default in (("hidden", 400), ("batch", 4), ("time", 100), ("threads", 1), ("steps", 30)):
    parser.add_argument("--" + name, type=int, default=default)
args = parser.parse_args()
torch.set_num_threads(args.threads)
torch.manual_seed(1)
# Gradients shrink by half in each step back, to numbers so small that most processors are slow with them.
torch.set_flush_denormal(True)

INPUTS, OUTPUTS = 53, 17
WARM_UP = 20
to_hidden = torch.nn.Linear(INPUTS, args.hidden)
recurrent = torch.nn.Linear(args.hidden, args.hidden)
to_output = torch.nn.Linear(args.hidden, OUTPUTS)
with torch.no_grad():
    recurrent.weight.copy_(0.5 * torch.eye(args.hidden))
layers = (to_hidden, recurrent, to_output)
costs = [torch.rand_like(layer.weight) * 2 + 0.5 for layer in layers]
parameters = [p for layer in layers for p in layer.parameters()]
optimizer = torch.optim.Adam(parameters, lr=1e-3)
cross_entropy = torch.nn.CrossEntropyLoss()
x = (torch.rand(args.time, args.batch, INPUTS) > 0.8).float()
y = torch.randint(0, OUTPUTS, (args.time, args.batch))

times = []
for step in range(WARM_UP + args.steps):
    start = time.perf_counter()
    currents = to_hidden(x)
    h = torch.zeros(args.batch, args.hidden)
    activity = []
    for t in range(args.time):
        h = torch.relu(currents[t] + recurrent(h))
        activity.append(h)
    logits = to_output(torch.stack(activity))
    loss = cross_entropy(logits.reshape(-1, OUTPUTS), y.reshape(-1))
    loss = loss + 1e-5 * sum((layer.weight.abs() * cost).sum() for layer, cost in zip(layers, costs))
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()
    loss.item()
    if step >= WARM_UP:
        times.append(1e3 * (time.perf_counter() - start))
print(json.dumps({"msPerStep": statistics.median(times), "version": torch.__version__}))
