"""Records what PyTorch and pytorch-crf compute of losses over sequences, for tests/engine/ops: python3 scripts/record-sequence-goldens.py
(needs torch, numpy and pytorch-crf; the tests need none). Writes tests/fixtures/goldens/sequence-losses.json in double precision on
float32 inputs, arrays as scripts/record-goldens.py writes them.
"""
import importlib.util
import pathlib

import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, ctc_loss, huber_loss, l1_loss
from torchcrf import CRF

spec = importlib.util.spec_from_file_location("goldens", pathlib.Path(__file__).parent / "record-goldens.py")
goldens = importlib.util.module_from_spec(spec)
spec.loader.exec_module(goldens)
array, uniform = goldens.array, goldens.uniform


def integers(rows):
    return torch.tensor(rows, dtype=torch.int32)


def crf(generator):
    batch, steps, count = 5, 7, 4
    lengths = integers([7, 1, 4, 2, 6])
    model = CRF(count, batch_first=True).double()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(uniform(generator, *parameter.shape, scale=2))
    emissions = uniform(generator, batch, steps, count, scale=3).requires_grad_()
    tags = torch.randint(0, count, (batch, steps), generator=generator)
    mask = torch.arange(steps)[None] < lengths[:, None]
    outer = uniform(generator, batch)
    loss = -model(emissions, tags, mask=mask, reduction="none")
    (loss * outer).sum().backward()
    paths = torch.full((batch, steps), -1, dtype=torch.int32)
    for b, path in enumerate(model.decode(emissions, mask=mask)):
        paths[b, :len(path)] = integers(path)
    return {
        "emissions": array(emissions), "transitions": array(model.transitions), "start": array(model.start_transitions), "end": array(model.end_transitions),
        "tags": array(tags.int()), "lengths": array(lengths), "dLoss": array(outer), "loss": array(loss), "paths": array(paths),
        "dEmissions": array(emissions.grad), "dTransitions": array(model.transitions.grad), "dStart": array(model.start_transitions.grad), "dEnd": array(model.end_transitions.grad),
    }


def ctc(generator, blank, scale):
    """Targets: repeated symbols, none at all, all time steps used, one that cannot fit, one that only its repetition keeps from fitting."""
    targets = [[1, 2, 2, 3], [], [3, 1, 3, 2], [2, 2, 1, 3, 3, 1], [1, 1], [2]]
    lengths = integers([12, 5, 4, 7, 2, 1])
    if blank:
        targets = [[symbol - 1 for symbol in target] for target in targets]
    batch, steps, symbols, most = len(targets), 12, 4, max(map(len, targets))
    padded = integers([target + [0] * (most - len(target)) for target in targets])
    target_lengths = integers([len(target) for target in targets])
    logits = uniform(generator, batch, steps, symbols, scale=scale).requires_grad_()
    outer = uniform(generator, batch)
    log_probabilities = torch.log_softmax(logits, dim=2).transpose(0, 1)
    given = (log_probabilities, padded.long(), lengths.long(), target_lengths.long(), blank, "none")
    infinite = torch.isinf(ctc_loss(*given))
    loss = ctc_loss(*given, zero_infinity=True)
    (loss * outer).sum().backward()
    return {
        "blank": blank, "logits": array(logits), "lengths": array(lengths), "targets": array(padded), "targetLengths": array(target_lengths), "dLoss": array(outer),
        "loss": array(loss), "feasible": array((~infinite).double()), "dLogits": array(logits.grad),
    }


def row_entropy(generator, smoothing, weighted):
    rows, classes = 7, 5
    logits, labels, outer = uniform(generator, rows, classes, scale=6).requires_grad_(), torch.randint(0, classes, (rows,), generator=generator), uniform(generator, rows)
    labels[2] = labels[5] = -1
    weights = uniform(generator, classes).abs() + 0.1 if weighted else None
    weights = weights.float().double() if weighted else None
    loss = cross_entropy(logits, labels, weight=weights, label_smoothing=smoothing, ignore_index=-1, reduction="none")
    (loss * outer).sum().backward()
    return {
        "smoothing": smoothing, "weights": array(weights) if weighted else None, "logits": array(logits), "labels": array(labels.int()), "dLoss": array(outer),
        "loss": array(loss), "dLogits": array(logits.grad),
    }


def binary(generator, weighted):
    logits, targets, outer = uniform(generator, 4, 3, scale=6).requires_grad_(), torch.randint(0, 2, (4, 3), generator=generator).double(), uniform(generator, 4)
    targets[1, 1] = 0.25
    weights = (uniform(generator, 3).abs() * 3 + 0.1).float().double() if weighted else None
    loss = binary_cross_entropy_with_logits(logits, targets, pos_weight=weights, reduction="none").mean(1)
    (loss * outer).sum().backward()
    return {"weights": array(weights) if weighted else None, "logits": array(logits), "targets": array(targets), "dLoss": array(outer), "loss": array(loss), "dLogits": array(logits.grad)}


def regression(generator):
    y, target, outer = uniform(generator, 3, 4, 2, scale=3), uniform(generator, 3, 4, 2), uniform(generator, 3)
    cases = {}
    for name, function in {"huber": lambda a, b: huber_loss(a, b, reduction="none", delta=0.7), "absolute": lambda a, b: l1_loss(a, b, reduction="none")}.items():
        given = y.clone().requires_grad_()
        loss = function(given, target).mean((1, 2))
        (loss * outer).sum().backward()
        cases[name] = {"loss": array(loss), "dy": array(given.grad)}
    return {"y": array(y), "target": array(target), "dLoss": array(outer), **cases}


def attention(generator):
    """Scores of dot and general through torch's own scaled_dot_product_attention with scale 1; concat as its formula under autograd."""
    batch, queries, keys, width, inner = 3, 2, 4, 3, 5
    lengths = integers([4, 1, 3])
    mask = torch.arange(keys)[None, None] < lengths[:, None, None]
    values = {name: uniform(generator, *shape).requires_grad_() for name, shape in {
        "queries": (batch, queries, width), "keys": (batch, keys, width), "matrix": (width, width),
        "queryMatrix": (width, inner), "keyMatrix": (width, inner), "vector": (inner,)}.items()}
    outer = uniform(generator, batch, queries, width)
    result = {name: array(value) for name, value in values.items()} | {"lengths": array(lengths), "dContext": array(outer)}
    q, k = values["queries"], values["keys"]
    scores = torch.einsum("busa,a->bus", torch.tanh((q @ values["queryMatrix"])[:, :, None] + (k @ values["keyMatrix"])[:, None]), values["vector"])
    contexts = {
        "dot": torch.nn.functional.scaled_dot_product_attention(q, k, k, attn_mask=mask, scale=1.0),
        "general": torch.nn.functional.scaled_dot_product_attention(q @ values["matrix"], k, k, attn_mask=mask, scale=1.0),
        "concat": torch.softmax(scores.masked_fill(~mask, -torch.inf), dim=2) @ k,
    }
    for kind, context in contexts.items():
        for value in values.values():
            value.grad = None
        (context * outer).sum().backward()
        result[kind] = {"context": array(context), "gradients": {name: array(value.grad) for name, value in values.items() if value.grad is not None}}
    return result


if __name__ == "__main__":
    generator = torch.Generator().manual_seed(11)
    goldens.write("sequence-losses", {
        "crf": crf(generator), "ctc": [ctc(generator, 0, 2), ctc(generator, 3, 12)],
        "crossEntropy": [row_entropy(generator, smoothing, weighted) for smoothing in (0.0, 0.1) for weighted in (False, True)],
        "binary": [binary(generator, weighted) for weighted in (False, True)], "regression": regression(generator), "attention": attention(generator),
    })
