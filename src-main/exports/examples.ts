/** The Python programs that lie beside an export: the shortest that load it and classify a sentence. */

/**
 * datasets/text/tokenizers.ts in Python's `re`: words with inner apostrophes, numbers with inner points, runs of one mark.
 * Python knows no scripts: Chinese, Japanese and Thai must be segmented by ICU, and emoji with modifiers count as several.
 */
export const pythonWordPattern = String.raw`[^\W_]+(?:['’][^\W\d_]+|(?<=\d)[.,]\d+)*|([^\w\s]|_)\1*`

/** What both programs begin with: reading model.json and turning a text into rows of the vocabulary. */
const encode = `import json, re, unicodedata

spec = json.load(open("model.json", encoding="utf-8"))
rows, steps = {token: row for row, token in enumerate(spec["vocabulary"])}, spec["preprocessing"]

def encode(text):
    text = unicodedata.normalize("NFC", text.lower() if steps["lowercase"] else text)
    words = (m.group()[:3] if m.group(1) else m.group().replace("’", "'") for m in re.finditer(spec["tokenizerPattern"], text))
    tokens = text if steps["tokenizer"] == "character" else words
    return [rows.get(token, 1) for token in tokens][: steps["maximumLength"]] or [1]
`

export const onnxExample = `"""Classifies a text with model.onnx. Needs: pip install onnxruntime numpy"""
${encode}
import numpy as np, onnxruntime

session = onnxruntime.InferenceSession("model.onnx")
tokens = encode("I loved every minute of it.")
feeds = {"tokens": np.array([tokens], np.int64), "lengths": np.array([len(tokens)], np.int32)}
probabilities = session.run(["probabilities"], feeds)[0][0]
print(dict(zip(spec["labels"], probabilities.round(4).tolist())))
`

export const torchExample = `"""Classifies a text with model.safetensors. Needs: pip install torch safetensors"""
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
net.load_state_dict(weights)
with torch.no_grad():
    state = net["recurrent"](net["embedding"](torch.tensor([encode("I loved every minute of it.")])))[1]
    final = (state[0] if kind is nn.LSTM else state)[-2 if model["recurrent"]["bidirectional"] else -1:, 0].flatten()
    print(dict(zip(spec["labels"], net["output"](final).softmax(0).tolist())))
`
