"""PyTorch's side of the bench: one JSON request a line on stdin, one answer a line on stdout.

{"prepare": {"cell", "shape": [B, T, I, H], "lengths": [..] or null, "threads"}} -> {}
{"operation": {"kind": "layerNorm" | "convolution" | "embedding", sizes}, "threads"} -> {}
{"step": n} -> {"milliseconds": [..]}  n training steps: forward, backward (dx too) and Adam
{"infer": n} -> {"milliseconds": [..]}  n forward passes without gradients
{"products": n} -> {"milliseconds": [..]}  n times the bare matrix products of such a step (an LSTM's), nothing else
{"memory": n} -> {"bytes"}             how far the peak of resident memory rises over n training steps
"""
import json
import resource
import sys
import time

import torch


class Step:
    def __init__(self, cell, shape, lengths, threads):
        torch.set_num_threads(threads)
        torch.manual_seed(1)
        batch, steps, inputs, hidden = shape
        self.layer = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}[cell](inputs, hidden, batch_first=True)
        self.x = torch.rand(batch, steps, inputs).mul(2).sub(1).requires_grad_()
        self.lengths = None if lengths is None else torch.tensor(lengths)
        self.gradient = torch.rand(batch, steps, hidden) * 1e-3
        if lengths is not None:
            self.gradient = self.pack(self.gradient).data
        self.optimizer = torch.optim.Adam(self.layer.parameters(), lr=1e-3)

    def pack(self, tensor):
        return torch.nn.utils.rnn.pack_padded_sequence(tensor, self.lengths, batch_first=True, enforce_sorted=False)

    def run(self):
        self.optimizer.zero_grad()
        self.x.grad = None
        if self.lengths is None:
            output, _ = self.layer(self.x)
        else:
            output = self.layer(self.pack(self.x))[0].data
        output.backward(self.gradient)
        self.optimizer.step()

    def infer(self):
        with torch.inference_mode():
            self.layer(self.x)


class Products:
    """What the BLAS under PyTorch needs for the products of an LSTM's step alone: x Wx, h Wh and d Wh^T step by step, dWx, dWh, dx."""

    def __init__(self, shape):
        batch, steps, inputs, hidden = shape
        self.steps, gates = steps, 4 * hidden
        rand = torch.rand
        self.x, self.states, self.d = rand(batch * steps, inputs), rand(batch * steps, hidden), rand(batch * steps, gates)
        self.h, self.wx, self.wh, self.dt = rand(batch, hidden), rand(inputs, gates), rand(hidden, gates), rand(batch, gates)
        empty = torch.empty
        self.a, self.at, self.dh = empty(batch * steps, gates), empty(batch, gates), empty(batch, hidden)
        self.dwx, self.dwh, self.dx = empty(inputs, gates), empty(hidden, gates), empty(batch * steps, inputs)

    def run(self):
        torch.mm(self.x, self.wx, out=self.a)
        for _ in range(self.steps):
            torch.mm(self.h, self.wh, out=self.at)
        for _ in range(self.steps):
            torch.mm(self.dt, self.wh.t(), out=self.dh)
        torch.mm(self.x.t(), self.d, out=self.dwx)
        torch.mm(self.states.t(), self.d, out=self.dwh)
        torch.mm(self.d, self.wx.t(), out=self.dx)


class Operation:
    """Forward and backward of one operation; what it computes from is given the names and sizes of bench/general.ts."""

    def __init__(self, kind, threads, **n):
        torch.set_num_threads(threads)
        torch.manual_seed(1)
        if kind == "layerNorm":
            self.layer = torch.nn.LayerNorm(n["columns"])
            self.x = torch.rand(n["rows"], n["columns"]).requires_grad_()
        elif kind == "convolution":
            self.layer = torch.nn.Conv2d(n["channels"], n["filters"], (n["filterHeight"], n["filterWidth"]), padding="same")
            self.x = torch.rand(n["batch"], n["channels"], n["height"], n["width"]).requires_grad_()
        else:
            self.layer = torch.nn.Embedding(n["rows"], n["columns"])
            self.x = torch.randint(0, n["rows"], (n["tokens"],))
        self.optimizer = torch.optim.Adam(self.layer.parameters(), lr=1e-3) if kind == "embedding" else None
        self.gradient = torch.rand_like(self.layer(self.x))

    def run(self):
        self.layer.zero_grad()
        self.x.grad = None
        self.layer(self.x).backward(self.gradient)
        if self.optimizer:
            self.optimizer.step()


def timed(action, count):
    found = []
    for _ in range(count):
        start = time.perf_counter()
        action()
        found.append((time.perf_counter() - start) * 1e3)
    return {"milliseconds": found}


def peak():
    """Bytes; of this program alone, where the system tells (getrusage begins with what the starting process had)."""
    if sys.platform == "linux":
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main():
    step = products = None
    print(json.dumps({"version": torch.__version__}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        answer = {}
        if "prepare" in request:
            step, shape = Step(**request["prepare"]), request["prepare"]["shape"]
            products = None
        elif "operation" in request:
            step = Operation(threads=request["threads"], **request["operation"])
        elif "step" in request:
            answer = timed(step.run, request["step"])
        elif "infer" in request:
            answer = timed(step.infer, request["infer"])
        elif "products" in request:
            products = products or Products(shape)
            answer = timed(products.run, request["products"])
        elif "memory" in request:
            before = peak()
            for _ in range(request["memory"]):
                step.run()
            answer = {"bytes": peak() - before}
        print(json.dumps(answer), flush=True)


main()
