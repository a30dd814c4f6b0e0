/** The Python programs beside a safetensors file. */
import type { ExportableModel } from '../model.ts'
import { encode } from './text.ts'

export const torchClassifier = `"""Classifies a text with model.safetensors. Needs: pip install torch safetensors"""
${encode}
import torch
from torch import nn
from safetensors.torch import load_file

weights, model = load_file("model.safetensors"), spec["model"]
kind = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}[model["recurrent"]["cell"]]
extra = {"nonlinearity": model["recurrent"]["activation"]} if kind is nn.RNN else {}
net = nn.ModuleDict({
    "embedding": nn.Embedding(*weights["embedding.weight"].shape),
    "recurrent": kind(model["embedding"], model["recurrent"]["hidden"], model["recurrent"]["layers"],
                      bidirectional=model["recurrent"]["bidirectional"], batch_first=True, **extra),
    "output": nn.Linear(*reversed(weights["output.weight"].shape)),
}).eval()
net.load_state_dict({name: weights[name] for name in net.state_dict()})
with torch.no_grad():
    state = net["recurrent"](net["embedding"](torch.tensor([rows_of("I loved every minute of it.", spec["fitted"]["input"])])))[1]
    final = (state[0] if kind is nn.LSTM else state)[-2 if model["recurrent"]["bidirectional"] else -1:, 0].flatten()
    print(dict(zip(spec["fitted"]["labels"], net["output"](final).softmax(0).tolist())))
`

/** Every part as a PyTorch module with its weights; how they are put together is said in model.json. */
export const torchParts = `"""The parts of a model with their weights, as PyTorch modules. Needs: pip install torch safetensors"""
import json
from collections import defaultdict
import torch
from torch import nn
from safetensors.torch import load_file

weights, spec = load_file("model.safetensors"), json.load(open("model.json", encoding="utf-8"))
recurrent, tables = spec["model"]["recurrent"], spec["tables"]
parts = defaultdict(dict)
for name, values in weights.items():
    part, _, own = name.rpartition(".")
    parts[part if part else name][own] = values

def module(name, own):
    if "weight_ih_l0" in own:
        kind = nn.LSTM if name == "letters" else {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}[recurrent["cell"]]
        extra = {"nonlinearity": recurrent["activation"]} if kind is nn.RNN else {}
        layers = sum(key.startswith("weight_ih_l") and not key.endswith("_reverse") for key in own)
        return kind(own["weight_ih_l0"].shape[1], own["weight_hh_l0"].shape[1], layers, bidirectional="weight_ih_l0_reverse" in own, batch_first=True, **extra)
    if name + ".weight" in tables:
        return nn.Embedding(*own["weight"].shape)
    if "weight" in own and own["weight"].dim() == 4:
        return nn.Conv2d(own["weight"].shape[1], own["weight"].shape[0], 3, stride=2)
    if "weight" in own and "bias" in own:
        return nn.Linear(own["weight"].shape[1], own["weight"].shape[0])
    return None

net = {name: module(name, own) for name, own in parts.items()}
for name, own in parts.items():
    if net[name] is not None:
        net[name].load_state_dict(own)
    print(name, net[name] if net[name] is not None else {key: tuple(values.shape) for key, values in own.items()})
print(sum(values.numel() for values in weights.values()), "numbers;", spec["equations"])
`

const isTextClassifier = ({ fitted, config: { task } }: ExportableModel): boolean =>
  fitted.task === 'classification' && fitted.input.kind === 'tokens' && fitted.target === 'class' && task.kind === 'classification' && task.pooling === 'last'

export const torchExample = (model: ExportableModel): string => (isTextClassifier(model) ? torchClassifier : torchParts)
