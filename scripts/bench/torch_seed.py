"""The seed model in PyTorch: reads {"threads", "lengths", "packed", "vocabulary", "batch"} on stdin, prints {"tokensPerSecond"}."""
import json
import statistics
import sys
import time

import torch

given = json.load(sys.stdin)
torch.set_num_threads(given["threads"])
torch.manual_seed(1)


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(given["vocabulary"], 100)
        self.lstm = torch.nn.LSTM(100, 256, num_layers=2, batch_first=True)
        self.output = torch.nn.Linear(256, 2)

    def forward(self, tokens, lengths):
        x = self.embedding(tokens)
        if given["packed"]:
            packed = torch.nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
            return self.output(self.lstm(packed)[1][0][-1])
        hidden = self.lstm(x)[0]
        return self.output(hidden[torch.arange(len(lengths)), lengths - 1])


model = Model()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
rates = []
for start in range(0, len(given["lengths"]), given["batch"]):
    lengths = torch.tensor(given["lengths"][start:start + given["batch"]])
    tokens = torch.randint(2, given["vocabulary"], (len(lengths), int(lengths.max())))
    labels = torch.randint(0, 2, (len(lengths),))
    began = time.perf_counter()
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(model(tokens, lengths), labels).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    rates.append(float(lengths.sum()) / (time.perf_counter() - began))
print(json.dumps({"tokensPerSecond": statistics.median(rates[1:])}))
