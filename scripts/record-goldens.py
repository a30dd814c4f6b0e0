"""Records what PyTorch computes, for tests/engine: python3 scripts/record-goldens.py (needs torch and numpy; the tests need neither).

Writes tests/fixtures/goldens/*.json: arrays as {"shape", "float32": base64, little endian}. Operations run in double precision on
float32 inputs, so that the fixture carries no rounding of its own; the optimisers and the training curve run in float32, as in use.
"""
import base64
import json
import pathlib

import numpy as np
import torch

FOLDER = pathlib.Path(__file__).parent.parent / "tests" / "fixtures" / "goldens"


def array(tensor):
    values = tensor.detach().numpy()
    kind = "int32" if values.dtype.kind == "i" else "float32"
    return {"shape": list(values.shape), kind: base64.b64encode(values.astype("<i4" if kind == "int32" else "<f4").tobytes()).decode()}


def write(name, content):
    text = json.dumps({"recordedWith": f"torch {torch.__version__}", **content}, separators=(",", ":"))
    (FOLDER / f"{name}.json").write_text(text + "\n")
    print(name, len(text), "bytes")


def uniform(generator, *shape, scale=1.0):
    """Numbers that float32 holds exactly."""
    return ((torch.rand(*shape, generator=generator) * 2 - 1) * scale).float().double()


# --- recurrent layers ---

CELLS = {
    "rnn-tanh": (1, lambda *a, **k: torch.nn.RNN(*a, nonlinearity="tanh", **k)),
    "rnn-relu": (1, lambda *a, **k: torch.nn.RNN(*a, nonlinearity="relu", **k)),
    "lstm": (4, torch.nn.LSTM),
    "gru": (3, torch.nn.GRU),
}
# name: layers, bidirectional, packed, initial states
VARIANTS = {
    "plain": (1, False, False, False),
    "packed": (1, False, True, False),
    "initial": (1, False, False, True),
    "stacked-bidirectional-packed-initial": (2, True, True, True),
}
B, T, I, H = 4, 6, 3, 5
LENGTHS = [3, 6, 1, 4]


def ours(module, layer, direction):
    """Names and layouts of Seqbench for one layer and direction of a torch module."""
    suffix = f"l{layer}" + ("_reverse" if direction == "backward" else "")
    get = lambda part: getattr(module, f"{part}_{suffix}")
    return {"wx": lambda grad: (get("weight_ih").grad if grad else get("weight_ih")).T,
            "wh": lambda grad: (get("weight_hh").grad if grad else get("weight_hh")).T,
            "bias": lambda grad: torch.stack([(get(f"bias_{part}").grad if grad else get(f"bias_{part}")) for part in ("ih", "hh")])}


def parameters_of(module, directions, layers, grad):
    return {f"recurrent.layer{layer}.{direction}.{part}": array(value(grad).contiguous())
            for layer in range(layers) for direction in directions for part, value in ours(module, layer, direction).items()}


def recurrent_case(cell, variant, generator):
    layers, bidirectional, packed, initial = VARIANTS[variant]
    gates, build = CELLS[cell]
    directions = ["forward", "backward"] if bidirectional else ["forward"]
    module = build(I, H, num_layers=layers, bidirectional=bidirectional, batch_first=True).double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(uniform(generator, *parameter.shape, scale=0.7))
    x = uniform(generator, B, T, I).requires_grad_()
    count = layers * len(directions)
    h0 = (uniform(generator, count, B, H) if initial else torch.zeros(count, B, H, dtype=torch.float64)).requires_grad_()
    c0 = (uniform(generator, count, B, H) if initial else torch.zeros(count, B, H, dtype=torch.float64)).requires_grad_()
    state = (h0, c0) if cell == "lstm" else h0
    given = torch.nn.utils.rnn.pack_padded_sequence(x, torch.tensor(LENGTHS), batch_first=True, enforce_sorted=False) if packed else x
    hidden, final = module(given, state)
    if packed:
        hidden, _ = torch.nn.utils.rnn.pad_packed_sequence(hidden, batch_first=True, total_length=T)
    h, c = final if cell == "lstm" else (final, None)
    d_hidden, d_h, d_c = uniform(generator, *hidden.shape), uniform(generator, *h.shape), uniform(generator, *h.shape)
    loss = (hidden * d_hidden).sum() + (h * d_h).sum() + ((c * d_c).sum() if c is not None else 0)
    loss.backward()
    result = {
        "name": f"{cell} {variant}", "cell": cell, "layers": layers, "bidirectional": bidirectional, "units": H,
        "lengths": LENGTHS if packed else None, "x": array(x), "parameters": parameters_of(module, directions, layers, False),
        "dHidden": array(d_hidden), "dFinalHidden": array(d_h),
        "hidden": array(hidden), "finalHidden": array(h),
        "gradients": parameters_of(module, directions, layers, True), "dx": array(x.grad),
        "initialHidden": array(h0) if initial else None, "dInitialHidden": array(h0.grad),
    }
    if c is not None:
        result |= {"dFinalCell": array(d_c), "finalCell": array(c), "initialCell": array(c0) if initial else None, "dInitialCell": array(c0.grad)}
    return result


def gru_reset_before(generator):
    """PyTorch has no such cell: its textbook equations under autograd, packed, with an initial state."""
    wx, wh, bias = (uniform(generator, *shape, scale=0.7).requires_grad_() for shape in ((I, 3 * H), (H, 3 * H), (2, 3 * H)))
    x, h0 = uniform(generator, B, T, I).requires_grad_(), uniform(generator, 1, B, H).requires_grad_()
    rows, finals = [], []
    for b, length in enumerate(LENGTHS):
        h, row = h0[0, b], []
        for t in range(T):
            if t < length:
                a = x[b, t] @ wx + bias[0]
                r = torch.sigmoid(a[:H] + h @ wh[:, :H] + bias[1, :H])
                z = torch.sigmoid(a[H:2 * H] + h @ wh[:, H:2 * H] + bias[1, H:2 * H])
                n = torch.tanh(a[2 * H:] + (r * h) @ wh[:, 2 * H:] + bias[1, 2 * H:])
                h = (1 - z) * n + z * h
            row.append(h if t < length else torch.zeros_like(h))
        rows.append(torch.stack(row))
        finals.append(h)
    hidden, final = torch.stack(rows), torch.stack(finals)[None]
    d_hidden, d_h = uniform(generator, *hidden.shape), uniform(generator, *final.shape)
    ((hidden * d_hidden).sum() + (final * d_h).sum()).backward()
    name = lambda part: f"recurrent.layer0.forward.{part}"
    return {
        "name": "gru-reset-before packed-initial", "cell": "gru-reset-before", "layers": 1, "bidirectional": False, "units": H, "lengths": LENGTHS,
        "x": array(x), "parameters": {name("wx"): array(wx), name("wh"): array(wh), name("bias"): array(bias)},
        "dHidden": array(d_hidden), "dFinalHidden": array(d_h), "hidden": array(hidden), "finalHidden": array(final),
        "gradients": {name("wx"): array(wx.grad), name("wh"): array(wh.grad), name("bias"): array(bias.grad)}, "dx": array(x.grad),
        "initialHidden": array(h0), "dInitialHidden": array(h0.grad),
    }


def record_recurrent():
    generator = torch.Generator().manual_seed(1)
    for cell in CELLS:
        write(f"recurrent-{cell}", {"cases": [recurrent_case(cell, variant, generator) for variant in VARIANTS]})
    write("recurrent-gru-reset-before", {"cases": [gru_reset_before(generator)]})


# --- losses and embedding ---

def record_losses():
    generator = torch.Generator().manual_seed(2)
    logits, labels, outer = uniform(generator, 7, 5, scale=8).requires_grad_(), torch.randint(0, 5, (7,), generator=generator), uniform(generator, 7)
    entropy = torch.nn.functional.cross_entropy(logits, labels, reduction="none")
    (entropy * outer).sum().backward()
    y, target, weight = uniform(generator, 4, 3, 2).requires_grad_(), uniform(generator, 4, 3, 2), uniform(generator, 4)
    squared = torch.nn.functional.mse_loss(y, target, reduction="none").mean(dim=(1, 2))
    (squared * weight).sum().backward()
    table, ids, d_y = uniform(generator, 6, 3).requires_grad_(), torch.randint(0, 6, (2, 5), generator=generator), uniform(generator, 2, 5, 3)
    found = torch.nn.functional.embedding(ids, table)
    (found * d_y).sum().backward()
    write("losses", {
        "crossEntropy": {"logits": array(logits), "labels": array(labels), "dLoss": array(outer), "loss": array(entropy), "dLogits": array(logits.grad)},
        "meanSquaredError": {"y": array(y), "target": array(target), "dLoss": array(weight), "loss": array(squared), "dy": array(y.grad)},
        "embedding": {"table": array(table), "ids": array(ids), "dy": array(d_y), "y": array(found), "dTable": array(table.grad)},
    })


# --- optimisers, clipping, schedules ---

OPTIMIZERS = [
    ({"kind": "sgd", "learningRate": 0.1, "momentum": 0}, lambda p: torch.optim.SGD(p, lr=0.1)),
    ({"kind": "sgd", "learningRate": 0.1, "momentum": 0.9}, lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)),
    ({"kind": "adam", "learningRate": 0.01}, lambda p: torch.optim.Adam(p, lr=0.01)),
    ({"kind": "adamw", "learningRate": 0.01, "weightDecay": 0.1}, lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1)),
]


def record_optimizers():
    generator = torch.Generator().manual_seed(3)
    start, gradients = uniform(generator, 2, 4).float(), [uniform(generator, 2, 4, scale=3).float() for _ in range(20)]
    cases = []
    for config, build in OPTIMIZERS:
        value = torch.nn.Parameter(start.clone())
        optimizer = build([value])
        steps = []
        for gradient in gradients:
            value.grad = gradient.clone()
            optimizer.step()
            steps.append(array(value))
        cases.append({"config": config, "steps": steps})
    a, b = torch.nn.Parameter(torch.zeros(3)), torch.nn.Parameter(torch.zeros(2, 2))
    a.grad, b.grad = torch.tensor([3.0, -4.0, 1.0]), torch.tensor([[2.0, 0.5], [-1.0, 7.0]])
    before = {"a": array(a.grad), "b": array(b.grad)}
    norm = torch.nn.utils.clip_grad_norm_([a, b], 1.5)
    clip = {"limit": 1.5, "before": before, "norm": norm.item(), "after": {"a": array(a.grad), "b": array(b.grad)}}
    write("optimizers", {"start": array(start), "gradients": [array(gradient) for gradient in gradients], "cases": cases, "clip": clip, "schedules": schedules()})


def schedules():
    def rates(build, steps):
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.5)
        schedule = build(optimizer)
        found = []
        for _ in range(steps):
            found.append(schedule.get_last_lr()[0])
            optimizer.step()
            schedule.step()
        return found
    kinds = torch.optim.lr_scheduler
    return {
        "base": 0.5,
        # Every 2 epochs of 3 steps each.
        "step": rates(lambda o: kinds.StepLR(o, 2 * 3, gamma=0.3), 20),
        "cosine": rates(lambda o: kinds.CosineAnnealingLR(o, T_max=19, eta_min=0.05), 20),
    }


# --- layer norm ---

def record_layer_norm():
    """Also rows far from zero and more rows than the native kernels sum at once."""
    generator = torch.Generator().manual_seed(6)
    cases = []
    for name, shape, epsilon, shift in [("odd", (3, 4, 7), 1e-5, 0.0), ("far from zero", (5, 16), 1e-5, 8.0), ("one row", (33,), 1e-3, 0.0), ("300 rows", (300, 9), 1e-5, 0.0)]:
        x = (uniform(generator, *shape) + shift).float().double().requires_grad_()
        gamma, beta = (uniform(generator, shape[-1]).requires_grad_() for _ in range(2))
        y = torch.nn.functional.layer_norm(x, shape[-1:], gamma, beta, epsilon)
        dy = uniform(generator, *shape)
        y.backward(dy)
        parts = {"x": x, "gamma": gamma, "beta": beta, "dy": dy, "y": y, "dx": x.grad, "dgamma": gamma.grad, "dbeta": beta.grad}
        cases.append({"name": name, "epsilon": epsilon, **{part: array(tensor) for part, tensor in parts.items()}})
    write("layer-norm", {"cases": cases})


# --- a whole training ---

def record_training():
    """Embedding, two packed LSTM layers, dense, cross-entropy, clipping, Adam: the loss of each of 200 steps."""
    generator = torch.Generator().manual_seed(4)
    vocabulary, width, units, classes, batch, steps = 24, 6, 8, 3, 6, 9
    embedding, lstm, dense = torch.nn.Embedding(vocabulary, width), torch.nn.LSTM(width, units, num_layers=2, batch_first=True), torch.nn.Linear(units, classes)
    parameters = [*embedding.parameters(), *lstm.parameters(), *dense.parameters()]
    with torch.no_grad():
        for parameter in parameters:
            parameter.copy_(uniform(generator, *parameter.shape, scale=0.6).float())
    initial = lambda: {"embedding.weight": array(embedding.weight), **parameters_of(lstm, ["forward"], 2, False),
                       "output.weight": array(dense.weight.T.contiguous()), "output.bias": array(dense.bias)}
    start = initial()
    batches = []
    for _ in range(5):
        lengths = torch.randint(1, steps + 1, (batch,), generator=generator)
        ids = torch.randint(1, vocabulary, (batch, steps), generator=generator)
        ids[torch.arange(steps)[None] >= lengths[:, None]] = 0
        batches.append((ids, lengths, torch.randint(0, classes, (batch,), generator=generator)))
    optimizer = torch.optim.Adam(parameters, lr=0.002)
    losses, norms = [], []
    for step in range(200):
        ids, lengths, labels = batches[step % len(batches)]
        packed = torch.nn.utils.rnn.pack_padded_sequence(embedding(ids), lengths, batch_first=True, enforce_sorted=False)
        _, (final, _) = lstm(packed)
        loss = torch.nn.functional.cross_entropy(dense(final[-1]), labels)
        optimizer.zero_grad()
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(parameters, 1.0).item())
        optimizer.step()
        losses.append(loss.item())
    write("training", {
        "vocabulary": vocabulary, "embedding": width, "units": units, "classes": classes, "learningRate": 0.002, "clipNorm": 1.0,
        "parameters": start, "batches": [{"ids": array(ids), "lengths": array(lengths), "labels": array(labels)} for ids, lengths, labels in batches],
        "losses": losses, "norms": norms,
    })


if __name__ == "__main__":
    torch.manual_seed(0)
    torch.set_num_threads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    record_recurrent()
    record_losses()
    record_layer_norm()
    record_optimizers()
    record_training()
