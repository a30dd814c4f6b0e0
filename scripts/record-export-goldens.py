"""Records small PyTorch classifiers and their logits, the oracle of tests/exports.

Usage: python3 scripts/record-export-goldens.py   (needs torch; writes tests/fixtures/exports/classifiers.json)
Parameters are written under Seqbench's names and layouts (src-main/engine/ops/recurrent.ts).
"""
import json
import pathlib

import torch
from torch import nn

torch.manual_seed(7)
VOCABULARY, EMBEDDING, HIDDEN, CLASSES = 11, 3, 4, 3
LENGTHS = [1, 5, 2, 7, 3, 3, 6, 1, 4]
CASES = [
    ("lstm, one layer", "lstm", dict(layers=1, bidirectional=False)),
    ("lstm, two layers, both directions", "lstm", dict(layers=2, bidirectional=True)),
    ("gru, two layers", "gru", dict(layers=2, bidirectional=False)),
    ("gru, both directions", "gru", dict(layers=1, bidirectional=True)),
    ("rnn tanh, two layers, both directions", "rnn", dict(layers=2, bidirectional=True, activation="tanh")),
    ("rnn relu", "rnn", dict(layers=1, bidirectional=False, activation="relu")),
]


def tensor(value):
    return {"shape": list(value.shape), "data": [float(f"{x:.9g}") for x in value.detach().flatten().tolist()]}


def record(name, cell, options):
    layers, bidirectional = options["layers"], options["bidirectional"]
    kind = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}[cell]
    extra = {"nonlinearity": options["activation"]} if cell == "rnn" else {}
    embedding = nn.Embedding(VOCABULARY, EMBEDDING)
    recurrent = kind(EMBEDDING, HIDDEN, layers, bidirectional=bidirectional, batch_first=True, **extra)
    directions = 2 if bidirectional else 1
    output = nn.Linear(directions * HIDDEN, CLASSES)
    tokens = [torch.randint(0, VOCABULARY, (length,)) for length in LENGTHS]
    logits = []
    with torch.no_grad():
        for sequence in tokens:  # one at a time: no padding, hence no doubt
            _, state = recurrent(embedding(sequence)[None])
            final = (state[0] if cell == "lstm" else state)[-directions:, 0].flatten()
            logits.append(output(final).tolist())
    parameters = {
        "embedding.weight": tensor(embedding.weight),
        "output.weight": tensor(output.weight.T),
        "output.bias": tensor(output.bias),
    }
    for layer in range(layers):
        for direction, suffix in zip(["forward", "backward"][:directions], ["", "_reverse"]):
            read = lambda part: getattr(recurrent, f"{part}_l{layer}{suffix}")
            prefix = f"recurrent.layer{layer}.{direction}"
            parameters[f"{prefix}.wx"] = tensor(read("weight_ih").T)
            parameters[f"{prefix}.wh"] = tensor(read("weight_hh").T)
            parameters[f"{prefix}.bias"] = tensor(torch.stack([read("bias_ih"), read("bias_hh")]))
    return {
        "name": name,
        "recurrent": {"cell": cell, "hidden": HIDDEN, "dropout": 0, **({"resetAfter": True} if cell == "gru" else {}), **options},
        "parameters": parameters,
        "tokens": [sequence.tolist() for sequence in tokens],
        "logits": logits,
    }


path = pathlib.Path(__file__).parent.parent / "tests/fixtures/exports/classifiers.json"
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text(json.dumps([record(*case) for case in CASES], separators=(",", ":")))
print(path.name, path.stat().st_size, "bytes")
